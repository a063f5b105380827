"""A parent and its children: it is counted down as they end, and woken by the last one."""

from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jobs import dispatch, flows
from jobs.flows import COUNTING, FanOut
from jobs.models import Line, Run, Status

LINES_AT_MOST = 100  # progress lines that a fan-out writes, however many children it has


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
    now = timezone.now()
    Run.objects.filter(pk=parent.pk, status=Status.WAITING).update(
        status=Status.QUEUED, waiting_for="", next_attempt_at=None, enqueued_at=now
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
