"""What watching costs: 1,000 viewers on one process.

``python -m bench streams [--viewers 1000] [--seconds 8]``. Half of the viewers watch one job together, the other half a
job each. Real sockets to a real uvicorn with ``config.asgi``, on SQLite and on PostgreSQL. Lines are written as the
engine writes them; a delivery is timed from before that transaction until the viewer has the line, and the viewers live
in this process too, so the times are on the high side. Ends with 1 when a delivery takes more than 500 ms at p99, or
when many viewers cost more queries a second than one.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

import requests
from _pytest.outcomes import Skipped
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from rich.console import Console
from rich.table import Table

import bench._app  # noqa: F401 - apps must be loaded first
from config.embedded import raise_file_limit
from jobs.models import Line, Run, Status
from merchants.models import ApiKey, Merchant
from tests.support import asgi, worker

AT_P99_MS = 500.0
CONNECT_AT_ONCE = 50
IDLE_S = 3.0


@dataclass
class Result:
    database: str
    viewers: int
    queries_of_one: float = 0.0  # a second, while nothing is told
    queries_of_all: float = 0.0
    kilobytes_each: float = 0.0
    threads: int = 0
    connections: int = 0
    together_ms: list[float] = field(default_factory=list)
    alone_ms: list[float] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        quick = all(p99(times) <= AT_P99_MS for times in (self.together_ms, self.alone_ms))
        return quick and self.queries_of_all <= self.queries_of_one * 1.2 + 1


def p99(times: list[float]) -> float:
    return quantiles(times, n=100)[98] if len(times) > 1 else 0.0


def p50(times: list[float]) -> float:
    return quantiles(times, n=100)[49] if len(times) > 1 else 0.0


def start_jobs(owner: Merchant, count: int) -> list[Run]:
    now = timezone.now()
    runs = [Run(flow="bench", owner=owner, turn=now, status=Status.RUNNING, last_line=1) for _ in range(count)]
    Run.objects.bulk_create(runs)
    Line.objects.bulk_create([Line(run=run, number=1, kind=Line.Kind.START, message="Started") for run in runs])
    return runs


def tell(run: Run) -> None:
    """One progress line, as a worker writes it, with the moment before."""
    began = time.time()
    with transaction.atomic():
        Run.objects.filter(pk=run.pk).update(last_line=F("last_line") + 1)
        number = Run.objects.values_list("last_line", flat=True).get(pk=run.pk)
        Line.objects.create(run=run, number=number, kind=Line.Kind.UPDATE, message="News", data={"at": began})


def tell_for(seconds: float, together: Run, alone: list[Run]) -> None:
    """Two lines a second for the job that all watch, twenty for the others in turn."""
    end, turn = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        if turn % 10 == 0:
            tell(together)
        tell(alone[turn % len(alone)])
        turn += 1
        time.sleep(0.05)
    connection.close()


class Viewers:
    """Open streams of this process. ``heard`` is called with each line's data when it comes."""

    def __init__(self, port: int, key: str) -> None:
        self._port, self._key = port, key
        self._gate = asyncio.Semaphore(CONNECT_AT_ONCE)
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self, runs: list[Run], heard: Callable[[dict[str, Any]], None]) -> None:
        """One viewer for each of ``runs``; returns when all have their first line."""
        for reader in await asyncio.gather(*(self._connect(run) for run in runs)):
            self._tasks.append(asyncio.create_task(self._listen(reader, heard)))

    async def _connect(self, run: Run) -> asyncio.StreamReader:
        async with self._gate:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
            asked = [
                f"GET /api/v1/jobs/{run.pk}/stream HTTP/1.1",
                "Host: localhost",
                f"Authorization: Bearer {self._key}",
            ]
            writer.write("\r\n".join([*asked, "", ""]).encode())
            status = await reader.readline()
            if b"200" not in status:
                raise ConnectionError(f"the stream was answered with {status.decode().strip()}")
            await reader.readuntil(b"id: 1\n")
            reader.writer = writer  # type: ignore[attr-defined] - keeps the connection open
            return reader

    async def _listen(self, reader: asyncio.StreamReader, heard: Callable[[dict[str, Any]], None]) -> None:
        while line := await reader.readline():
            if line.startswith(b"data: "):
                heard(json.loads(line[6:]))

    def close(self) -> None:
        for task in self._tasks:
            task.cancel()


