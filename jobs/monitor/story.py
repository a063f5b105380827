"""One run as a story: what it was given, what happened step by step, what came of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from jobs import flows, reasons, subjects, words
from jobs.models import Line, Run, Status, Step
from jobs.monitor.masking import masked, masked_text
from jobs.monitor.rows import seconds_of, title_of
from jobs.progress import Progress, progress_of

LINES = 50  # newest progress lines shown
CHILDREN = 20  # child runs on a page
RERUNS = 20


@dataclass(frozen=True, slots=True)
class Failure:
    """One attempt that failed. ``wait_s``: seconds until the next one."""

    number: int
    at: datetime | None
    worker: str
    code: str
    sentence: str
    wait_s: float


@dataclass(frozen=True, slots=True)
class Chapter:
    """One step. ``again_from``: the run can be started again from here, with the results of the steps before."""

    position: int
    title: str
    name: str
    status: str
    attempts: int
    started_at: datetime | None
    ended_at: datetime | None
    seconds: float | None
    sentence: str
    failures: tuple[Failure, ...]
    result: str
    traceback: str
    again_from: bool


@dataclass(frozen=True, slots=True)
class Related:
    """A run that belongs to another; ``about``: what people call the thing that it works on."""

    run: Run
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Told:
    """One progress line in the reader's words."""

    at: datetime
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Story:
    """``about``: what people call the thing that it works on, and ``subject_url`` its page; empty where there is none.

    ``payload`` and ``result`` are formatted JSON without secrets, empty when there is none.
    """

    run: Run
    title: str
    is_known: bool
    about: str
    subject_url: str
    sentence: str
    seconds: float | None
    progress: Progress
    chapters: tuple[Chapter, ...]
    payload: str
    result: str
    lines: tuple[Told, ...]
    earlier_lines: int
    children: tuple[Related, ...]
    children_cursor: str
    parent: Related | None
    rerun_of: Related | None
    reruns: tuple[Related, ...]

    @property
    def version(self) -> str:
        return self.progress.version


def story_of(run: Run, *, children_after: UUID | None = None) -> Story:
    """Read everything about ``run``: five queries, those of its progress, and one for each kind of thing named."""
    now, flow = timezone.now(), flows.known().get(run.flow)
    lines = list(run.lines.order_by("-number")[:LINES])
    children, cursor = _children(run, children_after)
    reruns = list(run.reruns.order_by("-pk")[:RERUNS])
    around = [one for one in (run.parent, run.rerun_of) if one]
    names = subjects.names_of([run, *children, *around, *reruns])
    return Story(
        run=run,
        title=title_of(run.flow),
        is_known=flow is not None,
        about=masked_text(names.get(run.pk, "")),
        subject_url=subjects.address_of(run.subject),
        sentence=masked_text(reasons.sentence(run)),
        seconds=seconds_of(run, now),
        progress=progress_of(run, now=now),
        chapters=_chapters(run, flow, now),
        payload=as_json(run.payload),
        result=as_json(run.result),
        lines=tuple(_told(run, line) for line in reversed(lines)),
        earlier_lines=lines[-1].number - 1 if lines else 0,
        children=tuple(_related(one, names) for one in children),
        children_cursor=cursor,
        parent=_related(run.parent, names) if run.parent else None,
        rerun_of=_related(run.rerun_of, names) if run.rerun_of else None,
        reruns=tuple(_related(one, names) for one in reruns),
    )


def _told(run: Run, line: Line) -> Told:
    text = reasons.sentence(run) if line.kind == Line.Kind.ERROR else ""
    return Told(line.at, line.kind, masked_text(text or words.worded(line.message, line.data)))


def as_json(value: Any) -> str:
    """``value`` without secrets, as people read JSON; empty for nothing."""
    return json.dumps(masked(value), ensure_ascii=False, indent=2) if value not in (None, {}, []) else ""


def _related(run: Run, names: Mapping[UUID, str]) -> Related:
    return Related(run, title_of(run.flow), masked_text(names.get(run.pk, "")))


def _children(run: Run, after: UUID | None) -> tuple[list[Run], str]:
    if not run.children_total:
        return [], ""
    children = run.children.order_by("pk")
    found = list((children.filter(pk__gt=after) if after else children)[: CHILDREN + 1])
    cursor = str(found[CHILDREN - 1].pk) if len(found) > CHILDREN else ""
    return found[:CHILDREN], cursor


def _chapters(run: Run, flow: flows.Flow | None, now: datetime) -> tuple[Chapter, ...]:
    rows = list(run.steps.all())
    titles = {step.name: str(step.title) for step in flow.steps} if flow else {}
    same = flow is not None and [row.name for row in rows] == [step.name for step in flow.steps]
    reached = 0  # steps from the start whose results could be kept
    while reached < len(rows) and rows[reached].status == Status.SUCCEEDED:
        reached += 1
    can_again = same and not run.is_open
    return tuple(
        _chapter(run, row, titles.get(row.name, row.name), now, again=can_again and 0 < row.position <= reached)
        for row in rows
    )


def _chapter(run: Run, row: Step, title: str, now: datetime, *, again: bool) -> Chapter:
    end = row.ended_at or run.ended_at or now
    return Chapter(
        position=row.position,
        title=title,
        name=row.name,
        status=row.status,
        attempts=row.attempts,
        started_at=row.started_at,
        ended_at=row.ended_at,
        seconds=(end - row.started_at).total_seconds() if row.started_at else None,
        sentence=_sentence(run, row.error_code, row.error),
        failures=tuple(_failure(run, entry) for entry in row.failures),
        result=as_json(row.result),
        traceback=masked_text(row.traceback),
        again_from=again,
    )


def _failure(run: Run, entry: dict[str, Any]) -> Failure:
    code, message = str(entry.get("code", "")), str(entry.get("message", ""))
    return Failure(
        number=int(entry.get("number") or 0),
        at=parse_datetime(str(entry.get("at", ""))),
        worker=str(entry.get("worker", "")),
        code=code,
        sentence=_sentence(run, code, message),
        wait_s=float(entry.get("wait_s") or 0),
    )


def _sentence(run: Run, code: str, message: str) -> str:
    """What people read for an error of a step: the flow's words, or the error's own."""
    return masked_text(reasons.sentence(Run(flow=run.flow, error_code=code, error=message)))
