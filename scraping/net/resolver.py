"""Names to addresses, with a time-out: the system's resolver has none of its own."""

import os
import socket
import threading
from concurrent.futures import Future
from ipaddress import ip_address
from time import monotonic

from scraping.net.addresses import IPAddress

AT_ONCE = 64  # lookups; a name server that never answers holds a thread for half a minute

_slots = threading.BoundedSemaphore(AT_ONCE)


class Unresolved(Exception):
    """No address for the name. The message says why, for logs and operators."""


def resolve(host: str, timeout_s: float) -> list[IPAddress]:
    """Every address of ``host`` in the system's order of preference. Raises Unresolved."""
    ends = monotonic() + timeout_s
    slots = _slots
    if not slots.acquire(timeout=max(timeout_s, 0)):
        raise Unresolved("too many names are being looked up")
    answer: Future[list[IPAddress]] = Future()
    threading.Thread(target=_answer, args=(answer, host, slots), name=f"resolve {host}", daemon=True).start()
    try:
        return answer.result(max(ends - monotonic(), 0))
    except TimeoutError as error:
        raise Unresolved("no answer from the name server in time") from error
    except OSError as error:
        raise Unresolved("does not resolve") from error


def lookup(host: str) -> list[IPAddress]:
    """Ask the system, however long it takes. Raises OSError (socket.gaierror)."""
    answers = socket.getaddrinfo(host.encode("ascii"), None, type=socket.SOCK_STREAM)
    return [ip_address(answer[4][0]) for answer in answers]


def _answer(answer: Future[list[IPAddress]], host: str, slots: threading.BoundedSemaphore) -> None:
    """A thread's work. A daemon thread, not an executor's: a hanging lookup must not hold up the end of the process."""
    try:
        answer.set_result(lookup(host))
    except OSError as error:
        answer.set_exception(error)
    finally:
        slots.release()


def _new_slots() -> None:
    """After a fork the threads that held slots are gone."""
    global _slots
    _slots = threading.BoundedSemaphore(AT_ONCE)


os.register_at_fork(after_in_child=_new_slots)
