"""Runs: the engine's own record, with steps, attempts, inputs and outputs, for as long as it is kept."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from jobs.api import keyset, shown
from jobs.api.access import ApiRequest, may
from jobs.api.problems import Problem, answers
from jobs.api.schemas import Cursor, JobId, Limit, RunDetail, RunPage, RunState
from jobs.models import Run

router = Router(tags=["Runs"])


@router.get("/runs", auth=may("read"), response=answers({200: RunPage}, 404), summary="List runs")
def list_runs(
    request: ApiRequest,
    status: Annotated[RunState | None, Query(description="Only runs in this state.")] = None,
    flow: Annotated[str, Query(description="Only runs of this flow.", max_length=80, pattern="^[a-z/_-]*$")] = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> RunPage:
    """The newest first, of the last 30 days."""
    runs = Run.objects.filter(owner_id=request.owner.pk)
    if status:
        runs = runs.filter(status=status)
    if flow:
        runs = runs.filter(flow=flow)
    found, following = keyset.page(runs, cursor, limit, by_id=True)
    return RunPage(runs=[shown.run_item(run) for run in found], next_cursor=following)


@router.get("/runs/{run_id}", auth=may("read"), response=answers({200: RunDetail}, 404), summary="One run")
def one_run(request: ApiRequest, run_id: JobId) -> RunDetail:
    """With its steps and their attempts. Secrets in inputs and outputs are masked."""
    try:
        pk = UUID(run_id)
    except ValueError:
        pk = None
    run = Run.objects.filter(owner_id=request.owner.pk, pk=pk).select_related("event").first() if pk else None
    if run is None:
        raise Problem(404, "run_not_found", _("Run not found"))
    return shown.run_detail(run)
