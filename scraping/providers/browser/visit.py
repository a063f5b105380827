"""One page in a context of its own: opened through a guarded proxy, waited for until its product is there, read."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scraping.errors import (
    BadLink,
    NotHtml,
    PageTooLarge,
    PageTooSlow,
    ProviderUnavailable,
    ScrapeError,
    ShopUnreachable,
    TooManyRedirects,
)
from scraping.fetched import Document
from scraping.net.addresses import check_url
from scraping.net.deadline import Deadline
from scraping.net.guard import UNREACHABLE
from scraping.net.proxy import GuardedProxy
from scraping.policy import ScrapePolicy
from scraping.providers.browser.memory import MemoryWatch

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page, Request, Response, Route

log = logging.getLogger(__name__)

HTML = "text/html; charset=utf-8"
VIEWPORT = {"width": 1280, "height": 1600}
_UNWANTED = frozenset({"image", "font", "media", "texttrack", "eventsource", "manifest", "ping"})
_LOOK_S = 0.15
_QUIET_S = 2.5  # nothing moves and no product: none will come
_RESTLESS_S = 1.5  # the product is there and something else goes on moving: that is a carousel or an advertisement
_LAST_S = 3.0  # kept of the deadline to take the page and its picture
_SCREENSHOT_MS = 3000
_CLOSE_S = 5.0
_NO_PEERS = """for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel", "WebTransport"])
    Object.defineProperty(globalThis, name, {value: undefined});"""
_LOOK = (Path(__file__).parent / "look.js").read_text(encoding="utf-8")


class BrokenDown(ProviderUnavailable):
    """The browser, or the page's process in it, has crashed."""


@dataclass(frozen=True, slots=True)
class Visit:
    """The page as its scripts have made it. ``status`` and ``headers`` are those of the document's last answer."""

    document: Document
    status: int
    headers: Mapping[str, str]
    bytes_read: int
    screenshot: bytes | None


@dataclass(slots=True)
class _Seen:
    """What the page has done so far."""

    answer: "Response | None" = None  # the document's own
    under_way: set["Request"] = field(default_factory=set)


async def look_at(browser: "Browser", url: str, policy: ScrapePolicy, memory: MemoryWatch | None = None) -> Visit:
    """Open ``url`` and take its page. Raises ScrapeError with ``bytes_read``; BrokenDown when the browser is gone.

    ``memory`` ends pages that take too much.
    """
    from playwright.async_api import Error  # noqa: PLC0415 - optional

    deadline = Deadline(policy.browser.deadline_s)
    proxy = GuardedProxy(policy, deadline, policy.browser.traffic_limit_bytes)
    context: BrowserContext | None = None
    kills = memory.kills if memory else 0
    try:
        async with asyncio.timeout(deadline.seconds):
            context = await _context(browser, proxy, policy)
            return await _Look(await context.new_page(), proxy, deadline, policy).take(url)
    except TimeoutError as error:
        raise _with_bytes(deadline.too_slow(), proxy) from error
    except ScrapeError as error:
        raise _with_bytes(error, proxy) from error
    except Error as error:
        if memory and memory.kills > kills and "crashed" in str(error):
            raise _with_bytes(PageTooLarge("the page takes too much memory"), proxy) from error
        raise _with_bytes(_named(error, url, proxy, is_alive=browser.is_connected()), proxy) from error
    finally:
        proxy.close()
        if context is not None:
            await _close(context)


async def _context(browser: "Browser", proxy: GuardedProxy, policy: ScrapePolicy) -> "BrowserContext":
    context = await browser.new_context(
        proxy={"server": proxy.address},
        service_workers="block",
        accept_downloads=False,
        viewport={"width": VIEWPORT["width"], "height": VIEWPORT["height"]},
        extra_http_headers={"Accept-Language": policy.accept_language},
        reduced_motion="reduce",
    )
    await context.add_init_script(_NO_PEERS)
    await context.route("**/*", _let_through)
    return context


async def _let_through(route: "Route") -> None:
    request = route.request
    is_web = request.url.startswith(("http://", "https://"))
    if is_web and request.resource_type not in _UNWANTED:
        await route.continue_()
    else:
        await route.abort("blockedbyclient")


async def _close(context: "BrowserContext") -> None:
    from playwright.async_api import Error  # noqa: PLC0415 - optional

    with suppress(Error, TimeoutError):
        async with asyncio.timeout(_CLOSE_S):
            await context.close()


