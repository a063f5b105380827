"""How far a run is, for pages and programs alike: true steps with their true state, in few queries."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from math import ceil
from statistics import median
from uuid import UUID

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils import timezone

from jobs import flows, pace, reasons
from jobs.flows import FanOut
from jobs.models import Run, Status, Step

SLOW_S = 120.0  # when people are told that it takes longer than expected
POSITION_CAP = 1000  # counting further would cost more than it tells: "more than 1,000 ahead"
MEDIAN_OF = 50  # past runs that the estimate comes from
MEDIAN_KEPT_S = 300.0
COARSE_S = 5  # estimates are rounded up to it, so that a page does not change every second


@dataclass(frozen=True, slots=True)
class StepProgress:
    name: str
    title: str
    status: str
    attempts: int
    started_at: datetime | None
    ended_at: datetime | None
    error_code: str


@dataclass(frozen=True, slots=True)
class Progress:
    """One run as it is shown.

    ``percent`` 0–100, by the weights of the steps. ``position`` in its queue from 1, None unless queued;
    ``shop_position`` from 1 among those that wait for the same shop, None unless it does and has no time yet; where
    ``position_is_capped`` there are more than that ahead. ``seconds_left`` is an estimate, None when nothing is known.
    ``error`` is a sentence in the reader's language, empty when nothing went wrong.
    ``version`` changes whenever anything else here, or the run's newest progress line, changes.
    """

    run_id: UUID
    flow: str
    title: str
    status: str
    is_open: bool
    percent: int
    steps: tuple[StepProgress, ...]
    completed_steps: int
    total_steps: int
    children_done: int
    children_total: int
    position: int | None
    shop_position: int | None
    position_is_capped: bool
    waiting_for: str
    next_attempt_at: datetime | None
    seconds_left: int | None
    is_slow: bool
    is_cancelling: bool
    error_code: str
    error: str
    retry_at: datetime | None
    version: str = ""


def progress_of(run: Run, *, now: datetime | None = None) -> Progress:
    """Read how far ``run`` is: one query for its steps and, while it is queued, one for its position."""
    now = now or timezone.now()
    rows = list(run.steps.all())
    flow = flows.known().get(run.flow)
    declared = {step.name: step for step in flow.steps} if flow else {}
    position = _position(run) if run.status == Status.QUEUED else None
    shop_position = _shop_position(run)
    shown = Progress(
        run_id=run.pk,
        flow=run.flow,
        title=str(flow.title) if flow else run.flow,
        status=run.status,
        is_open=run.is_open,
        percent=_percent(run, rows, declared),
        steps=tuple(_step(row, declared) for row in rows),
        completed_steps=sum(row.status == Status.SUCCEEDED for row in rows),
        total_steps=len(rows),
        children_done=run.children_total - run.children_open,
        children_total=run.children_total,
        position=position and min(position, POSITION_CAP),
        shop_position=shop_position and min(shop_position, POSITION_CAP),
        position_is_capped=max(position or 0, shop_position or 0) > POSITION_CAP,
        waiting_for=run.waiting_for,
        next_attempt_at=run.next_attempt_at,
        seconds_left=_seconds_left(run, now),
        is_slow=run.is_open and run.started_at is not None and (now - run.started_at).total_seconds() > SLOW_S,
        is_cancelling=run.is_open and run.cancel_requested_at is not None,
        error_code=run.error_code,
        error=reasons.sentence(run),
        retry_at=run.retry_at,
    )
    return _with_version(shown, run.last_line)


def _with_version(shown: Progress, last_line: int) -> Progress:
    text = repr((asdict(shown), last_line))
    version = hashlib.blake2s(text.encode(), digest_size=8).hexdigest()
    return Progress(**{name: getattr(shown, name) for name in Progress.__slots__ if name != "version"}, version=version)


def _step(row: Step, declared: dict[str, flows.Step | FanOut]) -> StepProgress:
    title = str(declared[row.name].title) if row.name in declared else row.name
    return StepProgress(row.name, title, row.status, row.attempts, row.started_at, row.ended_at, row.error_code)


def _percent(run: Run, rows: Sequence[Step], declared: dict[str, flows.Step | FanOut]) -> int:
    if run.status == Status.SUCCEEDED:
        return 100
    weights = [declared[row.name].weight if row.name in declared else 1 for row in rows]
    done = sum(weight * _share(run, row, declared) for weight, row in zip(weights, rows, strict=True))
    return int(100 * done / (sum(weights) or 1))


def _share(run: Run, row: Step, declared: dict[str, flows.Step | FanOut]) -> float:
    """The part of the step that is done: all, nothing, or as many of its children."""
    if row.status == Status.SUCCEEDED:
        return 1.0
    if isinstance(declared.get(row.name), FanOut) and run.children_total:
        return (run.children_total - run.children_open) / run.children_total
    return 0.0


def _position(run: Run) -> int:
    return _place(run, Run.objects.filter(queue=run.queue, status=Status.QUEUED))


def _shop_position(run: Run) -> int | None:
    if run.waiting_for != Run.WaitingFor.PACE or run.slot_at:
        return None
    return _place(run, pace.parked(run.pace_key))


def _place(run: Run, line: QuerySet[Run]) -> int:
    """Place in the claim's order from 1, counted no further than just over the cap."""
    same = Q(priority=run.priority)
    ahead = Q(priority__gt=run.priority) | same & Q(turn__lt=run.turn) | same & Q(turn=run.turn, pk__lt=run.pk)
    return line.filter(ahead).order_by("-priority", "turn", "pk")[:POSITION_CAP].count() + 1


def _seconds_left(run: Run, now: datetime) -> int | None:
    usual = usual_seconds(run.flow) if run.is_open else None
    if usual is None:
        return None
    gone = (now - run.started_at).total_seconds() if run.started_at else 0.0
    left = usual - gone
    return ceil(left / COARSE_S) * COARSE_S if left > 0 else None


def usual_seconds(flow: str) -> float | None:
    """Median seconds from start to end of the newest successes of ``flow``; None when there is none. Kept for 5 min."""
    key = f"jobs:usual:{flow}"
    known: float | None = cache.get(key, -1.0)
    if known != -1.0:
        return known
    done = Run.objects.filter(flow=flow, status=Status.SUCCEEDED).order_by("-ended_at")
    times = [end - start for start, end in done.values_list("started_at", "ended_at")[:MEDIAN_OF] if start and end]
    usual = median(time.total_seconds() for time in times) if times else None
    cache.set(key, usual, MEDIAN_KEPT_S if times else COARSE_S)
    return usual
