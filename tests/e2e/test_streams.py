"""A real browser on the streams: its own EventSource, the page that tries the API, the page of an import.

The pages come from the ``streams`` process here, as from ``up``: pages and streams on one port.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import BrowserContext, Page, expect

from config.demo_shop.server import serve
from jobs.models import Line, Run
from products.imports import service
from scraping.links import parse_link
from tests.jobs.stream.conftest import Job
from tests.support import asgi, worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def shop():
    with serve(slow_s=1.5) as shop:
        yield shop


@pytest.fixture(scope="module")
def allowed(shop) -> dict[str, str]:
    return {"SCRAPE_ALLOW_PRIVATE": f"{shop.server_name}:{shop.server_port}", "API_PER_MINUTE": "0"}


@pytest.fixture(scope="module")
def served(django_db_setup, django_db_blocker, tmp_path_factory, allowed) -> Iterator[asgi.Served]:
    with django_db_blocker.unblock():
        database = worker.address_of(connection)
        connection.close()
    with asgi.serve(tmp_path_factory.mktemp("asgi"), database, **allowed) as served:
        yield served


@pytest.fixture
def at_work(tmp_path, allowed) -> Iterator[worker.Crew]:
    with worker.Crew(tmp_path, worker.address_of(connection), "memory://", imports=(), env=allowed) as crew:
        yield crew


@pytest.fixture
def browser_context_args(served) -> dict[str, object]:
    return {"base_url": served.url, "locale": "en", "viewport": {"width": 1440, "height": 900}}


@pytest.fixture
def signed_in(page: Page, context: BrowserContext, served, user, client_of) -> Page:
    session = client_of(user).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": served.url}])
    return page


@pytest.fixture
def eventually(page: Page) -> Callable[..., Any]:
    """Look at what the page says until it is true; the content policy forbids the driver's own way to wait."""

    def look(script: str, seconds: float = 20.0) -> Any:
        for _ in range(int(seconds / 0.05)):
            if value := page.evaluate(script):
                return value
            page.wait_for_timeout(50)
        raise AssertionError(f"never true: {script}")

    return look


LISTEN = """(address) => {
  window.heard = []; window.opened = 0;
  window.source = new EventSource(address);
  source.onopen = () => { window.opened++; };
  source.onmessage = (event) => window.heard.push([event.lastEventId, JSON.parse(event.data).event]);
}"""


def test_a_browsers_own_event_source_hears_all_and_stops_for_good_at_the_end(merchant, signed_in, eventually):
    job = Job(merchant)
    job.tell("Started", Line.Kind.START)
    signed_in.goto("/import")

    signed_in.evaluate(LISTEN, job.path)
    eventually("window.heard.length === 1")
    job.tell("Found the product")
    eventually("window.heard.length === 2")
    job.succeed({"name": "Pot"})

    heard = eventually("window.heard.length === 3 && window.heard")
    assert heard == [["1", "start"], ["2", "update"], ["3", "complete"]]
    # It comes again with the last id, as browsers do, is told that there is no more, and closes.
    eventually("window.source.readyState === EventSource.CLOSED")
    assert signed_in.evaluate("window.heard.length") == 3


def send(page: Page, address: str) -> None:
    page.goto("/settings/api/try")
    page.get_by_label("Address of a product page").fill(address)
    page.get_by_role("button", name="Send").click()


def kept(page: Page) -> list[str | None]:
    return page.evaluate("['currentJobId', 'jobStartTime', 'jobUrl'].map((name) => localStorage.getItem(name))")


def test_a_page_is_sent_and_its_snapshot_comes_live(at_work, shop, signed_in, complaints):
    send(signed_in, shop.url("json-ld"))

    lines = signed_in.locator("#job-lines li")
    expect(lines.last).to_contain_text("complete", timeout=60_000)
    assert lines.first.inner_text().split()[:2] == ["1", "start"]
    expect(signed_in.locator("#job-json")).to_contain_text('"name"')
    expect(signed_in.locator("#job-connection")).to_have_text("Closed")
    assert kept(signed_in) == [None, None, None]
    assert complaints == []


def test_a_failed_job_says_why_and_can_be_tried_again(at_work, shop, signed_in):
    send(signed_in, shop.url("not-found"))
    expect(signed_in.locator("#job-error-code")).to_have_text("page_not_found", timeout=60_000)
    first = signed_in.locator("#job-id").inner_text()

    signed_in.get_by_role("button", name="Try again").click()

    expect(signed_in.locator("#job-id")).not_to_have_text(first)
    expect(signed_in.locator("#job-failed")).to_be_visible(timeout=60_000)
    expect(signed_in.locator("#job-error-code")).to_have_text("page_not_found", timeout=60_000)
    assert kept(signed_in) == [None, None, None]


