"""What comes round by itself: clean-up, alerts, probes. Apps register theirs; the database knows when each is due.

The sweep, which beat and every worker ask for, sends what is due to the workers. So a schedule outlives restarts (a
daily one is done daily even where ``up`` runs an hour a day), and beat is no single point of failure.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise

from jobs import dispatch, locks
from jobs.models import Scheduled

log = logging.getLogger(__name__)

LONGEST_S = 900.0  # what one may take; after that its worker counts as dead and it may be done again
AGAIN_S = 600.0  # a message that nobody has worked off for so long is sent again
OVERDUE_S = 60.0  # what is vital and late by so much is done without waiting for a worker any longer
SWEEP = "sweep"

type Text = str | Promise


class UnknownSchedule(Exception):
    """Nothing comes round under that name."""

    code = "unknown_schedule"


@dataclass(frozen=True)
class Round:
    """Something that comes round: a worker calls ``run`` every ``every_s`` seconds. It must be safe to repeat.

    ``is_vital``: it is done even where no message reaches a worker; see ``run_vital``.
    """

    name: str
    title: Text
    every_s: float
    run: Callable[[], object]
    is_vital: bool = False


@dataclass(frozen=True, slots=True)
class Schedule:
    """A round as people see it.

    ``last_at``: when it last began, None when never. ``last_ok``: None when never, else whether it went well, and
    ``last_error`` why not. ``next_at``: when it is due. ``is_late``: it should have been done long ago.
    """

    name: str
    title: str
    every_s: float
    last_at: datetime | None
    last_ok: bool | None
    last_error: str
    last_seconds: float | None
    next_at: datetime | None
    is_late: bool


_rounds: dict[str, Round] = {}


def register(*rounds: Round) -> None:
    """Make something come round; called when the apps are ready."""
    for one in rounds:
        _rounds[one.name] = one


def all() -> list[Schedule]:
    """Everything that comes round, in the order of its registration. One query."""
    now = timezone.now()
    known = Scheduled.objects.in_bulk(list(_rounds))
    return [_shown(one, known.get(one.name), now) for one in _rounds.values()]


def run_now(name: str) -> None:
    """Make ``name`` due: a worker does it within JOBS_SWEEP_S. Raises UnknownSchedule."""
    if name not in _rounds:
        raise UnknownSchedule(name)
    _put(name, next_at=timezone.now())


def send_due() -> None:
    """Send what is due to the workers. Part of the sweep, so one process does it at a time."""
    if not dispatch.reaches_workers():
        return
    now = timezone.now()
    known = dict(Scheduled.objects.values_list("name", "next_at"))
    for name in _rounds:
        if name == SWEEP or known.get(name, now) > now:
            continue
        _put(name, next_at=now + timedelta(seconds=AGAIN_S))  # first: a worker may be done before the sending returns
        if not dispatch.send_scheduled(name):
            _put(name, next_at=known.get(name, now))


def run_vital() -> None:
    """Do here what is vital and overdue: without broker or workers there must be somebody to say so.

    Called by the sweeping threads of workers, and by one beside beat.
    """
    since = timezone.now() - timedelta(seconds=OVERDUE_S)
    late = set(Scheduled.objects.filter(next_at__lt=since).values_list("name", flat=True))
    for name in [one.name for one in _rounds.values() if one.is_vital and one.name in late]:
        run(name)


def run(name: str) -> bool:
    """Do ``name`` here, unless another process is at it. Whether it was done."""
    lock = f"schedule:{name}"
    if name not in _rounds or not locks.take(lock, LONGEST_S):
        return False
    try:
        _run(_rounds[name])
    finally:
        locks.give_back(lock)
    return True


def note_sweep(began: datetime) -> None:
    """Record a sweep, which has a clock of its own."""
    _record(_rounds[SWEEP], began, "")


def _run(one: Round) -> None:
    began, error = timezone.now(), ""
    try:
        one.run()
    except Exception as raised:  # whatever it is, it is recorded, logged, and comes round again
        log.exception("%s failed", one.name)
        error = "".join(traceback.format_exception_only(raised)).strip()
    _record(one, began, error)


def _record(one: Round, began: datetime, error: str) -> None:
    took = (timezone.now() - began).total_seconds()
    again = began + timedelta(seconds=one.every_s)
    _put(one.name, last_at=began, last_seconds=took, last_error=error, next_at=again)


def _put(name: str, **columns: Any) -> None:
    """Insert or update, in one statement."""
    row = Scheduled(name=name, **columns)
    Scheduled.objects.bulk_create([row], update_conflicts=True, unique_fields=["name"], update_fields=list(columns))


def _shown(one: Round, known: Scheduled | None, now: datetime) -> Schedule:
    has_run = known is not None and known.last_at is not None
    return Schedule(
        name=one.name,
        title=str(one.title),
        every_s=one.every_s,
        last_at=known.last_at if known else None,
        last_ok=not known.last_error if known and has_run else None,
        last_error=known.last_error if known else "",
        last_seconds=known.last_seconds if known else None,
        next_at=known.next_at if known else None,
        is_late=known is None or (now - known.next_at).total_seconds() > max(60.0, 5 * settings.JOBS_SWEEP_S),
    )