@asynccontextmanager
async def viewers_of(served: asgi.Served, key: str) -> AsyncIterator[Viewers]:
    viewers = Viewers(served.port, key)
    try:
        yield viewers
    finally:
        viewers.close()


async def counts(served: asgi.Served) -> dict[str, int]:
    answer = await asyncio.to_thread(requests.get, f"{served.url}/counts", timeout=30)
    return answer.json()


async def queries_a_second(served: asgi.Served) -> float:
    before, began = await counts(served), time.monotonic()
    await asyncio.sleep(IDLE_S)
    after = await counts(served)
    return (after["queries"] - before["queries"]) / (time.monotonic() - began)


async def measure(served: asgi.Served, key: str, runs: list[Run], seconds: float, result: Result) -> None:
    together, alone = runs[0], runs[1:]
    latencies = {"together": result.together_ms, "alone": result.alone_ms}

    def timer(name: str) -> Callable[[dict[str, Any]], None]:
        def heard(line: dict[str, Any]) -> None:
            if "at" in line:
                latencies[name].append((time.time() - line["at"]) * 1000)

        return heard

    async with viewers_of(served, key) as viewers:
        await viewers.open([together], timer("together"))
        result.queries_of_one = await queries_a_second(served)
        small = await counts(served)
        await viewers.open([together] * (result.viewers - len(alone) - 1), timer("together"))
        await viewers.open(alone, timer("alone"))
        result.queries_of_all = await queries_a_second(served)
        large = await counts(served)
        result.kilobytes_each = (large["kilobytes"] - small["kilobytes"]) / (result.viewers - 1)
        await asyncio.to_thread(tell_for, seconds, together, alone)
        await asyncio.sleep(1)  # what was told last arrives
        result.threads = (await counts(served))["threads"]
        result.connections = large["connections"]


def run_on(name: str, viewers: int, seconds: float) -> Result:
    result = Result(name, viewers)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        database = worker.sqlite_database(place) if name == "SQLite" else worker.postgres_database()
        with database as address:
            merchant = Merchant.objects.create(name="Bench", slug="bench")
            key = ApiKey.make(merchant, "bench", ["read"])[1]
            runs = start_jobs(merchant, viewers // 2 + 1)
            with asgi.serve(place, address, "bench._counted:application", API_PER_MINUTE="0") as served:
                asyncio.run(measure(served, key, runs, seconds, result))
    return result


def table(results: list[Result]) -> Table:
    shown = Table("", *(result.database for result in results), title=f"{results[0].viewers} viewers on one process")
    rows: dict[str, Callable[[Result], str]] = {
        "lines delivered": lambda r: f"{len(r.together_ms) + len(r.alone_ms):,}",
        "delivery, one job watched by half of them: p50 / p99, ms": lambda r: (
            f"{p50(r.together_ms):.0f} / {p99(r.together_ms):.0f}"
        ),
        "delivery, a job each for the other half: p50 / p99, ms": lambda r: (
            f"{p50(r.alone_ms):.0f} / {p99(r.alone_ms):.0f}"
        ),
        "queries a second for 1 viewer": lambda r: f"{r.queries_of_one:.1f}",
        "queries a second for all of them": lambda r: f"{r.queries_of_all:.1f}",
        "memory for each viewer, KB": lambda r: f"{r.kilobytes_each:.0f}",
        "threads of the process": lambda r: str(r.threads),
    }
    for words, value in rows.items():
        shown.add_row(words, *(value(result) for result in results))
    return shown


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench streams", description=__doc__)
    parser.add_argument("--viewers", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--only", choices=["SQLite", "PostgreSQL"])
    options = parser.parse_args(arguments)
    raise_file_limit()
    names = [options.only] if options.only else ["SQLite", "PostgreSQL"]
    results = []
    for name in names:
        try:
            results.append(run_on(name, options.viewers, options.seconds))
        except Skipped as reason:
            Console().print(f"{name}: not measured, {reason}")
    Console(width=110).print(table(results))
    return 0 if all(result.is_good for result in results) else 1
