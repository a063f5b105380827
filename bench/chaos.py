"""Workers are killed, Redis forgets and dies, database connections drop: does every run end right, once?

``python -m bench chaos [--imports 500] [--orders 50] [--seed 1]`` starts real Celery workers (threads and prefork) over
a PostgreSQL database and a redis-server of its own, a shop with plain, slow and flaky pages, and a receiver of orders.
While imports and runs of a flow with one side effect outside go on, blows fall, drawn from the seed and spread over
the work: each falls when so many runs have ended, so that a slow machine gets as many as a fast one. At the end every
run must have succeeded, every product must be what its page says, every order must have been made once; and a journal
that the database keeps by triggers must show no run in two hands and no result stored twice. Prints what it did, and
ends with 1 when anything is wrong.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from pathlib import Path
from tempfile import mkdtemp

import pytest
from celery import current_app
from django.utils import timezone

import bench._app  # noqa: F401 - apps must be loaded first
from bench import _chaos_checks as checks
from bench import _chaos_log as journal
from bench._chaos_blows import Blows, Broker
from bench._chaos_flow import OrderRequested
from bench._chaos_site import Goods, Receiver, Shop
from jobs.models import Proof, Queue, Run
from jobs.service import emit
from merchants.models import Merchant
from products.imports.service import start_many
from scraping.links import parse_link
from tests.support.http import Site, open_site
from tests.support.worker import Crew, free_port, postgres_database, sqlite_database, using_broker

MERCHANTS = 5
WAVE = 20  # links that a merchant gives at once
PROBE_S = 5.0  # between two probes of a silent queue
LOOK_S = 0.05
SAY_S = 10.0
WORKER_SETTINGS = {
    "JOBS_ATTEMPT_CAP": 1000,  # the cap is for runs that kill their worker; here others do
    "JOBS_REDISPATCH_S": 2.0,
    "JOBS_PACE_AT_ONCE": 8,
    "JOBS_PACE_INTERVAL_S": 0.02,
}
BLOWS = {  # for the large form; a smaller one gets its share, each kind at least once
    "processes killed": 40,
    "workers killed": 10,
    "all workers killed": 3,
    "parents killed": 4,
    "broker emptied": 8,
    "broker killed": 6,
    "database connections dropped": 20,
    "all database connections dropped": 5,
    "tickets repeated": 10,
}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How much goes on and how often each kind of blow falls. ``pools``: Celery's kind of pool and how many workers."""

    imports: int = 500
    orders: int = 50
    seed: int = 1
    blows: Mapping[str, int] = field(default_factory=lambda: BLOWS)
    pools: Sequence[tuple[str, int]] = (("threads", 2), ("prefork", 1))
    on_postgres: bool = True
    patience_s: float = 120.0  # without a single run ending


@dataclass
class Outcome:
    """``faults`` is empty when all holds."""

    faults: list[str]
    counts: dict[str, int | float]
    logs: str = ""

    def __str__(self) -> str:
        shown = [f"  {name:36} {count:>8}" for name, count in self.counts.items()]
        return "\n".join([*shown, *self.faults[:20], f"{len(self.faults)} faults"])


class Stuck(Exception):
    """No run has ended for too long."""


