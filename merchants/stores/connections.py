"""The one door through which a store's status goes, and what follows from it."""

import logging
from typing import Any

from django.db import transaction
from django.utils import timezone

from jobs import service
from merchants.encryption import Sealed
from merchants.stores.models import StoreChange, StoreConnection, WaitingStore
from merchants.stores.oauth import Grant
from merchants.stores.payloads import StoreNeedsReconnect

log = logging.getLogger(__name__)

Status = StoreConnection.Status
NO_TOKENS: dict[str, Any] = {
    "access_token": "",
    "second_token": "",
    "refresh_token": "",
    "refresh_id": None,
    "refresh_until": None,
}


class IllegalMove(Exception):
    """No arrow leads there."""


class LostRace(Exception):
    """Somebody else changed the store at the same moment."""


def move(connection: StoreConnection, to: str, *, reason: str = "", **fields: object) -> None:
    """Take ``connection`` to status ``to`` and record it, both or neither. The UPDATE names the old status.

    Raises IllegalMove, LostRace.
    """
    if to not in StoreConnection.NEXT[Status(connection.status)]:
        raise IllegalMove(f"{connection.status} -> {to}")
    with transaction.atomic():
        mine = StoreConnection.objects.filter(pk=connection.pk, status=connection.status)
        if not mine.update(status=to, error_code="" if to == Status.CONNECTED else reason, **fields):
            raise LostRace(f"store {connection.pk} is no longer {connection.status}")
        StoreChange.objects.create(connection=connection, old=connection.status, new=to, reason=reason)
    connection.refresh_from_db()


def needs_reconnect(connection: StoreConnection, reason: str) -> bool:
    """The store does not let us in with the tokens in ``connection`` any more: drop them and have the owners told.

    Whether it was so: not when the row has other tokens by now, or is no longer connected.
    """
    with transaction.atomic():
        same = StoreConnection.objects.filter(
            pk=connection.pk, status=Status.CONNECTED, tokens_at=connection.tokens_at
        ).exclude(access_token="")
        if not same.update(status=Status.RECONNECT_NEEDED, error_code=reason, **NO_TOKENS):
            return False
        StoreChange.objects.create(
            connection=connection, old=Status.CONNECTED, new=Status.RECONNECT_NEEDED, reason=reason
        )
        service.emit(StoreNeedsReconnect(store_id=connection.pk), owner=connection.merchant)
    log.warning("store %s of merchant %s must be connected again: %s", connection.pk, connection.merchant_id, reason)
    connection.refresh_from_db()
    return True


def disconnect(connection: StoreConnection) -> None:
    """The merchant's own doing: we keep no key of the store. Raises LostRace."""
    if connection.is_open:
        move(connection, Status.DISCONNECTED, **NO_TOKENS)


def uninstalled(connection: StoreConnection) -> None:
    """The store has removed our app, so its tokens are worthless. Raises LostRace."""
    if connection.status != Status.UNINSTALLED:
        move(connection, Status.UNINSTALLED, uninstalled_at=timezone.now(), **NO_TOKENS)


def columns_of(grant: Grant) -> dict[str, object]:
    """A grant as columns of ``models.Tokens``, sealed. Raises NoFieldKeys."""
    return {
        "access_token": Sealed.of(grant.access_token),
        "second_token": Sealed.of(grant.second_token) if grant.second_token else "",
        "refresh_token": Sealed.of(grant.refresh_token) if grant.refresh_token else "",
        "expires_at": grant.expires_at,
        "refresh_expires_at": grant.refresh_expires_at,
        "scopes": list(grant.scopes),
        "tokens_at": timezone.now(),
    }


def columns_of_waiting(store: WaitingStore) -> dict[str, object]:
    """The tokens of a store that waited, as they are."""
    names = (
        "access_token",
        "second_token",
        "refresh_token",
        "expires_at",
        "refresh_expires_at",
        "scopes",
        "tokens_at",
    )
    return {name: getattr(store, name) for name in names}
