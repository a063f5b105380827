"""The monitor's pages: the list of runs, failures by cause, how long runs take, the machinery, the audit log."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from jobs import dispatch, flows, health, saved, schedules
from jobs.models import OPEN, Run, Status
from jobs.monitor import audit, durations, failures, queries, rows
from jobs.monitor.access import RunsRequest, may_change, owner_id, sees_runs, staff_only
from jobs.monitor.broken import says_when_it_fails
from jobs.monitor.bulk import AGAIN
from jobs.monitor.filters import WINDOWS, Filters

NO_CONTENT = 204
SAVED_AS = "runs"  # the list's name among those whose filters can be saved
SCOPED = {"runs": "jobs:monitor", "failures": "jobs:failures", "times": "jobs:times"}  # pages of one shop or of all


def filters_of(request: RunsRequest) -> Filters:
    """The filters of the address, or of the form that was sent."""
    given = request.POST if request.method == "POST" else request.GET
    return Filters.from_address(given, is_staff=request.user.is_staff, has_shop=request.owner is not None)


def frame(request: RunsRequest, filters: Filters, tab: str) -> dict[str, Any]:
    """What every page of the monitor shows around its own part."""
    return {
        "filters": filters,
        "only_scope": Filters(scope=filters.scope),
        "tab_is": {tab: True},
        "page_name": SCOPED.get(tab, ""),
        "scoped": tab in SCOPED,
        "is_mine": not filters.sees_all,
        "is_staff": request.user.is_staff,
        "has_shop": request.owner is not None,
        "may_change": may_change(request),
        "is_memory": dispatch.is_memory(),
    }


@sees_runs
@require_safe
@vary_on_headers("HX-Request")
@says_when_it_fails("jobs/broken.html")
def monitor(request: RunsRequest) -> HttpResponse:
    filters, owner, cursor = filters_of(request), owner_id(request), request.GET.get("after", "")
    page, counts = queries.page_of(filters, owner, cursor), queries.counts_of(filters, owner)
    shown = rows.rows_of(page.runs)
    version = rows.version_of(shown, counts)
    if _is_part(request) and request.GET.get("v") == version:
        return HttpResponse(status=NO_CONTENT)
    context = {"page": page, "rows": shown, "counts": counts, "version": version, "cursor": cursor}
    context |= {"statuses": Status.choices, "look": queries.LOOK, **_possible(counts, filters)}
    context |= frame(request, filters, "runs")
    if not _is_part(request):
        context |= _choices(request, filters) | _saved(request, filters)
    return render(request, "jobs/monitor.html#runs" if _is_part(request) else "jobs/monitor.html", context)


def _is_part(request: RunsRequest) -> bool:
    """A fragment was asked for. A history restore comes from htmx too, but wants the whole page."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def _possible(counts: dict[str, queries.Count], filters: Filters) -> dict[str, Any]:
    """Which orders there is anything for, among the statuses that are shown."""
    shown = {status for status, count in counts.items() if count.number and filters.status in ("", status)}
    return {
        "can_cancel": bool(shown & set(OPEN)),
        "can_again": bool(shown & set(AGAIN)),
        "among": max(count.among for count in counts.values()),
    }


def _choices(request: RunsRequest, filters: Filters) -> dict[str, Any]:
    return {
        "flows": rows.known_titles(),
        "flow_is_listed": filters.flow in flows.known(),
        "windows": [(name, word) for name, (word, _) in WINDOWS.items()],
        "startable": [flow for flow in flows.known().values() if flow.starts_by_hand or flow.starts_at],
    }


def _saved(request: RunsRequest, filters: Filters) -> dict[str, Any]:
    """The shop's saved filters. Looking at everybody's runs is no part of one."""
    return saved.shown(request.owner, SAVED_AS, filters.but(scope="").address())


@sees_runs
@require_safe
@says_when_it_fails("jobs/broken.html")
def failed(request: RunsRequest) -> HttpResponse:
    filters = filters_of(request)
    context = {"causes": failures.causes_of(filters, owner_id(request)), **frame(request, filters, "failures")}
    return render(request, "jobs/failures.html", context)


@sees_runs
@require_safe
@says_when_it_fails("jobs/broken.html")
def times(request: RunsRequest) -> HttpResponse:
    filters = filters_of(request)
    context = {"durations": durations.durations_of(filters, owner_id(request)), **frame(request, filters, "times")}
    return render(request, "jobs/times.html", context)


@staff_only
@require_safe
@says_when_it_fails("jobs/broken.html")
def system(request: RunsRequest) -> HttpResponse:
    context = {"health": health.facts(), "schedules": schedules.all(), **frame(request, filters_of(request), "system")}
    return render(request, "jobs/system.html", context)


@staff_only
@require_safe
@says_when_it_fails("jobs/broken.html")
def audit_log(request: RunsRequest) -> HttpResponse:
    context = {"log": audit.entries_of(request.GET.get("after", "")), **frame(request, filters_of(request), "audit")}
    return render(request, "jobs/audit.html", context)


def newest_id() -> Any:
    """The newest run there is: what is ordered now does not reach runs that are made later."""
    return Run.objects.order_by("-pk").values_list("pk", flat=True).first()
