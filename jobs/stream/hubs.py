"""The one tailer of a process: reads the new lines of all watched jobs once a tick and hands them to the viewers.

Everything here runs in the event loop; only the reads happen in two threads of their own, one for the tailer and one
for viewers that catch up, so that a thousand who come at once do not delay those who are there.
"""

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import TYPE_CHECKING
from uuid import UUID
from weakref import WeakKeyDictionary

from jobs.stream import rows
from jobs.stream.readers import UNREACHABLE, Reader
from jobs.stream.rows import Told

if TYPE_CHECKING:
    from jobs.stream.viewers import Viewer

log = logging.getLogger(__name__)

TICK_S = 0.1  # a line is 50 ms old on average when it is read
PAUSE_S = 0.02  # between two ticks at least, however long one took
AWAY_S = 1.0  # between two tries while the database does not answer
LOOK_FOR_DELETED_S = 5.0
STOPS = (signal.SIGINT, signal.SIGTERM)


@dataclass
class Watched:
    """One job that is watched live. ``told``: the number up to which the viewers have been told."""

    told: int
    viewers: "set[Viewer]" = field(default_factory=set)


class Hub:
    """All viewers of one event loop. Its tailer lives as long as it has any."""

    def __init__(self) -> None:
        self._viewers: set[Viewer] = set()
        self._watched: dict[UUID, Watched] = {}
        self._tailer: asyncio.Task[None] | None = None
        self._pages: Reader | None = None
        self._looked_for_deleted = 0.0
        self._is_stopping = False

    def join(self, viewer: "Viewer") -> None:
        """Count a viewer in; the first one starts the tailer."""
        self._viewers.add(viewer)
        if self._is_stopping:
            viewer.end()
        if self._tailer is None:
            self._pages = Reader("stream-pages")
            self._tailer = asyncio.create_task(self._tail(self._pages), name="stream-tailer")

    def leave(self, viewer: "Viewer") -> None:
        """Count a viewer out; after the last one the tailer ends with its tick."""
        self._viewers.discard(viewer)
        watched = self._watched.get(viewer.run_id)
        if watched:
            watched.viewers.discard(viewer)
            if not watched.viewers:
                del self._watched[viewer.run_id]

    async def read_page(self, run_id: UUID, after: int) -> list[Told]:
        """The next lines of a job, for a viewer that catches up."""
        assert self._pages, "only viewers that have joined read"
        return await self._pages.read(rows.page, run_id, after)

    def goes_live(self, viewer: "Viewer") -> bool:
        """Tell ``viewer`` what comes from now on. False when more has been told since it read: it must read on."""
        watched = self._watched.setdefault(viewer.run_id, Watched(told=viewer.after))
        if watched.told > viewer.after:
            return False
        watched.viewers.add(viewer)
        return True

    def stop(self) -> None:
        """Let every viewer go, for the process ends. They come again, to the next one."""
        self._is_stopping = True
        for viewer in self._viewers:
            viewer.end()

    async def _tail(self, pages: Reader) -> None:
        reader = Reader("stream-tailer")
        try:
            with _stopping_on_signals(self.stop):
                while self._viewers:
                    began = time.monotonic()
                    pause = TICK_S if await self._tick(reader) else AWAY_S
                    await asyncio.sleep(max(PAUSE_S, began + pause - time.monotonic()))
        finally:
            self._tailer = None
            reader.close()
            pages.close()

    async def _tick(self, reader: Reader) -> bool:
        """Read and tell what is new. False when the database does not answer."""
        asked = {run_id: watched.told for run_id, watched in self._watched.items()}
        if not asked:
            return True
        try:
            self._tell(asked, await reader.read(rows.news, asked))
            await self._let_go_of_deleted(reader)
        except UNREACHABLE as error:
            log.warning("The streams stand still, the database did not answer: %s", error)
            return False
        return True

    def _tell(self, asked: dict[UUID, int], lines: list[Told]) -> None:
        by_run: dict[UUID, list[Told]] = {}
        for line in lines:
            by_run.setdefault(line.run_id, []).append(line)
        for run_id, new in by_run.items():
            watched = self._watched.get(run_id)
            if watched and watched.told == asked[run_id]:  # else everybody left and others came during the read
                watched.told = new[-1].number
                for viewer in watched.viewers:
                    viewer.tell(new)

    async def _let_go_of_deleted(self, reader: Reader) -> None:
        now = time.monotonic()
        if now < self._looked_for_deleted + LOOK_FOR_DELETED_S:
            return
        self._looked_for_deleted = now
        for run_id in await reader.read(rows.missing, list(self._watched)):
            for viewer in self._watched.pop(run_id, Watched(0)).viewers:
                viewer.end()


@contextmanager
def _stopping_on_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Call ``stop`` when the process is told to end, before the server's own handler is.

    Servers wait for open answers before they tell the application anything; streams would use up all their patience.
    """
    loop = asyncio.get_running_loop()
    servers: dict[int, Callable[[int, FrameType | None], object]] = {}

    def ours(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stop)
        servers[number](number, frame)

    if threading.current_thread() is threading.main_thread():
        for number in map(int, STOPS):
            handler = signal.getsignal(number)
            if callable(handler):
                servers[number] = handler
                signal.signal(number, ours)
    try:
        yield
    finally:
        for number, server in servers.items():
            if signal.getsignal(number) is ours:  # else the server has put back what was there before itself
                signal.signal(number, server)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def here() -> Hub:
    """The hub of the running event loop: one for a process, since a server has one loop."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())
