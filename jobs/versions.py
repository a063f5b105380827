"""Whether what a page shows of a run is still true, found out with one row instead of all that the page is made of."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from jobs.models import Run, Status
from jobs.progress import COARSE_S, SLOW_S, usual_seconds

# Every write of a worker renews the lease, so a change of a step shows here as well.
COLUMNS = (
    "pk",
    "status",
    "attempt",
    "lease_until",
    "last_line",
    "waiting_for",
    "next_attempt_at",
    "cancel_requested_at",
    "children_open",
    "ended_at",
)
POSITION_S = 4.0  # a place in the queue may be so old: others move, and this run's row does not tell
LONGEST_S = 30.0


def version_of(run: Run, *, now: datetime | None = None) -> str:
    """Names what a page shows of ``run`` now, and until when it stays true though nothing happens to the run."""
    until = _true_until(run, now or timezone.now())
    return f"{_digest([getattr(run, name) for name in COLUMNS])}.{int(until.timestamp() * 1000)}"


def is_in_time(version: str, *, now: datetime | None = None) -> bool:
    """Whether ``version`` may still be true; False for what is no version."""
    until = version.rpartition(".")[2]
    is_number = until.isascii() and until.isdecimal() and len(until) < 15
    return is_number and int(until) > (now or timezone.now()).timestamp() * 1000


def is_same(version: str, row: tuple[Any, ...]) -> bool:
    """Whether nothing has happened since to the run whose COLUMNS are ``row``."""
    return version.rpartition(".")[0] == _digest(row)


def _digest(values: Any) -> str:
    return hashlib.blake2s(repr(list(values)).encode(), digest_size=8).hexdigest()


def _true_until(run: Run, now: datetime) -> datetime:
    """The next moment at which the words change by themselves: a countdown, an estimate, "longer than expected"."""
    if not run.is_open or run.next_attempt_at:
        return now  # countdowns change with every look
    if run.status == Status.QUEUED or run.started_at is None:
        return now + timedelta(seconds=POSITION_S)
    gone = (now - run.started_at).total_seconds()
    changes = [SLOW_S - gone, _next_estimate_s(run.flow, gone)]
    return now + timedelta(seconds=min([LONGEST_S, *(after for after in changes if after > 0)]))


def _next_estimate_s(flow: str, gone: float) -> float:
    """Seconds until the estimate of the time left takes its next coarse step; 0 when none is shown any more."""
    usual = usual_seconds(flow)
    left = usual - gone if usual else 0.0
    return left % COARSE_S or COARSE_S if left > 0 else 0.0
