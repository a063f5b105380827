"""Executing runs: one ticket in, steps in order, every result stored before the next step begins."""

import json
import logging
import time
import traceback
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from jobs import (
    dispatch,
    ending,
    fanout,
    flows,
    heartbeat,
    lines,
    metrics,
    pace,
    payloads,
    process,
    proof,
    retry,
    words,
)
from jobs.about import about
from jobs.claim import claim, hand_back, wake_if_due
from jobs.context import StepContext
from jobs.ending import Ending
from jobs.errors import DATABASE_UNAVAILABLE, WORKER_LOST, Cancelled, DeadlinePassed, LeaseLost, Verdict, judge
from jobs.flows import FanOut
from jobs.lease import Lease
from jobs.models import Line, Run, Status, Step
from jobs.moments import in_utc
from jobs.steps import rows_of, store

log = logging.getLogger(__name__)

LONGEST_WAIT_S = 365 * 86_400.0  # what another side may ask for at most; a nonsense number would overflow the calendar


def execute(run_id: UUID, worker: str, queue: str | None = "") -> None:
    """Work off one ticket: take the head of the queue that ``run_id`` is in. Nothing to take is nothing to do.

    ``queue``: where it is known, so that the run need not be asked; it does not wait for a time then.
    """
    queue = queue or wake_if_due(run_id)
    if queue is None:
        return
    if process.is_stopping():
        dispatch.send_all([(run_id, queue)])
        return
    proof.note(queue)
    taken: list[_Execution] = []
    claim(Run.objects.filter(queue=queue), worker, lambda run, lease: taken.append(_Execution(run, lease, begin=True)))
    for execution in taken:
        _work(execution)
    dispatch.keep_flowing(queue)


def work(run: Run, lease: Lease) -> None:
    """Execute ``run`` until it ends, waits, or this worker has done its share."""
    _work(_Execution(run, lease))


def _work(execution: "_Execution") -> None:
    run, lease = execution.run, execution.lease
    it = about(run=run.pk, flow=run.flow, merchant=run.owner_id, domain=run.pace_key)
    with it, heartbeat.holding(lease):
        try:
            execution.go()
        except LeaseLost:
            log.info("%s was taken from %s, which stops here", run, lease.worker)
        except Cancelled:
            ending.end(run, lease.rows(), ending.CANCELLED_BY_REQUEST, lines=execution.take_held())
        except DeadlinePassed:
            ending.end(run, lease.rows(), ending.OUT_OF_TIME, lines=execution.take_held())


