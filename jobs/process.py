"""What this process is to the others: its name, whether it consumes tickets, whether it is stopping."""

import mmap
import os
import secrets
import socket
from functools import cache

HOST = socket.gethostname()

# One byte that forked pool children share with their parent: only the parent hears of a shutdown before it happens.
_stopping = mmap.mmap(-1, 1)
_consuming = False


@cache
def name() -> str:
    """Name of this process as a worker. Never used twice, so that it fences off an earlier process with the same id."""
    return f"{HOST}-{os.getpid()}-{secrets.token_hex(3)}"


def stop() -> None:
    """Ask the engine to hand runs back at the next boundary between steps, here and in forked children."""
    _stopping[0] = 1


def go() -> None:
    """Take ``stop`` back; for a process that starts workers again."""
    _stopping[0] = 0


def is_stopping() -> bool:
    return _stopping[0] == 1


def consume(yes: bool) -> None:
    """Note whether a Celery consumer runs in this process."""
    global _consuming
    _consuming = yes


def is_consuming() -> bool:
    return _consuming


os.register_at_fork(after_in_child=name.cache_clear)
