"""The scheduler: takes what is due by the index, some at a time, and sends it to the bulk queue.

One process does it at a time (``jobs.schedules`` sees to that). What was taken has its next look written in the same
transaction, so a run that is lost costs one look, and nothing is looked at twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from jobs import service as jobs
from jobs.models import Queue, Run, Status
from products.models import Product
from products.watch import breaker, timing
from products.watch.models import ShopHealth, WatchedProduct
from products.watch.payloads import LookRequested
from products.watch.schedules import READY

AT_ONCE = 500  # products in one transaction
BATCHES = 20  # in one round
EVERY_S = 15.0  # seconds between two rounds
KEPT_FOR = timedelta(days=1)  # that a product which was deleted may come back
SPREAD_S = 3600.0  # looks that a rest put off come within so much after it


@dataclass(slots=True)
class _Sorted:
    """What becomes of the products that are due."""

    looks: list[WatchedProduct] = field(default_factory=list)
    later: list[WatchedProduct] = field(default_factory=list)
    over: list[WatchedProduct] = field(default_factory=list)


def send_due(now: datetime | None = None) -> int:
    """Queue the looks that are due, as many as the bulk queue has room for; how many."""
    now, sent = now or timezone.now(), 0
    for _ in range(BATCHES):
        if not _has_room():
            break
        taken, looks = _send_some(now)
        sent += looks
        if taken < AT_ONCE:
            break
    return sent


def due(now: datetime) -> QuerySet[WatchedProduct]:
    """What is due, longest overdue first; in the order of the index, so the rest of the table costs nothing."""
    return WatchedProduct.objects.filter(next_at__lte=now).order_by("next_at", "product_id")


def _has_room() -> bool:
    """A queue that is full already would only grow older: what is due stays due."""
    queued = Run.objects.filter(queue=Queue.BULK, status=Status.QUEUED).order_by()
    return queued[: settings.WATCH_QUEUE_MOST].count() < settings.WATCH_QUEUE_MOST


def _send_some(now: datetime) -> tuple[int, int]:
    """How many were due, and how many of them are looked at."""
    with transaction.atomic():
        rows = list(_locked(due(now).select_related("product", "merchant"))[:AT_ONCE])
        sorted_ = _sort(rows, now)
        for row in sorted_.looks:
            row.next_at = timing.after_look(row.pk, row.interval_s, now)
        _save([*sorted_.looks, *sorted_.later])
        WatchedProduct.objects.filter(pk__in=[row.pk for row in sorted_.over]).delete()
        _emit(sorted_.looks)
    return len(rows), len(sorted_.looks)


def _save(rows: Sequence[WatchedProduct]) -> None:
    """They are there and locked. ``bulk_update`` would spell out a case for each of them."""
    WatchedProduct.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["product"], update_fields=["next_at", "outcome"]
    )


def _locked(rows: QuerySet[WatchedProduct]) -> QuerySet[WatchedProduct]:
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, of=("self",))
    return rows


def _sort(rows: Iterable[WatchedProduct], now: datetime) -> _Sorted:
    rows = list(rows)
    shops = breaker.resting({row.domain for row in rows})
    found = _Sorted()
    for row in rows:
        shop = shops.get(row.domain)
        if row.product.status not in READY or _is_gone_for_good(row.product, now):
            found.over.append(row)
        elif row.product.deleted_at is not None:
            row.next_at = now + KEPT_FOR
            found.later.append(row)
        elif shop is None or breaker.may_probe(shop, row.pk, now):
            found.looks.append(row)
        else:
            put_off(row, shop, now)
            found.later.append(row)
    return found


def _is_gone_for_good(product: Product, now: datetime) -> bool:
    """A deletion can be taken back for a day, and the product shall be watched again then."""
    return product.deleted_at is not None and product.deleted_at < now - KEPT_FOR


def put_off(row: WatchedProduct, shop: ShopHealth, now: datetime) -> None:
    """After the shop's rest, each product at its own place; the caller saves it."""
    over = max(shop.rests_until or now, now + timedelta(seconds=breaker.PROBE_S))
    row.next_at = over + timedelta(seconds=timing.place(row.pk) * min(row.interval_s, SPREAD_S))
    row.outcome = WatchedProduct.Outcome.RESTED


def _emit(rows: Iterable[WatchedProduct]) -> None:
    """One event and run a product. One whose last look is still open is not looked at twice."""

    def owner(row: WatchedProduct) -> UUID:
        return row.merchant_id

    for _, mine in groupby(sorted(rows, key=owner), key=owner):
        of_one = list(mine)
        jobs.emit_many([_look(row) for row in of_one], owner=of_one[0].merchant, queue=Queue.BULK)


def _look(row: WatchedProduct) -> LookRequested:
    return LookRequested(product_id=row.pk, source_url=row.product.link, merchant_id=row.merchant_id)


def look_now(row: WatchedProduct) -> Any:
    """Look at one product as soon as a worker is free."""
    return jobs.emit(_look(row), owner=row.merchant, queue=Queue.BULK).run
