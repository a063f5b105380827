"""Keeping a list's filters under a name, and forgetting them. The lists themselves show them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jobs import saved
from jobs.monitor.access import RunsRequest, sees_runs


@sees_runs
@require_POST
def keep(request: RunsRequest) -> HttpResponse:
    name, asked = request.POST.get("page", ""), request.POST.get("filter", "")
    page = saved.page_named(name)
    if page is None or request.owner is None:
        raise Http404("no such list")
    try:
        kept = saved.keep(request.owner, name, request.POST.get("name", ""), asked)
    except saved.BadFilter as bad:
        messages.error(request, str(bad))
    else:
        messages.success(request, _("The filter was saved as “%(name)s”.") % {"name": kept.name})
    return _back(page, saved.clean(name, asked))


@sees_runs
@require_POST
def forget(request: RunsRequest, pk: UUID) -> HttpResponse:
    found = saved.forget(request.owner, pk) if request.owner else None
    page = saved.page_named(found.page) if found else None
    if found is None or page is None:
        raise Http404("no such saved filter")
    messages.success(request, _("The saved filter “%(name)s” was deleted.") % {"name": found.name})
    return _back(page, found.address)


def _back(page: saved.Page, address: str) -> HttpResponse:
    return redirect(f"{reverse(page.view)}?{address}" if address else reverse(page.view))
