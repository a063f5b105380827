"""Orders: cancel or run again all that match, export them, start a flow, make a schedule due."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from jobs import flows, schedules, service
from jobs.flows import Text
from jobs.ids import as_uuid
from jobs.models import Run, Status
from jobs.monitor import audit, bulk, words
from jobs.monitor.access import RunsRequest, owner_id, sees_runs, staff_only
from jobs.monitor.broken import says_when_it_fails
from jobs.monitor.filters import WINDOWS, Filters
from jobs.monitor.payloads import BulkAction, BulkRequested, ExportRequested
from jobs.monitor.queries import LOOK
from jobs.monitor.views import filters_of, frame, newest_id
from jobs.payloads import Payload
from jobs.templatetags.times import number


@sees_runs
@require_http_methods(["GET", "HEAD", "POST"])
@says_when_it_fails("jobs/broken.html")
def bulk_order(request: RunsRequest) -> HttpResponse:
    """First how many it would take, then, on a POST, the doing of it."""
    action, filters = _action(request), filters_of(request)
    count = bulk.count_of(action, filters, owner_id(request))
    if request.method == "POST":
        return _carry_out(request, action, filters, count)
    context = {"action": action, "count": min(count, bulk.MOST), "is_capped": count > bulk.MOST, "until": newest_id()}
    context |= {"look": LOOK, "status_word": dict(Status.choices).get(filters.status), "window_word": _window(filters)}
    return render(request, "jobs/bulk.html", context | frame(request, filters, "runs"))


def _window(filters: Filters) -> Text:
    return WINDOWS[filters.time][0] if filters.time else ""


def _action(request: RunsRequest) -> BulkAction:
    given = (request.POST if request.method == "POST" else request.GET).get("action", "")
    if given == "cancel":
        return "cancel"
    if given == "again":
        return "again"
    raise Http404("unknown action")


def _carry_out(request: RunsRequest, action: BulkAction, filters: Filters, count: int) -> HttpResponse:
    back = f"{reverse('jobs:monitor')}?{filters.address()}"
    until = as_uuid(request.POST.get("until", "")) or newest_id()
    if not count or until is None:
        messages.info(request, _("No run fits any more, so nothing was done."))
        return redirect(back)
    kind = audit.Action.CANCEL if action == "cancel" else audit.Action.AGAIN
    if count > bulk.AT_ONCE:
        order = BulkRequested(action=action, filters=filters.address(), until=until)
        return _by_a_run(request, order, filters, kind, count)
    runs = bulk.fitting(action, filters, owner_id(request), until=until)
    outcome = bulk.do(action, Run.objects.filter(pk__in=list(runs.values_list("pk", flat=True)[: bulk.AT_ONCE])))
    text = _outcome_words(action, outcome)
    _note(request, kind, filters, outcome.done, text)
    (messages.warning if outcome.not_done else messages.success)(request, text)
    return redirect(back)


def _outcome_words(action: BulkAction, outcome: bulk.Outcome) -> str:
    if action == "cancel":
        text = ngettext("%(n)s run was cancelled.", "%(n)s runs were cancelled.", outcome.done)
    else:
        text = ngettext("%(n)s run was started again.", "%(n)s runs were started again.", outcome.done)
    left = [
        ngettext("%(n)s was not: %(why)s", "%(n)s were not: %(why)s", n)
        % {"n": number(n), "why": words.of_refusal(code)}
        for code, n in outcome.refused.most_common()
    ]
    return " ".join([text % {"n": number(outcome.done)}, *left])


def _by_a_run(request: RunsRequest, order: Payload, filters: Filters, kind: audit.Action, count: int) -> HttpResponse:
    """Start the run that does it, and go to its page. What staff order for all shops belongs to none."""
    with transaction.atomic():
        run = service.emit(order, owner=None if filters.sees_all else request.owner).run
        _note(request, kind, filters, count, str(run.pk))
    return redirect("jobs:run", run.pk)


def _note(request: RunsRequest, kind: audit.Action, filters: Filters, count: int, text: str) -> None:
    target = filters.address() or _("all runs")
    audit.note(request, kind, target, count=count, as_staff=filters.sees_all, note=text)


@sees_runs
@require_POST
def export(request: RunsRequest) -> HttpResponse:
    kind, until, filters = request.POST.get("kind", ""), newest_id(), filters_of(request)
    if kind not in ("csv", "json"):
        raise Http404("unknown kind of file")
    if until is None:
        messages.info(request, _("There are no runs to export yet."))
        return redirect("jobs:monitor")
    order = ExportRequested(kind="csv" if kind == "csv" else "json", filters=filters.address(), until=until)
    return _by_a_run(request, order, filters, audit.Action.EXPORT, 1)


@sees_runs
@require_POST
def start(request: RunsRequest) -> HttpResponse:
    """Start a flow for the person's own shop."""
    flow = flows.known().get(request.POST.get("flow", ""))
    if flow is None or flow.starts_by_hand is None or request.owner is None:
        raise Http404("no such start button")
    payload = flow.starts_by_hand(request.owner)
    if payload is None:
        messages.info(request, _("There is nothing to do for “%(title)s” yet.") % {"title": flow.title})
        return redirect("jobs:monitor")
    runs = {run.flow: run for run in service.emit(payload, owner=request.owner).runs}
    audit.note(request, audit.Action.START, str(runs[flow.name].pk))
    return redirect("jobs:run", runs[flow.name].pk)


@staff_only
@require_POST
def run_now(request: RunsRequest) -> HttpResponse:
    name = request.POST.get("name", "")
    try:
        schedules.run_now(name)
    except schedules.UnknownSchedule as unknown:
        raise Http404("no such schedule") from unknown
    audit.note(request, audit.Action.SCHEDULE, name, as_staff=True)
    messages.success(request, _("A worker does it within seconds."))
    return redirect("jobs:system")
