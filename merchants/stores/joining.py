"""A store is connected from here: by a code that the platform gave, or by keys that the store made."""

import time
from typing import Any
from uuid import UUID

from django.utils import timezone

from merchants.encryption import Sealed
from merchants.models import Merchant, StoreConnection
from merchants.stores import connecting, connections, oauth, opening, waiting
from merchants.stores.clients.base import StoreAccess
from merchants.stores.clients.errors import NoAnswer, ProductGone, StoreAddressRefused, StoreBroken
from merchants.stores.errors import ConnectRefused, NotSetUp, ReconnectNeeded
from merchants.stores.forms import KeysForm
from merchants.stores.oauth import Grant
from merchants.stores.product import StoreIdentity


def by_code(merchant: Merchant, platform: str, code: str, *, redirect_uri: str, store_id: str = "") -> StoreConnection:
    """Connect the store that ``code`` opens; with ``store_id`` it must be that one. Raises StoreError, NoFieldKeys."""
    until = waiting.until()
    try:
        grant = oauth.exchange(platform, code, redirect_uri, deadline_s=waiting.TOGETHER_S - waiting.LEAST_S)
        identity = _identity(platform, grant, deadline_s=until - time.monotonic())
    except NoAnswer as error:
        raise ConnectRefused("store_silent") from error
    known = merchant.stores.filter(pk=UUID(store_id)).first() if store_id else None
    if known and known.external_id != identity.external_id:
        raise ConnectRefused("not_the_store")
    return connecting.connect(
        merchant, platform, identity, connections.columns_of(grant) | {"settings": {"redirect_uri": redirect_uri}}
    )


def _identity(platform: str, grant: Grant, *, deadline_s: float) -> StoreIdentity:
    """Whose store the new tokens open."""
    owner = oauth.owner_of(platform, grant, deadline_s=deadline_s)
    told = {"external_id": owner.external_id, "name": owner.name, "url": owner.address, "plan": owner.plan}
    return StoreIdentity(**told, currency="", language="", email=owner.email)


def by_keys(merchant: Merchant, form: KeysForm) -> StoreConnection:
    """Connect the store at an address, once its keys have opened it. Raises StoreError, NoFieldKeys."""
    if not opening.is_known(form.platform):
        raise NotSetUp(form.platform)
    address, external_id = form.cleaned_data["address"], form.external_id
    access = StoreAccess(token=form.cleaned_data["key"], second=form.second)
    try:
        told = opening.open_with(form.platform, external_id, address, access, until=waiting.until()).check()
    except ReconnectNeeded as error:
        raise ConnectRefused("keys_refused") from error
    except (ProductGone, StoreBroken, StoreAddressRefused) as error:
        raise ConnectRefused("no_such_store") from error
    except NoAnswer as error:
        raise ConnectRefused("store_silent") from error
    identity = StoreIdentity(
        external_id=external_id, name=told.name, currency=told.currency, language=told.language, url=address
    )
    return connecting.connect(merchant, form.platform, identity, _keys(access))


def _keys(access: StoreAccess) -> dict[str, Any]:
    """Keys as columns. They hold until somebody deletes them in the store."""
    return {
        "access_token": Sealed.of(access.token),
        "second_token": Sealed.of(access.second) if access.second else "",
        "refresh_token": "",
        "expires_at": None,
        "refresh_expires_at": None,
        "tokens_at": timezone.now(),
        "checked_at": timezone.now(),
        "check_error": "",
    }
