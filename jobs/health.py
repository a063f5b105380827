"""Facts about the machinery, for ``/health?deep=1``, the monitor and alerts. Nothing here raises or waits for long."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from jobs import dispatch
from jobs.models import Proof, Queue, Run, Status, Worker

SEEN_S = 60.0  # a worker that has shown no sign of life for so long is gone; it shows one every 10 s
PROOF_S = 180.0  # nobody drains a queue that has had no proof for so long; a probe goes through it every 60 s
BEGIN_S = 90.0  # workers that have just started have proven nothing yet: the first probes go out within 60 s
KEPT_S = 5  # so long one look serves all who ask from outside, whom nobody counts
KEPT = "jobs:health"
DEPTH_CAP = 10_000  # counting further would cost more than it tells

_looking = threading.Lock()

DATABASE = "database"
BROKER = "broker"
WORKERS = "workers"


@dataclass(frozen=True, slots=True)
class WorkerFacts:
    """One process that executes runs: its last sign of life and its last proof of work."""

    name: str
    host: str
    pid: int
    started_at: datetime
    seen_at: datetime
    proof_at: datetime | None


@dataclass(frozen=True, slots=True)
class QueueFacts:
    """One queue. ``depth``: runs that wait in it, counted no further than DEPTH_CAP (``is_capped``).

    ``oldest_s``: seconds since the oldest of them was made, None when none waits. ``proof_at``, ``proof_worker``: when
    and by whom a message was last taken from it. ``is_drained``: somebody consumes it.
    """

    name: str
    title: str
    depth: int
    is_capped: bool
    oldest_s: float | None
    proof_at: datetime | None
    proof_worker: str
    is_drained: bool


@dataclass(frozen=True, slots=True)
class Health:
    """All of it. ``gone`` names what is missing: ``database``, ``broker``, ``workers``, ``queue:NAME``."""

    at: datetime
    database: bool
    broker: bool
    is_memory_broker: bool
    workers: tuple[WorkerFacts, ...]
    queues: tuple[QueueFacts, ...]
    gone: tuple[str, ...]

    @property
    def is_healthy(self) -> bool:
        return not self.gone


def facts() -> Health:
    """Look at database, broker, workers and queues: some ten small queries, and at most a second for the broker."""
    now = timezone.now()
    broker = dispatch.broker_answers()
    try:
        seen, waiting = workers(now), queues(now)
    except (DatabaseError, InterfaceError):
        connection.close()  # it is broken; the next query of this thread opens another one
        return _health(now, broker, None)
    return _health(now, broker, (seen, waiting))


def kept_facts() -> Health:
    """``facts``, KEPT_S old at the most. While one thread of a process looks, the others wait for what it sees."""
    with _looking:
        known: Health | None = cache.get(KEPT)
        if known is None:
            known = facts()
            cache.set(KEPT, known, KEPT_S)
    return known


def _health(now: datetime, broker: bool, read: tuple[tuple[WorkerFacts, ...], tuple[QueueFacts, ...]] | None) -> Health:
    gone = [] if read else [DATABASE]
    if not broker:
        gone.append(BROKER)
    seen, waiting = read or ((), ())
    if read and not seen:
        gone.append(WORKERS)
    gone += [f"queue:{queue.name}" for queue in waiting if not queue.is_drained]
    return Health(now, read is not None, broker, dispatch.is_memory(), seen, waiting, tuple(gone))


def workers(now: datetime | None = None) -> tuple[WorkerFacts, ...]:
    """The workers that have shown a sign of life within SEEN_S, by name. Raises DatabaseError."""
    since = (now or timezone.now()) - timedelta(seconds=SEEN_S)
    seen = Worker.objects.filter(seen_at__gte=since).order_by("name")
    return tuple(WorkerFacts(w.name, w.host, w.pid, w.started_at, w.seen_at, w.proof_at) for w in seen)


def queues(now: datetime | None = None) -> tuple[QueueFacts, ...]:
    """Every queue: its depth, its oldest run, its last proof of work. Raises DatabaseError."""
    now = now or timezone.now()
    proofs = {proof.queue: proof for proof in Proof.objects.all()}
    has_begun = _workers_have_begun(now)
    return tuple(_queue(name, str(title), proofs.get(name), now, is_begun=has_begun) for name, title in Queue.choices)


def _queue(name: str, title: str, proof: Proof | None, now: datetime, *, is_begun: bool) -> QueueFacts:
    queued = Run.objects.filter(queue=name, status=Status.QUEUED)
    depth = queued.order_by("created_at")[: DEPTH_CAP + 1].count()
    oldest = queued.order_by("created_at").values_list("created_at", flat=True).first() if depth else None
    is_proven = proof is not None and (now - proof.at).total_seconds() < PROOF_S
    return QueueFacts(
        name=name,
        title=title,
        depth=min(depth, DEPTH_CAP),
        is_capped=depth > DEPTH_CAP,
        oldest_s=max(0.0, (now - oldest).total_seconds()) if oldest else None,
        proof_at=proof.at if proof else None,
        proof_worker=proof.worker if proof else "",
        is_drained=is_proven or is_begun,
    )


def _workers_have_begun(now: datetime) -> bool:
    """Whether there are workers and all of them started just now, so that missing proofs mean nothing yet."""
    seen = workers(now)
    return bool(seen) and all((now - worker.started_at).total_seconds() < BEGIN_S for worker in seen)
