"""The step that reads one message, and what comes of it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from jobs.context import StepContext
from jobs.models import Run
from jobs.models import Status as RunStatus
from merchants.encryption import Sealed
from merchants.stores import app_events, clocks, connecting
from merchants.stores.incoming import Message, handlers_of
from merchants.stores.models import ReceivedWebhook, StoreConnection, WaitingStore
from merchants.stores.payloads import WebhookReceived
from merchants.stores.receiving import opened, store_of

Status = ReceivedWebhook.Status


def process(context: StepContext[WebhookReceived]) -> dict[str, Any]:
    """Read one message. Raises StoreCallFailed when the platform has to be asked and does not answer."""
    row = ReceivedWebhook.objects.filter(pk=context.payload.webhook_id, status=Status.RECEIVED).first()
    if row is None:
        return {"outcome": "known"}
    message = message_of(row)
    prepared = app_events.prepare(message)
    with transaction.atomic():
        outcome = _apply(message, prepared)
        row.status, row.processed_at, row.error_code, row.connection = outcome, timezone.now(), "", message.store
        row.save(update_fields=["status", "processed_at", "error_code", "connection"])
    return {"outcome": outcome}


def tell(context: StepContext[WebhookReceived]) -> dict[str, Any]:
    """Write to the owner of a store that waits to be claimed. Raises MailFailed."""
    row = ReceivedWebhook.objects.filter(pk=context.payload.webhook_id, status=Status.PENDING).first()
    if row is None or row.event != app_events.AUTHORIZE:
        return {"told": False}
    waiting = WaitingStore.objects.filter(platform=row.platform, external_id=row.external_id).first()
    return {"told": waiting is not None and connecting.tell_owner(waiting, context.payload.our_address)}


def message_of(row: ReceivedWebhook) -> Message:
    """What the row holds, with the store as it is now. Raises SecretUnreadable."""
    envelope = opened(Sealed(row.body).open().encode())
    return Message(
        id=row.pk,
        platform=row.platform,
        event=row.event,
        external_id=row.external_id,
        sent_at=row.sent_at,
        data=envelope.data,
        store=_store_of(row),
    )


def _store_of(row: ReceivedWebhook) -> StoreConnection | None:
    """Of one platform's store with keys there may be several connections; the message came to the address of one."""
    is_one_chain = row.platform in connecting.ONE_CHAIN
    return store_of(row.platform, row.external_id) if is_one_chain or row.connection is None else row.connection


def _apply(message: Message, prepared: Any) -> str:
    """What became of it."""
    own = app_events.HANDLERS.get(message.event)
    if own and own.takes_strangers:
        return own.apply(message, prepared)
    if message.store is None:
        return Status.PENDING
    handlers = handlers_of(message.event)
    if own is None and not handlers:
        return Status.IGNORED
    if not clocks.is_news(message, own.clock if own else ""):
        return Status.LATE
    if own:
        own.apply(message, prepared)
    for handler in handlers:
        handler(message)
    return Status.DONE


def again(run: Run) -> None:
    """A run that is started again reads its message again."""
    mine = ReceivedWebhook.objects.filter(pk=run.payload["webhookId"])
    mine.update(status=Status.RECEIVED, error_code="", processed_at=None)


def ended(run: Run) -> None:
    """A run that failed fails its message, in the transaction that ends it."""
    if run.status == RunStatus.FAILED:
        waiting = ReceivedWebhook.objects.filter(pk=run.payload["webhookId"], status=Status.RECEIVED)
        waiting.update(status=Status.FAILED, error_code=run.error_code, processed_at=timezone.now())
