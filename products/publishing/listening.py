"""What happens elsewhere and makes listings out of date: readings, the merchant's own values, news from stores."""

from typing import Any

from django.db.models import Q
from django.db.models.signals import post_delete, post_save

from jobs.models import Run, Status
from merchants.stores import incoming
from products.content import ProductText
from products.models import OwnValue
from products.publishing import differing, service

CHANGED = ("product.*updated", "product.quantity.low")  # "product.updated", "product.price.updated" …


def begin() -> None:
    """Called once when the apps are ready."""
    for signal in (post_save, post_delete):
        for kind in (OwnValue, ProductText):
            signal.connect(_changed, sender=kind, dispatch_uid=f"listing-{kind.__name__}-{id(signal)}")
    incoming.register("product.deleted", _deleted_in_store)
    for pattern in CHANGED:
        incoming.register(pattern, _changed_in_store)


def reading_ended(run: Run) -> None:
    """A reading that found the facts otherwise than before."""
    if run.status == Status.SUCCEEDED and (run.result or {}).get("changes_total"):
        service.out_of_date(Q(product_id=run.payload["productId"]))


def _changed(instance: OwnValue | ProductText, **kwargs: Any) -> None:
    service.out_of_date(Q(product_id=instance.product_id))


def _deleted_in_store(message: incoming.Message) -> None:
    if message.store is not None:
        service.deleted_in_store(message.store, message.object_id)


def _changed_in_store(message: incoming.Message) -> None:
    if message.store is not None:
        differing.heard(message.store, message.object_id, message.sent_at)
