"""Sending tickets to the broker. A ticket is a hint that a queue has work; losing one costs time, never a run."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import timedelta
from functools import partial
from uuid import UUID

from celery import current_app
from django.utils import timezone
from kombu.exceptions import KombuError

from jobs import conf, process
from jobs.models import Run, Status

log = logging.getLogger(__name__)

EXECUTE = "jobs.execute"
PATIENCE_S = 0.5  # a broker stands in the same network and answers within milliseconds
PAUSE_S = 5.0  # after a failure nothing is sent for so long: each try may cost a web request one connect time-out
LONGEST_COUNTDOWN_S = 60.0  # far below the visibility timeout, else Redis delivers again and again; see celery.md

type Ticket = tuple[UUID, str]  # run, queue

_paused_until = 0.0


def is_memory() -> bool:
    """Whether the broker lives inside the process."""
    return str(current_app.conf.broker_url).startswith("memory:")


def reaches_workers() -> bool:
    """Whether a ticket sent from here arrives anywhere: the memory broker ends at the process."""
    return process.is_consuming() or not is_memory()


def send_or_leave_to_sweep(run: Run) -> None:
    """Send a ticket for ``run``. A broker that is down is logged; the row waits for the sweep."""
    send_all([(run.pk, run.queue)])


def send_all(tickets: Sequence[Ticket]) -> None:
    """Send many tickets. After the first failure the rest is left to the sweep, so that a dead broker costs once."""
    sent = 0
    while reaches_workers() and sent < len(tickets) and _send(*tickets[sent]):
        sent += 1
    left = [run_id for run_id, _ in tickets[sent:]]
    if left:
        Run.objects.filter(pk__in=left, status=Status.QUEUED).update(enqueued_at=None)


def send_later(ticket: Ticket, wait_s: float) -> None:
    """Send a ticket that arrives after ``wait_s``. Long waits are the sweep's, which guarantees the short ones too."""
    if wait_s <= LONGEST_COUNTDOWN_S and reaches_workers():
        _send(*ticket, countdown_s=wait_s)


def keep_flowing(queue: str) -> None:
    """Send a ticket for the head of ``queue`` if its own seems lost.

    Called whenever a worker is done with one, so that a queue whose tickets were all lost goes on at full speed after
    the sweep has sent a few.
    """
    head = Run.objects.filter(queue=queue, status=Status.QUEUED).order_by("-priority", "turn", "pk").first()
    if head:
        resend([head])


def resend(runs: Sequence[Run]) -> None:
    """Send new tickets for those of the queued ``runs`` whose ticket is missing or old; the others are left alone."""
    now = timezone.now()
    old = now - timedelta(seconds=conf.redispatch_s())
    stale = [run for run in runs if run.enqueued_at is None or run.enqueued_at < old]
    if not stale or not reaches_workers():
        return
    for run in stale:
        run.enqueued_at = now
    Run.objects.filter(pk__in=[run.pk for run in stale], status=Status.QUEUED).update(enqueued_at=now)
    send_all([(run.pk, run.queue) for run in stale])


def _send(run_id: UUID, queue: str, countdown_s: float | None = None) -> bool:
    """Whether the broker took it."""
    global _paused_until
    if time.monotonic() < _paused_until:
        return False
    try:
        _publish(str(run_id), queue, countdown_s)
    except _broker_errors() as error:
        _paused_until = time.monotonic() + PAUSE_S
        log.warning("Run %s is left to the sweep, the broker took no ticket: %s", run_id, error)
        return False
    return True


def _publish(run_id: str, queue: str, countdown_s: float | None) -> None:
    """Hand the ticket to the broker. Raises TimeoutError when it takes longer than PATIENCE_S.

    The libraries' own time-outs do not add up to a bound: redis-py asks a broker that accepts and stays silent again
    and again, for half a minute. So another thread does the waiting, and a web request goes on without it.
    """
    send = partial(current_app.send_task, EXECUTE, args=[run_id], queue=queue, countdown=countdown_s, retry=False)
    if is_memory():
        send()
        return
    done: Future[None] = Future()
    threading.Thread(target=_settle, args=(done, send), name="jobs-publish", daemon=True).start()
    done.result(timeout=PATIENCE_S)


def _settle(done: Future[None], send: Callable[[], object]) -> None:
    try:
        send()
    except BaseException as error:  # noqa: BLE001 - carried over to the thread that waits
        done.set_exception(error)
    else:
        done.set_result(None)


def _broker_errors() -> tuple[type[Exception], ...]:
    """What a broker that is down, slow or ill raises; each transport has its own."""
    connection = current_app.connection_for_write()
    return (KombuError, OSError, *connection.connection_errors, *connection.channel_errors)
