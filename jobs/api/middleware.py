"""What no operation sees: bodies refused before they are read, and errors that Django answers with a page."""

from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from jobs.api.problems import answer, problem

ROOT = "/api/"
KEPT = ("Allow", "Retry-After", "WWW-Authenticate")  # headers that belong to an error, whatever its body

type Answer = HttpResponseBase | Awaitable[HttpResponseBase]


class ApiMiddleware:
    """Gives every error under ``/api/`` the one shape: unknown addresses, wrong methods, wrong hosts, bugs."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Answer]) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Answer:
        if not request.path.startswith(ROOT):
            return self.get_response(request)
        refused = _refused(request)
        if self.is_async:
            return self._later(request, refused)
        return refused or _shaped(cast(HttpResponseBase, self.get_response(request)))

    async def _later(self, request: HttpRequest, refused: HttpResponseBase | None) -> HttpResponseBase:
        return refused or _shaped(await cast(Awaitable[HttpResponseBase], self.get_response(request)))


def _refused(request: HttpRequest) -> HttpResponseBase | None:
    """413 before anything is read; 415 for forms with files, which cannot be read twice (the CSRF check reads first).

    A body that does not tell its length is counted when it is parsed.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > settings.JOBS_API_BODY_LIMIT_BYTES:
        return answer(problem(413))
    if (request.content_type or "").startswith("multipart/"):
        return answer(problem(415))
    return None


def _shaped(response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code < 400 or response.headers.get("Content-Type", "").startswith("application/json"):
        return response
    shaped = answer(problem(response.status_code))
    shaped.status_code = response.status_code
    for name in KEPT:
        if name in response.headers:
            shaped.headers[name] = response.headers[name]
    return shaped
