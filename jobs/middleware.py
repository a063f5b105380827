"""Counts requests and times them, and opens what a request's log lines are about."""

import time
from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponseBase

from jobs import metrics
from jobs.about import about, note

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

type Answer = HttpResponseBase | Awaitable[HttpResponseBase]


class MetricsMiddleware:
    """Stands in front of everything but static files. A stream counts when it begins."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Answer]) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Answer:
        if self.is_async:
            return self._later(request)
        began = time.perf_counter()
        with about():
            response = cast(HttpResponseBase, self.get_response(request))
        return _counted(request, response, began)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Lines say the route and not the address: addresses hold the secrets of feeds, invitations and stores."""
        note(route=request.resolver_match.route if request.resolver_match else None)

    async def _later(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        with about():
            response = await cast(Awaitable[HttpResponseBase], self.get_response(request))
        return _counted(request, response, began)


def _counted(request: HttpRequest, response: HttpResponseBase, began: float) -> HttpResponseBase:
    """Pages go by their name: addresses are the visitor's choice, and there would be no end of them."""
    match = request.resolver_match
    view = (match.view_name or "unnamed") if match else "none"
    method = request.method if request.method in METHODS else "other"
    metrics.REQUESTS.add(str(method), view, str(response.status_code))
    metrics.REQUEST_SECONDS.observe(time.perf_counter() - began, view)
    return response
