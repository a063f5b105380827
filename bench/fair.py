"""Does a merchant with very many links delay another who has one?

``python -m bench fair [--links 50000] [--samples 10]``. One merchant's links are all queued; workers as in the
Procfile (one for all queues, one for interactive work) read them from a local shop of 50 ms at the usual pace.
Meanwhile another merchant imports single links: from the same shop, from another shop, and in bulk. Prints how long
each waited until its page was asked for, and ends with 1 when one waited more than 2 s longer than the same import
waits while nobody else has work.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from statistics import median

import pytest

import bench._app  # noqa: F401 - apps must be loaded first
from bench import _bulk_shop
from bench import _bulk_site as site
from jobs.models import Queue, Run
from merchants.models import Merchant
from products.imports import service
from scraping.links import parse_link
from tests.support.worker import postgres_database, redis_broker, using_broker

LIMIT_S = 2.0
PATIENCE_S = 60.0
OTHER_HOST = "localhost"  # the same shop by another name: a shop of its own to the pace
KINDS = {
    "one link, the same shop": ("127.0.0.1", Queue.INTERACTIVE),
    "one link, another shop": (OTHER_HOST, Queue.INTERACTIVE),
    "in bulk, another shop": (OTHER_HOST, Queue.BULK),
}


def waits(newcomer: Merchant, port: int, samples: int, numbers: "count[int]") -> dict[str, list[float]]:
    """Seconds from queueing to the first step, of each kind ``samples`` times, one after the other."""
    pairs = {f"{host}:{port}" for host, _ in KINDS.values()}
    waited: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for _ in range(samples):
        for kind, (host, queue) in KINDS.items():
            link = parse_link(f"http://{host}:{port}/p/{next(numbers)}", allow_private=pairs)
            product = service.start(merchant=newcomer, link=link, queue=queue).product
            waited[kind].append(_wait_of(service.subject_of(product)))
    return waited


def _wait_of(subject: str) -> float:
    run = _until(lambda: Run.objects.filter(subject=subject, ended_at__isnull=False).first())
    step = run.steps.get(position=0)
    return (step.started_at - run.created_at).total_seconds()


def _until(look: Callable[[], Run | None]) -> Run:
    end = time.monotonic() + PATIENCE_S
    while not (found := look()):
        if time.monotonic() > end:
            raise site.Stuck("an import did not end in a minute")
        time.sleep(0.05)
    return found


def queue_all(merchant: Merchant, port: int, links: int) -> float:
    """Queue the big merchant's links; seconds that it took."""
    began = time.monotonic()
    pair = f"127.0.0.1:{port}"
    for first in range(0, links, site.CHUNK):
        some = [parse_link(f"http://{pair}/p/{n}", allow_private={pair}) for n in range(first, first + site.CHUNK)]
        service.start_many(merchant=merchant, links=some, queue=Queue.BULK)
    return time.monotonic() - began


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench fair", description=__doc__)
    parser.add_argument("--links", type=int, default=50_000)
    parser.add_argument("--samples", type=int, default=10)
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="wared-fair-") as name:
            return measure(Path(name), options.links, options.samples)
    except pytest.skip.Exception as error:
        print(f"This needs PostgreSQL and redis-server: {error}", file=sys.stderr)
        return 2


def measure(folder: Path, links: int, samples: int) -> int:
    """Before, and while the big merchant's links are read. 1 when somebody waited too long."""
    _bulk_shop.write_pages(folder, Path(os.devnull))
    numbers = count(10 * links)
    every = sorted(os.sched_getaffinity(0))
    with ExitStack() as stack:
        database = stack.enter_context(postgres_database())
        broker = stack.enter_context(redis_broker())
        stack.enter_context(using_broker(broker))
        port = stack.enter_context(site.shop(folder, every))
        pairs = f"127.0.0.1:{port},{OTHER_HOST}:{port}"
        env = {"DATABASE_URL": database, "BROKER_URL": broker, "SCRAPE_ALLOW_PRIVATE": pairs, "LOG_LEVEL": "WARNING"}
        env["SCRAPE_PROVIDERS"] = "direct,platform_json"
        big, newcomer = (Merchant.objects.create(name=name, slug=name) for name in ("big", "newcomer"))
        for name, queues, threads in (("worker", ",".join(Queue.values), 4), ("interactive", "interactive", 2)):
            command = site.worker_command("threads", threads, queues, name)
            stack.enter_context(site.process(command, every, env, folder / f"{name}.log"))
        waits(newcomer, port, 1, numbers)  # the workers are up now
        before = waits(newcomer, port, samples, numbers)
        took = queue_all(big, port, links)
        during = waits(newcomer, port, samples, numbers)
        done = Run.objects.filter(owner=big, ended_at__isnull=False).count()
    print(f"{links} links queued in {took:.0f} s; {done} of them read meanwhile; load: {os.getloadavg()[0]:.1f}")
    return show(before, during)


def show(before: dict[str, list[float]], during: dict[str, list[float]]) -> int:
    print(f"{'seconds until the page was asked for':38} alone: median  most   beside: median  most   longer")
    late = False
    for kind, waited in during.items():
        alone = before[kind]
        longer = median(waited) - median(alone)
        late |= max(waited) - median(alone) > LIMIT_S
        print(
            f"{kind:38} {median(alone):13.2f} {max(alone):5.2f} {median(waited):15.2f} {max(waited):5.2f} {longer:8.2f}"
        )
    print("Nobody waited more than 2 s longer." if not late else "SOMEBODY WAITED MORE THAN 2 s LONGER")
    return int(late)
