"""Cancelling and starting again many runs at once: a few within the request, many by a run of their own."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from jobs import service
from jobs.context import StepContext
from jobs.flows import COUNTING
from jobs.models import OPEN, Run, Status
from jobs.monitor.filters import ALL, Filters
from jobs.monitor.payloads import BulkAction, BulkRequested
from jobs.monitor.queries import capped_counts, matching

AGAIN = (Status.FAILED, Status.CANCELLED)  # what can be run again by the hundred: what ended badly
AT_ONCE = 100  # runs that a request does itself; some milliseconds each
MOST = 10_000  # runs that one order may take
BATCH = 200
OWN_FLOWS = ("runs/bulk", "runs/export")  # never among what they work on
ALREADY_OVER = "already_over"
ALREADY_OPEN = "already_open"


@dataclass
class Outcome:
    """How many runs it was done to, and how many not, by the reason's code."""

    done: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Outcome") -> None:
        self.done += other.done
        self.refused += other.refused

    @property
    def not_done(self) -> int:
        return self.refused.total()

    def dump(self) -> dict[str, Any]:
        return {"done": self.done, "not_done": self.not_done, "reasons": dict(self.refused)}


def fitting(action: BulkAction, filters: Filters, owner_id: Any, *, until: UUID | None = None) -> QuerySet[Run]:
    """The runs that ``filters`` mean and ``action`` can be done to: open ones, or ones that ended badly."""
    statuses = OPEN if action == "cancel" else AGAIN
    return matching(filters, owner_id, until=until).filter(status__in=statuses).exclude(flow__in=OWN_FLOWS)


def count_of(action: BulkAction, filters: Filters, owner_id: Any) -> int:
    """How many they are, counted to one more than MOST."""
    return capped_counts([fitting(action, filters, owner_id)], MOST)[0]


def do(action: BulkAction, runs: QuerySet[Run]) -> Outcome:
    """Do ``action`` to ``runs``, some at most; one that is refused stops no other."""
    return _cancel(runs) if action == "cancel" else _again(runs)


def _cancel(runs: QuerySet[Run]) -> Outcome:
    outcome = Outcome()
    for run in runs:
        if service.cancel(run):
            outcome.done += 1
        else:
            outcome.refused[ALREADY_OVER] += 1
    return outcome


def _again(runs: QuerySet[Run]) -> Outcome:
    replayed = service.replay(runs)
    refused = Counter(replayed.refused)
    if replayed.already_open:
        refused[ALREADY_OPEN] += replayed.already_open
    return Outcome(replayed.started, refused)


def work(context: StepContext[BulkRequested]) -> dict[str, Any]:
    """The step of the run that does it, in batches; stops between them when it is cancelled."""
    asked = context.payload
    filters = Filters.from_text(asked.filters).but(scope=ALL if context.owner_id is None else "")
    runs = fitting(asked.action, filters, context.owner_id, until=asked.until)
    outcome, total = Outcome(), capped_counts([runs], MOST)[0]
    for batch in batches(_not_taken_yet(context, runs)):
        outcome.add(do(asked.action, Run.objects.filter(pk__in=batch)))
        tried = outcome.done + outcome.not_done
        context.update(COUNTING, done=tried, total=max(total, tried))
    return outcome.dump()


def _not_taken_yet(context: StepContext[BulkRequested], runs: QuerySet[Run]) -> QuerySet[Run]:
    """A step may be executed again after its worker died: what it has started by then is not started twice."""
    if context.payload.action == "cancel":
        return runs.filter(cancel_requested_at=None)
    return runs.exclude(reruns__pk__gt=context.run_id)


def batches(runs: QuerySet[Run], most: int = MOST, *, newest_first: bool = False) -> Iterator[list[UUID]]:
    """Ids of ``runs`` in order, ``most`` at most, some at a time, read as they are needed."""
    order, beyond = ("-pk", "pk__lt") if newest_first else ("pk", "pk__gt")
    left, last = most, None
    while left > 0:
        rest = runs.filter(**{beyond: last}) if last else runs
        ids = list(rest.order_by(order).values_list("pk", flat=True)[: min(BATCH, left)])
        if not ids:
            return
        yield ids
        left, last = left - len(ids), ids[-1]
