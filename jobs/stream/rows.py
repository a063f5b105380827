"""What the streams ask of the database. Synchronous: called in the readers' own threads, never in the event loop."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from jobs.models import Line, Run

PAGE = 500  # lines of one job that are read, and held, at a time
TICK_PAGE = 200  # new lines of one job at one tick; more come with the next
TICK_LIMIT = 2000  # new lines of all jobs at one tick
LAST = (Line.Kind.COMPLETE, Line.Kind.ERROR)

# One statement with one or two parameters, whatever is watched: an IN list cannot hold a number for each job. Numbers
# have no gaps and are written under the job's lease, so "greater than the last one told" misses nothing, in whatever
# order transactions commit; ids do not have that property. Measured with 1,000 jobs watched and nothing new: 5 ms on
# SQLite, 21 ms on PostgreSQL, against 13 and 22 for `Run.last_line` with an IN list, which needs a second query for the
# lines. LATERAL, since the planner reads the whole table of a small installation otherwise.
NEWS_POSTGRESQL = """
    SELECT line.run_id, line.number, line.kind, line.message, line.data
    FROM unnest(%s::uuid[], %s::int[]) AS watched (run_id, told)
    CROSS JOIN LATERAL (
        SELECT run_id, number, kind, message, data FROM jobs_line
        WHERE run_id = watched.run_id AND number > watched.told ORDER BY number LIMIT %s
    ) AS line
    ORDER BY line.number - watched.told LIMIT %s
"""
NEWS_SQLITE = """
    SELECT line.run_id, line.number, line.kind, line.message, line.data
    FROM json_each(%s) AS watched CROSS JOIN jobs_line AS line
    ON line.run_id = watched.value ->> 0 AND line.number > watched.value ->> 1
        AND line.number <= (watched.value ->> 1) + %s
    ORDER BY line.number - (watched.value ->> 1) LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Told:
    """One line of one job. ``run`` stands beside the last line: its result, or the words for its error, join it.

    ``framed`` keeps the line as it goes out, by language: many viewers get the same bytes.
    """

    run_id: UUID
    number: int
    kind: str
    message: str
    data: dict[str, Any]
    run: Run | None = None
    framed: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_last(self) -> bool:
        return self.kind in LAST


def news(told: Mapping[UUID, int]) -> list[Told]:
    """The lines after the last one told of each job, in order; one query, and one more when a job has ended."""
    if connection.vendor == "postgresql":
        ids, numbers = ",".join(map(str, told)), ",".join(map(str, told.values()))
        rows = _fetch(NEWS_POSTGRESQL, ["{" + ids + "}", "{" + numbers + "}", TICK_PAGE, TICK_LIMIT])
    else:
        pairs = json.dumps([[run_id.hex, number] for run_id, number in told.items()])
        rows = _fetch(NEWS_SQLITE, [pairs, TICK_PAGE, TICK_LIMIT])
    return _with_runs([_told(*row) for row in rows])


def _fetch(statement: str, parameters: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def _told(run_id: UUID | str, number: int, kind: str, message: str, data: str) -> Told:
    return Told(run_id if isinstance(run_id, UUID) else UUID(run_id), number, kind, message, json.loads(data))


def page(run_id: UUID, after: int) -> list[Told]:
    """The next lines of one job after line ``after``: PAGE of them or all that there are."""
    lines = Line.objects.filter(run_id=run_id, number__gt=after).order_by("number")
    rows = lines.values_list("run_id", "number", "kind", "message", "data")[:PAGE]
    return _with_runs([Told(*row) for row in rows])


def _with_runs(lines: list[Told]) -> list[Told]:
    ended = [line.run_id for line in lines if line.is_last]
    if not ended:
        return lines
    runs = Run.objects.only("flow", "error_code", "error", "result").in_bulk(ended)
    return [
        Told(line.run_id, line.number, line.kind, line.message, line.data, runs.get(line.run_id))
        if line.is_last
        else line
        for line in lines
    ]


def missing(run_ids: Sequence[UUID]) -> set[UUID]:
    """Those that have been deleted: nothing will ever be told of them."""
    return set(run_ids) - set(Run.objects.filter(pk__in=run_ids).values_list("pk", flat=True))
