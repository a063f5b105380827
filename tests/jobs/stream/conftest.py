"""A real server over the tests' database, real clients, and jobs whose lines are written as the engine writes them."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from httpx_sse import ServerSentEvent, connect_sse

from jobs import ending
from jobs.ending import Ending
from jobs.lease import Lease
from jobs.models import Line, Run, Status
from merchants.models import ApiKey, Merchant
from tests.support import asgi
from tests.support.worker import address_of


@pytest.fixture(scope="module")
def server(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[asgi.Served]:
    """The ``streams`` process on this test's database."""
    with django_db_blocker.unblock():
        database = address_of(connection)
        connection.close()
    with asgi.serve(tmp_path_factory.mktemp("asgi"), database, API_PER_MINUTE="0") as served:
        yield served


class Job:
    """A run that this test plays the worker of."""

    def __init__(self, owner: Merchant, *, is_queued: bool = False, run: Run | None = None) -> None:
        self.run = run or Run.objects.create(flow="test/walk", owner=owner, turn=timezone.now())
        self.lease = Lease(self.run.pk, "a test", 1)
        self.path = f"/api/v1/jobs/{self.run.pk}/stream"
        if not is_queued:
            self.take()

    @classmethod
    def of(cls, run: Run) -> "Job":
        """A queued run that exists, taken by this test."""
        return cls(run.owner, run=run)

    def take(self) -> None:
        """Become its worker."""
        Run.objects.filter(pk=self.run.pk).update(status=Status.RUNNING, worker="a test", attempt=1)

    def tell(self, message: str, kind: str = Line.Kind.UPDATE, **data: Any) -> int:
        """Write one line as the engine does; gives its number."""
        self.run.refresh_from_db(fields=["last_line"])
        with self.lease.writing(last_line=self.run.last_line + 1):
            number = self.lease.rows().values_list("last_line", flat=True).get()
            Line.objects.create(run=self.run, number=number, kind=kind, message=message, data=data)
        return number

    def tell_many(self, count: int, size: int = 20) -> None:
        """``count`` lines of ``size`` characters in one transaction."""
        self.run.refresh_from_db(fields=["last_line"])
        last = self.run.last_line
        with self.lease.writing(last_line=last + count):
            numbers = range(last + 1, last + count + 1)
            lines = [Line(run=self.run, number=n, kind=Line.Kind.UPDATE, message="x" * size) for n in numbers]
            Line.objects.bulk_create(lines, batch_size=1000)

    def succeed(self, result: dict[str, Any] | None = None) -> None:
        assert ending.end(self.run, self.lease.rows(), Ending(Status.SUCCEEDED, result=result or {}))

    def fail(self, code: str, message: str) -> None:
        assert ending.end(self.run, self.lease.rows(), Ending(Status.FAILED, code, message))


@pytest.fixture
def job(merchant) -> Job:
    """A running job of ``merchant`` with its first line written."""
    started = Job(merchant)
    started.tell("Started", Line.Kind.START)
    return started


@pytest.fixture
def key(merchant) -> str:
    """The text of a key of ``merchant`` that may read."""
    return ApiKey.make(merchant, "reader", ["read"])[1]


class Stream:
    """One open stream and what has come on it."""

    def __init__(self, source: Any) -> None:
        self.response: httpx.Response = source.response
        self._events = source.iter_sse()
        self.seen: list[ServerSentEvent] = []

    def next(self) -> dict[str, Any]:
        """The next frame's data, waiting for it. Raises StopIteration at the stream's end."""
        event = next(self._events)
        self.seen.append(event)
        assert event.event == "message", "a plain onmessage must see everything"
        return json.loads(event.data)

    def rest(self) -> list[dict[str, Any]]:
        """All frames until the server closes."""
        found = []
        for event in self._events:
            self.seen.append(event)
            found.append(json.loads(event.data))
        return found

    @property
    def ids(self) -> list[int]:
        return [int(event.id) for event in self.seen]


@pytest.fixture
def watch(server, key) -> Callable[..., Any]:
    """Open a stream over HTTP: ``with watch(job, after=3) as stream``. By default with the key of ``merchant``."""

    @contextmanager
    def opened(
        job: Job, *, after: object = None, headers: dict[str, str] | None = None, query: str = ""
    ) -> Iterator[Any]:
        sent = {"Authorization": f"Bearer {key}"} if headers is None else headers
        if after is not None:
            sent = {**sent, "Last-Event-ID": str(after)}
        with (
            httpx.Client(base_url=server.url, timeout=20) as client,
            connect_sse(client, "GET", job.path + query, headers=sent) as source,
        ):
            yield Stream(source)

    return opened


@pytest.fixture
def get(server) -> Callable[..., httpx.Response]:
    """One request over HTTP, with a key or as a person who is signed in."""

    def send(path: str, key: str = "", client: Any = None, method: str = "GET", **headers: str) -> httpx.Response:
        if key:
            headers["Authorization"] = f"Bearer {key}"
        cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value} if client else {}
        with httpx.Client(base_url=server.url, timeout=20, cookies=cookies) as http:
            return http.request(method, path, headers=headers)

    return send
