"""Reading a whole catalogue again, beside Scrapy + extruct on the same local shop in the same run.

``python -m bench bulk [--pages 400] [--cores 1 2] [--pools threads:8 prefork:4] [--shared FOLDER] [--own]``. The shop
is a process of its own that answers after 50 ms: the demo shop's pages, the tests' cases, and the real pages of FOLDER
(``../shared/pages``) where it is; ``--own`` leaves those out. Every answer differs, so nothing is saved by noticing
that a page has not changed. Wared's workers, PostgreSQL's servers for them and a Redis of their own share the given
cores; the shop has the last core to itself when one is measured. Pace is off, for one shop stands for many.

Scrapy is measured with extruct's default (all syntaxes) and with the three that its users choose for speed. Pages a
second depend on what else the machine does; CPU a page much less, so both are shown with their ratios.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.conf import settings

import bench._app  # noqa: F401 - apps must be loaded first
from bench import _bulk_costs, _bulk_shop
from bench import _bulk_site as site
from jobs.models import Run, Status
from merchants.models import Merchant
from tests.support.worker import ROOT, postgres_database, redis_broker, using_broker

PATIENCE_S = 120.0
WARM_UP = 0.1  # of the pages, before the clock starts
COSTS_OF = 120  # pages whose parts are timed one by one


@dataclass(frozen=True)
class Measured:
    """One way of reading. ``database_ms``: CPU of PostgreSQL's servers a page, ``queue_ms``: of queueing one."""

    name: str
    pages: int
    seconds: float
    cpu_ms: float
    database_ms: float = 0.0
    queue_ms: float = 0.0
    failed: int = 0

    @property
    def rate(self) -> float:
        return self.pages / self.seconds

    @property
    def all_ms(self) -> float:
        return self.cpu_ms + self.database_ms + self.queue_ms