class Chaos:
    """One chaos, from the first link to the last end."""

    def __init__(self, plan: Plan, crews: list[Crew], broker: Broker | None, site: Site) -> None:
        self.plan = plan
        self.rng = random.Random(plan.seed)
        self.blows = Blows(crews, broker, self.rng)
        self.shop = Shop(site, plan.seed)
        self.receiver = Receiver(site, plan.seed)
        self.pair = site.pair
        self.merchants = [Merchant.objects.create(name=f"Merchant {n}", slug=f"merchant-{n}") for n in range(MERCHANTS)]
        self.wanted: dict[str, Goods] = {}
        self.orders: list[str] = []

    def rage(self) -> None:
        """Give out all the work and strike all the blows, until every run has ended. Raises Stuck."""
        agenda = self._agenda()
        total, ended, moved_at = self.plan.imports + self.plan.orders, 0, time.monotonic()
        say_at = moved_at + SAY_S
        while agenda or ended < total:
            now = time.monotonic()
            self.blows.tend(now)
            if agenda and ended >= agenda[0][0]:
                self._do(agenda.pop(0)[1], now)
            before, ended = ended, Run.objects.filter(ended_at__isnull=False).count()
            moved_at = now if ended > before else moved_at
            if now > say_at:
                print(f"{ended} of {total} runs ended, {len(agenda)} things to do", file=sys.stderr)
                say_at += SAY_S
            if now - moved_at > self.plan.patience_s:
                raise Stuck(f"{ended} of {total} runs ended: {Counter(Run.objects.values_list('status', flat=True))}")
            time.sleep(LOOK_S)

    def _agenda(self) -> list[tuple[int, str | Sequence[int]]]:
        """What to do when so many runs have ended: give more work, or strike. The last tenth goes on in peace."""
        total = self.plan.imports + self.plan.orders
        waves = list(batched(range(self.plan.imports), WAVE))
        early = [(int(total * 0.5 * n / len(waves)), wave) for n, wave in enumerate(waves)]
        kinds = [kind for kind, times in self.plan.blows.items() for _ in range(times)]
        struck = [(self.rng.randint(1, int(total * 0.9)), kind) for kind in kinds]
        return sorted([*early, *struck], key=lambda item: item[0])

    def _do(self, what: str | Sequence[int], now: float) -> None:
        if isinstance(what, str):
            self.blows.strike(what, now)
            return
        self._import(what)
        first, last = (number * self.plan.orders // self.plan.imports for number in (what[0], what[-1] + 1))
        for number in range(first, last):
            self._order(f"order-{number}")

    def _import(self, numbers: Sequence[int]) -> None:
        """A merchant gives links, and gives them a second time at once."""
        goods = {self.shop.open(Goods(number)): Goods(number) for number in numbers}
        links = [parse_link(url, allow_private={self.pair}) for url in goods]
        merchant = self.merchants[numbers[0] // WAVE % MERCHANTS]
        for queue in (Queue.INTERACTIVE, Queue.BULK):
            start_many(merchant=merchant, links=links, queue=queue)
        self.wanted |= {link.url: item for link, item in zip(links, goods.values(), strict=True)}

    def _order(self, key: str) -> None:
        """Sent twice: the second finds the first by its key."""
        for _ in range(2):
            emit(OrderRequested(key=key, receiver=self.receiver.url), queue=Queue.STORES, idempotency_key=key)
        self.orders.append(key)

    def prove_queues(self) -> Iterator[str]:
        """Somebody still listens to every queue: a worker that reconnects may have stopped to.

        Asked again every few seconds, as the schedule does: a broker that was killed may lose a probe as any ticket.
        """
        since, end = timezone.now(), time.monotonic() + self.plan.patience_s
        asked = -PROBE_S
        while self.blows.broker and (silent := self._silent_queues(since)):
            now = time.monotonic()
            if now > end:
                yield f"nobody listens to {', '.join(silent)}"
                return
            if now - asked >= PROBE_S:
                asked = now
                for queue in silent:
                    current_app.send_task("jobs.probe", args=[queue], queue=queue, retry=False)
            self.blows.tend(now)
            time.sleep(LOOK_S)

    def _silent_queues(self, since: datetime) -> list[str]:
        proven = set(Proof.objects.filter(at__gte=since).values_list("queue", flat=True))
        return [queue for queue in Queue.values if queue not in proven]

    def faults(self) -> list[str]:
        merchants = min(MERCHANTS, -(-self.plan.imports // WAVE))
        return [
            *checks.runs_ended_right(),
            *checks.imports_are_right(self.wanted, merchants),
            *checks.orders_were_made_once(self.receiver, self.orders),
        ]

    def counts(self) -> dict[str, int | float]:
        told = journal.stories().values()
        return {
            "imports ended": Run.objects.filter(flow="product/import", ended_at__isnull=False).count(),
            "orders ended": Run.objects.filter(flow="chaos/order", ended_at__isnull=False).count(),
            **self.blows.counts,
            "worker processes started": sum(crew.started for crew in self.blows.crews),
            "runs taken back from the dead": sum(story.taken_back for story in told),
            "attempts to execute a run": sum(new == "RUNNING" for story in told for _, new, _ in story.moves),
            "pages asked for": sum(self.shop.visits.values()),
            "orders sent": sum(self.receiver.posts.values()),
            "answers to orders lost": len(self.receiver.lost),
            "orders made": sum(self.receiver.made.values()),
        }


def run(plan: Plan, folder: Path) -> Outcome:
    """Carry out ``plan``. Raises pytest's Skipped where PostgreSQL or Redis is missing."""
    with ExitStack() as stack:
        made = postgres_database() if plan.on_postgres else sqlite_database(folder)
        database = stack.enter_context(made)
        journal.begin()
        broker = Broker(free_port()) if plan.on_postgres else None
        if broker:
            stack.callback(broker.kill)
            stack.enter_context(using_broker(broker.address))
        site = stack.enter_context(open_site())
        crews = [_crew(plan, folder, pool, count, database, broker, site) for pool, count in plan.pools]
        for crew in crews:
            stack.enter_context(crew)
        return _outcome(Chaos(plan, crews, broker, site))


def _crew(plan: Plan, folder: Path, pool: str, count: int, database: str, broker: Broker | None, site: Site) -> Crew:
    return Crew(
        folder,
        database,
        broker.address if broker else "memory://",
        count=count,
        pool=pool,
        imports=("bench._chaos_flow",),
        env={"SCRAPE_ALLOW_PRIVATE": site.pair},
        settings=WORKER_SETTINGS,
    )


def _outcome(chaos: Chaos) -> Outcome:
    began = time.monotonic()
    try:
        chaos.rage()
        faults = list(chaos.prove_queues())
    except Stuck as error:
        faults = [str(error)]
    seconds = round(time.monotonic() - began, 1)
    faults += chaos.faults()
    logs = "\n".join(crew.logs() for crew in chaos.blows.crews) if faults else ""
    return Outcome(faults, {**chaos.counts(), "seconds": seconds}, logs)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench chaos", description=__doc__)
    parser.add_argument("--imports", type=int, default=Plan.imports)
    parser.add_argument("--orders", type=int, default=Plan.orders)
    parser.add_argument("--seed", type=int, default=Plan.seed)
    options = parser.parse_args(arguments)
    folder = Path(mkdtemp(prefix="wared-chaos-"))
    share = (options.imports + options.orders) / (Plan.imports + Plan.orders)
    blows = {kind: max(1, round(times * share)) for kind, times in BLOWS.items()}
    try:
        outcome = run(Plan(imports=options.imports, orders=options.orders, seed=options.seed, blows=blows), folder)
    except pytest.skip.Exception as error:
        print(f"The chaos needs PostgreSQL and redis-server: {error}", file=sys.stderr)
        return 2
    print(f"Chaos with seed {options.seed}; the workers' logs are in {folder}\n{outcome}")
    return bool(outcome.faults)