class _Look:
    """One page on its way."""

    def __init__(self, page: "Page", proxy: GuardedProxy, deadline: Deadline, policy: ScrapePolicy) -> None:
        self._page = page
        self._proxy = proxy
        self._deadline = deadline
        self._policy = policy
        self._seen = _Seen()
        page.on("response", self._note_answer)
        page.on("request", lambda request: self._seen.under_way.add(request))
        page.on("requestfinished", lambda request: self._seen.under_way.discard(request))
        page.on("requestfailed", lambda request: self._seen.under_way.discard(request))
        page.on("popup", lambda popup: asyncio.ensure_future(popup.close()))

    def _note_answer(self, answer: "Response") -> None:
        """The document's answer may come again: a guard that is satisfied sends the page anew."""
        request = answer.request
        if request.is_navigation_request() and request.frame == self._page.main_frame:
            self._seen.answer = answer

    async def take(self, url: str) -> Visit:
        await self._page.goto(url, wait_until="commit", timeout=self._deadline.remaining_s() * 1000)
        await self._wait_for_product()
        if self._proxy.is_over:
            raise PageTooLarge(f"the page loads more than {self._policy.browser.traffic_limit_bytes} bytes")
        answer = self._seen.answer
        if answer is None:
            raise ShopUnreachable(UNREACHABLE)
        return Visit(
            document=await self._document(url),
            status=answer.status,
            headers=await answer.all_headers(),
            bytes_read=self._proxy.bytes_read,
            screenshot=await self._screenshot(),
        )

    async def _document(self, url: str) -> Document:
        """Raises ShopUnreachable for a page that ended off the web, or on http when https was asked for."""
        address = self._page.url
        try:
            target = check_url(address, ports=self._policy.ports, allow_private=self._policy.allow_private)
        except BadLink as error:
            raise ShopUnreachable(UNREACHABLE) from error
        if url.startswith("https:") and target.scheme == "http":
            raise ShopUnreachable("the page leads from https to http")
        body = (await self._page.content()).encode("utf-8", "replace")
        if len(body) > self._policy.page_limit_bytes:
            raise PageTooLarge(f"more than {self._policy.page_limit_bytes} bytes")
        return Document(target.url, HTML, body)

    async def _wait_for_product(self) -> None:
        """Until it is there and stands still, or nothing moves any more, or time is over."""
        parsed_at = found_at = None
        size, still_since = -1, monotonic()
        while self._has_time(parsed_at) and not self._proxy.is_over:
            now, seen = monotonic(), await self._look()
            if seen.get("isParsed"):
                parsed_at = parsed_at or now
            if self._seen.under_way or seen.get("size") != size:
                still_since, size = now, seen.get("size", -1)
            found_at = (found_at or now) if seen.get("isThere") else None
            is_still = now - still_since >= (_LOOK_S if found_at else _QUIET_S)
            if parsed_at and (is_still or (found_at and now - found_at >= _RESTLESS_S)):
                return
            await asyncio.sleep(_LOOK_S)

    def _has_time(self, parsed_at: float | None) -> bool:
        if parsed_at is not None and monotonic() - parsed_at >= self._policy.browser.wait_s:
            return False
        return self._deadline.remaining_s() > min(_LAST_S, self._deadline.seconds / 4)

    async def _look(self) -> dict[str, Any]:
        """Nothing while the page is just going to another."""
        from playwright.async_api import Error  # noqa: PLC0415 - optional

        try:
            seen = await self._page.evaluate(_LOOK)
        except Error as error:
            if "context was destroyed" in str(error) or "navigat" in str(error):
                return {}
            raise
        return seen if isinstance(seen, dict) else {}

    async def _screenshot(self) -> bytes | None:
        from playwright.async_api import Error  # noqa: PLC0415 - optional

        try:
            picture = await self._page.screenshot(type="jpeg", quality=40, timeout=_SCREENSHOT_MS)
        except Error as error:
            log.info("no picture of %s: %s", self._page.url[:200], str(error).partition("\n")[0])
            return None
        return picture if len(picture) <= self._policy.browser.screenshot_limit_bytes else None


def _with_bytes[E: ScrapeError](error: E, proxy: GuardedProxy) -> E:
    error.bytes_read = proxy.bytes_read
    return error


def _refusal(url: str, proxy: GuardedProxy) -> ScrapeError:
    """Why the proxy did not reach ``url``. What it refused reads like what does not answer."""
    parts = urlsplit(url)
    pair = f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
    error = proxy.failures.get(pair) or ShopUnreachable(UNREACHABLE)
    return ShopUnreachable(UNREACHABLE) if isinstance(error, BadLink) else error


_GONE = ("has been closed", "crashed", "Connection closed")
_NAMED: tuple[tuple[str, type[ScrapeError], str], ...] = (
    ("Download is starting", NotHtml, "the link leads to a download"),
    ("ERR_ABORTED", NotHtml, "the link leads to no page"),
    ("ERR_TOO_MANY_REDIRECTS", TooManyRedirects, "the browser was sent in circles"),
    ("page is navigating", TooManyRedirects, "the page sends the browser on and on"),
    ("ERR_TIMED_OUT", PageTooSlow, "the shop did not answer the browser"),
    ("Timeout", PageTooSlow, "the shop did not answer the browser"),
    ("ERR_", ShopUnreachable, UNREACHABLE),
)


def _named(error: Exception, url: str, proxy: GuardedProxy, *, is_alive: bool) -> ScrapeError:
    """One of our errors for one of the browser's."""
    words = str(error)
    if not is_alive or any(mark in words for mark in _GONE):
        return BrokenDown("the browser broke down")
    if proxy.is_over:
        return PageTooLarge("the page loads too much")
    if "ERR_TUNNEL" in words or "ERR_PROXY" in words or "ERR_EMPTY_RESPONSE" in words:
        return _refusal(url, proxy)
    for mark, kind, detail in _NAMED:
        if mark in words:
            return kind(detail)
    log.warning("the browser said: %s", words.partition("\n")[0])
    return ProviderUnavailable("the browser could not show the page")
