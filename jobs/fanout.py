"""A parent and its children: it is counted down as they end, and woken by the last one."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from jobs import dispatch, flows, starting
from jobs.context import StepContext
from jobs.flows import COUNTING, FanOut
from jobs.lease import Lease
from jobs.models import Line, Run, Status, Step
from jobs.starting import Order

LINES_AT_MOST = 100  # progress lines that a fan-out writes, however many children it has
LOOK_AGAIN_S = 60.0  # runs of others that are waited for do not wake the parent; neither does a wake-up that got lost


def go_on(step: FanOut, row: Step, context: StepContext[Any], run: Run, lease: Lease) -> Mapping[str, Any] | None:
    """Spawn the children, or gather once they have ended. None while they are open: the parent then waits."""
    if row.result is None:
        _spawn(step, row, context, run, lease)
    if _waits(row, lease):
        return None
    return step.gather(context, children_of(run, row))


def children_of(run: Run, row: Step) -> QuerySet[Run]:
    """The children of a fan-out, and the runs of others that it waited for, in the order of their making."""
    joined = (row.result or {}).get("joined", [])
    return Run.objects.filter(Q(parent=run) | Q(pk__in=joined)).order_by("pk")


def _spawn(step: FanOut, row: Step, context: StepContext[Any], run: Run, lease: Lease) -> None:
    """Write all children and what the parent waits for in one transaction: never twice, never half of them."""
    sent = list(step.spawn(context))
    flow = flows.get(step.flow)
    order = Order(owner_id=run.owner_id, queue=run.queue, priority=run.priority, parent=run)
    with lease.writing():
        turns = starting.turns(run.owner_id, run.queue, len(sent))
        built = [
            starting.build(flow, payload, order, event=None, turn=turn)
            for payload, turn in zip(sent, turns, strict=True)
        ]
        started = {child.pk: child for child in starting.save_or_find_many(built, flow)}
        joined = [str(child.pk) for child in started.values() if child.parent_id != run.pk]
        own = len(started) - len(joined)
        row.result = {"children": own, "joined": joined}
        row.save(update_fields=["result"])
        lease.rows().update(children_total=own, children_open=own)
        if started:
            _wait(row, lease.rows())


def _waits(row: Step, lease: Lease) -> bool:
    """Put the parent to wait if anything is open still. The condition is part of the UPDATE, so no end slips by."""
    if row.status == Status.WAITING:
        return True
    joined = (row.result or {}).get("joined", [])
    open_elsewhere = Run.objects.filter(pk__in=joined, ended_at__isnull=True).exists()
    return _wait(row, lease.rows() if open_elsewhere else lease.rows().filter(children_open__gt=0))


def _wait(row: Step, rows: QuerySet[Run]) -> bool:
    with transaction.atomic():
        waits = rows.update(
            status=Status.WAITING,
            waiting_for=Run.WaitingFor.CHILDREN,
            next_attempt_at=timezone.now() + timedelta(seconds=LOOK_AGAIN_S),
            lease_until=None,
            slot_at=None,
        )
        if waits:
            row.status = Status.WAITING
            row.save(update_fields=["status"])
    return bool(waits)


def child_ended(child: Run) -> None:
    """Count ``child`` off at its parent, within the transaction that ends the child.

    The UPDATE locks the parent's row: of two last children the later sees zero, so that exactly one wakes the parent.
    """
    if child.parent_id is None:
        return
    Run.objects.filter(pk=child.parent_id).update(children_open=F("children_open") - 1)
    parent = Run.objects.get(pk=child.parent_id)
    if parent.status != Status.WAITING or parent.waiting_for != Run.WaitingFor.CHILDREN:
        return
    _tell(parent)
    if not parent.children_open:
        wake(parent)


def wake(parent: Run) -> None:
    """Queue the waiting parent, so that a worker gathers."""
    taken = timezone.now() if dispatch.reaches_workers() else None
    Run.objects.filter(pk=parent.pk, status=Status.WAITING).update(
        status=Status.QUEUED, waiting_for="", next_attempt_at=None, enqueued_at=taken
    )
    transaction.on_commit(partial(dispatch.send_or_leave_to_sweep, parent))


def _tell(parent: Run) -> None:
    done = parent.children_total - parent.children_open
    if done % max(1, parent.children_total // LINES_AT_MOST):
        return
    numbers = {"done": done, "total": parent.children_total}
    Run.objects.filter(pk=parent.pk).update(last_line=F("last_line") + 1)
    Line.objects.create(
        run=parent,
        number=parent.last_line + 1,
        kind=Line.Kind.UPDATE,
        message=str(_wording(parent)) % numbers,
        data=numbers,
    )


def _wording(parent: Run) -> flows.Text:
    try:
        steps = flows.get(parent.flow).steps
    except flows.UnknownFlow:
        return COUNTING
    return next((step.counting for step in steps if isinstance(step, FanOut)), COUNTING)


def call_off(parent: Run) -> None:
    """Ask for the end of the children of a parent that has ended; workers and the sweep carry it out."""
    children = Run.objects.filter(parent=parent, ended_at__isnull=True, cancel_requested_at__isnull=True)
    children.update(cancel_requested_at=timezone.now())
