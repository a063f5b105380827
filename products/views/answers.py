"""The few ways in which a product page answers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect


def go(request: HttpRequest, address: str) -> HttpResponse:
    """Send the whole browser to ``address``, also when a fragment asked."""
    return HttpResponseClientRedirect(address) if wants_part(request) else redirect(address)


def wants_part(request: HttpRequest) -> bool:
    """A fragment was asked for. A history restore comes from htmx too, but wants the whole page.

    ``request.htmx`` says the same, but reads all headers first, which every poll would pay for.
    """
    asked = request.META.get
    return asked("HTTP_HX_REQUEST") == "true" and asked("HTTP_HX_HISTORY_RESTORE_REQUEST") != "true"


def page_or_part(request: HttpRequest, template: str, part: str, context: dict[str, Any]) -> HttpResponse:
    """The page, or only its partial ``part`` when a fragment was asked for."""
    name = f"{template}#{part}" if wants_part(request) else template
    return render(request, name, context)