@pytest.mark.parametrize("wrong", ["nonsense", "ftp://shop.test/1", "javascript:alert(1)", "https://", "shop test"])
def test_a_wrong_address_is_refused_in_the_browser(signed_in, wrong):
    asked: list[str] = []
    signed_in.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)

    send(signed_in, wrong)

    expect(signed_in.locator("#job-link-error")).to_contain_text("not a web address")
    assert asked == []


def test_after_a_reload_the_page_goes_on_with_its_job_and_ends_with_it(signed_in, merchant):
    send(signed_in, "https://shop.test/pot")
    expect(signed_in.locator("#job-state")).to_have_text("Queued, place 1")
    expect(signed_in.locator("#job-connection")).to_have_text("Live")
    job_id, _start, url = kept(signed_in)
    assert url == "https://shop.test/pot"

    signed_in.reload()
    expect(signed_in.locator("#job-id")).to_have_text(job_id)
    job = Job.of(Run.objects.get(pk=job_id))
    job.tell("Started", Line.Kind.START)
    expect(signed_in.locator("#job-lines li")).to_have_count(1)
    job.succeed({"name": "Pot"})

    expect(signed_in.locator("#job-json")).to_contain_text("Pot")
    assert kept(signed_in) == [None, None, None]


def test_a_job_that_ended_meanwhile_is_shown_from_its_result(signed_in, merchant):
    job = Job(merchant)
    job.succeed({"name": "Copper pot"})
    signed_in.goto("/settings/api/try")
    remember(signed_in, job, age_s=60)

    signed_in.reload()

    expect(signed_in.locator("#job-json")).to_contain_text("Copper pot")
    assert kept(signed_in) == [None, None, None]


def test_a_job_of_yesterday_is_ignored(signed_in, merchant):
    job = Job(merchant)
    signed_in.goto("/settings/api/try")
    remember(signed_in, job, age_s=25 * 3600)

    signed_in.reload()

    expect(signed_in.locator("#job")).to_be_hidden()
    assert kept(signed_in) == [None, None, None]


def remember(page: Page, job: Job, age_s: int) -> None:
    page.evaluate(
        """([id, age]) => {
          localStorage.setItem('currentJobId', id);
          localStorage.setItem('jobStartTime', String(Date.now() - age * 1000));
          localStorage.setItem('jobUrl', 'https://shop.test/pot');
        }""",
        [str(job.run.pk), age_s],
    )


def test_without_a_stream_the_page_reconnects_three_times_then_asks_and_gives_up(signed_in, merchant):
    job = Job(merchant)
    job.tell("Started", Line.Kind.START)
    tries: list[str] = []
    signed_in.route("**/stream", lambda route: (tries.append(route.request.url), route.abort()))
    signed_in.clock.install()
    signed_in.goto("/settings/api/try")
    remember(signed_in, job, age_s=0)
    signed_in.reload()

    for number in (1, 2, 3):
        expect(signed_in.locator("#job-connection")).to_have_text(f"Connection lost, trying again ({number} of 3)")
        signed_in.clock.run_for(2 ** (number - 1) * 1000)
    expect(signed_in.locator("#job-connection")).to_contain_text("asking every few seconds")
    assert len(tries) == 4
    expect(signed_in.locator("#job-usual")).to_be_visible()
    signed_in.clock.fast_forward("02:00")
    expect(signed_in.get_by_text("Taking longer than expected")).to_be_visible()
    signed_in.clock.fast_forward("01:05")
    expect(signed_in.get_by_text("much longer than usual")).to_be_visible()
    for _ in range(8):
        signed_in.clock.run_for(30_000)
        signed_in.wait_for_timeout(100)

    expect(signed_in.locator("#job-error")).to_have_text("Job polling timeout")
    expect(signed_in.get_by_role("button", name="Try again")).to_be_visible()


def test_the_imports_page_looks_at_once_when_something_is_told(merchant, signed_in, complaints):
    product = service.start(merchant=merchant, link=parse_link("https://shop.test/pot")).product
    run = Run.objects.get(subject=f"product:{product.pk}")
    job = Job.of(run)
    signed_in.clock.install()  # the browser's clock stands still: no poll comes
    signed_in.goto(f"/import/status/{product.pk}")
    expect(signed_in.locator("#import[data-stream]")).to_be_visible()

    job.tell("Found the product", name="Copper dallah", price="120.00", currency="SAR")

    heading = signed_in.get_by_role("heading", name="Copper dallah")
    for _ in range(100):  # far less than the two seconds of a poll by the browser's clock
        signed_in.clock.run_for(10)
        if heading.is_visible():
            break
    expect(heading).to_be_visible()
    assert complaints == []
