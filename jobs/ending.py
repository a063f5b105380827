"""The one way a run ends, whoever ends it: a worker, the sweep or a person."""

import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from jobs import conf, fanout, flows, metrics, pace
from jobs import lines as told
from jobs.errors import CANCELLED, INTERNAL_ERROR, TIMED_OUT, WORKER_LOST
from jobs.models import Line, Run, Status, Step
from jobs.moments import in_utc

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ending:
    """How a run ends. ``retry_at``: when the other side said that trying again makes sense."""

    status: Status
    code: str = ""
    error: str = ""
    result: dict[str, Any] | None = None
    retry_at: datetime | None = None


CANCELLED_BY_REQUEST = Ending(Status.CANCELLED, CANCELLED, "It was cancelled.")
OUT_OF_TIME = Ending(Status.FAILED, TIMED_OUT, "It took longer than it may.")
WORKERS_LOST = Ending(Status.FAILED, WORKER_LOST, "Its worker vanished again and again.")


def end(
    run: Run,
    still: QuerySet[Run],
    ending: Ending,
    *,
    before: Callable[[], None] | None = None,
    lines: Sequence[Line] = (),
    is_known: bool = False,
) -> bool:
    """End ``run`` if it is still in ``still``, with everything that belongs to it, in one transaction.

    ``before`` writes more into that transaction, ``lines`` were said and not written yet. ``is_known``: nobody but the
    caller has changed what ends need of the row, so that it need not be read again. An ``on_end`` of the flow
    that raises makes a failure of a success; if it raises for the failure as well the run ends without it, since a run
    that cannot end would come back for ever.
    """
    try:
        return _end(run, still, ending, before, lines, hook=True, is_known=is_known)
    except (OperationalError, InterfaceError):
        raise  # the database is away, which is not the flow's fault: the lease runs out and the sweep comes back
    except Exception as error:  # the flow's code, at the worker's outermost edge
        log.exception("on_end of %s failed", run)
        return _end_despite(run, still, error, lines)


def _end_despite(run: Run, still: QuerySet[Run], error: Exception, lines: Sequence[Line]) -> bool:
    message = "".join(traceback.format_exception_only(error)).strip()
    failed = Ending(Status.FAILED, INTERNAL_ERROR, message)
    try:
        return _end(run, still, failed, None, lines, hook=True)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("on_end of %s failed again, it ends without", run)
        return _end(run, still, failed, None, lines, hook=False)


def _end(
    run: Run,
    still: QuerySet[Run],
    ending: Ending,
    before: Callable[[], None] | None,
    lines: Sequence[Line],
    *,
    hook: bool,
    is_known: bool = False,
) -> bool:
    mine = still.filter(pk=run.pk)
    if run.started_at and not run.last_line and not lines:  # its worker died with the first line unsaid
        mine, lines = mine.filter(last_line=0), [told.start(run)]
    said = [*lines, _last_line(run, ending)]
    with transaction.atomic():
        is_read = not (is_known and _update_known(run, mine, ending, len(said)))
        if is_read and not mine.update(**_columns(ending), last_line=F("last_line") + len(said)):
            return False
        if before:
            before()
        if is_read:
            run.refresh_from_db()
        _close_steps(run, ending)
        told.write(run, said)
        fanout.child_ended(run)
        if run.children_open:
            fanout.call_off(run)
        if hook:
            _call_on_end(run)
        transaction.on_commit(partial(_after, run))
    return True


def _update_known(run: Run, mine: QuerySet[Run], ending: Ending, lines: int) -> bool:
    """End it with the row in memory as it is in the database. Whether that was possible: else it must be read."""
    columns = _columns(ending) | {"last_line": run.last_line + lines}
    if not mine.filter(last_line=run.last_line).update(**columns):
        return False
    for name, value in columns.items():
        setattr(run, name, value)
    return True


def _columns(ending: Ending) -> dict[str, Any]:
    return {
        "status": ending.status,
        "ended_at": timezone.now(),
        "error_code": ending.code,
        "error": ending.error,
        "result": ending.result,
        "retry_at": ending.retry_at,
        "lease_until": None,
        "waiting_for": "",
        "next_attempt_at": None,
        "slot_at": None,
    }


def _close_steps(run: Run, ending: Ending) -> None:
    """Steps in the middle share the run's end; steps that were never reached are called off."""
    if ending.status == Status.SUCCEEDED:
        return
    begun = Step.objects.filter(run=run, status__in=(Status.RUNNING, Status.WAITING))
    begun.update(status=ending.status, ended_at=run.ended_at, error_code=ending.code, error=ending.error)
    Step.objects.filter(run=run, status=Status.QUEUED).update(status=Status.CANCELLED)


def _last_line(run: Run, ending: Ending) -> Line:
    """Exactly one, since a run ends once. The result itself stays in the run: the stream adds it to the frame."""
    if ending.status == Status.SUCCEEDED:
        return Line(run=run, kind=Line.Kind.COMPLETE, message=told.DONE)
    data = {"error": ending.error, "error_code": ending.code}
    if ending.retry_at:
        data["retry_at"] = in_utc(ending.retry_at)
    return Line(run=run, kind=Line.Kind.ERROR, message=ending.error, data=data)


def _call_on_end(run: Run) -> None:
    try:
        flow = flows.get(run.flow)
    except flows.UnknownFlow:
        log.error("%s ended where its flow is unknown: what belongs to its end was not done", run)
        return
    if flow.on_end:
        flow.on_end(run)


def _after(run: Run) -> None:
    metrics.RUNS.add(run.flow, run.status.lower(), run.error_code)
    if run.started_at and run.ended_at:
        metrics.RUN_SECONDS.observe((run.ended_at - run.started_at).total_seconds(), run.flow, run.status.lower())
    if run.pace_key and conf.pace_at_once(run.pace_key):
        pace.admit(run.pace_key)
    if run.children_open:
        fanout.call_off(run)
