"""The one door through which a product's status moves."""

from django.db import transaction

from products.models import Product, StatusChange


class IllegalMove(Exception):
    """No arrow leads there; see ``Product.NEXT``."""


class LostRace(Exception):
    """Somebody else moved the product first."""


def move(product: Product, to: Product.Status, **fields: object) -> None:
    """Take ``product`` to status ``to`` and record the move, both or neither.

    The UPDATE names the old status, so of two workers exactly one wins and no lock is held. ``fields`` are written
    with it; leaving FAILED clears the error. Raises IllegalMove, LostRace.
    """
    if to not in Product.NEXT[Product.Status(product.status)]:
        raise IllegalMove(f"{product.status} -> {to}")
    if to != Product.Status.FAILED:
        fields = {"error_code": "", "error_detail": "", "retry_at": None, **fields}
    with transaction.atomic():
        mine = Product.objects.filter(pk=product.pk, status=product.status)
        if not mine.update(status=to, **fields):
            raise LostRace(f"product {product.pk} is no longer {product.status}")
        StatusChange.objects.create(
            product=product, old=product.status, new=to, error_code=str(fields.get("error_code", ""))
        )
    product.status = to
    for name, value in fields.items():
        setattr(product, name, value)
