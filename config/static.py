"""Static files, served beside asynchronous views without holding the thread that they leave free."""

from collections.abc import Awaitable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware

type Answer = HttpResponseBase | Awaitable[HttpResponseBase]


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise's own is synchronous alone.

    Django then runs everything below it in the one thread of an ASGI process, and a view that waits for a shop's
    picture or for a store holds that thread, though it is asynchronous: nobody else is served meanwhile.
    """

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Answer:
        found = self._found(request.path_info)
        return self.get_response(request) if found is None else self._given(found, request)

    def _found(self, path: str) -> Any:
        return self.find_file(path) if self.autorefresh else self.files.get(path)

    def _given(self, found: Any, request: HttpRequest) -> Answer:
        given: HttpResponseBase = self.serve(found, request)
        return _later(given) if iscoroutinefunction(self) else given


async def _later(given: HttpResponseBase) -> HttpResponseBase:
    return given
