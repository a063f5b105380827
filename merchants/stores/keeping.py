"""How long removed stores and their messages are kept."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from merchants.stores.models import ReceivedWebhook, StoreClock, StoreConnection, WaitingStore

AT_ONCE = 500
STORES_AT_ONCE = 20  # each has listings that go with it


def delete_removed() -> int:
    """Delete some stores that removed our app long ago, where their merchant chose that; how many.

    With a store go its listings and messages. The merchant's own products stay: they were made here.
    """
    cut = timezone.now() - timedelta(days=settings.STORE_DELETED_AFTER_D)
    removed = StoreConnection.objects.filter(
        status=StoreConnection.Status.UNINSTALLED,
        after_uninstall=StoreConnection.AfterUninstall.DELETE,
        uninstalled_at__lt=cut,
    )
    stores = list(removed.order_by("uninstalled_at")[:STORES_AT_ONCE])
    for store in stores:
        forget(store)
    return len(stores)


def forget(store: StoreConnection) -> None:
    """Delete a store and all that it sent."""
    mine = {"platform": store.platform, "external_id": store.external_id}
    store.delete()
    if not StoreConnection.objects.filter(**mine).exists():
        ReceivedWebhook.objects.filter(**mine).delete()
        StoreClock.objects.filter(**mine).delete()


def delete_unclaimed() -> int:
    """Delete some stores that nobody has claimed for as long as a refresh token lasts; how many."""
    cut = timezone.now() - timedelta(days=settings.STORE_DELETED_AFTER_D)
    ids = list(WaitingStore.objects.filter(created_at__lt=cut).values_list("pk", flat=True)[:AT_ONCE])
    return WaitingStore.objects.filter(pk__in=ids).delete()[0]


def delete_old_webhooks() -> int:
    """Delete some messages as old as runs may get; how many."""
    old = ReceivedWebhook.objects.filter(received_at__lt=timezone.now() - timedelta(days=settings.KEEP_RUNS_D))
    ids = list(old.order_by("received_at").values_list("pk", flat=True)[:AT_ONCE])
    return ReceivedWebhook.objects.filter(pk__in=ids).delete()[0]
