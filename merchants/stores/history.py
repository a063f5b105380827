"""What a store's page shows of what happened: its latest messages and changes."""

from dataclasses import dataclass
from zlib import crc32

from merchants.models import ReceivedWebhook, StoreChange, StoreConnection
from merchants.stores import checking

SHOWN = 20


@dataclass(frozen=True)
class History:
    """``is_checking``: a test goes on. ``version`` changes whenever something to be seen does."""

    messages: list[ReceivedWebhook]
    changes: list[StoreChange]
    is_checking: bool
    version: str


def of(store: StoreConnection) -> History:
    """Three short queries."""
    messages = list(store.webhooks.order_by("-id").defer("body")[:SHOWN])
    is_checking = checking.is_going_on(store)
    facts = [
        store.status,
        store.checked_at,
        store.check_error,
        is_checking,
        *((one.pk, one.status) for one in messages),
    ]
    return History(messages, list(store.changes.all()[:SHOWN]), is_checking, f"{crc32(str(facts).encode()):x}")
