"""One thread per process that keeps the leases of its runs alive, all in one UPDATE."""

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils import timezone

from jobs import process
from jobs.lease import Lease, lease_until
from jobs.models import Run, Status, Worker

log = logging.getLogger(__name__)

_held: set[Lease] = set()
_guard = threading.Lock()
_thread: threading.Thread | None = None
_signs_on = False
_started_at = timezone.now()
_halt = threading.Event()


@contextmanager
def holding(lease: Lease) -> Iterator[None]:
    """Keep ``lease`` alive for as long as the block takes."""
    start()
    with _guard:
        _held.add(lease)
    try:
        yield
    finally:
        with _guard:
            _held.discard(lease)


def start() -> None:
    """Start the thread, once per process."""
    global _thread
    with _guard:
        if _thread is None:
            _thread = threading.Thread(target=_beat_for_ever, name="jobs-heartbeat", daemon=True)
            _thread.start()


def halt() -> None:
    """End the thread, if there is one; back when its connection is closed. Leases are not kept any more."""
    global _thread
    _halt.set()
    with _guard:
        thread, _thread = _thread, None
    if thread:
        thread.join()
    _halt.clear()


def sign_on() -> None:
    """Show this process in the table of workers from now on: it starts to work now, however long it has been up."""
    global _signs_on, _started_at
    _signs_on, _started_at = True, timezone.now()
    start()


def sign_off() -> None:
    """Take this process out of the table of workers."""
    global _signs_on
    _signs_on = False
    Worker.objects.filter(name=process.name()).delete()


def beat() -> None:
    """Renew what is held here and show a sign of life."""
    if _signs_on:
        _show()
        if not _signs_on:  # it signed off while this waited for the database
            sign_off()
    with _guard:
        run_ids = [lease.run_id for lease in _held]
    if run_ids:
        _renew(run_ids)


def _show() -> None:
    """An UPDATE first: a row that another thread takes out meanwhile is then put back, never missed with an error."""
    now = timezone.now()
    if not Worker.objects.filter(name=process.name()).update(seen_at=now):
        Worker.objects.create(
            name=process.name(), host=process.HOST, pid=os.getpid(), started_at=_started_at, seen_at=now
        )


def _renew(run_ids: list[UUID]) -> None:
    """Without waiting for rows that are being written at this moment: to wait while holding others is how deadlocks
    begin, and a worker's writes renew the lease themselves."""
    mine = Run.objects.filter(pk__in=run_ids, worker=process.name(), status=Status.RUNNING)
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            free = list(mine.select_for_update(skip_locked=True).values_list("pk", flat=True))
            mine = Run.objects.filter(pk__in=free)
        mine.update(lease_until=lease_until())


def _beat_for_ever() -> None:
    while not _halt.is_set():
        try:
            beat()
        except (DatabaseError, InterfaceError) as error:
            log.warning("No heartbeat, the database did not answer: %s", error)
        except Exception:  # the thread's outermost edge: without it every lease of this process would run out
            log.exception("The heartbeat failed; the next one comes in %s s", settings.JOBS_HEARTBEAT_S)
        finally:
            connection.close()
        _halt.wait(settings.JOBS_HEARTBEAT_S)


def _forget_after_fork() -> None:
    """Threads do not survive a fork, and what the parent holds is the parent's."""
    global _thread, _guard, _signs_on, _halt
    _thread, _guard, _signs_on, _halt = None, threading.Lock(), False, threading.Event()
    _held.clear()


os.register_at_fork(after_in_child=_forget_after_fork)
