"""How often each product is looked at: the merchant's choices, the most specific first, applied to the products."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jobs import service as jobs
from merchants.models import Merchant
from products.models import Product
from products.watch import timing
from products.watch.models import Every, WatchedProduct, WatchPreferences, WatchSchedule
from products.watch.payloads import ArrangeRequested

AT_ONCE = 500  # products in one transaction
READY = (Product.Status.IMPORTED, Product.Status.ENHANCED)


@dataclass(frozen=True, slots=True)
class Chosen:
    """``every`` and ``slowest`` in seconds; 0: not looked at. ``source``: what level said so."""

    every: int = Every.NEVER
    slowest: int = Every.NEVER
    source: str = ""


NOTHING = Chosen()


class Choices:
    """A merchant's schedules, read once: the product's own, else its shop's, else the one for all."""

    def __init__(self, merchant_id: UUID, product_ids: Iterable[UUID] = ()) -> None:
        mine = Q(product=None) | Q(product__in=list(product_ids))
        rows = list(WatchSchedule.objects.filter(mine, merchant_id=merchant_id))
        self._by_domain = {row.domain: row for row in rows if row.product_id is None}
        self._by_product = {row.product_id: row for row in rows if row.product_id is not None}

    @property
    def are_none(self) -> bool:
        """Nothing at all was chosen."""
        return not self._by_domain and not self._by_product

    def of(self, product_id: UUID, domain: str) -> Chosen:
        if row := self._by_product.get(product_id):
            return Chosen(row.every, row.slowest, "product")
        return self.of_shop(domain)

    def of_shop(self, domain: str) -> Chosen:
        if domain and (row := self._by_domain.get(domain)):
            return Chosen(row.every, row.slowest, "shop")
        return self.of_all()

    def of_all(self) -> Chosen:
        row = self._by_domain.get("")
        return Chosen(row.every, row.slowest, "merchant") if row else NOTHING


def choose(
    merchant: Merchant, *, every: int | None, slowest: int = 0, domain: str = "", product: Product | None = None
) -> None:
    """Set a schedule, or take it away (``every`` None), and have it applied. Of one product it is applied at once."""
    place: dict[str, Any] = {"merchant": merchant, "domain": "" if product else domain, "product": product}
    with transaction.atomic():
        lock(merchant)
        if every is None:
            WatchSchedule.objects.filter(**place).delete()
        else:
            chosen = {"every": every, "slowest": max(every, slowest) if every else Every.NEVER}
            WatchSchedule.objects.update_or_create(**place, defaults=chosen)
        if product:
            apply(merchant.pk, [product], timezone.now())
        else:
            jobs.emit(ArrangeRequested(merchant_id=merchant.pk, domain=domain), owner=merchant)


def lock(merchant: Merchant) -> WatchPreferences:
    """The merchant's preferences, locked: schedules are changed and applied one after the other."""
    WatchPreferences.objects.get_or_create(merchant=merchant)
    return WatchPreferences.objects.select_for_update().get(merchant=merchant)


def arrange_some(merchant: Merchant, domain: str, after: UUID | None) -> UUID | None:
    """Apply the schedules to the next products after ``after``, of one shop or of all; the last one of them."""
    with transaction.atomic():
        lock(merchant)
        mine = merchant.products.alive().filter(status__in=READY).order_by("pk")
        mine = mine.filter(domain=domain) if domain else mine
        some = list((mine.filter(pk__gt=after) if after else mine).only("pk", "domain", "merchant_id")[:AT_ONCE])
        apply(merchant.pk, some, timezone.now())
    return some[-1].pk if some else None


def apply(merchant_id: UUID, products: Iterable[Product], now: datetime) -> None:
    """Bring the watch of ``products`` in line with what the merchant chose."""
    by_id = {product.pk: product for product in products}
    choices = Choices(merchant_id, by_id)
    if choices.are_none and not WatchedProduct.objects.filter(merchant_id=merchant_id).exists():
        return
    there = WatchedProduct.objects.in_bulk(list(by_id))
    wanted = {pk: choices.of(pk, product.domain) for pk, product in by_id.items()}
    WatchedProduct.objects.filter(pk__in=[pk for pk in there if not wanted[pk].every]).delete()
    new = [_new(product, wanted[pk], now) for pk, product in by_id.items() if wanted[pk].every and pk not in there]
    WatchedProduct.objects.bulk_create(new, ignore_conflicts=True)
    changed = [row for pk, row in there.items() if wanted[pk].every and _adapt(row, wanted[pk], now)]
    WatchedProduct.objects.bulk_update(changed, ["every", "slowest", "interval_s", "next_at"])


def begin(product: Product, now: datetime) -> None:
    """Watch ``product``, which is not watched, if its merchant chose so."""
    chosen = Choices(product.merchant_id, [product.pk]).of(product.pk, product.domain)
    if chosen.every:
        WatchedProduct.objects.bulk_create([_new(product, chosen, now)], ignore_conflicts=True)


def _new(product: Product, chosen: Chosen, now: datetime) -> WatchedProduct:
    return WatchedProduct(
        product_id=product.pk,
        merchant_id=product.merchant_id,
        domain=product.domain,
        every=chosen.every,
        slowest=chosen.slowest,
        interval_s=chosen.every,
        next_at=timing.first(product.pk, chosen.every, now),
    )


def _adapt(row: WatchedProduct, chosen: Chosen, now: datetime) -> bool:
    """Whether the bounds are new. A look that is due within the new ones stays where it is."""
    if (row.every, row.slowest) == (chosen.every, chosen.slowest):
        return False
    row.every, row.slowest = chosen.every, chosen.slowest
    row.interval_s = chosen.every
    row.next_at = min(row.next_at, timing.first(row.pk, chosen.every, now)) if row.next_at > now else row.next_at
    return True
