"""Who may open a page: the one place that decides. A stranger's object is a 404: queries start from the merchant."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from merchants.models import Membership, Merchant, User

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class MerchantRequest(HttpRequest):
    """A request past ``merchant_required``: there is a person, and a merchant whom the person works for."""

    user: User
    merchant: Merchant
    owner: Merchant
    membership: Membership
    memberships: list[Membership]
    htmx: HtmxDetails
    has_turn: bool  # where `stores.waiting` gave it one


type View[**P] = Callable[Concatenate[MerchantRequest, P], HttpResponseBase]


def merchant_required[**P](view: View[P]) -> View[P]:
    """Strangers go to the login page, people without a merchant to the page that makes one; viewers may only read."""
    return _guard(view, role=None)


def role_required[**P](role: str) -> Callable[[View[P]], View[P]]:
    """As ``merchant_required``, and whoever is less than ``role`` is refused with 403, for reading too."""
    return lambda view: _guard(view, role=Membership.Role(role))


def _guard[**P](view: View[P], role: Membership.Role | None) -> View[P]:
    @wraps(view)
    def guarded(request: MerchantRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_login(request)
        if request.membership is None:
            return redirect("merchants:new")
        needed = role or (Membership.Role.VIEWER if request.method in SAFE_METHODS else Membership.Role.EDITOR)
        if not request.membership.may(needed):
            raise PermissionDenied
        return _or_words(request, view(request, *args, **kwargs))

    return guarded


def login_required[**P](view: View[P]) -> View[P]:
    """For a person's own pages, which need no merchant."""

    @wraps(view)
    def guarded(request: MerchantRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_login(request)
        return _or_words(request, view(request, *args, **kwargs))

    return guarded


def _or_words(request: MerchantRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """A person who opens the address of a button by hand, or by switching the language, gets more than a blank page."""
    if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method not in SAFE_METHODS:
        return answer
    words = render(request, "405.html", status=answer.status_code)
    words["Allow"] = answer["Allow"]
    return words


def to_login(request: MerchantRequest) -> HttpResponse:
    """Ask for the login and come back here; a fragment sends its whole page there, or the form would land inside it.

    A form that was sent is lost by that. It is said, and the way back leads to the page that it stood on.
    """
    if request.method not in SAFE_METHODS:
        lost = _("You had been signed out, so nothing was changed. Sign in, and send the form again.")
        messages.warning(request, lost, fail_silently=True)
    if request.htmx:
        return HttpResponseClientRedirect(redirect_to_login(_page_of(request), settings.LOGIN_URL).url)
    back = request.get_full_path() if request.method in SAFE_METHODS else page_behind(request)
    return redirect_to_login(back, resolve_url(settings.LOGIN_URL))


def page_behind(request: HttpRequest) -> str:
    """The page that a form stood on, as the browser says; the start when it is not one of ours."""
    address = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(address, request.get_host()):
        return "/"
    parts = urlsplit(address)
    page = urlunsplit(("", "", parts.path, parts.query, ""))
    return page if url_has_allowed_host_and_scheme(page, None) else "/"


def _page_of(request: MerchantRequest) -> str:
    """The page that the fragment is for, as the browser says; the start when it is not one of ours."""
    try:
        return request.htmx.current_url_abs_path or "/"
    except ValueError:  # an address that cannot be split, such as http://[
        return "/"
