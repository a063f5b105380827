"""How much memory the browser's pages take: one that takes too much is ended before the machine feels it.

The limit on a page's scripts counts their objects only; arrays of bytes, pictures drawn and the document do not count.
"""

import asyncio
import logging
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Browser

log = logging.getLogger(__name__)

LOOK_S = 0.25
_MIB = 1024 * 1024


class MemoryWatch:
    """Looks at the page processes of one browser until it is cancelled or the browser is gone. ``kills`` counts."""

    def __init__(self, browser: "Browser") -> None:
        self.kills = 0
        self.limit_mib = 0
        self._browser = browser

    async def run(self) -> None:
        from playwright.async_api import Error  # noqa: PLC0415 - optional

        with suppress(Error):
            session = await self._browser.new_browser_cdp_session()
            while self._browser.is_connected():
                told = await session.send("SystemInfo.getProcessInfo")
                for process in told["processInfo"]:
                    if process["type"] == "renderer":
                        self._end_if_fat(int(process["id"]))
                await asyncio.sleep(LOOK_S)

    def _end_if_fat(self, pid: int) -> None:
        taken = resident_bytes(pid)
        if taken > self.limit_mib * _MIB > 0:
            log.warning("a page took %d MB and was ended", taken // _MIB)
            self.kills += 1
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def resident_bytes(pid: int) -> int:
    """The memory that a process has to itself, 0 where the system does not tell. Linux only."""
    try:
        _, resident, shared = map(int, Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[:3])
    except (OSError, ValueError):
        return 0
    return (resident - shared) * os.sysconf("SC_PAGE_SIZE")
