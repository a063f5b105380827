"""Sending tickets to the broker. A ticket is a hint that a queue has work; losing one costs time, never a run."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from celery import current_app
from django.utils import timezone
from kombu.exceptions import KombuError

from jobs import conf, process
from jobs.models import Queue, Run, Status

log = logging.getLogger(__name__)

EXECUTE = "jobs.execute"
PROBE = "jobs.probe"
SCHEDULED = "jobs.scheduled"
PATIENCE_S = 0.5  # a broker stands in the same network and answers within milliseconds
LEAST_COUNTDOWN_S = 0.001  # 0 would be a ticket for now, which wakes nobody
AHEAD = 100  # runs at the head of a queue whose tickets are looked at together
SPARED = 10  # tickets after which a process looks again, while all of those have theirs
PAUSE_S = 5.0  # after a failure nothing is sent for so long: each try may cost a web request one connect time-out
PROBE_EXPIRES_S = 900.0  # nobody listening must not pile them up
LONGEST_COUNTDOWN_S = 60.0  # far below the visibility timeout, else Redis delivers again and again; see celery.md

type Ticket = tuple[UUID, str]  # run, queue

_paused_until = 0.0
_spared: dict[str, int] = {}


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
        _send(*ticket, countdown_s=max(wait_s, LEAST_COUNTDOWN_S))


def keep_flowing(queue: str) -> None:
    """Send tickets for the head of ``queue`` where they seem lost.

    Called whenever a worker is done with one, so that a queue whose tickets were all lost goes on at full speed after
    the sweep has sent a few. A long queue that has its tickets is looked at now and then only.
    """
    if (left := _spared.get(queue, 0)) > 0:
        _spared[queue] = left - 1
    elif resend(queue) == 0:
        _spared[queue] = SPARED


def resend(queue: str) -> int:
    """Send new tickets for the head of ``queue`` where they are missing or old.

    How many, and those that are not there at all: 0 means a long queue with all its tickets.
    """
    now = timezone.now()
    old = now - timedelta(seconds=conf.redispatch_s())
    queued = Run.objects.filter(queue=queue, status=Status.QUEUED).order_by("-priority", "turn", "pk")
    head = list(queued.values_list("pk", "enqueued_at")[:AHEAD])
    lost = [pk for pk, taken in head if taken is None or taken < old]
    if lost and reaches_workers():
        Run.objects.filter(pk__in=lost, status=Status.QUEUED).update(enqueued_at=now)
        send_all([(pk, queue) for pk in lost])
    return AHEAD - len(head) + len(lost)


def send_probe(queue: str) -> bool:
    """Send a no-op through ``queue``. Whether the broker took it."""
    return reaches_workers() and _try_to_send(
        PROBE, queue, f"Queue {queue} is not probed", args=[queue], expires=PROBE_EXPIRES_S
    )


def send_scheduled(name: str) -> bool:
    """Have a worker do what comes round under ``name``. Whether the broker took it."""
    return reaches_workers() and _try_to_send(SCHEDULED, Queue.DEFAULT.value, f"{name} has to wait", args=[name])


def broker_answers() -> bool:
    """Whether a connection to the broker can be made within PATIENCE_S."""
    if is_memory():
        return True
    try:
        _in_time(_connect)
    except _broker_errors() as error:
        log.warning("The broker does not answer: %s", error)
        return False
    return True


def _connect() -> None:
    with current_app.connection_for_write() as connection:
        connection.connect()


def _send(run_id: UUID, queue: str, countdown_s: float | None = None) -> bool:
    """Whether the broker took the ticket."""
    left = f"Run {run_id} is left to the sweep"
    return _try_to_send(EXECUTE, queue, left, args=[str(run_id)], countdown=countdown_s)


def _try_to_send(task: str, queue: str, otherwise: str, **options: Any) -> bool:
    """Whether the broker took the message; ``otherwise`` says in the log what follows when it did not."""
    global _paused_until
    if time.monotonic() < _paused_until:
        return False
    try:
        _publish(partial(current_app.send_task, task, queue=queue, retry=False, **options))
    except _broker_errors() as error:
        _paused_until = time.monotonic() + PAUSE_S
        log.warning("%s, the broker took no message: %r", otherwise, error)  # a timeout has no words
        return False
    return True


def _publish(send: Callable[[], object]) -> None:
    if is_memory():
        send()
    else:
        _in_time(send)


def _in_time(talk: Callable[[], object]) -> None:
    """Talk to the broker. Raises TimeoutError when it takes longer than PATIENCE_S.

    The libraries' own time-outs do not add up to a bound: redis-py asks a broker that accepts and stays silent again
    and again, for half a minute. So another thread does the waiting, and a web request goes on without it.
    """
    done: Future[None] = Future()
    threading.Thread(target=_settle, args=(done, talk), name="jobs-publish", daemon=True).start()
    done.result(timeout=PATIENCE_S)


def _settle(done: Future[None], talk: Callable[[], object]) -> None:
    try:
        talk()
    except BaseException as error:  # noqa: BLE001 - carried over to the thread that waits
        done.set_exception(error)
    else:
        done.set_result(None)


def _broker_errors() -> tuple[type[Exception], ...]:
    """What a broker that is down, slow or ill raises; each transport has its own."""
    connection = current_app.connection_for_write()
    return (KombuError, OSError, *connection.connection_errors, *connection.channel_errors)
