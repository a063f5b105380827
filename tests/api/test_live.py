"""/scrape/stream: the same events in one answer, from a real server, and under WSGI."""

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from django.db import connection
from httpx_sse import connect_sse

from jobs.models import Run
from products.api import live
from products.models import Product, ScrapeAttempt
from tests.api.conftest import PAGE, address
from tests.support import asgi
from tests.support.http import Site
from tests.support.worker import address_of

PATIENCE_S = 20.0


@pytest.fixture
def served(transactional_db, shop, tmp_path) -> Iterator[asgi.Served]:
    """The ``streams`` process over this test's database; it may read the shop."""
    more = {"API_PER_MINUTE": "0", "SCRAPE_ALLOW_PRIVATE": shop.pair}
    with asgi.serve(tmp_path, address_of(connection), **more) as server:
        yield server


@pytest.fixture
def scrape(served, merchant, key_of) -> Callable[..., Any]:
    """Open ``/scrape/stream`` over HTTP."""
    key = key_of(merchant)

    def opened(http: httpx.Client, site: Site, path: str) -> Any:
        headers = {"Authorization": f"Bearer {key}"}
        return connect_sse(
            http, "POST", f"{served.url}/api/v1/scrape/stream", headers=headers, json=address(site, path)
        )

    return opened


def gate(shop: Site, path: str) -> tuple[threading.Event, threading.Event]:
    """A page that waits to be let go; the events say that it was asked for, and let it go."""
    asked, go = threading.Event(), threading.Event()

    def answer(to: Any) -> None:
        asked.set()
        go.wait(PATIENCE_S)
        to.write(PAGE.encode())

    shop.route(path, answer)
    return asked, go


def test_the_events_come_in_one_answer_while_the_page_is_read(scrape, shop):
    _asked, go = gate(shop, "/slow")
    with httpx.Client(timeout=PATIENCE_S) as http, scrape(http, shop, "/slow") as source:
        assert source.response.headers["Content-Type"].startswith("text/event-stream")
        assert source.response.headers["X-Accel-Buffering"] == "no"
        frames = source.iter_sse()
        assert json.loads(next(frames).data)["event"] == "start"
        reading = next(frames)
        go.set()
        rest = [json.loads(frame.data) for frame in frames]

    assert (json.loads(reading.data)["event"], json.loads(reading.data)["url"]) == ("reading", shop.url("/slow"))
    assert (reading.event, reading.id) == ("message", "")
    assert (rest[-1]["event"], rest[-1]["data"]["name"]) == ("complete", "Copper pot")
    assert {frame["event"] for frame in rest[:-1]} <= {"update"}
    assert not Run.objects.exists()
    assert not Product.objects.exists()
    assert ScrapeAttempt.objects.get().merchant.slug == "dar-al-qahwa"


def test_a_failure_is_the_last_event(scrape, shop):
    with httpx.Client(timeout=PATIENCE_S) as http, scrape(http, shop, "/gone") as source:
        last = [json.loads(frame.data) for frame in source.iter_sse()][-1]

    assert (last["event"], last["error_code"]) == ("error", "page_not_found")
    assert last["error"] == last["message"] == "The shop says that this page does not exist."


def test_more_than_the_pool_holds_are_told_to_come_again_and_those_who_leave_make_room(scrape, served, shop):
    gates = [gate(shop, f"/slow{n}") for n in range(live.AT_ONCE)]
    with httpx.Client(timeout=PATIENCE_S) as http:
        streams = [scrape(http, shop, f"/slow{n}") for n in range(live.AT_ONCE)]
        for stream, (asked, _go) in zip(streams, gates, strict=True):
            stream.__enter__()
            assert asked.wait(PATIENCE_S)
        with scrape(http, shop, "/pot") as refused:
            body = json.loads(refused.response.read())
            assert (refused.response.status_code, body["code"]) == (429, "all_busy")
            assert refused.response.headers["Retry-After"] == "10"
        assert http.get(f"{served.url}/api/v1/health").status_code == 200  # nothing is blocked meanwhile
        for stream, (_asked, go) in zip(streams, gates, strict=True):
            stream.__exit__(None, None, None)
            go.set()

        def read_again() -> bool:
            with scrape(http, shop, "/pot") as source:
                return source.response.status_code == 200

        assert any(read_again() for _ in range(200))


@pytest.mark.django_db(transaction=True)
def test_under_wsgi_it_works_too_and_frees_its_place(program, shop):
    for _ in range(live.AT_ONCE + 1):
        answer = program.post("/scrape/stream", address(shop))
        frames = [json.loads(part.removeprefix(b"data: ")) for part in b"".join(answer).strip().split(b"\n\n")]
        assert [frames[0]["event"], frames[1]["event"], frames[-1]["event"]] == ["start", "reading", "complete"]
