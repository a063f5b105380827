"""The door to background runs: emit an event, find a run, cancel it, run it again."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet
from django.utils import timezone

from jobs import ending, flows, payloads, starting
from jobs.errors import NoSuchStep, Refused, RunIsOpen, Superseded
from jobs.flows import Flow
from jobs.ids import uuid7
from jobs.models import Event, Run, Status, Step
from jobs.payloads import Payload
from jobs.signals import event_written
from jobs.starting import Order, open_run

__all__ = [
    "Emitted",
    "IdempotencyConflict",
    "Replayed",
    "cancel",
    "cancel_all",
    "emit",
    "emit_many",
    "latest_run",
    "open_run",
    "replay",
    "rerun",
]


class IdempotencyConflict(Exception):
    """The event id or idempotency key was used before, for something else."""

    code = "idempotency_conflict"


@dataclass(frozen=True)
class Emitted:
    """An event and the runs it was answered with: new ones, or ones open already for the same subject.

    ``known``: it had been sent before, and this is the first answer again.
    """

    event: Event
    runs: list[Run]
    known: bool = False

    @property
    def run(self) -> Run:
        """The only run of an event that starts one flow."""
        (run,) = self.runs
        return run


def emit(
    payload: Payload,
    *,
    owner: models.Model | None = None,
    queue: str = "",
    priority: int = 0,
    event_id: UUID | None = None,
    idempotency_key: str = "",
    metadata: dict[str, Any] | None = None,
) -> Emitted:
    """Write the event and a run for each flow it starts, in the caller's transaction; tickets go out on commit.

    An ``event_id`` or ``idempotency_key`` (per owner) that was used before gives the first answer again. ``queue``
    empty: each flow's own. Raises UnknownEvent for undeclared payloads, IdempotencyConflict.
    """
    _check(payload)
    order = Order(
        owner_id=owner.pk if owner else None,
        queue=queue,
        priority=priority,
        idempotency_key=idempotency_key,
        metadata=metadata or {},
    )
    if known := _first_answer(payload, order, event_id):
        return known
    if event_id is None and not idempotency_key and transaction.get_connection().in_atomic_block:
        return _emit_new(payload, order, None)  # nothing that could be there already, so no savepoint to go back to
    try:
        with transaction.atomic():
            return _emit_new(payload, order, event_id)
    except IntegrityError:
        if known := _first_answer(payload, order, event_id):  # the same was sent at the same moment
            return known
        if event_id is None:
            raise
    with transaction.atomic():  # another owner took this very id at the same moment
        return _emit_new(payload, order, event_id)


def _check(payload: Payload) -> None:
    if payloads.declared().get(payload.event) is not type(payload):
        raise payloads.UnknownEvent(payload.event)


def _first_answer(payload: Payload, order: Order, event_id: UUID | None) -> Emitted | None:
    event = sent_before(event_id, order.owner_id) if event_id else None
    if event is None and order.idempotency_key:
        keyed = Run.objects.filter(owner_id=order.owner_id, idempotency_key=order.idempotency_key)
        run = keyed.select_related("event").first()
        event = run.event if run else None
    if event is None:
        return None
    if (event.name, event.data, event.owner_id) != (payload.event, payload.dump(), order.owner_id):
        raise IdempotencyConflict(str(event_id or order.idempotency_key))
    return Emitted(event, runs_of(event), known=True)


def sent_before(event_id: UUID, owner_id: Any) -> Event | None:
    """The event that this owner knows by ``event_id``."""
    own = Event.objects.filter(owner_id=owner_id)
    return own.filter(sent_id=event_id).first() or own.filter(pk=event_id, sent_id=None).first()


def runs_of(event: Event) -> list[Run]:
    """The runs that ``event`` was answered with."""
    runs = Run.objects.in_bulk([UUID(run_id) for run_id in event.run_ids])
    return list(runs.values())


def _emit_new(payload: Payload, order: Order, event_id: UUID | None) -> Emitted:
    is_taken = event_id is not None and Event.objects.filter(pk=event_id).exists()
    event = Event(
        pk=uuid7() if is_taken or event_id is None else event_id,
        sent_id=event_id,
        name=payload.event,
        owner_id=order.owner_id,
        data=payload.dump(),
        metadata=order.metadata,
        created_at=timezone.now(),
    )
    built = []
    for flow in flows.started_by(type(payload)):
        (turn,) = starting.turns(order.owner_id, order.queue or flow.queue)
        built.append((starting.build(flow, payload, order, event=event, turn=turn), flow))
    event.run_ids = _ids(run for run, _flow in built)
    event.save(force_insert=True)
    runs = [starting.save_or_find(run, flow) for run, flow in built]
    if _answer(event, runs):
        event.save(update_fields=["run_ids"])
    event_written.send(type(payload), events=[event])
    return Emitted(event, runs)


def emit_many(
    payloads_: Sequence[Payload], *, owner: models.Model | None = None, queue: str = "", priority: int = 0
) -> list[Emitted]:
    """``emit`` for hundreds of payloads of one type, with few statements and one pass of tickets. Keeps the order."""
    if not payloads_:
        return []
    for payload in payloads_:
        _check(payload)
    if len({type(payload) for payload in payloads_}) > 1:
        raise ValueError("emit_many takes payloads of one type")
    order = Order(owner_id=owner.pk if owner else None, queue=queue, priority=priority)
    with transaction.atomic():
        return _emit_all(payloads_, order)


def _emit_all(sent: Sequence[Payload], order: Order) -> list[Emitted]:
    events = [Event(name=item.event, owner_id=order.owner_id, data=item.dump()) for item in sent]
    built: list[tuple[Flow, list[Run]]] = []
    for flow in flows.started_by(type(sent[0])):
        turns = starting.turns(order.owner_id, order.queue or flow.queue, len(sent))
        some = zip(sent, events, turns, strict=True)
        built.append((flow, [starting.build(flow, item, order, event=event, turn=turn) for item, event, turn in some]))
    for event, runs in zip(events, _each(built, len(sent)), strict=True):
        event.run_ids = _ids(runs)
    Event.objects.bulk_create(events, batch_size=starting.BATCH)
    answers = _each([(flow, starting.save_or_find_many(runs, flow)) for flow, runs in built], len(sent))
    other = [event for event, runs in zip(events, answers, strict=True) if _answer(event, runs)]
    Event.objects.bulk_update(other, ["run_ids"], batch_size=100)
    event_written.send(type(sent[0]), events=events)
    return [Emitted(event, answer) for event, answer in zip(events, answers, strict=True)]


def _each(of_flows: Sequence[tuple[Flow, list[Run]]], count: int) -> list[list[Run]]:
    """The runs of each of ``count`` events, where those of each flow are given in the order of the events."""
    return [[runs[n] for _flow, runs in of_flows] for n in range(count)]


def _ids(runs: Iterable[Run]) -> list[str]:
    return [str(run.pk) for run in runs]


def _answer(event: Event, runs: Iterable[Run]) -> bool:
    """Whether ``event`` is answered otherwise than it was written: by runs that were open already."""
    before, event.run_ids = event.run_ids, _ids(runs)
    return bool(event.run_ids != before)


def latest_run(subject: str, flow: str | None = None) -> Run | None:
    """The newest run for ``subject``, open or ended, of ``flow`` or of any."""
    runs = Run.objects.filter(subject=subject)
    if flow:
        runs = runs.filter(flow=flow)
    return runs.order_by("-created_at", "-pk").first()


def cancel(run: Run) -> bool:
    """End a waiting run now, ask a running one to stop at its next check. Whether there was anything to cancel."""
    waiting = Run.objects.filter(status__in=(Status.QUEUED, Status.WAITING))
    if ending.end(run, waiting, ending.CANCELLED_BY_REQUEST):
        return True
    # Whatever is open is asked: it may go to and fro between the statements, and who finds the mark next ends it.
    if not Run.objects.filter(pk=run.pk, ended_at__isnull=True).update(cancel_requested_at=timezone.now()):
        return False
    ending.end(run, waiting, ending.CANCELLED_BY_REQUEST)
    return True


def cancel_all(ids: Iterable[UUID]) -> None:
    """Ask all of these runs that are open to stop, with few statements, however many they are.

    Whoever finds the mark next ends the run: its worker, the claim, or the sweep within seconds.
    """
    for some in batched(ids, starting.BATCH):
        open_ = Run.objects.filter(pk__in=some, ended_at__isnull=True, cancel_requested_at__isnull=True)
        open_.update(cancel_requested_at=timezone.now())


def rerun(run: Run, *, from_step: int = 0) -> Run:
    """Start ``run``, which has ended, again: a new run linked to it that keeps the results before ``from_step``.

    An open run of the same flow and subject is given instead of a second one. Raises Refused (RunIsOpen, NoSuchStep, or
    what the flow's ``on_rerun`` says), UnknownFlow, and InvalidPayload when the payload's type has changed since; all
    have a ``code``.
    """
    flow = flows.get(run.flow)
    payload = payloads.parse_as(flow.on, run.payload)
    if Run.objects.filter(pk=run.pk, ended_at__isnull=True).exists():
        raise RunIsOpen
    kept = list(run.steps.filter(position__lt=from_step, status=Status.SUCCEEDED))
    if len(kept) != from_step or from_step >= len(flow.steps):
        raise NoSuchStep
    order = Order(owner_id=run.owner_id, queue=run.queue, priority=run.priority, rerun_of=run)
    (turn,) = starting.turns(run.owner_id, run.queue)
    with transaction.atomic():
        new = starting.build(flow, payload, order, event=run.event, turn=turn)
        started = starting.save_or_find(new, flow)
        if started is new:
            _keep_results(new, kept)
            if flow.on_rerun:
                flow.on_rerun(new)
    return started


def _keep_results(run: Run, kept: Iterable[Step]) -> None:
    for step in kept:
        Step.objects.filter(run=run, position=step.position).update(
            status=Status.SUCCEEDED, result=step.result, started_at=step.started_at, ended_at=step.ended_at
        )


@dataclass(frozen=True)
class Replayed:
    """What became of the runs of a ``replay``: how many were started again, how many are open already, and how many
    were refused, by code."""

    started: int
    already_open: int
    refused: dict[str, int]


def replay(runs: QuerySet[Run], *, limit: int | None = None) -> Replayed:
    """Start all of ``runs`` again, oldest first, ``limit`` of them at most. One that is refused stops no other.

    Each subject is started once, and not where a later run of it has succeeded (code ``superseded``). Every run has a
    transaction of its own, and the rows are read in batches.
    """
    ids = list(runs.order_by("pk").values_list("pk", flat=True)[:limit])
    counts: Counter[str] = Counter()
    for some in batched(ids, starting.BATCH):
        for run in Run.objects.filter(pk__in=some).select_related("event").order_by("pk"):
            counts[_replay_one(run)] += 1
    started, already_open = counts.pop(_STARTED, 0), counts.pop(RunIsOpen.code, 0)
    return Replayed(started, already_open, dict(counts))


_STARTED = ""


def _replay_one(run: Run) -> str:
    """The code of why it was not started; empty when it was."""
    try:
        _check_worth_it(run)
        new = rerun(run)
    except (Refused, flows.UnknownFlow, payloads.InvalidPayload) as refusal:
        return refusal.code
    return _STARTED if new.rerun_of_id == run.pk else RunIsOpen.code


def _check_worth_it(run: Run) -> None:
    """Raises RunIsOpen when it is being run again already, Superseded when that or another run has done its work."""
    if Run.objects.filter(rerun_of=run, ended_at__isnull=True).exists():
        raise RunIsOpen
    later = Run.objects.filter(status=Status.SUCCEEDED, pk__gt=run.pk)
    same = later.filter(subject=run.subject, flow=run.flow) if run.subject else later.filter(rerun_of=run)
    if same.exists():
        raise Superseded