class _Execution:
    """One stretch of one run in one worker.

    ``begin``: write at once that its first open step runs, as part of the transaction that claims the run.
    """

    def __init__(self, run: Run, lease: Lease, *, begin: bool = False) -> None:
        self.run = run
        self.lease = lease
        self.flow = flows.get(run.flow)
        self.results: dict[str, dict[str, Any]] = {}
        self.done: Step | None = None  # the step that succeeded last in this stretch
        self.begun: Step | None = None  # the step that the claim began
        self.holds = lines.are_held(run)
        self.held = [] if run.last_line else [lines.start(run)]  # lines that wait for the next write
        self.until = time.monotonic() + settings.JOBS_SLICE_S
        self.rows = rows_of(run, self.flow, lease) if begin else None
        if self.rows and (first := next((row for row in self.rows if row.status != Status.SUCCEEDED), None)):
            self._set_begun(first)
            store([first])
            self.begun = first

    def go(self) -> None:
        """Execute the open steps in order. One's success is stored in the transaction that begins the next, or ends."""
        rows = self.rows or rows_of(self.run, self.flow, self.lease)
        for step, row in zip(self.flow.steps, rows, strict=True):
            if row.status == Status.SUCCEEDED:
                self.results[step.name] = row.result or {}
            elif self.done and (process.is_stopping() or time.monotonic() > self.until):
                return self._hand_back()
            elif not self._step_succeeds(step, row):
                return None
        self._end_well()
        return None

    def _step_succeeds(self, step: flows.Step | FanOut, row: Step) -> bool:
        """Execute one step. False when the run waits or has ended with it."""
        self._begin(row)
        began = time.monotonic()
        try:
            with about(step=row.name):
                result = self._call(step, row)
        except (LeaseLost, Cancelled, DeadlinePassed):
            raise
        except Exception as error:  # noqa: BLE001 - a step's code, at the worker's outermost edge
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()  # it may be what failed, and is needed below
            self._time(row, began, "failed")
            self._fail(step, row, error)
            return False
        if result is None:
            return False
        self._time(row, began, "succeeded")
        row.status, row.result, row.ended_at = Status.SUCCEEDED, result, timezone.now()
        self.results[row.name] = result
        self.done = row
        return True

    def _time(self, row: Step, began: float, end: str) -> None:
        metrics.STEP_SECONDS.observe(time.monotonic() - began, self.run.flow, row.name, end)

    def _begin(self, row: Step) -> None:
        if row is not self.begun:
            changes = ({"losses": 0} if self.done else {}) | self._count_held()
            with self.lease.writing_unless_cancelled(**changes) as goes_on:
                if goes_on:
                    self._set_begun(row)
                    self._write_held()
                store([*self._done(), *([row] if goes_on else [])])
            if not goes_on:
                raise Cancelled(str(self.run.pk))
        if self.run.deadline_at and timezone.now() >= self.run.deadline_at:
            raise DeadlinePassed(str(self.run.pk))

    def _set_begun(self, row: Step) -> None:
        row.attempts = len(row.failures) + 1
        row.started_at = row.started_at or timezone.now()
        row.status, row.error_code, row.error = Status.RUNNING, "", ""

    def _call(self, step: flows.Step | FanOut, row: Step) -> dict[str, Any] | None:
        """The step's result as JSON will give it back, so that a resumed run sees the very same. None: it waits."""
        context = StepContext(
            self.run,
            self.lease,
            payload=payloads.parse_as(self.flow.on, self.run.payload),
            results=self.results,
            attempt=row.attempts,
            held=self.held if self.holds else None,
        )
        result: Mapping[str, Any] | None
        if isinstance(step, FanOut):
            result = fanout.go_on(step, row, context, self.run, self.lease)
        else:
            result = step.run(context)
        return None if result is None else json.loads(json.dumps(dict(result), allow_nan=False))

    def _hand_back(self) -> None:
        with self.lease.writing(losses=0, **self._count_held()):
            store(self._done())
            self._write_held()
            hand_back(self.run, self.lease)

    def _end_well(self) -> None:
        ended = Ending(Status.SUCCEEDED, result=self.results[self.flow.steps[-1].name])
        is_known = not any(isinstance(step, FanOut) for step in self.flow.steps)  # children count in their parent's row
        before, held = partial(store, self._done()), self.take_held()
        if not ending.end(self.run, self.lease.rows(), ended, before=before, lines=held, is_known=is_known):
            raise LeaseLost(str(self.run.pk))

    def take_held(self) -> list[Line]:
        """The lines that were not written yet, for somebody else to write."""
        held, self.held[:] = list(self.held), []
        return held

    def _count_held(self) -> dict[str, Any]:
        """What the run's row must say before ``_write_held`` in the same transaction."""
        return {"last_line": F("last_line") + len(self.held)} if self.held else {}

    def _write_held(self) -> None:
        """Write the lines of the step that ended. While the lease holds nobody else writes any."""
        if held := self.take_held():
            self.run.last_line += len(held)
            lines.write(self.run, held)

    def _done(self) -> list[Step]:
        """The step that succeeded last, whose success is stored in the next transaction that holds the lease."""
        return [self.done] if self.done else []

    def _fail(self, step: flows.Step | FanOut, row: Step, error: Exception) -> None:
        verdict = judge(error)
        if verdict.is_bug:
            log.error(
                "%s of merchant %s: step %s ends in a bug",
                self.run,
                self.run.owner_id,
                row.name,
                exc_info=error,
                extra={"run": str(self.run.pk), "merchant": str(self.run.owner_id or ""), "step": row.name},
            )
        now = timezone.now()
        wait_s = self._wait_s(step.retry, row, verdict, now)
        row.error_code, row.error = verdict.code, verdict.message
        row.traceback = "".join(traceback.format_exception(error)) if verdict.is_bug else ""
        _note(row, self._entry(row, verdict, wait_s, now))
        if wait_s is None:
            self._end_badly(row, verdict, now)
        else:
            self._try_again(row, wait_s, now)

    def _wait_s(self, preset: retry.Retry, row: Step, verdict: Verdict, now: datetime) -> float | None:
        """Seconds until the next attempt; None when there shall be none, or it would come after the deadline."""
        if not verdict.retryable:
            return None
        is_ours = verdict.code == DATABASE_UNAVAILABLE
        if is_ours and preset.attempts < retry.DATABASE.attempts:
            preset = retry.DATABASE
        failed_before = sum(_counts(entry, with_database=is_ours) for entry in row.failures)
        if verdict.uses_attempt and failed_before + 1 >= preset.attempts:
            return None
        wait_s = _asked_for(verdict) if verdict.retry_after_s is not None else preset.wait(failed_before)
        if self.run.deadline_at and now + timedelta(seconds=wait_s) >= self.run.deadline_at:
            return None
        return wait_s

    def _entry(self, row: Step, verdict: Verdict, wait_s: float | None, now: datetime) -> dict[str, Any]:
        return {
            "number": row.attempts,
            "at": now.isoformat(),
            "worker": self.lease.worker,
            "code": verdict.code,
            "message": verdict.message,
            "wait_s": wait_s,
            **({} if verdict.uses_attempt else {"waited": 1}),
        }

    def _end_badly(self, row: Step, verdict: Verdict, now: datetime) -> None:
        row.status, row.ended_at = Status.FAILED, now
        retry_at = now + timedelta(seconds=_asked_for(verdict)) if verdict.retry_after_s is not None else None
        failed = Ending(Status.FAILED, verdict.code, verdict.message, retry_at=retry_at)
        fields = ["status", "ended_at", "error_code", "error", "traceback", "failures"]
        store = partial(row.save, update_fields=fields)
        ending.end(self.run, self.lease.rows(), failed, before=store, lines=self.take_held())

    def _try_again(self, row: Step, wait_s: float, now: datetime) -> None:
        row.status = Status.WAITING
        at = now + timedelta(seconds=wait_s)
        changes = {"status": Status.WAITING, "waiting_for": Run.WaitingFor.RETRY, "next_attempt_at": at}
        self.held.append(self._again(row, wait_s, at))
        with self.lease.writing(**changes, slot_at=None, lease_until=None, **self._count_held()):
            row.save(update_fields=["status", "error_code", "error", "traceback", "failures"])
            self.run.refresh_from_db(fields=["last_line"])  # ahead of the rows where the step rolled a line back
            self.run.last_line -= len(self.held)
            self._write_held()
            transaction.on_commit(partial(self._after_waiting_began, wait_s))

    def _again(self, row: Step, wait_s: float, at: datetime) -> Line:
        data = {"next_attempt_at": in_utc(at), "attempt": row.attempts, "error_code": row.error_code}
        kept = words.kept(lines.AGAIN, data, {"n": round(wait_s)})
        return Line(run=self.run, kind=Line.Kind.UPDATE, **kept)

    def _after_waiting_began(self, wait_s: float) -> None:
        dispatch.send_later((self.run.pk, self.run.queue), wait_s)
        if self.run.pace_key:
            pace.admit(self.run.pace_key)


def _note(row: Step, entry: dict[str, Any]) -> None:
    """Add ``entry`` to the failures; waits for a turn one after the other are one entry with their number."""
    last = row.failures[-1] if row.failures else {}
    if "waited" in entry and "waited" in last and last["code"] == entry["code"]:
        row.failures[-1] = {**entry, "waited": last["waited"] + 1}
    else:
        row.failures.append(entry)


def _counts(entry: dict[str, Any], *, with_database: bool) -> bool:
    """Whether a failure takes one of the attempts: a lost worker never, a database that was away only from its own.

    Nor does a wait for a turn, in which nothing was tried.
    """
    if "waited" in entry:
        return False
    if entry["code"] == DATABASE_UNAVAILABLE:
        return with_database
    return entry["code"] != WORKER_LOST and not with_database


def _asked_for(verdict: Verdict) -> float:
    return min(max(verdict.retry_after_s or 0.0, 0.0), LONGEST_WAIT_S)
