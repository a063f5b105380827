"""One viewer of one job: first what was told before, from the database; then what the tailer tells."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from uuid import UUID

from jobs.stream import hubs, rows
from jobs.stream.frames import HEARTBEAT, frames
from jobs.stream.readers import UNREACHABLE
from jobs.stream.rows import Told

log = logging.getLogger(__name__)

HEARTBEAT_S = 15.0  # proxies close what has been silent for 30 to 60 s
QUEUE = 1000  # lines that a viewer may be behind; it is disconnected then, and resumes


class Viewer:
    """What waits for one viewer. All of it runs in the event loop; nothing here blocks."""

    def __init__(self, run_id: UUID, after: int) -> None:
        self.run_id = run_id
        self.after = after
        self.is_over = False  # it has the last line, was too slow, the process stops, or the job was deleted
        self._waiting: deque[Told] = deque()
        self._news = asyncio.Event()

    def tell(self, lines: Sequence[Told]) -> None:
        """Queue ``lines``, or give the viewer up when it is too far behind."""
        if len(self._waiting) + len(lines) > QUEUE:
            self.end()
            return
        self._waiting.extend(lines)
        self._news.set()

    def end(self) -> None:
        """Let the viewer go without a last line: it comes again and resumes."""
        self.is_over = True
        self._waiting.clear()
        self._news.set()

    def took(self, lines: Sequence[Told]) -> None:
        """Note how far the viewer is."""
        if lines:
            self.after = lines[-1].number
            self.is_over = self.is_over or lines[-1].is_last

    async def next(self) -> list[Told]:
        """The lines that came, in order and each once; none when HEARTBEAT_S passed without any."""
        try:
            async with asyncio.timeout(HEARTBEAT_S):
                await self._news.wait()
        except TimeoutError:
            return []
        self._news.clear()
        lines = [line for line in self._waiting if line.number > self.after]
        self._waiting.clear()
        return lines


async def watch(run_id: UUID, after: int, language: str) -> AsyncGenerator[bytes]:
    """The stream of one job from line ``after`` on, until its last line."""
    hub = hubs.here()
    viewer = Viewer(run_id, after)
    hub.join(viewer)
    try:
        async with aclosing(_lines(hub, viewer)) as parts:
            async for lines in parts:
                yield frames(lines, language) if lines else HEARTBEAT
    except UNREACHABLE as error:
        log.warning("A stream ends, the database did not answer: %s", error)
    finally:
        hub.leave(viewer)


async def _lines(hub: hubs.Hub, viewer: Viewer) -> AsyncGenerator[list[Told]]:
    """Lines as they come; an empty list where only a sign of life is due."""
    is_live = False
    while not is_live and not viewer.is_over:
        lines = await hub.read_page(viewer.run_id, viewer.after)
        yield lines  # none at the very start: the browser learns at once that it is connected
        viewer.took(lines)
        is_live = len(lines) < rows.PAGE and hub.goes_live(viewer)
    while not viewer.is_over:
        lines = await viewer.next()
        if lines or not viewer.is_over:
            yield lines
        viewer.took(lines)


def replay(run_id: UUID, after: int, language: str) -> Iterator[bytes]:
    """The stream of a job that has ended, for servers without an event loop: it is all there."""
    while lines := rows.page(run_id, after):
        yield frames(lines, language)
        after = lines[-1].number
