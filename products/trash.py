"""Deleting products, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature, TimestampSigner
from django.db import IntegrityError, transaction
from django.utils import timezone

from merchants.models import Merchant
from products.imports import service
from products.models import Product, ProductQuerySet

UNDO_FOR = timedelta(days=1)  # the rows stay longer; a forgotten page must not bring products back by surprise

_signer = TimestampSigner(salt="products.trash")


class TooLate(Exception):
    """The deletion is older than UNDO_FOR, or none of this merchant's."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """``count`` products went; ``undo`` is what ``restore`` takes to bring them back."""

    count: int
    undo: str


@dataclass(frozen=True, slots=True)
class Restored:
    """``count`` products came back; ``left`` did not, since their links were imported anew meanwhile."""

    count: int
    left: int


def delete(products: ProductQuerySet | Sequence[Product], merchant: Merchant) -> Deletion:
    """Take products away and stop their imports, in few statements. The rows stay, so that costs and history stay.

    All of them bear the same moment, by which one deletion is told from another.
    """
    moment = timezone.now()
    if not isinstance(products, ProductQuerySet):
        products = Product.objects.filter(pk__in=[product.pk for product in products])
    count = products.filter(merchant=merchant, deleted_at=None).update(deleted_at=moment)
    service.cancel_many(merchant.products.filter(deleted_at=moment).values_list("pk", flat=True))
    return Deletion(count, _signer.sign_object([str(merchant.pk), moment.isoformat()]))


def restore(undo: str, merchant: Merchant) -> Restored:
    """Take a deletion back. Raises TooLate."""
    gone = merchant.products.filter(deleted_at=_moment(undo, merchant))
    try:
        return _restore(gone, merchant)
    except IntegrityError:  # one of the links is imported this moment; now its product is there to be seen
        return _restore(gone, merchant)


def _restore(gone: ProductQuerySet, merchant: Merchant) -> Restored:
    with transaction.atomic():
        taken = (
            merchant.products.alive().filter(link_key__in=gone.values("link_key")).values_list("link_key", flat=True)
        )
        left = gone.filter(link_key__in=list(taken))
        kept = list(left.values_list("pk", flat=True))
        return Restored(gone.exclude(pk__in=kept).update(deleted_at=None), len(kept))


def _moment(undo: str, merchant: Merchant) -> datetime:
    try:
        owner, moment = _signer.unsign_object(undo, max_age=UNDO_FOR)
    except (BadSignature, ValueError) as error:
        raise TooLate(str(error)) from error
    if UUID(owner) != merchant.pk:
        raise TooLate("another merchant's")
    return datetime.fromisoformat(moment)
