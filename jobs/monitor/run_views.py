"""One run: its page, and what can be done to it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from jobs import dispatch, service
from jobs.ids import as_uuid
from jobs.models import Run, RunFile
from jobs.monitor import audit, words
from jobs.monitor.access import RunsRequest, is_own, may_change, runs_of, sees_runs, the_run
from jobs.monitor.broken import says_when_it_fails
from jobs.monitor.exports import content_of
from jobs.monitor.story import story_of


@sees_runs
@require_safe
@vary_on_headers("HX-Request")
@says_when_it_fails("jobs/broken.html")
def run_page(request: RunsRequest, pk: UUID) -> HttpResponse:
    run = the_run(request, pk)
    story = story_of(run, children_after=as_uuid(request.GET.get("children", "")))
    context = {
        "story": story,
        "may_change": may_change(request),
        "is_staff": request.user.is_staff,
        "is_own": is_own(request, run),
        "file": RunFile.objects.filter(run=run).values("name").first(),
        "is_memory": dispatch.is_memory(),
    }
    if request.htmx and not request.htmx.history_restore_request:
        return _part(request, story.version, context)
    return render(request, "jobs/run.html", context)


def _part(request: RunsRequest, version: str, context: dict[str, object]) -> HttpResponse:
    """The living part while the run is open; when it has ended the whole page, once, for all of it has changed."""
    story = context["story"]
    if not story.run.is_open:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Refresh": "true"})
    if request.GET.get("v") == version:
        return HttpResponse(status=204)
    return render(request, "jobs/run.html#story", context)


@sees_runs
@require_POST
def cancel(request: RunsRequest, pk: UUID) -> HttpResponse:
    run = the_run(request, pk)
    if service.cancel(run):
        _note(request, audit.Action.CANCEL, run)
        messages.success(request, _("It stops as soon as it can. What it has done so far stays."))
    else:
        messages.info(request, _("It was over already, so there was nothing to cancel."))
    return redirect("jobs:run", pk)


@sees_runs
@require_POST
def again(request: RunsRequest, pk: UUID) -> HttpResponse:
    run = the_run(request, pk)
    try:
        new = service.rerun(run, from_step=_position(request.POST.get("from_step", "")))
    except words.REFUSALS as refusal:
        messages.warning(request, words.of_refusal(refusal.code))
        return redirect("jobs:run", pk)
    _note(request, audit.Action.AGAIN, run)
    if new.rerun_of_id != run.pk:
        messages.info(request, _("This is being done already: here is the run that does it."))
    return redirect("jobs:run", new.pk)


def _position(text: str) -> int:
    """The step to start from; nonsense means a step that no run has."""
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 10_000


def _note(request: RunsRequest, action: audit.Action, run: Run) -> None:
    """Staff and merchants alike; what staff do to others' runs carries that mark."""
    audit.note(request, action, str(run.pk), as_staff=not is_own(request, run), of_owner=run.owner_id)


@sees_runs
@require_safe
@says_when_it_fails("jobs/broken.html")
def run_file(request: RunsRequest, pk: UUID) -> HttpResponse:
    """The file that a run made."""
    file = get_object_or_404(RunFile, run__in=runs_of(request).filter(pk=pk))
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content_of(file), content_type=file.content_type, headers=headers)
