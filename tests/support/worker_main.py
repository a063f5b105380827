"""The nursery that ``tests/support/worker.py`` starts: it loads the program and forks ordinary Celery workers that kill
themselves when told to. For each line that it reads, the path of a log, it forks one and prints its process id. When
nothing can come any more, the tests were killed: the workers, which nobody would end, go with it."""

import dataclasses
import importlib
import json
import mmap
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from celery import signals  # noqa: E402 - apps must be loaded first
from django.conf import settings  # noqa: E402

from config.celery import app  # noqa: E402
from jobs import flows, process  # noqa: E402
from jobs.flows import FanOut, Flow, Step  # noqa: E402

KILL_AT = set(filter(None, os.environ["WORKER_KILL_AT"].split(",")))
KILL_FOLDER = Path(os.environ["WORKER_KILL_FOLDER"])


def die_once(place: str) -> None:
    """SIGKILL to this process if it shall die at ``place`` and none has yet."""
    if place not in KILL_AT:
        return
    try:
        (KILL_FOLDER / place).touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def deadly(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def step(*args: Any) -> Any:
        die_once(f"{function.__name__}:before")
        result = function(*args)
        if not isinstance(result, dict):
            result = list(result)
        die_once(f"{function.__name__}:after")
        return result

    return step


def with_deadly_steps(flow: Flow) -> Flow:
    steps = [
        dataclasses.replace(step, spawn=deadly(step.spawn), gather=deadly(step.gather))
        if isinstance(step, FanOut)
        else dataclasses.replace(step, run=deadly(step.run))
        for step in flow.steps
    ]
    return dataclasses.replace(flow, steps=tuple[Step | FanOut, ...](steps))


def die_after_ticket(sender: Any, **kwargs: Any) -> None:
    if sender.name == "jobs.execute":
        die_once("ticket:done")


def load() -> None:
    """Everything that a worker needs before it begins, but no thread and no connection: those do not survive a fork."""
    for name, value in json.loads(os.environ["WORKER_SETTINGS"]).items():
        setattr(settings, name, value)
    for module in filter(None, os.environ["WORKER_IMPORTS"].split(",")):
        importlib.import_module(module)
    for flow in flows.known().values():
        flows._registry[flow.name] = with_deadly_steps(flow)
    signals.task_postrun.connect(die_after_ticket)


def become_worker(log: str) -> None:
    """Leave the nursery: a session, a log and a stop flag of its own."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in (1, 2):
        os.dup2(written, number)
    process._stopping = mmap.mmap(-1, 1)  # which a worker shares with the children of its pool, not with its brothers
    app.worker_main(
        [
            "worker",
            f"--pool={os.environ['WORKER_POOL']}",
            f"--concurrency={os.environ.get('WORKER_THREADS', '2')}",
            "--without-gossip",
            "--without-mingle",
            "-l",
            "INFO",
        ]
    )


def main() -> None:
    load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel takes away the dead
    workers: list[int] = []
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            return become_worker(line.rstrip("\n"))
        workers.append(pid)
        print(pid, flush=True)
    for pid in workers:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
    return None


if __name__ == "__main__":
    main()
