"""The processes of the Procfile start as they are written there and answer."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests

from config.local import BASE_DIR
from tests.config.running import environment, free_port, wait_until

LINES = dict(re.findall(r"^(\w+): (.+)$", (BASE_DIR / "Procfile").read_text(), re.MULTILINE))


@contextmanager
def process(name: str, folder: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """The Procfile's process, as a process manager starts it: by a shell, with this environment's programs."""
    surroundings = environment(folder, **more)
    surroundings["PATH"] = f"{Path(sys.executable).parent}:{surroundings['PATH']}"
    started = subprocess.Popen(
        ["bash", "-c", f"exec {LINES[name]}"],
        cwd=BASE_DIR,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # so that its own children end with it
    )
    try:
        yield started
    finally:
        os.killpg(started.pid, signal.SIGKILL)
        started.communicate()


def answers(address: str) -> bool:
    with suppress(requests.ConnectionError):
        return requests.get(address, timeout=20).status_code == 200
    return False


def test_the_processes_are_those_that_the_guide_describes() -> None:
    guide = (BASE_DIR / "docs" / "deploying.md").read_text()

    assert set(LINES) == set(re.findall(r"^\| `([a-z]+)` \| [^|]+ \| [^|]+ \|$", guide, re.MULTILINE)) != set()


@pytest.mark.parametrize(("name", "port_variable"), [("web", "PORT"), ("streams", "STREAMS_PORT")])
def test_pages_are_answered(name: str, port_variable: str, place: Path) -> None:
    port = str(free_port())
    with process(name, place, SECRET_KEY="only-for-tests", **{port_variable: port}):
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/accounts/login/"), 60)


@pytest.mark.parametrize("name", ["worker", "interactive", "beat"])
def test_background_processes_start(name: str, tmp_path: Path) -> None:
    """With the memory broker they reach nobody, yet they start with all their options and settings."""
    with process(name, tmp_path, SECRET_KEY="only-for-tests", WORKERS="1", INTERACTIVE_WORKERS="1") as started:
        assert started.stdout
        ready = {"beat": "Starting"}.get(name, "ready.")

        assert any(ready in line for line in started.stdout), f"{name} ended with {started.wait()}"
