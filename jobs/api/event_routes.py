"""Events: what programs send to start runs, and what came of it."""

from typing import cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from ninja import Router, Status

from jobs import payloads, service
from jobs.api import outside
from jobs.api.access import ApiRequest, may
from jobs.api.problems import WITH_BODY, Problem, answers, invalid
from jobs.api.schemas import EventAnswer, EventIn, EventItem, EventRun, EventRuns, JobId, RunState
from jobs.models import Event
from jobs.payloads import Payload

router = Router(tags=["Events"])

NEWEST = 100


@router.post(
    "/events",
    auth=may("write"),
    response=answers({202: EventAnswer, 200: EventAnswer}, 404, 409, *WITH_BODY),
    summary="Send an event",
)
def send_event(request: ApiRequest, event: EventIn) -> Status[EventAnswer]:
    """Start what the event starts. 200 with the first answer when its `id` was sent before; 409 when with other data.

    From outside come `product/*.requested`, `catalogue/*.requested` and `analysis/*.requested`, for your own objects.
    What brings products into stores needs the scope `publish` too.
    """
    door = outside.door_for(event.name)
    if door is None or event.name not in payloads.declared():
        raise invalid(name=_("There is no such event, or it cannot be sent from outside."))
    outside.check_scope(request, event.name)
    payload = _payload(event)

    def send() -> service.Emitted:
        return service.emit(payload, owner=request.owner, event_id=event.id, metadata=event.metadata)

    is_known = event.id is not None and service.sent_before(event.id, request.owner.pk) is not None
    try:
        with transaction.atomic():
            sent = send() if is_known else door(payload, request.owner, send)
    except service.IdempotencyConflict as error:
        raise Problem(409, error.code, _("This event id was used before, for something else.")) from error
    answer = EventAnswer(event_id=sent.event.shown_id, run_ids=[UUID(run_id) for run_id in sent.event.run_ids])
    return Status(200 if sent.known else 202, answer)


def _payload(event: EventIn) -> Payload:
    try:
        return payloads.parse(event.name, event.data)
    except payloads.InvalidPayload as error:
        raise invalid(**{f"data.{name}": reason for name, reason in error.fields.items()}) from error


@router.get("/events", auth=may("read"), response=answers({200: list[EventItem]}), summary="The newest events")
def list_events(request: ApiRequest) -> list[EventItem]:
    """The newest 100, ours among them that tell of the ends of runs."""
    newest = Event.objects.filter(owner_id=request.owner.pk).order_by("-created_at", "-pk")[:NEWEST]
    return [
        EventItem(id=event.shown_id, name=event.name, created_at=event.created_at, metadata=event.metadata)
        for event in newest
    ]


@router.get(
    "/events/{event_id}/runs",
    auth=may("read"),
    response=answers({200: EventRuns}, 404),
    summary="The runs that an event was answered with",
)
def runs_of_event(request: ApiRequest, event_id: JobId) -> EventRuns:
    """New ones, and ones that were open already for the same thing. Runs are kept for 30 days."""
    event = _event(request, event_id)
    found = service.runs_of(event)
    return EventRuns(
        eventId=event.shown_id,
        runs=[
            EventRun(
                id=run.pk,
                status=cast(RunState, run.status),
                function_id=run.flow,
                started_at=run.started_at,
                ended_at=run.ended_at,
            )
            for run in found
        ],
    )


def _event(request: ApiRequest, event_id: str) -> Event:
    try:
        event = service.sent_before(UUID(event_id), request.owner.pk)
    except ValueError:
        event = None
    if event is None:
        raise Problem(404, "event_not_found", _("Event not found"))
    return event
