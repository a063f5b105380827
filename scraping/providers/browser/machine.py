"""The one browser of this process: a thread of its own owns it, whoever asks waits for its answer.

It starts with the first visit and ends when nobody has asked for a while, since it takes hundreds of MB. When this
process dies, however it dies, the driver loses its pipe and ends the browser.
"""

import asyncio
import atexit
import logging
import os
import threading
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING

from scraping.errors import ProviderBusy, ProviderUnavailable
from scraping.policy import BrowserPolicy, ScrapePolicy
from scraping.providers.browser import program
from scraping.providers.browser.memory import MemoryWatch
from scraping.providers.browser.visit import BrokenDown, Visit, look_at

if TYPE_CHECKING:
    from playwright.async_api import Browser, Playwright

log = logging.getLogger(__name__)

_PAGES_A_LIFE = 100  # then a new browser: they grow
_START_S = 60.0  # a busy machine takes its time
_CLOSE_S = 5.0
_BROKEN_AFTER = 3  # starts that failed one after the other
_BROKEN_FOR_S = 600.0


class Machine:
    """Everything below ``visit`` happens in the thread of the event loop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._driver: Playwright | None = None
        self._browser: Browser | None = None
        self._memory: MemoryWatch | None = None
        self._watching: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._visiting = 0
        self._pages = 0
        self._asleep: asyncio.TimerHandle | None = None
        self._failed_starts = 0
        self._broken_until = 0.0

    @property
    def is_broken(self) -> bool:
        return monotonic() < self._broken_until

    def visit(self, url: str, policy: ScrapePolicy) -> Visit:
        """Raises ProviderError, ShopUnreachable, PageTooSlow, PageTooLarge, NotHtml, TooManyRedirects."""
        future = asyncio.run_coroutine_threadsafe(self._visit(url, policy), self._running_loop())
        try:
            return future.result(policy.browser.deadline_s + _START_S + 2 * _CLOSE_S)
        except TimeoutError as error:
            future.cancel()
            raise ProviderUnavailable("the browser hangs") from error

    def close(self) -> None:
        """End the browser and its thread."""
        with self._lock:
            loop, self._loop = self._loop, None
            thread, self._thread = self._thread, None
        if loop is None or thread is None or not thread.is_alive():
            return
        closing = asyncio.run_coroutine_threadsafe(self._close(), loop)
        with suppress(TimeoutError):
            closing.result(3 * _CLOSE_S)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_CLOSE_S)

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop, self._starting = asyncio.new_event_loop(), asyncio.Lock()
                self._thread = threading.Thread(target=self._run, args=(self._loop,), name="browser", daemon=True)
                self._thread.start()
            return self._loop

    @staticmethod
    def _run(loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        loop.run_forever()
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.close()

    async def _visit(self, url: str, policy: ScrapePolicy) -> Visit:
        if self._visiting >= policy.browser.at_once and not await self._place_free(policy.browser):
            raise ProviderBusy("the browser has too many pages open", retry_after_s=policy.browser.deadline_s)
        self._visiting += 1
        try:
            browser = await self._started(policy.browser)
            self._pages += 1
            if self._memory is not None:
                self._memory.limit_mib = policy.browser.memory_limit_mib
            return await look_at(browser, url, policy, self._memory)
        except BrokenDown:
            await self._close()
            raise
        finally:
            self._visiting -= 1
            await self._rest(policy.browser)

    async def _place_free(self, policy: BrowserPolicy) -> bool:
        """Wait for a place as long as a visit may take. No queue: whoever looks first when one is free has it."""
        ends = monotonic() + policy.deadline_s
        while self._visiting >= policy.at_once:
            if monotonic() > ends:
                return False
            await asyncio.sleep(0.05)
        return True

    async def _started(self, policy: BrowserPolicy) -> "Browser":
        async with self._starting:
            if self._browser is not None and self._browser.is_connected():
                return self._browser
            await self._close()
            try:
                async with asyncio.timeout(_START_S):
                    self._browser = await self._start(policy)
            except (_playwright_error(), TimeoutError, OSError) as error:
                await self._note_failed_start(error)
                raise ProviderUnavailable("the browser does not start") from error
            self._failed_starts = self._pages = 0
            self._memory = MemoryWatch(self._browser)
            self._watching = asyncio.create_task(self._memory.run())
            return self._browser

    async def _start(self, policy: BrowserPolicy) -> "Browser":
        from playwright.async_api import async_playwright  # noqa: PLC0415 - optional, and slow to import

        self._driver = await async_playwright().start()
        return await self._driver.chromium.launch(
            executable_path=program.find(policy.path),
            args=list(program.SWITCHES),
            chromium_sandbox=program.has_sandbox(policy),
            proxy={"server": program.NOWHERE},
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )

    async def _note_failed_start(self, error: BaseException) -> None:
        self._failed_starts += 1
        log.error("the browser does not start: %s", str(error).partition("\n")[0])
        if self._failed_starts >= _BROKEN_AFTER:
            log.error("the browser is left alone for %d s", _BROKEN_FOR_S)
            self._broken_until, self._failed_starts = monotonic() + _BROKEN_FOR_S, 0
        await self._close()

    async def _rest(self, policy: BrowserPolicy) -> None:
        """After a visit: end an old browser at once, an idle one after a while."""
        if self._asleep is not None:
            self._asleep.cancel()
        if self._visiting == 0:
            if self._pages >= _PAGES_A_LIFE:
                await self._close()
            loop = asyncio.get_running_loop()
            self._asleep = loop.call_later(policy.idle_s, lambda: loop.create_task(self._close_if_idle()))

    async def _close_if_idle(self) -> None:
        if self._visiting == 0:
            await self._close()

    async def _close(self) -> None:
        """Also when it has crashed already. The driver goes too: it is a process of its own."""
        browser, self._browser = self._browser, None
        driver, self._driver = self._driver, None
        watching, self._watching = self._watching, None
        if watching is not None:
            watching.cancel()
        with suppress(_playwright_error(), TimeoutError, OSError):
            async with asyncio.timeout(_CLOSE_S):
                if browser is not None:
                    await browser.close()
        with suppress(_playwright_error(), TimeoutError, OSError):
            async with asyncio.timeout(_CLOSE_S):
                if driver is not None:
                    await driver.stop()


def _playwright_error() -> type[Exception]:
    from playwright.async_api import Error  # noqa: PLC0415 - optional

    return Error


_machine = Machine()


def visit(url: str, policy: ScrapePolicy) -> Visit:
    """Open ``url`` in this process's browser. Raises as ``Machine.visit``."""
    return _machine.visit(url, policy)


def is_broken() -> bool:
    """Whether the browser failed to start several times lately."""
    return _machine.is_broken


def close() -> None:
    """End the browser now; the next visit starts another."""
    _machine.close()


def _new_machine() -> None:
    """After a fork the thread is gone, and the browser belongs to the parent."""
    global _machine
    _machine = Machine()


os.register_at_fork(after_in_child=_new_machine)
atexit.register(lambda: _machine.close())
