"""Writing new runs: rows for the run and its steps, its turn among its owner's runs, a ticket on commit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from jobs import dispatch
from jobs.flows import Flow
from jobs.models import Event, Queue, Run, Status, Step
from jobs.payloads import Payload

TURN_STEP = timedelta(seconds=60)  # an owner's runs stand so far apart in the queue; newcomers slip in between
AT_THE_SCREEN = 1  # priority of who waits there: first in line where a shop's pace holds runs of all queues back
BATCH = 500  # rows an INSERT; SQLite takes 32,766 values in one statement


@dataclass(frozen=True, kw_only=True)
class Order:
    """What the runs of one sending have in common. ``queue`` empty: the flow's own."""

    owner_id: Any = None
    queue: str = ""
    priority: int = 0
    idempotency_key: str = ""
    parent: Run | None = None
    rerun_of: Run | None = None
    metadata: dict[str, Any] = field(default_factory=dict)


def build(flow: Flow, payload: Payload, order: Order, *, event: Event | None, turn: datetime) -> Run:
    """A run that is not saved yet."""
    queue = order.queue or flow.queue
    return Run(
        flow=flow.name,
        queue=queue,
        priority=order.priority or (AT_THE_SCREEN if queue == Queue.INTERACTIVE else 0),
        turn=turn,
        owner_id=order.owner_id,
        subject=flow.subject_for(payload, order.owner_id),
        pace_key=flow.pace(payload),
        payload=payload.dump(),
        idempotency_key=order.idempotency_key,
        event=event,
        parent=order.parent,
        rerun_of=order.rerun_of,
    )


def turns(owner_id: Any, queue: str, count: int = 1) -> list[datetime]:
    """Turns for ``count`` new runs: from now on, or behind what the owner has in that queue already."""
    now = timezone.now()
    if owner_id is None:
        return [now] * count  # nobody to be fair to
    waiting = Run.objects.filter(owner_id=owner_id, queue=queue, status=Status.QUEUED)
    last = waiting.order_by("-turn").values_list("turn", flat=True).first()
    first = max(now, last + TURN_STEP) if last else now
    return [first + n * TURN_STEP for n in range(count)]


def save(runs: Sequence[Run], flow: Flow) -> None:
    """Write runs of one flow with their steps; tickets go out on commit. Raises IntegrityError, within a savepoint."""
    taken = timezone.now() if dispatch.reaches_workers() else None
    for run in runs:
        run.enqueued_at = taken
    with transaction.atomic():
        Run.objects.bulk_create(runs, batch_size=BATCH)
        Step.objects.bulk_create(
            [Step(run=run, position=n, name=step.name) for run in runs for n, step in enumerate(flow.steps)],
            batch_size=BATCH,
        )
    tickets = [(run.pk, run.queue) for run in runs]
    transaction.on_commit(partial(dispatch.send_all, tickets))


def save_or_find(run: Run, flow: Flow) -> Run:
    """Write ``run``, or give the open run of the same flow and subject. Two at once get the same one."""
    if found := open_run(run.subject, run.flow):
        return found
    try:
        save([run], flow)
    except IntegrityError:
        if found := open_run(run.subject, run.flow):
            return found
        save([run], flow)  # the one that was in the way has ended meanwhile, or this says what is wrong
    return run


def save_or_find_many(runs: Sequence[Run], flow: Flow) -> list[Run]:
    """The same for many of one flow, in the order given, with few statements."""
    found = open_runs({run.subject for run in runs if run.subject}, flow.name)
    fresh: list[Run] = []
    for run in runs:
        if not run.subject or run.subject not in found:
            fresh.append(run)
            found[run.subject] = run
    try:
        save(fresh, flow)
    except IntegrityError:  # somebody opened one of the subjects just now
        return [save_or_find(run, flow) for run in runs]
    return [found[run.subject] if run.subject else run for run in runs]


def open_run(subject: str, flow: str) -> Run | None:
    """The one run of ``flow`` that is open for ``subject``, if any.

    The flow is compared here: asked for it, SQLite would go through all runs of the flow. A subject has few runs.
    """
    runs = Run.objects.filter(subject=subject, ended_at__isnull=True) if subject else ()
    return next((run for run in runs if run.flow == flow), None)


def open_runs(subjects: set[str], flow: str) -> dict[str, Run]:
    """The open runs of ``flow`` by subject."""
    listed = sorted(subjects)
    found: dict[str, Run] = {}
    for start in range(0, len(listed), BATCH):
        some = Run.objects.filter(subject__in=listed[start : start + BATCH], ended_at__isnull=True)
        found.update({run.subject: run for run in some if run.flow == flow})
    return found
