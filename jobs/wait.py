"""Commands with ``--wait``: work runs off in this process, or watch the workers do it."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import batched, islice
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from jobs import dispatch, engine, heartbeat, process, sweep
from jobs.claim import claim
from jobs.lease import Lease
from jobs.models import Run, Status, Step

LOOK_S = 0.5  # how often rows are looked at when nothing else tells of a change
BATCH = 500  # ids in one query

type OnEnd = Callable[[Run], None]


def work_off(run_ids: Sequence[UUID], *, threads: int = 4, on_end: OnEnd | None = None) -> None:
    """Return once all these runs have ended, retries and waits included; ``on_end`` hears of each, in this thread.

    With the memory broker they are executed here (with ``threads=1`` in this very thread), for no worker would hear of
    them; otherwise workers execute them. After Ctrl-C running steps are finished and everything else stays resumable.
    """
    waited = _Waited(run_ids, on_end)
    if not dispatch.is_memory():
        while waited.look():
            time.sleep(LOOK_S)
        return
    _work(waited, threads)


class _Waited:
    """The runs that have not been seen to end yet."""

    def __init__(self, run_ids: Sequence[UUID], on_end: OnEnd | None) -> None:
        self.pending = dict.fromkeys(run_ids)
        self.on_end = on_end

    def look(self, *, at_most: int | None = None) -> bool:
        """Tell of the runs that have ended since the last look, among the first ``at_most``. Whether any is left."""
        for ids in batched(islice(self.pending.copy(), at_most), BATCH):
            self._forget_deleted(ids)
            for run in Run.objects.filter(pk__in=ids, ended_at__isnull=False).order_by("ended_at"):
                del self.pending[run.pk]
                if self.on_end:
                    self.on_end(run)
        return bool(self.pending)

    def _forget_deleted(self, ids: Sequence[UUID]) -> None:
        kept = set(Run.objects.filter(pk__in=ids).values_list("pk", flat=True))
        for run_id in set(ids) - kept:
            del self.pending[run_id]

    def families(self) -> Iterator[list[UUID]]:
        """The pending runs with all that they wait for, some at a time."""
        for ids in batched(self.pending, BATCH):
            yield _family(list(ids))


def _family(ids: list[UUID]) -> list[UUID]:
    """``ids``, their open children and the runs of others that they joined, at any depth."""
    family, level = dict.fromkeys(ids), ids
    while level := [pk for part in batched(level, BATCH) for pk in _next_level(list(part)) if pk not in family]:
        family |= dict.fromkeys(level)
    return list(family)


def _next_level(ids: list[UUID]) -> list[UUID]:
    children = list(Run.objects.filter(parent__in=ids, ended_at__isnull=True).values_list("pk", flat=True))
    waiting = Step.objects.filter(run__in=ids, status=Status.WAITING, run__waiting_for=Run.WaitingFor.CHILDREN)
    joined = [
        UUID(pk) for result in waiting.values_list("result", flat=True) for pk in (result or {}).get("joined", [])
    ]
    return children + joined


def _work(waited: _Waited, threads: int) -> None:
    heartbeat.sign_on()
    crew = _Crew(threads)
    try:
        while waited.look(at_most=BATCH):  # the others wait behind these
            sweep.sweep_if_mine()
            if not crew.take_all(waited):
                crew.rest(_seconds_to_next(waited))
    except KeyboardInterrupt:
        process.stop()  # runs are handed back between steps
        raise
    finally:
        crew.leave()
        process.go()
        heartbeat.sign_off()


class _Crew:
    """The threads that execute. One alone works in the caller's thread, so that tests see its every write."""

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self.pool = ThreadPoolExecutor(threads, "jobs-work") if threads > 1 else None
        self.busy: set[Future[None]] = set()

    def take_all(self, waited: _Waited) -> bool:
        """Take what can be taken while threads are free. Whether there was anything."""
        took = False
        for family in waited.families():
            scope = Run.objects.filter(pk__in=family)
            _wake_due(scope)
            if len(self.busy) >= self.threads:
                break
            while len(self.busy) < self.threads and (taken := claim(scope, process.name())):
                took = True
                self._give(*taken)
                if not self.pool:  # it is done by now: time to tell of it
                    return True
        return took

    def rest(self, seconds: float) -> None:
        """Wait until a thread is done, but no longer than ``seconds``."""
        if self.busy:
            done, self.busy = wait(self.busy, timeout=seconds, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()
        else:
            time.sleep(seconds)

    def leave(self) -> None:
        if self.pool:
            self.pool.shutdown()

    def _give(self, run: Run, lease: Lease) -> None:
        if self.pool:
            self.busy.add(self.pool.submit(_work_and_close, run, lease))
        else:
            engine.work(run, lease)


def _work_and_close(run: Run, lease: Lease) -> None:
    try:
        engine.work(run, lease)
    finally:
        connection.close()


def _wake_due(scope: QuerySet[Run]) -> None:
    due = scope.filter(status=Status.WAITING, next_attempt_at__lte=timezone.now())
    due.update(status=Status.QUEUED, next_attempt_at=None, waiting_for="")


def _seconds_to_next(waited: _Waited) -> float:
    """Until the next wait is over, at most LOOK_S: other processes may be at work on the same runs."""
    times = [
        at
        for family in waited.families()
        for at in Run.objects.filter(pk__in=family, next_attempt_at__isnull=False).values_list(
            "next_attempt_at", flat=True
        )
        if at
    ]
    if not times:
        return LOOK_S
    return min(LOOK_S, max(0.001, (min(times) - timezone.now()).total_seconds()))
