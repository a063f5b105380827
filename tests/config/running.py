"""Starting ``manage.py`` as a person does: a process of its own, with a folder, a database and ports of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import lxml.html
import requests

from config.local import BASE_DIR

START_S = 180.0  # on a machine that does other things too; alone it takes a few seconds


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def environment(folder: Path, **more: str) -> dict[str, str]:
    """A newcomer's: nothing set but where this process keeps its things."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "VIRTUAL_ENV"}}
    return kept | {"VAR_DIR": str(folder), "PYTHONUNBUFFERED": "1"} | more


def manage(*arguments: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=BASE_DIR,
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        timeout=START_S,
    )


class Up:
    """A running ``manage.py up``. ``said`` is what it printed until it was ready, ``rest`` what came until its end."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said = self.rest = ""

    def wait_until_ready(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.said += line
            if "Stop with Ctrl-C" in line:
                return
        raise AssertionError(f"up ended with {self.process.wait()}: {self.said}")

    def value(self, name: str) -> str:
        """What stands behind ``name:`` in what it printed. Raises AssertionError."""
        found = re.search(rf"^\s*{name}:\s+(\S+)", self.said, re.MULTILINE)
        assert found, self.said
        return found[1]

    def stop(self, number: int = signal.SIGINT) -> int:
        """Stop it and give its exit code."""
        self.process.send_signal(number)
        self.rest, _ = self.process.communicate(timeout=30)
        return self.process.returncode


@contextmanager
def up(folder: Path, *arguments: str, **more: str) -> Iterator[Up]:
    """``manage.py up`` on a free port, ready; killed at the end if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up", "--port", "0", *arguments],
        cwd=BASE_DIR,
        env=environment(folder, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        running = Up(process)
        running.wait_until_ready()
        yield running
    finally:
        process.kill()
        process.communicate()


class Browser:
    """A person at the pages: follows redirects, keeps cookies, sends forms with their token."""

    def __init__(self, running: Up) -> None:
        self.home = running.value("Open").rstrip("/")
        self.session = requests.Session()
        self.send("/accounts/login/", login=running.value("Login"), password=running.value("Password"))

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.home + path, timeout=20)

    def send(self, path: str, **fields: str) -> requests.Response:
        """Fill in the form at ``path`` and press its button."""
        page = lxml.html.fromstring(self.get(path).text)
        token = page.xpath("//form//input[@name='csrfmiddlewaretoken']/@value")[0]
        fields["csrfmiddlewaretoken"] = token
        return self.session.post(self.home + path, fields, headers={"Referer": self.home + path}, timeout=20)

    def start_import(self, link: str) -> str:
        """Import ``link`` through the form; gives the address of the status JSON."""
        answer = self.send("/import", links=link)
        places = [step.headers["Location"] for step in answer.history]
        assert "/import/status/" in "".join(places), (answer.status_code, answer.text[:2000])
        return next(place for place in places if "/import/status/" in place) + ".json"

    def status(self, address: str) -> dict[str, str | None]:
        return self.get(address).json()


def wait_until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    """Look every 20 ms. Raises AssertionError when it has not become true in time."""
    pause, end = Event(), time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "not in time"
        pause.wait(0.02)
