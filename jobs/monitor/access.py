"""Who may watch runs: merchants their own, staff all. A stranger's run is a 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Protocol
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from jobs.models import Run

READING = {"GET", "HEAD", "OPTIONS"}
EDITOR = "editor"  # the least role that may cancel and start runs


class Person(Protocol):
    """What this app needs to know of a person."""

    pk: Any
    is_authenticated: bool
    is_staff: bool


class Place(Protocol):
    """A person's place at the owner of runs."""

    def may(self, role: str) -> bool: ...


class RunsRequest(HttpRequest):
    """A request past ``sees_runs``. ``owner``: whose runs the person watches, None for staff without a shop."""

    user: Person  # type: ignore[assignment]
    owner: Model | None
    membership: Place | None
    htmx: HtmxDetails


type View[**P] = Callable[Concatenate[RunsRequest, P], HttpResponse]


def sees_runs[**P](view: View[P]) -> View[P]:
    """Strangers sign in first, people without a shop make one; whoever may only look is refused what changes."""

    @wraps(view)
    def guarded(request: RunsRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_login(request)
        if request.owner is None and not request.user.is_staff:
            return redirect("/")
        if request.method not in READING and not may_change(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def staff_only[**P](view: View[P]) -> View[P]:
    """For what concerns everybody's runs. To others the page does not exist."""

    @wraps(view)
    def guarded(request: RunsRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return sees_runs(guarded)


def may_change(request: RunsRequest) -> bool:
    return request.user.is_staff or (request.membership is not None and request.membership.may(EDITOR))


def runs_of(request: RunsRequest) -> QuerySet[Run]:
    """The runs that the person may open."""
    return Run.objects.all() if request.user.is_staff else Run.objects.filter(owner=owner_id(request))


def the_run(request: RunsRequest, pk: UUID) -> Run:
    """One of them, with what its page names. Raises Http404."""
    found = runs_of(request).select_related("owner", "parent", "rerun_of").filter(pk=pk).first()
    if found is None:
        raise Http404("no such run")
    return found


def owner_id(request: RunsRequest) -> Any:
    return request.owner.pk if request.owner else None


def is_own(request: RunsRequest, run: Run) -> bool:
    return request.owner is not None and run.owner_id == request.owner.pk


def _to_login(request: RunsRequest) -> HttpResponse:
    """A fragment sends its whole page to the login, or the form would land inside it."""
    back = request.get_full_path() if request.method in READING else resolve_url("jobs:monitor")
    if request.htmx:
        return HttpResponseClientRedirect(redirect_to_login(resolve_url("jobs:monitor"), settings.LOGIN_URL).url)
    return redirect_to_login(back, resolve_url(settings.LOGIN_URL))