def scrapy(port: int, pages: int, cores: Sequence[int], syntaxes: str, folder: Path) -> Measured:
    """A spider on each core, each with its share of the pages."""
    share = pages // len(cores)
    spiders = [
        subprocess.Popen(
            [
                *(sys.executable, "-m", "bench._bulk_spider", f"http://127.0.0.1:{port}", str(n * share), str(share)),
                *(syntaxes, str(folder / f"out-{n}.jsonl")),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=lambda core=core: os.sched_setaffinity(0, {core}),
        )
        for n, core in enumerate(cores)
    ]
    told = [json.loads(spider.communicate()[0]) for spider in spiders]
    done = sum(one["pages"] for one in told)
    cpu = sum(one["cpu_s"] for one in told) * 1000 / done
    return Measured(f"Scrapy + extruct, {syntaxes} syntaxes", done, max(one["seconds"] for one in told), cpu)


def wared(folder: Path, port: int, pages: int, cores: Sequence[int], pool: str, at_once: int) -> Measured:
    """All products of a merchant read again by real workers, from a full queue. Raises Stuck."""
    with ExitStack() as stack:
        database = stack.enter_context(postgres_database())
        broker = stack.enter_context(redis_broker())
        stack.enter_context(using_broker(broker))
        merchant = Merchant.objects.create(name="Bulk", slug="bulk")
        queue_ms = site.queue_readings(site.make_products(merchant, folder, port, pages), merchant)
        env = {
            "DATABASE_URL": database,
            "BROKER_URL": broker,
            "SCRAPE_ALLOW_PRIVATE": f"127.0.0.1:{port}",
            "SCRAPE_PROVIDERS": "direct,platform_json",
            "JOBS_PACE_AT_ONCE": "0",
            "METRICS_FLUSH_S": "10",
        }
        count = len(cores) if pool == "threads" else 1
        each = at_once if pool == "threads" else at_once * len(cores)
        sessions = [
            stack.enter_context(site.process(site.worker_command(pool, each, "bulk", f"bulk{n}"), cores, env))
            for n in range(count)
        ]
        return _watch(f"Wared, {count} × {pool} {each}", pages, cores, sessions, queue_ms)


def _watch(name: str, pages: int, cores: Sequence[int], sessions: list[int], queue_ms: float) -> Measured:
    start, moved, last = None, time.monotonic(), 0
    database: dict[int, float] = {}  # CPU seconds of each of its servers, also of those that have ended
    while (done := site.ended()) < pages:
        now = time.monotonic()
        if done > last:
            moved, last = now, done
        elif now - moved > PATIENCE_S:
            raise site.Stuck(f"{name}: {done} of {pages} runs ended")
        servers = site.backends()
        site.pin(servers, cores)
        database |= {pid: site.cpu_s({pid}) for pid in servers}
        if start is None and done >= WARM_UP * pages:
            start = now, done, _cpu(sessions), sum(database.values())
        time.sleep(site.LOOK_S)
    assert start is not None
    count, seconds = pages - start[1], time.monotonic() - start[0]
    cpu, of_database = _cpu(sessions) - start[2], sum(database.values()) - start[3]
    failed = Run.objects.exclude(status=Status.SUCCEEDED).count()
    return Measured(name, count, seconds, cpu * 1000 / count, of_database * 1000 / count, queue_ms, failed)


def _cpu(sessions: list[int]) -> float:
    return site.cpu_s({pid for session in sessions for pid in site.of_session(session)})


def parts(folder: Path, port: int) -> dict[str, float]:
    settings.SCRAPE_POLICY = replace(
        settings.SCRAPE_POLICY,
        allow_private=frozenset({f"127.0.0.1:{port}"}),
        providers=("direct", "platform_json"),
    )
    settings.JOBS_PACE_AT_ONCE = 0
    with postgres_database():
        merchant = Merchant.objects.create(name="Bulk", slug="bulk")
        site.queue_readings(site.make_products(merchant, folder, port, COSTS_OF), merchant)
        return _bulk_costs.costs()[1]


def show(cores: Sequence[int], measured: list[Measured]) -> None:
    """Each with its ratios to Scrapy with all syntaxes and with three: above 1 means that it is faster, or cheaper."""
    print(
        f"\n{f'On {len(cores)} core(s)':38} {'':9} {'CPU':>7} {'of it':>8} {'of it':>8}   against all    against three"
    )
    print(f"{'':38} {'pages/s':>9} {'ms/page':>7} {'database':>8} {'queueing':>8}   {'rate   CPU    ' * 2}")
    for one in measured:
        ratios = "   ".join(f"{one.rate / s.rate:5.2f} {s.all_ms / one.all_ms:6.2f}" for s in measured[:2])
        failed = f"  {one.failed} FAILED" if one.failed else ""
        own = f"{one.rate:9.1f} {one.all_ms:7.1f} {one.database_ms:8.1f} {one.queue_ms:8.1f}"
        print(f"{one.name:38} {own}   {ratios}{failed}")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench bulk", description=__doc__)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--cores", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--pools", nargs="+", default=["threads:8", "prefork:4"])
    parser.add_argument("--shared", type=Path, default=_bulk_shop.SHARED)
    parser.add_argument("--own", action="store_true", help="only pages of our own, without the shared ones")
    options = parser.parse_args(arguments)
    every = sorted(os.sched_getaffinity(0))
    try:
        with tempfile.TemporaryDirectory(prefix="wared-bulk-") as name:
            return _measure(options, Path(name), every)
    except pytest.skip.Exception as error:
        print(f"This needs PostgreSQL and redis-server: {error}", file=sys.stderr)
        return 2


def _measure(options: argparse.Namespace, folder: Path, every: list[int]) -> int:
    count = _bulk_shop.write_pages(folder, Path(os.devnull) if options.own else options.shared)
    size = sum(file.stat().st_size for file in folder.glob("*.html")) // count
    print(f"{count} different pages of {size:,} bytes on average; load before: {os.getloadavg()[0]:.1f}")
    failed = 0
    with site.shop(folder, every[-1:]) as port:
        for number in options.cores:
            cores = every[:number]
            measured = [scrapy(port, options.pages, cores, syntaxes, folder) for syntaxes in ("all", "three")]
            for pool in options.pools:
                kind, at_once = pool.split(":")
                measured.append(wared(folder, port, options.pages, cores, kind, int(at_once)))
            show(cores, measured)
            failed += sum(one.failed for one in measured)
        print(f"\nWhere the time of one page goes, CPU ms, {COSTS_OF} pages in one thread")
        for part, value in parts(folder, port).items():
            print(f"  {part:30} {value:8.2f}")
    return bool(failed)
