"""How far we are with each kind of news of a store. Messages are repeated and come in any order."""

from datetime import datetime

from django.db import IntegrityError, transaction

from merchants.stores.incoming import Message
from merchants.stores.models import StoreClock

ACCESS = "access"  # one clock for all that gives and takes our access
DELETED = "product.deleted"


def is_news(message: Message, key: str = "") -> bool:
    """Whether nothing newer of this kind was seen; it is noted as seen. Call it where its effect is written.

    Without a ``key`` the kind is the event and its object. What is told of a product after its end is no news. The
    same moment counts as news: clocks of stores tell whole seconds, and repeating does no harm.
    """
    if message.sent_at is None:
        return True
    if message.object_id and message.event != DELETED and _is_past(message, f"{DELETED}:{message.object_id}"):
        return False
    return advance(message, key or f"{message.event}:{message.object_id}", message.sent_at)


def advance(message: Message, key: str, at: datetime) -> bool:
    """Move the clock ``key`` of the message's store to ``at``; False when it stands later."""
    mine = {"platform": message.platform, "external_id": message.external_id, "key": key}
    rows = StoreClock.objects.filter(**mine)
    if rows.filter(at__lte=at).update(at=at):
        return True
    if rows.exists():
        return False
    try:
        with transaction.atomic():
            StoreClock.objects.create(**mine, at=at)
    except IntegrityError:  # another worker made it just now
        return bool(rows.filter(at__lte=at).update(at=at))
    return True


def set_at_least(platform: str, external_id: str, key: str, at: datetime) -> None:
    """Let everything older than ``at`` count as late."""
    store = {"platform": platform, "external_id": external_id, "key": key}
    row, is_new = StoreClock.objects.get_or_create(**store, defaults={"at": at})
    if not is_new:
        StoreClock.objects.filter(pk=row.pk, at__lt=at).update(at=at)


def _is_past(message: Message, key: str) -> bool:
    later = {"platform": message.platform, "external_id": message.external_id, "key": key, "at__gt": message.sent_at}
    return StoreClock.objects.filter(**later).exists()
