"""Whether what a page shows of a run is still true, found out from the run's row alone.

A version names what was shown, until when it stays true by itself, and for whom. Whoever polls with a version that is
signed for their own session needs no other proof: they were let in half a minute ago, and "nothing new" gives nothing
away. So a poll without news costs one look at one row: no session, no person, no merchant, no steps.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from jobs.models import Run, Status
from jobs.progress import COARSE_S, SLOW_S, usual_seconds

# Every write of a worker renews the lease, so a change of a step shows here as well.
COLUMNS = (
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
TIMES = {"lease_until", "next_attempt_at", "cancel_requested_at", "ended_at"}
# By hand, since building a query takes the ORM ten times as long as the database takes to answer this one.
ROW = f"SELECT {', '.join(COLUMNS)} FROM {Run._meta.db_table} WHERE id = %s"  # noqa: S608 - no word of it is given
SALT = "jobs.versions"
POSITION_S = 4.0  # a place in the queue may be so old: others move, and this run's row does not tell
LONGEST_S = 30.0


def version_of(run: Run, *, viewer: str, now: datetime | None = None) -> str:
    """Names what the run is now, until when a page that shows it stays true, and the ``viewer``: a session's key.

    Steps and lines are read after ``run`` was: a change in between makes the page look once more.
    """
    until = _true_until(run, now or timezone.now())
    content = f"{run.pk.hex}.{_digest(tuple(getattr(run, name) for name in COLUMNS))}.{int(until.timestamp() * 1000)}"
    return f"{content}.{_signature(content, viewer)}"


def is_current(version: str, *, viewer: str, now: datetime | None = None) -> bool:
    """Whether a page of that ``version``, shown to ``viewer``, still shows all there is. One query at most."""
    content, _, signature = version.rpartition(".")
    if not viewer or not constant_time_compare(signature, _signature(content, viewer)):
        return False
    run_id, digest, until = content.split(".")
    if int(until) <= (now or timezone.now()).timestamp() * 1000:
        return False
    row = _row(UUID(run_id))
    return row is not None and _digest(row) == digest


def _signature(content: str, viewer: str) -> str:
    return salted_hmac(SALT, f"{viewer}:{content}", algorithm="sha256").hexdigest()[:32]


def _row(run_id: UUID) -> tuple[Any, ...] | None:
    """Prepared where the connection offers it: weighing the table's many indexes takes longer than looking."""
    with getattr(connection, "prepared_cursor", connection.cursor)() as cursor:
        cursor.execute(ROW, [run_id if connection.vendor == "postgresql" else run_id.hex])
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def _digest(row: tuple[Any, ...]) -> str:
    """The same for a row as the database gives it and as the ORM does: SQLite keeps times as text."""
    shown = [_time(value) if name in TIMES else value for name, value in zip(COLUMNS, row, strict=True)]
    return hashlib.blake2s(repr(shown).encode(), digest_size=8).hexdigest()


def _time(value: datetime | str | None) -> str:
    return "" if value is None else str(value).removesuffix("+00:00")


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
