"""What ``bench bulk`` and ``bench fair`` stand on: a shop in a process of its own, real workers, products to read."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import batched
from pathlib import Path

from django.db import connection
from django.utils import timezone

from jobs.models import Run
from merchants.models import Merchant
from products.imports import service, values
from products.models import Facts, Product
from scraping import read_html
from tests.support.worker import ROOT, free_port, kill_group, wait_for_port

CHUNK = 500
LOOK_S = 0.2
TICKS = os.sysconf("SC_CLK_TCK")


class Stuck(Exception):
    """Nothing has ended for too long."""


@contextmanager
def shop(folder: Path, cores: Sequence[int], delay_ms: int = 50) -> Iterator[int]:
    """The shop with the pages of ``folder``; gives its port."""
    port = free_port()
    command = [sys.executable, "-m", "bench._bulk_shop", str(port), str(delay_ms), str(folder)]
    with process(command, cores, {}):
        wait_for_port(port, 60)
        yield port


@contextmanager
def process(
    command: Sequence[str], cores: Sequence[int], env: dict[str, str], log: Path | None = None
) -> Iterator[int]:
    """A process of its own session on ``cores``; gives its id, which is that of its session."""
    with (log or Path(os.devnull)).open("ab") as out:
        started = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **env},
            stdout=out,
            stderr=out,
            start_new_session=True,
            preexec_fn=lambda: os.sched_setaffinity(0, cores),
        )
    try:
        yield started.pid
    finally:
        kill_group(started)


def worker_command(pool: str, at_once: int, queues: str, name: str) -> list[str]:
    """As in the Procfile, but for the kind of pool."""
    return [
        *(sys.executable, "-m", "celery", "--app", "config.celery", "worker", "--loglevel", "WARNING"),
        *("--pool", pool, "--concurrency", str(at_once), "--queues", queues, "--hostname", f"{name}@%h"),
        *("--without-gossip", "--without-mingle"),
    ]


def make_products(merchant: Merchant, folder: Path, port: int, count: int) -> list[Product]:
    """``count`` products that were read before, with their facts. Page N is the shop's page N."""
    snapshots = [
        read_html(file.read_bytes(), f"http://127.0.0.1:{port}/p/{file.stem}").as_json()
        for file in sorted(folder.glob("*.html"), key=lambda file: int(file.stem))
    ]
    products = []
    for numbers in batched(range(count), CHUNK):
        made = [
            Product(
                merchant=merchant,
                link=f"http://127.0.0.1:{port}/p/{number}",
                link_key=f"127.0.0.1:{port}/p/{number}",
                domain="127.0.0.1",
                status="IMPORTED",
                **values.columns(snapshots[number % len(snapshots)], {}),
            )
            for number in numbers
        ]
        Product.objects.bulk_create(made)
        Facts.objects.bulk_create(
            Facts(product=product, snapshot=snapshots[number % len(snapshots)], read_at=timezone.now())
            for product, number in zip(made, numbers, strict=True)
        )
        products += made
    return products


def queue_readings(products: Sequence[Product], merchant: Merchant) -> float:
    """Queue the reading of all; CPU milliseconds of this process for each."""
    began = time.process_time()
    for some in batched(products, CHUNK):
        service.again_many(list(some), merchant=merchant, queue="bulk")
    return (time.process_time() - began) * 1000 / len(products)


def backends() -> set[int]:
    """Process ids of the database's servers for our database, where it is on this machine."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return {pid for (pid,) in cursor.fetchall()}


def pin(pids: set[int], cores: Sequence[int]) -> None:
    """Keep processes on ``cores``, where we may."""
    for pid in pids:
        with suppress(ProcessLookupError, PermissionError):
            os.sched_setaffinity(pid, cores)


def cpu_s(pids: set[int]) -> float:
    """CPU seconds that processes have taken so far."""
    total = 0.0
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def memory_kib(pid: int) -> int:
    """KiB of a process's memory (PSS), 0 when it has gone."""
    with suppress(FileNotFoundError, ProcessLookupError):
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
        return int(found[1]) if found else 0
    return 0


def of_session(session: int) -> set[int]:
    """The processes of a session: a worker with the children of its pool."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[3]) == session:
                found.add(int(stat.parent.name))
    return found


def ended() -> int:
    return Run.objects.filter(ended_at__isnull=False).count()
