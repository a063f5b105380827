"""Whether a store lets us in, asked when a person presses "Test" and after each connecting."""

from typing import Any

from django.utils import timezone

from jobs import service
from jobs.context import StepContext
from jobs.models import Run, Status
from merchants.models import StoreConnection
from merchants.stores import opening
from merchants.stores.errors import StoreClosed
from merchants.stores.payloads import StoreCheckRequested


def start(store: StoreConnection) -> Run:
    """Have a run ask the store. One at a time for each store."""
    return service.emit(StoreCheckRequested(store_id=store.pk), owner=store.merchant).run


def is_going_on(store: StoreConnection) -> bool:
    return service.open_run(subject_of(store.pk), "store/check") is not None


def subject_of(store_id: Any) -> str:
    return f"store:{store_id}"


def check(context: StepContext[StoreCheckRequested]) -> dict[str, Any]:
    """Ask the store who it is, and keep what it says. Raises StoreError."""
    store = StoreConnection.objects.filter(pk=context.payload.store_id).first()
    if store is None:
        raise StoreClosed
    told = opening.open_store(store).check()
    said = {"name": told.name[:200], "currency": told.currency[:3], "plan": told.plan[:40]}
    columns = {name: value for name, value in said.items() if value}
    StoreConnection.objects.filter(pk=store.pk).update(checked_at=timezone.now(), check_error="", **columns)
    return {"currency": told.currency}


def ended(run: Run) -> None:
    """Note a test that failed, in the transaction that ends its run."""
    if run.status == Status.FAILED:
        store = StoreConnection.objects.filter(pk=run.payload["storeId"])
        store.update(checked_at=timezone.now(), check_error=run.error_code)
