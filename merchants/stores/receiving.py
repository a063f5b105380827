"""Keep a verified message and start the run that reads it: the platform waits for the answer."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.dateparse import parse_datetime

from jobs import service
from merchants.encryption import Sealed
from merchants.stores.models import ReceivedWebhook, StoreConnection
from merchants.stores.payloads import WebhookReceived

EVENT = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
STORE_ID = re.compile(r"[A-Za-z0-9._:/~%-]{1,255}")  # a number, or a host with what follows it
RIYADH = timezone(timedelta(hours=3))  # times without a zone are the store's, and Salla's stores are there


class Unreadable(Exception):
    """The body is not a message: no JSON object in UTF-8, or without an event and a store."""

    code = "unreadable"


@dataclass(frozen=True)
class Envelope:
    """``{event, merchant, created_at, data}``, checked."""

    event: str
    external_id: str
    sent_at: datetime | None
    data: dict[str, Any]

    def dump(self) -> str:
        sent = self.sent_at.isoformat() if self.sent_at else None
        told = {"event": self.event, "merchant": self.external_id, "created_at": sent, "data": self.data}
        return json.dumps(told)  # escaped: half a character has no bytes in UTF-8


def receive(platform: str, body: bytes, *, strategy: str, our_address: str = "") -> tuple[ReceivedWebhook, bool]:
    """Keep the message and start its run; and whether it is new. Raises Unreadable, NoFieldKeys."""
    body_hash = sha256(platform.encode() + b"\n" + body).hexdigest()
    if known := _again(body_hash):
        return known, False
    envelope = opened(body)
    row = ReceivedWebhook(
        platform=platform,
        event=envelope.event,
        external_id=envelope.external_id,
        connection=store_of(platform, envelope.external_id),
        body=Sealed.of(body.decode()),
        body_hash=body_hash,
        strategy=strategy,
        sent_at=envelope.sent_at,
    )
    return _kept(row, our_address)


def receive_told(
    platform: str, envelope: Envelope, body_hash: str, *, strategy: str, store: StoreConnection | None = None
) -> tuple[ReceivedWebhook, bool]:
    """The same for a message of another form, kept in ours. Raises Unreadable, NoFieldKeys."""
    if known := _again(body_hash):
        return known, False
    text = envelope.dump()
    opened(text.encode())
    row = ReceivedWebhook(
        platform=platform,
        event=envelope.event,
        external_id=envelope.external_id,
        connection=store or store_of(platform, envelope.external_id),
        body=Sealed.of(text),
        body_hash=body_hash,
        strategy=strategy,
        sent_at=envelope.sent_at,
    )
    return _kept(row, "")


def _kept(row: ReceivedWebhook, our_address: str) -> tuple[ReceivedWebhook, bool]:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            start(row, our_address)
    except IntegrityError:
        if known := _again(row.body_hash):  # its copy came at the same moment
            return known, False
        raise
    return row, True


def _again(body_hash: str) -> ReceivedWebhook | None:
    same = ReceivedWebhook.objects.filter(body_hash=body_hash)
    return same.get() if same.update(times=F("times") + 1) else None


def start(row: ReceivedWebhook, our_address: str = "") -> None:
    """Have a run read the message. It belongs to the store's merchant, if there is one."""
    owner = row.connection.merchant if row.connection else None
    service.emit(WebhookReceived(webhook_id=row.pk, our_address=our_address), owner=owner)


def read_again(rows: QuerySet[ReceivedWebhook]) -> int:
    """Have messages read once more, oldest first; how many. What is older than later news stays without effect."""
    Status = ReceivedWebhook.Status
    done = rows.exclude(status=Status.RECEIVED).order_by(F("sent_at").asc(nulls_last=True), "id")
    count = 0
    for row in done.select_related("connection__merchant"):
        with transaction.atomic():
            if ReceivedWebhook.objects.filter(pk=row.pk, status=row.status).update(status=Status.RECEIVED):
                start(row)
                count += 1
    return count


def store_of(platform: str, external_id: str) -> StoreConnection | None:
    """The connection of a store: the open one, else the one that was connected last."""
    same = StoreConnection.objects.filter(platform=platform, external_id=external_id).select_related("merchant")
    is_open = Q(status__in=["connected", "reconnect_needed"])
    return same.filter(is_open).first() or same.order_by("-connected_at").first()


def opened(body: bytes) -> Envelope:
    """Raises Unreadable."""
    message = read_object(body)
    event, store, data = message.get("event"), message.get("merchant"), message.get("data")
    if not isinstance(event, str) or not EVENT.fullmatch(event):
        raise Unreadable("no event")
    if not isinstance(store, int | str) or not STORE_ID.fullmatch(str(store)):
        raise Unreadable("no store")
    return Envelope(event, str(store), moment(message.get("created_at")), data if isinstance(data, dict) else {})


def read_object(body: bytes) -> dict[str, Any]:
    """Raises Unreadable."""
    try:
        message = json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise Unreadable(str(error)[:200]) from error
    if not isinstance(message, dict):
        raise Unreadable("not an object")
    return message


def moment(said: object) -> datetime | None:
    """When it was sent: as Salla writes it ("Wed Jun 30 2021 12:00:00 GMT+0300"), ISO 8601, or a Unix time."""
    try:
        if isinstance(said, int | float):
            return datetime.fromtimestamp(said, UTC)
        text = str(said or "").strip()
        at = parse_datetime(text) if text[:1].isdigit() else datetime.strptime(text, "%a %b %d %Y %H:%M:%S GMT%z")
    except (ValueError, OverflowError, OSError):
        return None
    return at if at is None or at.tzinfo else at.replace(tzinfo=RIYADH)
