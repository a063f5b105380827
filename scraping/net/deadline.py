"""The clock of one fetch. Read time-outs count per ``recv``, so a byte now and then would hold a worker for ever."""

import os
import socket
import threading
from contextlib import suppress
from heapq import heappop, heappush
from itertools import count
from math import inf
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
        ends_at = monotonic() + deadline.remaining_s()
        self._socket = sock.dup()
        self._lock = threading.Lock()
        self.is_stopped = False
        _alarms.add(ends_at, self)

    def stop(self) -> None:
        with self._lock:  # a closed descriptor's number may already belong to somebody else
            self.is_stopped = True
            self._socket.close()

    def bite(self) -> None:
        with self._lock, suppress(OSError):  # closed already, or the other side was faster
            self._socket.shutdown(socket.SHUT_RDWR)


class _Alarms:
    """One thread for all watchdogs: a timer each would cost a tenth of a fetch."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int, Watchdog]] = []
        self._numbers = count()  # watchdogs do not compare
        self._changed = threading.Condition()
        self._wakes_at = inf
        self._thread: threading.Thread | None = None

    def add(self, ends_at: float, watchdog: Watchdog) -> None:
        with self._changed:
            self._forget_stopped()
            heappush(self._due, (ends_at, next(self._numbers), watchdog))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="fetch deadlines", daemon=True)
                self._thread.start()
            elif ends_at < self._wakes_at:  # rarely: deadlines come mostly in the order of their ends
                self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._forget_stopped()
                self._wakes_at = self._due[0][0] if self._due else inf
                self._changed.wait(None if self._wakes_at == inf else self._wakes_at - monotonic())
                over = []
                while self._due and self._due[0][0] <= monotonic():
                    over.append(heappop(self._due)[2])
            for watchdog in over:
                watchdog.bite()

    def _forget_stopped(self) -> None:
        while self._due and self._due[0][2].is_stopped:
            heappop(self._due)


def _new_alarms() -> None:
    """After a fork the thread is gone."""
    global _alarms
    _alarms = _Alarms()


_alarms = _Alarms()
os.register_at_fork(after_in_child=_new_alarms)
