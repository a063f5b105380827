"""How long things are kept. Clean-up goes in small batches, oldest first, so that nothing is ever locked for long.

Apps register what they keep themselves; ``register`` takes a function that deletes one batch and gives its size. How
long the API shows a job is not decided here but by ``jobs.visible``, whether a clean-up has run or not.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from jobs import ids
from jobs.models import Alert, Event, Line, Pace, Run

log = logging.getLogger(__name__)

AT_ONCE = 200  # rows of one kind in a transaction
LINES_AT_ONCE = 2000  # progress lines: small rows, and a run may have thousands
BUDGET_S = 300.0  # one clean-up; what is left then is the next one's

type Batch = Callable[[], int]


_registry: dict[str, Batch] = {}


def register(name: str, function: Batch) -> None:
    """Have ``function`` called at each clean-up until it gives 0; it deletes one bounded batch of what is too old."""
    _registry[name] = function


def clean_up() -> dict[str, int]:
    """Delete what is older than the settings say, for BUDGET_S at most. How many of each kind went."""
    cut = timezone.now() - timedelta(days=settings.KEEP_RUNS_D)
    kinds: dict[str, Batch] = {
        "runs": lambda: delete_runs(cut),
        "events": lambda: delete_events(cut),
        "alerts": lambda: delete_alerts(cut),
        "paces": lambda: delete_paces(cut),
        **_registry,
    }
    end = time.monotonic() + BUDGET_S
    gone = {name: _until_none(batch, end) for name, batch in kinds.items()}
    if any(gone.values()):
        log.info("Cleaned up: %s", ", ".join(f"{name} {count}" for name, count in gone.items() if count))
    return gone


def _until_none(batch: Batch, end: float) -> int:
    total = 0
    while time.monotonic() < end and (count := batch()):
        total += count
    return total


def old_runs(cut: datetime) -> QuerySet[Run]:
    """Ended runs from before ``cut``. Not those that an open parent still has to gather, nor parents of open runs."""
    ended = Run.objects.filter(pk__lt=ids.first_at(cut), ended_at__lt=cut)
    open_ones = Run.objects.filter(ended_at__isnull=True)
    return ended.exclude(Exists(open_ones.filter(pk=OuterRef("parent")))).exclude(
        Exists(open_ones.filter(parent=OuterRef("pk")))
    )


def old_events(cut: datetime) -> QuerySet[Event]:
    """Events from before ``cut`` that belong to no run any more."""
    return Event.objects.filter(created_at__lt=cut).exclude(Exists(Run.objects.filter(event=OuterRef("pk"))))


def delete_runs(cut: datetime) -> int:
    """Delete some runs from before ``cut`` with their steps and lines; how many. Children go before their parents."""
    leaves = old_runs(cut).exclude(Exists(Run.objects.filter(parent=OuterRef("pk"))))
    ids = list(leaves.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    _delete_lines(ids)
    gone = Run.objects.filter(pk__in=ids).delete()[1]
    return gone.get(Run._meta.label, 0)


def _delete_lines(run_ids: list[UUID]) -> None:
    lines = Line.objects.filter(run__in=run_ids)
    while some := list(lines.values_list("pk", flat=True)[:LINES_AT_ONCE]):
        Line.objects.filter(pk__in=some).delete()


def delete_events(cut: datetime) -> int:
    """Delete some events from before ``cut``; how many."""
    ids = list(old_events(cut).order_by("created_at").values_list("pk", flat=True)[:AT_ONCE])
    return Event.objects.filter(pk__in=ids).delete()[0]


def delete_alerts(cut: datetime) -> int:
    """Delete some alerts that were over before ``cut``; how many."""
    ids = list(Alert.objects.filter(ended_at__lt=cut).values_list("pk", flat=True)[:AT_ONCE])
    return Alert.objects.filter(pk__in=ids).delete()[0]


def delete_paces(cut: datetime) -> int:
    """Forget some shops that nobody has read since ``cut``, unless somebody set their pace; how many."""
    idle = Pace.objects.filter(next_at__lt=cut, at_once__isnull=True, interval_s__isnull=True)
    in_use = Run.objects.filter(pace_key=OuterRef("key"), ended_at__isnull=True)
    ids = list(idle.exclude(Exists(in_use)).order_by("key").values_list("pk", flat=True)[:AT_ONCE])
    return Pace.objects.filter(pk__in=ids, next_at__lt=cut).delete()[0]
