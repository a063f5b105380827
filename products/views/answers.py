"""The few ways in which a product page answers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect


def go(request: HttpRequest, address: str) -> HttpResponse:
    """Send the whole browser to ``address``, also when a fragment asked."""
    return HttpResponseClientRedirect(address) if wants_part(request) else redirect(address)


def wants_part(request: HttpRequest) -> bool:
    """A fragment was asked for. A history restore comes from htmx too, but wants the whole page."""
    return bool(request.htmx) and not request.htmx.history_restore_request  # type: ignore[attr-defined]


def page_or_part(request: HttpRequest, template: str, part: str, context: dict[str, Any]) -> HttpResponse:
    """The page, or only its partial ``part`` when a fragment was asked for."""
    name = f"{template}#{part}" if wants_part(request) else template
    return render(request, name, context)
