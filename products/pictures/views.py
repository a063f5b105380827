"""The address that pages show pictures from."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from merchants.access import MerchantRequest, to_login
from products.pictures import making
from products.pictures.addresses import NotOurs, picture_at

AT_ONCE = 8  # pictures being made in one process that serves other requests meanwhile
AT_ONCE_THREADED = 2  # under WSGI each holds one of the few threads that serve pages
FOREVER = "private, max-age=31536000, immutable"  # the address names the picture: another picture is another address

_NO_PICTURE = Path(settings.BASE_DIR, "static/img/no-picture.svg").read_bytes()
_pool = ThreadPoolExecutor(2 * AT_ONCE, "pictures")  # those that are kept go out while others are being made
_free = threading.BoundedSemaphore(AT_ONCE)
_free_threaded = threading.BoundedSemaphore(AT_ONCE_THREADED)


@require_safe
async def picture(request: MerchantRequest, width: int, signed: str) -> HttpResponseBase:
    """The small copy; the shop's own picture while too many are being made; a drawing where there is none."""
    if not (await request.auser()).is_authenticated:
        return to_login(request)
    try:
        url = picture_at(width, signed)
    except NotOurs as error:
        raise Http404(str(error)) from error
    return await asyncio.get_running_loop().run_in_executor(_pool, _answer, request, url, width)


def _answer(request: HttpRequest, url: str, width: int) -> HttpResponseBase:
    try:
        small = making.kept(url, width)
        if small is None:
            free = _free if isinstance(request, ASGIRequest) else _free_threaded
            if not free.acquire(blocking=False):
                return HttpResponseRedirect(url, headers={"Cache-Control": "no-store"})
            try:
                small = making.make(url, width)
            finally:
                free.release()
    except making.NoPicture:
        return _drawing()
    return HttpResponse(small, content_type="image/webp", headers={"Cache-Control": FOREVER})


def _drawing() -> HttpResponse:
    """An answer like any other: with 404 every browser would log an error for a thing that the page shows rightly."""
    headers = {"Cache-Control": f"private, max-age={making.KEEP_FAILURE_S}"}
    return HttpResponse(_NO_PICTURE, content_type="image/svg+xml", headers=headers)
