"""Reading a page within one request: a small pool of threads of its own reads, the answer tells of it as it goes.

Served by the ``streams`` process, where a waiting answer holds no thread; under WSGI it works as well, but then each
one holds one of the server's threads for as long as it lasts.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.db import connection
from django.http import StreamingHttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

import scraping
from jobs import lines
from jobs.api.problems import Problem
from jobs.models import Line
from jobs.stream.frames import CONTENT_TYPE, HEADERS, HEARTBEAT, without_id
from merchants.models import Merchant
from products.api.access import MerchantApiRequest
from products.api.links import check_limits, link_of
from products.imports.pages import keep_attempts
from products.imports.reasons import reason_for
from scraping.errors import ScrapeError
from scraping.fetched import FetchedPage, Sentence
from scraping.links import Link

log = logging.getLogger(__name__)

AT_ONCE = 4  # in one process; each may hold a page of 10 MiB and half a minute of a thread
HEARTBEAT_S = 15.0
BUSY = _("This server reads as many pages at once as it may. Try again in a moment, or use /scrape/async.")

_pool = ThreadPoolExecutor(AT_ONCE, "scrape-stream")
_free = threading.BoundedSemaphore(AT_ONCE)

type Put = Callable[[bytes | None], object]


class ClientGone(Exception):
    """Nobody listens any more: reading stops at its next word."""


async def answer(request: MerchantApiRequest, source_url: str) -> StreamingHttpResponse:
    """Begin to read and give the answer that tells of it. Raises Problem 400, 429."""
    link = link_of(source_url)
    await sync_to_async(check_limits)(request.merchant)
    if not _free.acquire(blocking=False):
        raise Problem(429, "all_busy", BUSY, headers={"Retry-After": "10"})
    reading = _Reading(request.merchant, link, translation.get_language() or settings.LANGUAGE_CODE)
    told = _told_later(reading) if isinstance(request, ASGIRequest) else _told(reading)
    _pool.submit(reading.run)
    return StreamingHttpResponse(told, content_type=CONTENT_TYPE, headers=HEADERS)


class _Reading:
    """One page being read for one listener, in a thread of the pool. ``put`` gets frames, and None at the end."""

    def __init__(self, merchant: Merchant, link: Link, language: str) -> None:
        self.merchant = merchant
        self.link = link
        self.language = language
        self.gone = threading.Event()
        self.put: Put

    def run(self) -> None:
        try:
            with translation.override(self.language):
                self._tell_all()
        except ClientGone:
            log.info("Nobody waits for %s any more", self.link.url)
        except Exception:  # at the thread's outermost edge
            log.exception("Reading %s failed", self.link.url)
            self._fail("internal_error")
        finally:
            connection.close()
            _free.release()
            self.put(None)

    def _tell_all(self) -> None:
        self._say(Line.Kind.START, translation.gettext(lines.STARTED))
        self._say(Line.Kind.READING, translation.gettext(lines.READING) % {"url": self.link.url}, url=self.link.url)
        try:
            snapshot = scraping.read(self._page())
        except ScrapeError as error:
            self._fail(error.code)
        else:
            self._say(Line.Kind.COMPLETE, translation.gettext(lines.DONE), data=snapshot.as_json())

    def _page(self) -> FetchedPage:
        """Fetch, and keep account of what it cost, also of a failure. Raises ScrapeError."""
        try:
            page = scraping.fetch(self.link, settings.SCRAPE_POLICY, self._report)
        except ScrapeError as error:
            keep_attempts(self.merchant, error.attempts)
            raise
        keep_attempts(self.merchant, page.attempts)
        return page

    def _report(self, said: Sentence) -> None:
        self._say(Line.Kind.UPDATE, translation.gettext(said.id) % said.values)

    def _fail(self, code: str) -> None:
        sentence = str(reason_for(code).sentence)
        self._say(Line.Kind.ERROR, sentence, error=sentence, error_code=code)

    def _say(self, kind: str, message: str, **data: Any) -> None:
        if self.gone.is_set():
            raise ClientGone
        self.put(without_id({"event": kind, "message": message, **data}))


def _told_later(reading: _Reading) -> AsyncIterator[bytes]:
    """Frames for the event loop that this is called in; while it waits, it holds no thread."""
    loop = asyncio.get_running_loop()
    frames: asyncio.Queue[bytes | None] = asyncio.Queue()
    reading.put = lambda text: loop.call_soon_threadsafe(frames.put_nowait, text)

    async def tell() -> AsyncIterator[bytes]:
        try:
            while (text := await _next(frames)) is not None:
                yield text
        finally:
            reading.gone.set()

    return tell()


async def _next(frames: asyncio.Queue[bytes | None]) -> bytes | None:
    try:
        return await asyncio.wait_for(frames.get(), HEARTBEAT_S)
    except TimeoutError:
        return HEARTBEAT


def _told(reading: _Reading) -> Iterator[bytes]:
    """Frames for a server that gives each answer a thread."""
    frames: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    reading.put = frames.put

    def tell() -> Iterator[bytes]:
        try:
            while (text := _next_waiting(frames)) is not None:
                yield text
        finally:
            reading.gone.set()

    return tell()


def _next_waiting(frames: queue.SimpleQueue[bytes | None]) -> bytes | None:
    try:
        return frames.get(timeout=HEARTBEAT_S)
    except queue.Empty:
        return HEARTBEAT
