"""Where the time of reading one product again goes, counted in this very process while it works runs off."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connection

import scraping
from jobs import engine, process
from jobs.models import Run, Status
from scraping.net import client

PARTS = ("fetch", "read", "statements")


def costs() -> tuple[int, dict[str, float]]:
    """Work off all queued runs; how many, and CPU milliseconds a page by part, with the number of statements."""
    spent: Counter[str] = Counter()
    said = 0

    def timed(part: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def timing(*arguments: Any, **options: Any) -> Any:
            began = time.thread_time()
            try:
                return work(*arguments, **options)
            finally:
                spent[part] += time.thread_time() - began

        return timing

    def counted(execute: Any, *arguments: Any) -> Any:
        nonlocal said
        said += 1
        return timed("statements", execute)(*arguments)

    kept = client.get, scraping.read
    client.get, scraping.read = timed("fetch", client.get), timed("read", scraping.read)
    try:
        runs: list[UUID] = list(Run.objects.filter(status=Status.QUEUED).values_list("pk", flat=True))
        began = time.thread_time()
        with connection.execute_wrapper(counted):
            for run_id in runs:
                engine.execute(run_id, process.name())
        total = time.thread_time() - began
    finally:
        client.get, scraping.read = kept
    shown = {part: spent[part] * 1000 / len(runs) for part in PARTS}
    shown["runs, steps, events, models"] = total * 1000 / len(runs) - sum(shown.values())
    return len(runs), {**shown, "number of statements": said / len(runs)}
