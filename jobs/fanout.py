"""A parent and its children: it is counted down as they end, and woken by the last one."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from jobs import dispatch, flows, starting, words
from jobs.context import StepContext
from jobs.flows import COUNTING, FanOut, Flow
from jobs.lease import Lease
from jobs.models import Line, Run, Status, Step
from jobs.payloads import Payload
from jobs.starting import Order

SPAWNED_AT_ONCE = 100  # children in one transaction: some tenths of a second on a busy SQLite, whose writers queue up
LINES_AT_MOST = 100  # progress lines that a fan-out writes, however many children it has
LOOK_AGAIN_S = 60.0  # runs of others that are waited for do not wake the parent; neither does a wake-up that got lost


def go_on(step: FanOut, row: Step, context: StepContext[Any], run: Run, lease: Lease) -> Mapping[str, Any] | None:
    """Spawn the children, or gather once they have ended. None while they are open: the parent then waits."""
    if row.result is None or not row.result.get("complete", True):
        _spawn(step, row, context, run, lease)
    if _waits(row, lease):
        return None
    context.check()  # nothing was put to wait where the parent is another worker's by now, too
    return step.gather(context, children_of(run, row))


def children_of(run: Run, row: Step) -> QuerySet[Run]:
    """The children of a fan-out, and the runs of others that it waited for, in the order of their making."""
    joined = (row.result or {}).get("joined", [])
    return Run.objects.filter(Q(parent=run) | Q(pk__in=joined)).order_by("pk")


def _spawn(step: FanOut, row: Step, context: StepContext[Any], run: Run, lease: Lease) -> None:
    """Write the children, some in each transaction: ten thousand at once would lock the database for seconds.

    A worker that takes over in the middle goes on where the other stopped. The first children may have ended by then.
    """
    flow = flows.get(step.flow)
    for payloads in batched(_not_sent(step, row, context, run, flow), SPAWNED_AT_ONCE):
        with lease.writing():
            _spawn_some(step, payloads, row, run, flow)
    with lease.writing():
        row.result = {"children": 0, "joined": [], **(row.result or {}), "complete": True}
        row.save(update_fields=["result"])


def _not_sent(step: FanOut, row: Step, context: StepContext[Any], run: Run, flow: Flow) -> Iterator[Payload]:
    """What is to be sent; after a crash without what has been sent. A child is known by its subject."""
    sent = Counter(children_of(run, row).values_list("subject", flat=True) if row.result else ())
    for payload in step.spawn(context):
        subject = flow.subject(payload)
        if sent[subject]:
            sent[subject] -= 1
        else:
            yield payload


def _spawn_some(step: FanOut, payloads: Sequence[Payload], row: Step, run: Run, flow: Flow) -> None:
    """Write the children and what the parent waits for, within one transaction."""
    order = Order(owner_id=run.owner_id, queue=run.queue, priority=run.priority, parent=run)
    turns = starting.turns(run.owner_id, run.queue, len(payloads))
    built = [
        starting.build(flow, payload, order, event=None, turn=turn)
        for payload, turn in zip(payloads, turns, strict=True)
    ]
    started = {child.pk: child for child in starting.save_or_find_many(built, flow)}
    own = [child for child in built if child.pk in started]
    joined = [str(child.pk) for child in started.values() if child.parent_id != run.pk]
    before = row.result or {"children": 0, "joined": []}
    row.result = {
        "children": before["children"] + len(own),
        "joined": [*before["joined"], *joined],
        "complete": False,
    }
    row.save(update_fields=["result"])
    Run.objects.filter(pk=run.pk).update(
        children_total=F("children_total") + len(own), children_open=F("children_open") + len(own)
    )
    if step.opened and own:
        step.opened(own)


def _waits(row: Step, lease: Lease) -> bool:
    """Put the parent to wait if anything is open still. The condition is part of the UPDATE, so no end slips by."""
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
        **words.kept(_wording(parent), numbers),
    )


def _wording(parent: Run) -> flows.Text:
    try:
        steps = flows.get(parent.flow).steps
    except flows.UnknownFlow:
        return COUNTING
    return next((step.counting for step in steps if isinstance(step, FanOut)), COUNTING)


def call_off(parent: Run) -> None:
    """Ask for the end of the children of a parent that has ended; workers and the sweep carry it out.

    Part of the transaction that ends the parent, so that no crash leaves them at work for nobody, and called once more
    after it for those that somebody was writing just then: a child that ends waits for its parent's row, so its parent
    must not wait for it.
    """
    children = Run.objects.filter(parent=parent, ended_at__isnull=True, cancel_requested_at__isnull=True)
    if connection.in_atomic_block and connection.features.has_select_for_update_skip_locked:
        free = children.select_for_update(skip_locked=True, of=("self",))
        children = Run.objects.filter(pk__in=list(free.values_list("pk", flat=True)))
    children.update(cancel_requested_at=timezone.now())
