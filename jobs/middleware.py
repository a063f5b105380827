"""Counts requests and times them, and opens what a request's log lines are about."""

import time
from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponseBase

from jobs import metrics
from jobs.about import about

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
        with about(path=request.path[:200]):
            response = cast(HttpResponseBase, self.get_response(request))
        return _counted(request, response, began)

    async def _later(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        with about(path=request.path[:200]):
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
