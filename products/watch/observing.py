"""What a reading means: the product's price and stock as confirmed so far, and what has happened to them.

Facts are what the page said last. Here they are believed only when they are not likely to be noise: another currency,
another state of stock, a price or variant that is gone need two looks; a price that is rounded otherwise is none.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from products.imports import choices
from products.imports.changes import label, same
from products.imports.values import count_or_none, decimal_or_none
from products.models import Product
from products.watch.models import PricePoint, WatchKind

BUYABLE = frozenset({"in_stock", "preorder", "backorder"})
SHAKY = ("currency", "availability", "price_missing")
HUNDRED = Decimal(100)
LARGEST_PERCENT = Decimal("99999999.99")


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look saw. ``price`` None: none above zero. ``availability`` empty: the page does not say."""

    price: Decimal | None
    currency: str
    availability: str
    quantity: int | None
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """Something confirmed. ``old`` and ``new``: prices as decimal strings, states of stock, else None.

    ``since``: when the first of the steps came, where several together led from ``old`` to ``new``.
    """

    kind: WatchKind
    old: str | None = None
    new: str | None = None
    currency: str = ""
    percent: Decimal | None = None
    variant: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """``pending`` is what the next look has to confirm; empty when nothing is in doubt."""

    happenings: list[Happening]
    pending: dict[str, Any]


def seen_in(snapshot: dict[str, Any]) -> Seen:
    price = decimal_or_none(snapshot.get("price"))
    return Seen(
        price=price if price is not None and price > 0 else None,
        currency=snapshot.get("currency") or "",
        availability=snapshot.get("availability") or "",
        quantity=count_or_none(snapshot.get("stock_quantity")),
    )


def observe(
    product: Product,
    snapshot: dict[str, Any],
    *,
    lost: Iterable[str] = (),
    pending: dict[str, Any] | None,
    now: datetime,
) -> Observed:
    """Take in a reading: write the history and say what has happened.

    ``lost``: variants that this reading missed. ``pending``: what the look before left in doubt; None when nobody will
    look again by itself, so that one reading must do.
    """
    last = newest_point(product)
    if last is None:
        _write(product, None, seen_in(snapshot), now)
        return Observed([], {})
    before = _read_alike(_of(last), snapshot)
    believed, doubts = _believe(before, seen_in(snapshot), pending)
    gone_variants, in_doubt = _variants(snapshot, lost, pending)
    happenings = [
        *_happenings(before, believed),
        *(Happening(WatchKind.VARIANT_LOST, variant=v) for v in gone_variants),
    ]
    if not _alike(_of(last), believed):
        _write(product, last, believed, now)
    return Observed(happenings, doubts | ({"lost": in_doubt} if in_doubt else {}))


def _read_alike(last: Seen, snapshot: dict[str, Any]) -> Seen:
    """``last`` at the place where the price is read now: a merchant's choice of another is no change at the shop."""
    replaced = decimal_or_none(choices.replaced(snapshot, "price"))
    return replace(last, price=seen_in(snapshot).price) if replaced and replaced == last.price else last


def observe_gone(product: Product, *, is_sure: bool, pending: dict[str, Any], now: datetime) -> Observed:
    """The shop says that there is no such page: at once when ``is_sure`` (410), else with the second look."""
    last = newest_point(product)
    if last is not None and last.is_gone:
        return Observed([], {})
    if not is_sure and not pending.get("gone"):
        return Observed([], {"gone": True})
    before = seen_in(product.facts.snapshot) if last is None else _of(last)
    _write(product, last, replace(before, is_gone=True), now)
    return Observed([Happening(WatchKind.GONE)], {})


def between(last: Seen, now: Seen) -> list[Happening]:
    """What had happened from one point of the history to the next."""
    if now.is_gone:
        return [] if last.is_gone else [Happening(WatchKind.GONE)]
    return list(_happenings(last, now))


def newest_point(product: Product) -> PricePoint | None:
    return product.price_points.order_by("-at", "-pk").first()


