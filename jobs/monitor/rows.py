"""Runs as the list shows them: each with a tiny timeline of its steps."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from jobs import flows, reasons, subjects
from jobs.models import Run, Status, Step
from jobs.monitor.masking import masked_text
from jobs.monitor.queries import Count

LINE = 96  # units a timeline is wide
LEAST = 3  # units a step is wide at least, so that it is seen

type StepTimes = tuple[UUID, str, datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class Mark:
    """One step on a timeline: where it begins and how wide it is, in units of its line, and its status."""

    x: int
    width: int
    status: str


@dataclass(frozen=True, slots=True)
class Row:
    """``seconds`` from start to end, or until now; None before the start. ``note`` says why it failed or waits.

    ``about``: what people call the thing that it works on, empty where its title says all.
    """

    run: Run
    title: str
    is_known: bool
    about: str
    marks: tuple[Mark, ...]
    done: int
    total: int
    seconds: float | None
    note: str


def title_of(flow: str) -> str:
    """What people call a flow; its name where this deploy knows no such flow."""
    known = flows.known().get(flow)
    return str(known.title) if known else flow


def known_titles() -> list[tuple[str, str]]:
    """All flows by name and title, in the order of their titles."""
    return sorted(((name, str(flow.title)) for name, flow in flows.known().items()), key=lambda pair: pair[1])


def rows_of(runs: Sequence[Run]) -> list[Row]:
    """One query for the steps of all, and one for the names of each kind of thing that they are about."""
    now, names = timezone.now(), subjects.names_of(runs)
    steps: defaultdict[UUID, list[StepTimes]] = defaultdict(list)
    found = Step.objects.filter(run__in=[run.pk for run in runs]).order_by("run", "position")
    for step in found.values_list("run_id", "status", "started_at", "ended_at"):
        steps[step[0]].append(step)
    return [_row(run, steps[run.pk], masked_text(names.get(run.pk, "")), now) for run in runs]


def _row(run: Run, steps: list[StepTimes], about: str, now: datetime) -> Row:
    return Row(
        run=run,
        title=title_of(run.flow),
        is_known=run.flow in flows.known(),
        about=about,
        marks=tuple(marks_of(run, [(status, begin, end) for _, status, begin, end in steps], now)),
        done=sum(status == Status.SUCCEEDED for _, status, _, _ in steps),
        total=len(steps),
        seconds=seconds_of(run, now),
        note=masked_text(reasons.sentence(run)) or waiting_words(run),
    )


def waiting_words(run: Run) -> str:
    return str(dict(Run.WaitingFor.choices).get(run.waiting_for, "")) if run.status == Status.WAITING else ""


def seconds_of(run: Run, now: datetime) -> float | None:
    return ((run.ended_at or now) - run.started_at).total_seconds() if run.started_at else None


def marks_of(run: Run, steps: Iterable[tuple[str, datetime | None, datetime | None]], now: datetime) -> list[Mark]:
    """Where each step that has begun stands between the run's start and its end, or now."""
    begun = [(status, begin, end or run.ended_at or now) for status, begin, end in steps if begin]
    if run.started_at is None or not begun:
        return []
    start = min(run.started_at, *(begin for _, begin, _ in begun))
    span = ((run.ended_at or now) - start).total_seconds() or 1.0
    return [
        _mark(status, (begin - start).total_seconds() / span, (end - start).total_seconds() / span)
        for status, begin, end in begun
    ]


def _mark(status: str, begin: float, end: float) -> Mark:
    x = min(max(0, int(begin * LINE)), LINE - LEAST)
    return Mark(x, max(LEAST, min(LINE, round(end * LINE)) - x), status)


def version_of(rows: Sequence[Row], counts: dict[str, Count]) -> str:
    """Changes whenever what the list shows does; once a minute for the sake of "3 minutes ago"."""
    shown = [
        (row.run.pk, row.run.status, row.run.last_line, row.run.attempt, row.note, row.about, row.done) for row in rows
    ]
    text = repr((shown, counts, timezone.now().strftime("%H:%M")))
    return hashlib.blake2s(text.encode(), digest_size=8).hexdigest()
