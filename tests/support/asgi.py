"""The ``streams`` process as it is deployed: uvicorn with ``config.asgi``, in a process of its own, on any database."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.worker import ROOT, free_port, kill_group, wait_for_port


@dataclass
class Served:
    """A running server. ``url`` without a slash at its end."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])


@contextmanager
def serve(
    folder: Path, database: str, app: str = "config.asgi:application", *, patience_s: int = 5, **env: str
) -> Iterator[Served]:
    """``uvicorn`` with ``app`` over ``database``, once it answers. Killed at the end of the block.

    ``patience_s``: how long it waits for open answers when it is told to stop.
    """
    port = free_port()
    log = folder / f"asgi-{port}.log"
    command = [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--lifespan", "off"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--timeout-graceful-shutdown", str(patience_s)],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": database, "BROKER_URL": "memory://", **env},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_for_port(port, seconds=60)
        yield Served(f"http://127.0.0.1:{port}", process, log)
    finally:
        kill_group(process)
