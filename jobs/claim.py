"""Taking the next run of a queue. The order is the database's; tickets only say that it is worth looking."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from jobs import conf, dispatch, ending, flows, lines, pace
from jobs.errors import UNKNOWN_FLOW
from jobs.lease import Lease, lease_until
from jobs.models import Run, Status

UNKNOWN_FLOW_WAIT_S = 60.0  # a rolling deploy takes minutes; the run stays until a worker knows its flow


def wake_if_due(run_id: UUID) -> str | None:
    """Queue the run if it waits for a time that has come. Its queue, or None when there is no such run."""
    now = timezone.now()
    run = Run.objects.filter(pk=run_id).values("queue", "status").first()
    if run is None:
        return None
    if run["status"] == Status.WAITING:
        due = Run.objects.filter(pk=run_id, status=Status.WAITING, next_attempt_at__lte=now)
        due.update(status=Status.QUEUED, next_attempt_at=None, waiting_for="", enqueued_at=now)
    return str(run["queue"])


type Then = Callable[[Run, Lease], None]


def claim(scope: QuerySet[Run], worker: str, then: Then | None = None) -> tuple[Run, Lease] | None:
    """Take the head of the queued runs in ``scope`` for ``worker``. None when there is none that can run now.

    ``then`` writes more into the transaction that takes it.
    """
    while True:
        with transaction.atomic():
            run = _head(scope)
            if run is None:
                return None
            if not _set_aside(run):
                taken = _take(run, worker)
                if then:
                    then(*taken)
                return taken


def _head(scope: QuerySet[Run]) -> Run | None:
    queued = scope.filter(status=Status.QUEUED).order_by("-priority", "turn", "pk")
    if connection.features.has_select_for_update_skip_locked:
        queued = queued.select_for_update(skip_locked=True, of=("self",))
    return queued.first()  # SQLite holds its one write lock since the transaction began


def _set_aside(run: Run) -> bool:
    """Whether the run cannot be taken: called off, of a flow unknown here, or its shop is closed."""
    if run.cancel_requested_at:
        return ending.end(run, Run.objects.filter(status=Status.QUEUED), ending.CANCELLED_BY_REQUEST)
    if run.flow not in flows.known():
        _wait_for_a_deploy(run)
        return True
    if not run.pace_key or run.slot_at or not conf.pace_at_once(run.pace_key):
        return False
    now = timezone.now()
    run.slot_at = pace.reserve(run, now)
    if run.slot_at and run.slot_at <= now:
        return False
    pace.park(run, run.slot_at)
    return True


def _wait_for_a_deploy(run: Run) -> None:
    """Nothing is lost: the run waits, says why, and is looked at again until a worker knows its flow."""
    Run.objects.filter(pk=run.pk, status=Status.QUEUED).update(
        status=Status.WAITING,
        waiting_for=Run.WaitingFor.RETRY,
        slot_at=None,
        next_attempt_at=timezone.now() + timedelta(seconds=UNKNOWN_FLOW_WAIT_S),
        error_code=UNKNOWN_FLOW,
        error=f"This deploy knows no flow {run.flow!r}.",
    )


def _take(run: Run, worker: str) -> tuple[Run, Lease]:
    now = timezone.now()
    is_first = run.started_at is None
    if is_first:
        deadline_s = flows.get(run.flow).deadline_s
        run.started_at = now
        run.deadline_at = now + timedelta(seconds=deadline_s) if deadline_s else None
    run.status, run.worker, run.attempt = Status.RUNNING, worker, run.attempt + 1
    run.lease_until, run.error, run.error_code = lease_until(now), "", ""
    says_start = not run.last_line and not lines.are_held(run)
    run.last_line += says_start
    run.save(update_fields=_TAKEN)
    if says_start:
        lines.start(run).save(force_insert=True)
    return run, Lease(run.pk, worker, run.attempt)


_TAKEN = (
    "status",
    "worker",
    "attempt",
    "lease_until",
    "started_at",
    "deadline_at",
    "slot_at",
    "error",
    "error_code",
    "last_line",
)


def hand_back(run: Run, lease: Lease) -> None:
    """Queue the run again, for this worker has done its share or is stopping."""
    taken = timezone.now() if dispatch.reaches_workers() else None
    with transaction.atomic():
        lease.rows().update(status=Status.QUEUED, lease_until=None, enqueued_at=taken)
        transaction.on_commit(partial(dispatch.send_or_leave_to_sweep, run))
