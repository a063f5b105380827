"""What guarantees that every run goes on or ends, whatever was lost: workers, tickets, wake-ups.

Beat asks for it every few seconds and so does every worker by itself; a lock in the database lets one do it at a time.
Every run is handled in a transaction of its own, on conditions that are checked again in its UPDATE.
"""

import logging
import os
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jobs import dispatch, ending, flows, locks, metrics, pace, schedules
from jobs.errors import WORKER_LOST
from jobs.models import Queue, Run, Status, Step, Worker

log = logging.getLogger(__name__)

AT_ONCE = 500  # runs of each kind that one sweep handles; the next one takes the rest
WORKER_GONE_S = 600.0  # a worker without a sign of life for so long leaves the list


def sweep_if_mine() -> bool:
    """Sweep unless another process does or has just done it. Whether it did."""
    if not locks.take("sweep", settings.JOBS_SWEEP_S):
        return False
    sweep()
    return True


def sweep() -> None:
    """One pass over everything that could be stuck."""
    began = timezone.now()
    take_back_lapsed()
    end_what_should_not_wait()
    wake_due()
    for key in pace.keys_with_parked():
        pace.admit(key)
    for queue in Queue.values:
        dispatch.resend(queue)
    schedules.send_due()
    _forget_workers()
    schedules.note_sweep(began)


def take_back_lapsed() -> int:
    """Take runs from workers that stopped renewing their leases. How many."""
    return _take_back(Run.objects.filter(status=Status.RUNNING, lease_until__lt=timezone.now()))


def take_back(host: str) -> int:
    """Take runs at once from processes of ``host``, this machine, that are dead. How many runs.

    For ``up``, which knows that nobody else uses its host's name.
    """
    dead = [worker.name for worker in Worker.objects.filter(host=host) if not _is_alive(worker.pid)]
    taken = _take_back(Run.objects.filter(status=Status.RUNNING, worker__in=dead))
    Worker.objects.filter(name__in=dead).delete()
    return taken


def end_what_should_not_wait() -> None:
    """End open runs that are over their deadline, and waiting ones that were called off."""
    open_ = Run.objects.filter(ended_at__isnull=True)
    late = open_.filter(deadline_at__lt=timezone.now(), flow__in=flows.known())  # the others wait for a deploy
    _each(late, lambda run: ending.end(run, late, ending.OUT_OF_TIME))
    called_off = open_.filter(cancel_requested_at__isnull=False).exclude(status=Status.RUNNING)
    _each(called_off, lambda run: ending.end(run, called_off, ending.CANCELLED_BY_REQUEST))


def wake_due() -> int:
    """Queue the waiting runs whose time has come. How many."""
    now = timezone.now()
    due = Run.objects.filter(status=Status.WAITING, next_attempt_at__lte=now).order_by("next_attempt_at")
    runs = list(due[:AT_ONCE])
    mine = Run.objects.filter(pk__in=[run.pk for run in runs], status=Status.WAITING, next_attempt_at__lte=now)
    return mine.update(status=Status.QUEUED, next_attempt_at=None, waiting_for="", enqueued_at=None)


def forget_tickets_of_the_dead() -> None:
    """With the memory broker, tickets died with the processes that held them: let the next sweep send them anew."""
    if dispatch.is_memory():
        Run.objects.filter(status=Status.QUEUED).update(enqueued_at=None)


def _take_back(lost: QuerySet[Run]) -> int:
    return _each(lost, lambda run: _take_one(run, lost))


def _take_one(run: Run, lost: QuerySet[Run]) -> bool:
    """The same attempt must still be lost: a heartbeat may have come in between."""
    still = lost.filter(attempt=run.attempt)
    if run.losses + 1 >= settings.JOBS_ATTEMPT_CAP:
        return ending.end(run, still, ending.WORKERS_LOST, before=partial(_note_loss, run))
    if run.cancel_requested_at:
        return ending.end(run, still, ending.CANCELLED_BY_REQUEST)
    with transaction.atomic():
        back: dict[str, Any] = {"status": Status.QUEUED, "lease_until": None, "enqueued_at": None}
        if not still.filter(pk=run.pk).update(**back, losses=run.losses + 1):
            return False
        _note_loss(run)
    metrics.LOST.add(run.flow)
    log.warning("%s was taken back from %s, which is gone", run, run.worker)
    return True


def _note_loss(run: Run) -> None:
    """Leave a trace in the step that was being executed; it does not count as an attempt of its retry preset."""
    step = Step.objects.filter(run=run, status=Status.RUNNING).first()
    if step:
        entry = {"number": step.attempts, "at": timezone.now().isoformat(), "worker": run.worker}
        step.failures.append(entry | {"code": WORKER_LOST, "message": "Its worker vanished.", "wait_s": 0})
        step.status = Status.QUEUED
        step.save(update_fields=["failures", "status"])


def _each(runs: QuerySet[Run], do: Callable[[Run], bool]) -> int:
    return sum(do(run) for run in runs.order_by("pk")[:AT_ONCE])


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _forget_workers() -> None:
    Worker.objects.filter(seen_at__lt=timezone.now() - timedelta(seconds=WORKER_GONE_S)).delete()