def _of(point: PricePoint) -> Seen:
    return Seen(point.price, point.currency, point.availability, point.quantity, point.is_gone)


def _believe(last: Seen, seen: Seen, pending: dict[str, Any] | None) -> tuple[Seen, dict[str, Any]]:
    """What holds now, and what is in doubt until the next look."""
    said = _shaky(last, seen)
    doubts = {} if pending is None else {name: value for name, value in said.items() if pending.get(name) != value}
    kept = last
    if "currency" not in doubts and "price_missing" not in doubts:
        kept = replace(kept, price=seen.price, currency=seen.currency or last.currency)
    if "availability" not in doubts:
        kept = replace(kept, availability=seen.availability or last.availability, quantity=seen.quantity)
    return replace(kept, is_gone=False), doubts


def _shaky(last: Seen, seen: Seen) -> dict[str, Any]:
    """What is otherwise than before and may be noise."""
    said: dict[str, Any] = {}
    if seen.price is not None and seen.currency and last.currency and seen.currency != last.currency:
        said["currency"] = seen.currency
    if seen.availability and last.availability and seen.availability != last.availability:
        said["availability"] = seen.availability
    if seen.price is None and last.price is not None:
        said["price_missing"] = True
    return said


def _variants(
    snapshot: dict[str, Any], lost: Iterable[str], pending: dict[str, Any] | None
) -> tuple[list[str], list[str]]:
    """Variants that are gone for certain, and those that the next look has to miss too; each label once."""
    lost = list(dict.fromkeys(lost))
    if pending is None:
        return lost, []
    there = {label(variant) for variant in snapshot.get("variants") or []}
    before = list(dict.fromkeys(pending.get("lost", [])))
    return [one for one in before if one not in there], [one for one in lost if one not in before]


def _happenings(last: Seen, now: Seen) -> Iterable[Happening]:
    if last.price is not None and now.price is not None and last.currency == now.currency:
        old, new = amount_text(last.price), amount_text(now.price)
        if not same("price", old, new):
            yield Happening(WatchKind.PRICE, old, new, now.currency, percent_of(last.price, now.price))
    was, is_now = last.availability in BUYABLE and not last.is_gone, now.availability in BUYABLE
    if was and not is_now and now.availability:
        yield Happening(WatchKind.OUT_OF_STOCK, last.availability, now.availability)
    if not was and is_now and (last.availability or last.is_gone):
        yield Happening(WatchKind.BACK, last.availability or None, now.availability)


def amount_text(amount: Decimal) -> str:
    """``129.5000`` as ``129.50``: at least two decimals, more only where they say something."""
    whole = amount.normalize()
    exponent = whole.as_tuple().exponent
    return f"{whole:f}" if isinstance(exponent, int) and exponent < -2 else f"{amount:.2f}"


def percent_of(old: Decimal, new: Decimal) -> Decimal:
    """The change from ``old`` (above zero) in percent of it, to two decimals."""
    change = min((new - old) * HUNDRED / old, LARGEST_PERCENT)
    return change.quantize(Decimal("0.01"))


def _alike(last: Seen, now: Seen) -> bool:
    """Whether nothing is new but, perhaps, how a price is rounded."""
    if replace(last, price=None) != replace(now, price=None) or (last.price is None) != (now.price is None):
        return False
    return last.price is None or now.price is None or same("price", str(last.price), str(now.price))


def _write(product: Product, last: PricePoint | None, seen: Seen, now: datetime) -> None:
    """The product's next point, which ends ``last`` and whatever else still has no end."""
    if last is not None:
        product.price_points.filter(until=None, at__lt=now).update(until=now)
    values = asdict(seen) | {"merchant_id": product.merchant_id}
    points = [PricePoint(product=product, at=now, **values)]
    PricePoint.objects.bulk_create(
        points, update_conflicts=True, unique_fields=["product", "at"], update_fields=list(values)
    )
