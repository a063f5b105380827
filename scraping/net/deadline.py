"""The clock of one fetch. Read time-outs count per ``recv``, so a byte now and then would hold a worker for ever."""

import socket
import threading
from contextlib import suppress
from time import monotonic

from scraping.errors import PageTooSlow


class Deadline:
    """Ends ``seconds`` from now."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._started = monotonic()

    @property
    def elapsed_ms(self) -> int:
        return round((monotonic() - self._started) * 1000)

    @property
    def is_over(self) -> bool:
        return monotonic() - self._started >= self.seconds

    def remaining_s(self) -> float:
        """Seconds left. Raises PageTooSlow when there are none."""
        remaining = self._started + self.seconds - monotonic()
        if remaining <= 0:
            raise self.too_slow()
        return remaining

    def too_slow(self) -> PageTooSlow:
        return PageTooSlow(f"no complete answer within {self.seconds:g} s")


class Watchdog:
    """Shuts a connection at the deadline, whatever is being read from it, TLS handshake included.

    It holds a duplicate of the socket: the original moves into the TLS wrapper and is closed by others.
    """

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._socket = sock.dup()
        self._lock = threading.Lock()
        self._timer = threading.Timer(deadline.remaining_s(), self._shut)
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        self._timer.cancel()
        with self._lock:  # a closed descriptor's number may already belong to somebody else
            self._socket.close()

    def _shut(self) -> None:
        with self._lock, suppress(OSError):  # closed already, or the other side was faster
            self._socket.shutdown(socket.SHUT_RDWR)
