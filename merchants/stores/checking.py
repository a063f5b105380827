"""Whether a store lets us in, asked when a person presses "Test" and after each connecting."""

import logging
from typing import Any

from django.utils import timezone

from jobs import service
from jobs.context import StepContext
from jobs.models import Run, Status
from merchants.models import StoreConnection
from merchants.stores import hearing, opening
from merchants.stores.clients.base import StoreClient
from merchants.stores.clients.errors import FieldsRefused, ProductGone, StoreForbids
from merchants.stores.errors import StoreClosed
from merchants.stores.payloads import StoreCheckRequested

log = logging.getLogger(__name__)


def start(store: StoreConnection, our_address: str = "") -> Run:
    """Have a run ask the store. One at a time for each store."""
    return service.emit(StoreCheckRequested(store_id=store.pk, our_address=our_address), owner=store.merchant).run


def is_going_on(store: StoreConnection) -> bool:
    return service.open_run(subject_of(store.pk), "store/check") is not None


def subject_of(store_id: Any) -> str:
    return f"store:{store_id}"


def check(context: StepContext[StoreCheckRequested]) -> dict[str, Any]:
    """Ask the store who it is, and keep what it says. Raises StoreError."""
    store = StoreConnection.objects.filter(pk=context.payload.store_id).first()
    if store is None:
        raise StoreClosed
    client = opening.open_store(store)
    told = client.check()
    said = {"name": told.name[:200], "currency": told.currency[:3], "plan": told.plan[:40]}
    columns = {name: value for name, value in said.items() if value}
    StoreConnection.objects.filter(pk=store.pk).update(checked_at=timezone.now(), check_error="", **columns)
    return {"currency": told.currency, "hears": _has_it_tell(store, client, context.payload.our_address)}


def _has_it_tell(store: StoreConnection, client: StoreClient, our_address: str) -> bool:
    """Ask the store to tell us of its news, where it can reach us. One that does not want to is a good store too."""
    address = hearing.address_of(store, our_address) if our_address.startswith("https://") else ""
    if not address:
        return False
    try:
        client.listen(address, hearing.secret_of(store, store.platform))
    except (StoreForbids, FieldsRefused, ProductGone) as error:
        log.warning("store %s does not tell us of its news: %s", store.pk, error.code)
        return False
    return True


def ended(run: Run) -> None:
    """Note a test that failed, in the transaction that ends its run."""
    if run.status == Status.FAILED:
        store = StoreConnection.objects.filter(pk=run.payload["storeId"])
        store.update(checked_at=timezone.now(), check_error=run.error_code)
