"""Does a page that polls cost little? The import's status fragment against a view that answers a constant.

``python -m bench polling [--seconds 2] [--rounds 3]``. The same servers with the same middleware: granian with the
options of the Procfile's ``web``, and uvicorn with ``config.asgi``; each over SQLite and, where there is one, over
PostgreSQL. The fragment is asked as an open page asks it when nothing is new. Rounds alternate between the addresses,
medians count. Ends with 1 when the fragment has less than half of the constant's requests a second, or takes more than
one query beyond session and user.
"""

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rich.console import Console
from rich.table import Table

import bench._app  # noqa: F401 - apps must be loaded first
from jobs.models import Run, Status
from merchants.models import Membership, Merchant, User
from products.imports import service
from scraping.links import parse_link
from tests.support import worker

LEAST = 0.5
MOST_QUERIES = 3  # session, user and one more
CLIENTS = 8  # as many as granian has threads: what waits for the database lets others work, as in earnest
GRANIAN = ["granian", "--interface", "wsgi", "bench._polled:wsgi", "--host", "127.0.0.1"]
UVICORN = ["uvicorn", "bench._polled:asgi", "--lifespan", "off", "--log-level", "warning"]
SERVERS = {
    "granian, WSGI, 2 × 4 threads": [*GRANIAN, "--workers", "2", "--blocking-threads", "4"],
    "uvicorn, ASGI": UVICORN,
}


@dataclass
class Page:
    """One address and the requests a second of each round. ``path`` is asked for anew before each round."""

    name: str
    path: Callable[[], str]
    status: int
    rates: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return median(self.rates)


class Visitor:
    """A merchant's person who watches an import."""

    def __init__(self, client: Client, page: str) -> None:
        self.cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        self._client, self._page = client, page

    def look(self) -> str:
        """Load the page anew; gives the address that it asks for news, with the version that it shows.

        The import has just begun: after two minutes the page would tell that it takes longer than expected.
        """
        Run.objects.update(started_at=timezone.now())
        shown = self.get(self._page).content.decode()
        version = re.search(r"\?v=([^\"]+)", shown)
        assert version, "the fragment names no version"
        return f"{self._page}?v={version[1]}"

    def get(self, address: str) -> HttpResponse:
        return self._client.get(address, headers={"HX-Request": "true"})


def watching() -> Visitor:
    """Someone who watches an import that is at work and tells nothing new."""
    merchant = Merchant.objects.create(name="Bench", slug="bench")
    user = User.objects.create_user("bench@example.com", None)
    Membership.objects.create(merchant=merchant, user=user, role="owner")
    product = service.start(merchant=merchant, link=parse_link("https://shop.test/pot")).product
    Run.objects.update(status=Status.RUNNING, started_at=timezone.now(), worker="bench", attempt=1)
    client = Client(headers={"Host": "localhost"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return Visitor(client, f"/import/status/{product.pk}")


def queries_of(visitor: Visitor) -> list[str]:
    """The tables that the answer without news is read from, in order."""
    address = visitor.look()
    with CaptureQueriesContext(connection) as asked:
        answer = visitor.get(address)
    assert answer.status_code == 204, f"the fragment was answered with {answer.status_code}"
    return [re.findall(r'FROM "?(\w+)', query["sql"])[0] for query in asked.captured_queries if "FROM" in query["sql"]]


@contextmanager
def served(command: list[str], database: str, folder: Path) -> Iterator[int]:
    """A server over ``database``. Gives its port."""
    port = worker.free_port()
    env = {**os.environ, "DATABASE_URL": database, "BROKER_URL": "memory://", "LOG_LEVEL": "ERROR"}
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [str(Path(sys.executable).parent / command[0]), *command[1:], "--port", str(port)],
            cwd=worker.ROOT,
            env=env,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        worker.wait_for_port(port, seconds=60)
        yield port
    finally:
        worker.kill_group(process)


def rate(port: int, page: Page, visitor: Visitor, seconds: float) -> float:
    """Requests a second that CLIENTS connections get answered. Raises AssertionError for another status."""
    request = (
        f"GET {page.path()} HTTP/1.1\r\nHost: localhost\r\nHX-Request: true\r\n"
        f"Cookie: {settings.SESSION_COOKIE_NAME}={visitor.cookie}\r\n\r\n"
    ).encode()
    counts = [0] * CLIENTS
    end = time.monotonic() + seconds
    threads = [
        threading.Thread(target=ask_until, args=(end, port, request, page.status, counts, number))
        for number in range(CLIENTS)
    ]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(counts), f"{page.name} was not answered with {page.status}"
    return sum(counts) / (time.monotonic() - began)


def ask_until(end: float, port: int, request: bytes, status: int, counts: list[int], number: int) -> None:
    right = b"HTTP/1.1 %d" % status
    with socket.create_connection(("127.0.0.1", port), timeout=20) as there:
        while time.monotonic() < end:
            there.sendall(request)
            if not whole_answer(there).startswith(right):
                counts[number] = 0
                return
            counts[number] += 1


def whole_answer(there: socket.socket) -> bytes:
    got = b""
    while b"\r\n\r\n" not in got:
        got += there.recv(65536)
    head, _, body = got.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    left = int(length[1]) - len(body) if length else 0
    while left > 0:
        left -= len(there.recv(65536))
    return got


def compare(port: int, visitor: Visitor, seconds: float, rounds: int) -> list[Page]:
    pages = [
        Page("constant", lambda: "/constant", 200),
        Page("constant, signed in", lambda: "/constant-for-people", 200),
        Page("fragment, nothing new", visitor.look, 204),
    ]
    for page in pages:
        rate(port, page, visitor, 0.5)  # so that all threads have what they need
    for _ in range(rounds):
        for page in pages:
            page.rates.append(rate(port, page, visitor, seconds))
    return pages


@dataclass
class Report:
    """What was measured so far, and whether all of it is good enough."""

    table: Table
    console: Console
    is_good: bool = True

    def over(self, database: str, address: str, folder: Path, seconds: float, rounds: int) -> None:
        """Measure every server over one database."""
        visitor = watching()
        tables = queries_of(visitor)
        self.is_good = self.is_good and len(tables) <= MOST_QUERIES
        self.console.print(f"{database}: the fragment asks {', '.join(tables)}")
        for name, command in SERVERS.items():
            with served(command, address, folder) as port:
                self.add(f"{name}, {database}", *compare(port, visitor, seconds, rounds))

    def add(self, name: str, bare: Page, signed_in: Page, fragment: Page) -> None:
        ratio, to_signed_in = fragment.rate / bare.rate, fragment.rate / signed_in.rate
        self.is_good = self.is_good and ratio >= LEAST
        rates = [f"{page.rate:,.0f}" for page in (bare, signed_in, fragment)]
        self.table.add_row(name, *rates, f"{ratio:.2f}", f"{to_signed_in:.2f}")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench polling", description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.5, help="of one round with one address")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    heads = ("server", "constant", "constant, signed in", "fragment", "ratio", "ratio, signed in")
    report = Report(Table(*heads, title="Requests a second"), Console(width=130))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with worker.sqlite_database(folder) as address:
            report.over("SQLite", address, folder, options.seconds, options.rounds)
        try:
            with worker.postgres_database() as address:
                report.over("PostgreSQL", address, folder, options.seconds, options.rounds)
        except pytest.skip.Exception as reason:
            report.console.print(f"PostgreSQL is left out: {reason}")
    report.console.print(report.table)
    return 0 if report.is_good else 1
