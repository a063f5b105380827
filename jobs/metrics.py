"""Counting what happens, for ``/metrics``: of all processes together, whichever of them is asked.

A process adds up in memory and gives its sums to the database every METRICS_FLUSH_S seconds, so that counting costs no
statement where it happens. What a process that is killed had not given yet is lost: some seconds of counting, no work.
"""

import atexit
import json
import logging
import os
import threading
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import F

from jobs.tallies import Tally

log = logging.getLogger(__name__)

BUCKETS_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
ABOVE = "+Inf"
LABEL_LIMIT = 100  # characters of a label's value

type Key = tuple[str, tuple[str, ...]]

_sums: defaultdict[Key, float] = defaultdict(float)
_guard = threading.Lock()
_thread: threading.Thread | None = None


@dataclass(frozen=True)
class Count:
    """A number that only grows. ``labels`` tell its kinds apart: few values each, none that a stranger chooses."""

    name: str
    help: str
    labels: tuple[str, ...] = ()

    def add(self, *values: str, by: float = 1.0) -> None:
        _add((self.name, values), by)


@dataclass(frozen=True)
class Timing(Count):
    """How long something took, by how often it took up to so many seconds."""

    def observe(self, seconds: float, *values: str) -> None:
        place = bisect_left(BUCKETS_S, seconds)
        bound = str(BUCKETS_S[place]) if place < len(BUCKETS_S) else ABOVE
        _add((f"{self.name}_bucket", (*values, bound)), 1.0)
        _add((f"{self.name}_sum", values), seconds)


_declared: dict[str, Count] = {}


def count(name: str, help: str, *labels: str) -> Count:
    """Declare a number; its name without ``_total``, which is added."""
    return _declare(Count(name, help, labels))


def timing(name: str, help: str, *labels: str) -> Timing:
    """Declare a duration; its name ends in ``_seconds``."""
    return _declare(Timing(name, help, labels))


def _declare[C: Count](metric: C) -> C:
    _declared[metric.name] = metric
    return metric


def declared() -> list[Count]:
    """All that are counted, in the order of their declaration."""
    return list(_declared.values())


RUNS = count("wared_runs_ended", "Runs that ended, by flow, how, and why.", "flow", "end", "code")
RUN_SECONDS = timing("wared_run_seconds", "Time of runs from their first start to their end.", "flow", "end")
STEP_SECONDS = timing("wared_step_seconds", "Time of one attempt at a step.", "flow", "step", "end")
LOST = count("wared_runs_taken_back", "Runs whose worker vanished.", "flow")
REQUESTS = count("wared_http_requests", "Requests, by page and status.", "method", "view", "status")
REQUEST_SECONDS = timing("wared_http_request_seconds", "Time until a page's head was ready.", "view")


def _add(key: Key, by: float) -> None:
    name, values = key
    with _guard:
        _sums[name, tuple(value[:LABEL_LIMIT] for value in values)] += by
    _keep_flushing()


def flush() -> None:
    """Add this process's sums to the database's. Raises DatabaseError; what was not given is kept for the next time."""
    with _guard:
        taken = dict(_sums)
        _sums.clear()
    try:
        for key in sorted(taken):  # one order for all processes: no two wait for each other
            _give(key, taken[key])
            del taken[key]
    finally:
        with _guard:
            for key, by in taken.items():
                _sums[key] += by


def _give(key: Key, by: float) -> None:
    name, labels = key[0], json.dumps(key[1])
    row = Tally.objects.filter(name=name, labels=labels)
    if not row.update(value=F("value") + by):
        Tally.objects.bulk_create([Tally(name=name, labels=labels)], ignore_conflicts=True)
        row.update(value=F("value") + by)


def try_to_flush() -> None:
    """The same where nobody could do anything about a failure."""
    try:
        flush()
    except (DatabaseError, InterfaceError) as error:
        log.warning("What was counted is given later, the database did not answer: %s", error)


def _keep_flushing() -> None:
    """Start the thread that gives the sums, once per process. METRICS_FLUSH_S 0: somebody else calls ``flush``."""
    global _thread
    if _thread is not None or not settings.METRICS_FLUSH_S:
        return
    with _guard:
        if _thread is None:
            _thread = threading.Thread(target=_flush_for_ever, name="jobs-metrics", daemon=True)
            _thread.start()
            atexit.register(try_to_flush)


def _flush_for_ever() -> None:
    pause = threading.Event()
    while not pause.wait(settings.METRICS_FLUSH_S):
        try_to_flush()
        connection.close()


def _forget_after_fork() -> None:
    global _thread, _guard
    _thread, _guard = None, threading.Lock()
    _sums.clear()


os.register_at_fork(after_in_child=_forget_after_fork)
