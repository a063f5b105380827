"""Asking a store within a request: a person waits for it, and nobody else does.

All synchronous code of one ASGI process runs in one thread, so a view that asks a store there runs in a thread of this
module's own. Under WSGI it holds one of the server's threads, and fewer may do so at once.
"""

import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial, wraps
from typing import Any, Concatenate

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http.response import HttpResponseBase

from merchants.access import MerchantRequest, View
from merchants.stores.errors import StoreError

TOGETHER_S = 10.0  # all calls that one request makes, by the clock
LEAST_S = 3.0  # of it for the call that follows a code's exchange: the code is used up by then
AT_ONCE = 8  # people in one process that serves other requests meanwhile
AT_ONCE_THREADED = 2  # under WSGI each holds one of the few threads that serve pages

_pool = ThreadPoolExecutor(AT_ONCE, "stores")
_free = threading.BoundedSemaphore(AT_ONCE)
_free_threaded = threading.BoundedSemaphore(AT_ONCE_THREADED)


class AllBusy(StoreError):
    """As many people as may wait for stores at once do so already."""

    code = "all_busy"


def until() -> float:
    """When the calls of a request that begins to ask now must be over, by ``time.monotonic``."""
    return time.monotonic() + TOGETHER_S


def waits_for_store[**P](
    method: str,
) -> Callable[[View[P]], Callable[Concatenate[MerchantRequest, P], Coroutine[Any, Any, HttpResponseBase]]]:
    """For a view whose ``method`` asks a store. It must call ``check_turn`` before it does."""

    def decorate(view: View[P]) -> Callable[Concatenate[MerchantRequest, P], Coroutine[Any, Any, HttpResponseBase]]:
        @wraps(view)
        async def answered(request: MerchantRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            free = _free if isinstance(request, ASGIRequest) else _free_threaded
            if request.method != method or not free.acquire(blocking=False):
                return await sync_to_async(view)(request, *args, **kwargs)
            request.has_turn = True
            try:
                ask = partial(view, request, *args, **kwargs)
                return await (_elsewhere(ask) if free is _free else sync_to_async(ask)())
            finally:
                free.release()

        return answered

    return decorate


def check_turn(request: MerchantRequest) -> None:
    """Raises AllBusy."""
    if not getattr(request, "has_turn", False):
        raise AllBusy


async def _elsewhere(ask: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """In a thread of the pool, with the language and the time zone of this request.

    Both are asgiref's to carry over: what it keeps for one thread, a copied context does not show to another.
    """
    return await sync_to_async(_asked, thread_sensitive=False, executor=_pool)(ask)


def _asked(ask: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    try:
        return ask()
    finally:
        connections.close_all()
