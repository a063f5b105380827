"""Jobs: what programs have asked for, from the queue until 24 hours after the end."""

from typing import Annotated

from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Status

from jobs import flows, payloads, service
from jobs.api import keyset, outside, shown
from jobs.api.access import ApiRequest, may
from jobs.api.problems import WITH_BODY, Problem, answers
from jobs.api.schemas import Accepted, Cursor, JobId, JobPage, JobResult, JobState, JobStatus, Limit, Rerun
from jobs.errors import Refused
from jobs.models import Run
from jobs.visible import visible_run, visible_runs

router = Router(tags=["Jobs"])


def job_of(request: ApiRequest, job_id: str) -> Run:
    """The caller's job. Raises Problem 404 for unknown, foreign, expired and malformed ids alike."""
    run = visible_run(request.owner, job_id)
    if run is None:
        raise Problem(404, "job_not_found", _("Job not found or expired"))
    return run


@router.get("/jobs", auth=may("read"), response=answers({200: JobPage}, 404), summary="List jobs")
def list_jobs(
    request: ApiRequest,
    status: Annotated[JobState | None, Query(description="Only jobs in this state.")] = None,
    flow: Annotated[str, Query(description="Only jobs of this flow.", max_length=80, pattern="^[a-z/_-]*$")] = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> JobPage:
    """The newest first. Jobs that ended more than 24 hours ago are not listed any more; runs are."""
    runs = visible_runs(request.owner)
    if status:
        runs = runs.filter(status__in=shown.statuses_of(status))
    if flow:
        runs = runs.filter(flow=flow)
    found, following = keyset.page(runs, cursor, limit, by_id=True)
    return JobPage(jobs=[shown.job_item(run) for run in found], next_cursor=following)


@router.get(
    "/jobs/{job_id}/status", auth=may("read"), response=answers({200: JobStatus}, 404), summary="Status of a job"
)
def job_status(request: ApiRequest, job_id: JobId) -> JobStatus:
    """How far it is, step by step."""
    return shown.job_status(job_of(request, job_id))


@router.get(
    "/jobs/{job_id}/result",
    auth=may("read"),
    response=answers({200: JobResult}, 404),
    exclude_unset=True,
    summary="Result",
)
def job_result(request: ApiRequest, job_id: JobId) -> JobResult:
    """Null until the job is finished. Kept for 24 hours after the end."""
    return shown.job_result(job_of(request, job_id))


@router.post(
    "/jobs/{job_id}/cancel", auth=may("write"), response=answers({200: JobStatus}, 404, 409), summary="Cancel a job"
)
def cancel_job(request: ApiRequest, job_id: JobId) -> JobStatus:
    """A waiting job ends now, a running one at its next step. To cancel again changes nothing and is no error.

    409 `job_ended` when the job has ended otherwise.
    """
    run = job_of(request, job_id)
    if not service.cancel(run):
        run = job_of(request, job_id)
        if run.status != "CANCELLED":
            raise Problem(409, "job_ended", _("This job has ended already."))
    return shown.job_status(job_of(request, job_id))


REFUSALS = {
    "run_is_open": _("This job is still going on."),
    "no_such_step": _("A step before that one has no result to keep, or there is no such step."),
    "unknown_flow": _("This version of the program does not know that kind of job."),
    "invalid_payload": _("It was started by an older version of the program. Please start it anew."),
}


@router.post(
    "/jobs/{job_id}/rerun",
    auth=may("write"),
    response=answers({202: Accepted}, 404, 409, *WITH_BODY),
    summary="Run again",
)
def rerun_job(request: ApiRequest, job_id: JobId, asked: Rerun | None = None) -> Status[Accepted]:
    """Start an ended job again as a new one, whole or from a step on. A key needs the scope that starting it needs.

    409: `run_is_open` while it is still going on, `no_such_step`, `unknown_flow` when a deploy renamed it.
    Where another job works on the same thing, that one is given.
    """
    run = job_of(request, job_id)
    try:
        outside.check_scope(request, flows.get(run.flow).on.event)
        again = service.rerun(run, from_step=_place(run, (asked or Rerun()).from_step))
    except (Refused, flows.UnknownFlow, payloads.InvalidPayload) as refusal:
        raise Problem(409, refusal.code, REFUSALS.get(refusal.code, str(refusal))) from refusal
    return Status(202, shown.accepted(again))


def _place(run: Run, step: int | str) -> int:
    """The step's place among the run's, from 0. Raises Problem 409 where there is none of that name."""
    if isinstance(step, int):
        return step
    place = run.steps.filter(name=step).values_list("position", flat=True).first() if "\0" not in step else None
    if place is None:
        raise Problem(409, "no_such_step", REFUSALS["no_such_step"])
    return place
