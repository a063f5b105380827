"""The process that ``tests/support/worker.py`` starts: an ordinary Celery worker that kills itself when told to."""

import dataclasses
import importlib
import json
import os
import signal
from collections.abc import Callable
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
from jobs import flows  # noqa: E402
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


if __name__ == "__main__":
    for name, value in json.loads(os.environ["WORKER_SETTINGS"]).items():
        setattr(settings, name, value)
    for module in filter(None, os.environ["WORKER_IMPORTS"].split(",")):
        importlib.import_module(module)
    for flow in flows.known().values():
        flows._registry[flow.name] = with_deadly_steps(flow)
    signals.task_postrun.connect(die_after_ticket)
    pool = os.environ["WORKER_POOL"]
    app.worker_main(
        [
            "worker",
            f"--pool={pool}",
            f"--concurrency={os.environ.get('WORKER_THREADS', '2')}",
            "--without-gossip",
            "--without-mingle",
            "-l",
            "INFO",
        ]
    )
