"""From an event to deliveries: a row and a run for each address that wants it, in the event's own transaction."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from jobs import service
from jobs.ids import uuid7
from jobs.models import Event
from jobs.moments import in_utc
from jobs.payloads import Payload
from merchants.webhooks.models import WebhookDelivery, WebhookEndpoint
from merchants.webhooks.payloads import DeliveryRequested

TEST_EVENT = "webhook/test"
SUBJECT = "delivery:%s"
FLOW = "webhook/deliver"


def on_events(sender: type[Payload], events: Sequence[Event], **kwargs: Any) -> None:
    """Queue what was just written for everyone who wants to hear of it."""
    owners = {event.owner_id for event in events} - {None}
    active = WebhookEndpoint.objects.filter(merchant__in=owners, is_active=True)
    endpoints = active.select_related("merchant") if owners else ()
    wanting = [endpoint for endpoint in endpoints if sender.event in endpoint.events]
    queue(_delivery(one, event) for one in wanting for event in events if event.owner_id == one.merchant_id)


def _delivery(endpoint: WebhookEndpoint, event: Event) -> WebhookDelivery:
    body = text_of(event.name, event.created_at, event.data)
    return WebhookDelivery(endpoint=endpoint, message_id=event.pk, event=event.name, body=body)


def send_test(endpoint: WebhookEndpoint) -> WebhookDelivery:
    """Send an event that means nothing, once, to an active or a switched-off address."""
    message_id = uuid7()
    delivery = WebhookDelivery(endpoint=endpoint, message_id=message_id, event=TEST_EVENT, is_test=True)
    delivery.body = text_of(TEST_EVENT, timezone.now(), {"endpointId": str(endpoint.pk)})
    queue([delivery])
    return delivery


def text_of(name: str, at: datetime, data: dict[str, Any]) -> str:
    """The body of a message: what happened, when, and the event's own payload."""
    message = {"type": name, "timestamp": in_utc(at), "data": data}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def queue(deliveries: Iterable[WebhookDelivery]) -> None:
    """Write new deliveries and start their runs, both or neither: what waits has a run that brings it to an end."""
    with transaction.atomic():
        made = WebhookDelivery.objects.bulk_create(deliveries, batch_size=500)
        for _, mine in groupby(made, key=lambda delivery: delivery.endpoint_id):
            request(list(mine))


def request(deliveries: Sequence[WebhookDelivery]) -> None:
    """Start the runs that bring ``deliveries`` of one address there."""
    payloads = [DeliveryRequested(delivery_id=one.pk, endpoint_id=one.endpoint_id) for one in deliveries]
    service.emit_many(payloads, owner=deliveries[0].endpoint.merchant)


def send_again(delivery: WebhookDelivery) -> None:
    """Bring an ended delivery to its address once more: the same body under the same id."""
    ended = WebhookDelivery.objects.filter(pk=delivery.pk).exclude(status=WebhookDelivery.Status.WAITING)
    with transaction.atomic():
        if ended.update(status=WebhookDelivery.Status.WAITING, error_code=""):
            request([delivery])


def subject_of(delivery_id: UUID) -> str:
    return SUBJECT % delivery_id
