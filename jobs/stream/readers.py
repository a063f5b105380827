"""A thread with a database connection of its own, shared by all viewers of a process."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import DatabaseError, InterfaceError, connection

UNREACHABLE = (DatabaseError, InterfaceError)


class Reader:
    """Does reads one after another. Its thread and its connection exist from the first read until ``close``."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def read[**P, T](self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What ``function`` gives. Raises DatabaseError and InterfaceError; the connection is then made anew."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: _read(function, *args, **kwargs))

    def close(self) -> None:
        """Close the connection after what is being read; returns at once."""
        self._thread.submit(_close)
        self._thread.shutdown(wait=False)


def _read[**P, T](function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        return function(*args, **kwargs)
    except UNREACHABLE:
        connection.close()
        raise


def _close() -> None:
    """Looks the connection up in the thread that calls it: each has its own."""
    connection.close()
