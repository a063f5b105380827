"""Runs as the API shows them: the states of `wire.md`, made from the engine's."""

from datetime import datetime
from typing import Any, cast

from django.urls import reverse
from django.utils.translation import gettext as _

from jobs import flows, reasons
from jobs.api.schemas import (
    Accepted,
    JobItem,
    JobResult,
    JobState,
    JobStatus,
    JobStep,
    RunDetail,
    RunItem,
    RunState,
    RunStep,
)
from jobs.models import Run, Status, Step
from jobs.monitor.masking import masked, masked_text
from jobs.progress import Progress, StepProgress, progress_of

STATES: dict[str, JobState] = {
    Status.QUEUED: "queued",
    Status.RUNNING: "started",
    Status.WAITING: "started",
    Status.SUCCEEDED: "finished",
    Status.FAILED: "failed",
    Status.CANCELLED: "failed",
}


def statuses_of(state: JobState) -> list[str]:
    """The engine's statuses that the API shows as ``state``."""
    return [status for status, shown in STATES.items() if shown == state]


def job_path(run: Run, what: str) -> str:
    """The absolute path of the job's ``what``: ``status``, ``stream`` or ``result``."""
    return f"{reverse('api:api-root')}jobs/{run.pk}/{what}"


def accepted(run: Run) -> Accepted:
    """The 202 form."""
    return Accepted(
        job_id=run.pk,
        status=STATES[run.status],
        stream_url=job_path(run, "stream"),
        status_url=job_path(run, "status"),
        message=_message(run),
    )


def _message(run: Run) -> str:
    if run.status == Status.QUEUED:
        shown = progress_of(run)
        if shown.position_is_capped:
            return _("Queued behind more than %(count)d others.") % {"count": shown.position}
        return _("Queued. Place in the queue: %(position)d.") % {"position": shown.position}
    if run.is_open:
        return _("It is being worked on.")
    return _("It is done.") if run.status == Status.SUCCEEDED else reasons.sentence(run)


def job_status(run: Run) -> JobStatus:
    """In two queries: the steps, and the position while queued."""
    shown = progress_of(run)
    error = _error(run)
    return JobStatus(
        job_id=run.pk,
        status=STATES[run.status],
        flow=run.flow,
        created_at=run.created_at,
        enqueued_at=run.enqueued_at,
        started_at=run.started_at,
        ended_at=run.ended_at,
        progress=shown.percent if run.flow in flows.known() else None,
        completed_steps=shown.completed_steps,
        total_steps=shown.total_steps,
        steps=[JobStep(**_step(step)) for step in shown.steps],
        position_in_queue=shown.position,
        worker_name=(run.worker or None) if STATES[run.status] == "started" else None,
        next_attempt_at=_next_attempt(run, shown),
        cancel_requested=shown.is_cancelling,
        error=error,
        error_code=run.error_code or None,
    )


def _next_attempt(run: Run, shown: Progress) -> datetime | None:
    return shown.next_attempt_at if run.status == Status.WAITING else None


def _step(step: StepProgress) -> dict[str, Any]:
    names = ("name", "title", "attempts", "started_at", "ended_at", "status")
    return {name: getattr(step, name) for name in names} | {"error_code": step.error_code or None}


def _error(run: Run) -> str | None:
    return reasons.sentence(run) or None


def job_result(run: Run) -> JobResult:
    """``error`` is set only when the job failed, so that it is left out of the answer otherwise."""
    state = STATES[run.status]
    shown = JobResult(job_id=run.pk, status=state, result=run.result if state == "finished" else None)
    if state == "failed":
        shown.error, shown.error_code = _error(run), run.error_code or None
    return shown


def job_item(run: Run) -> JobItem:
    return JobItem(
        job_id=run.pk,
        status=STATES[run.status],
        flow=run.flow,
        created_at=run.created_at,
        started_at=run.started_at,
        ended_at=run.ended_at,
        error=_error(run),
        error_code=run.error_code or None,
        status_url=job_path(run, "status"),
    )


def run_item(run: Run) -> RunItem:
    return RunItem(**_run(run))


def _run(run: Run) -> dict[str, Any]:
    names = ("id", "flow", "queue", "subject", "created_at", "started_at", "ended_at", "status")
    flow = flows.known().get(run.flow)
    data = {name: getattr(run, name) for name in names}
    words = {"title": str(flow.title) if flow else run.flow}
    return data | words | {"error": _error(run), "error_code": run.error_code or None}


def run_detail(run: Run) -> RunDetail:
    flow = flows.known().get(run.flow)
    titles = {step.name: str(step.title) for step in flow.steps} if flow else {}
    return RunDetail(
        **_run(run),
        event_id=run.event.shown_id if run.event else None,
        parent_id=run.parent_id,
        rerun_of=run.rerun_of_id,
        worker_name=run.worker or None,
        next_attempt_at=run.next_attempt_at,
        children_total=run.children_total,
        children_open=run.children_open,
        input=masked(run.payload),
        output=masked(run.result),
        steps=[_run_step(step, titles.get(step.name, step.name)) for step in run.steps.all()],
    )


def _run_step(step: Step, title: str) -> RunStep:
    return RunStep(
        name=step.name,
        title=title,
        status=cast(RunState, step.status),
        attempts=step.attempts,
        started_at=step.started_at,
        ended_at=step.ended_at,
        error_code=step.error_code or None,
        error=masked_text(step.error) or None,
        result=masked(step.result),
        failures=masked(step.failures),
    )
