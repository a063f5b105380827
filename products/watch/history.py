"""A product's price and stock over time, for its page; and what a rule would have told of in the last days."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from merchants.models import Merchant
from products import charts
from products.models import FactChange, Product
from products.templatetags.products import money
from products.watch.adding import Base
from products.watch.models import PricePoint, WatchedProduct, WatchKind, WatchRule
from products.watch.observing import BUYABLE, Happening, Seen, between
from products.watch.rules import judge

SHOWN = 500  # points of one chart, the newest
LOOKED_BACK_D = 30
PREVIEWED = 2_000  # changes that a preview looks at, the newest; where there are more it says so
SEEN = ("price", "currency", "availability", "quantity", "is_gone")
NAMED = 20  # of what a rule would have told, so many are shown


@dataclass(frozen=True, slots=True)
class History:
    """``prices`` in the currency in force; ``other_currency`` is the one before, if the shop changed it."""

    prices: charts.Lines
    stock: charts.Lines | None
    other_currency: str


def history_of(product: Product, now: datetime | None = None) -> History | None:
    """None while nothing has been read since histories are kept."""
    now = now or timezone.now()
    points = list(product.price_points.order_by("-at", "-pk")[:SHOWN])[::-1]
    if not points:
        return None
    currency = next((point.currency for point in reversed(points) if point.currency), "")
    others = [point.currency for point in points if point.currency and point.currency != currency]
    watched = WatchedProduct.objects.filter(pk=product.pk).first()
    until = (watched.looked_at if watched else None) or product.read_at or now
    return History(_prices(points, currency, until), _stock(points, until), others[-1] if others else "")


def _prices(points: list[PricePoint], currency: str, until: datetime) -> charts.Lines:
    values = [(point.at, None if point.is_gone or point.currency != currency else point.price) for point in points]
    series = charts.Series(_("Price"), values)
    return charts.lines(
        _("Price over time"), [series], lambda value: money(value, currency), spans=_spans(points, until), until=until
    )


def _spans(points: list[PricePoint], until: datetime) -> Iterator[charts.Span]:
    """The times without stock, and those in which the product was gone."""
    ends = [*(point.at for point in points[1:]), until]
    for point, end in zip(points, ends, strict=True):
        if point.is_gone:
            yield charts.Span(point.at, end, _("Gone from the shop"), "idle")
        elif point.availability and point.availability not in BUYABLE:
            yield charts.Span(point.at, end, _("Out of stock"))


def _stock(points: list[PricePoint], until: datetime) -> charts.Lines | None:
    """The numbers in stock, where the shop tells any."""
    values = [(point.at, None if point.quantity is None else Decimal(point.quantity)) for point in points]
    if all(value is None for _at, value in values):
        return None
    series = charts.Series(_("In stock"), values, "good")
    return charts.lines(_("Stock over time"), [series], lambda value: f"{value:f}", until=until)


# --- What a rule would have told of -----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Told:
    product: Product
    at: datetime
    happening: Happening


@dataclass(frozen=True, slots=True)
class Preview:
    """``told``: the newest; ``count``: all. ``began``: the oldest change that was looked at, where not all were."""

    told: list[Told]
    count: int
    began: datetime | None


def preview(merchant: Merchant, rule: WatchRule, now: datetime | None = None) -> Preview:
    """What ``rule`` would have told of in the last 30 days, by the history as it was kept, or in its newest changes."""
    since = (now or timezone.now()) - timedelta(days=LOOKED_BACK_D)
    lost = rule.kind == WatchKind.VARIANT_LOST
    found, began = _variants_lost(merchant, rule, since) if lost else _of_points(merchant, rule, since)
    told = sorted(_told(rule, found), key=lambda one: one.at, reverse=True)
    products = Product.objects.in_bulk([one.product_id for one in told[:NAMED]])
    named = [Told(products[one.product_id], one.at, one.happening) for one in told if one.product_id in products]
    return Preview(named, len(told), began)


@dataclass(frozen=True, slots=True)
class _Found:
    """The same without the product itself: of thousands a few are shown."""

    product_id: UUID
    domain: str
    at: datetime
    happening: Happening


def _told(rule: WatchRule, found: Iterator[_Found]) -> Iterator[_Found]:
    """What ``rule`` tells of what was ``found``, which is in order of time for each product."""
    bases: dict[tuple[UUID, str], Base | None] = {}
    for one in found:
        key = (one.product_id, one.happening.currency)
        told, bases[key] = judge(rule, one.happening, one.domain, bases.get(key), one.at)
        if told:
            yield replace(one, happening=told)


def _of_points(merchant: Merchant, rule: WatchRule, since: datetime) -> tuple[Iterator[_Found], datetime | None]:
    """What the newest points brought, each held against the one before it, however old that is."""
    points = list(newest_points(merchant, rule, since)[: PREVIEWED + 1])
    looked_at = points[:PREVIEWED]
    before = (
        PricePoint.objects.filter(pk__in=[pk for pk, *_rest in looked_at if pk]).order_by().values_list("pk", *SEEN)
    )
    return _steps(looked_at, {pk: Seen(*seen) for pk, *seen in before}), _began(points, at=3)


def newest_points(merchant: Merchant, rule: WatchRule, since: datetime) -> QuerySet[PricePoint, Any]:
    """Rows of: the point before, product, shop, moment, SEEN. Only for those taken is the one before sought."""
    before = PricePoint.objects.filter(product=OuterRef("product"), at__lt=OuterRef("at")).order_by("-at")
    mine = PricePoint.objects.filter(merchant=merchant, product__deleted_at=None, at__gte=since).order_by("-at")
    mine = _at_shop(mine, rule).annotate(before=Subquery(before.values("pk")[:1]))
    return mine.values_list("before", "product", "product__domain", "at", *SEEN)


def _steps(points: list[Any], before: dict[int, Seen]) -> Iterator[_Found]:
    for pk, product_id, domain, at, *seen in sorted(points, key=itemgetter(1, 3)):
        if last := before.get(pk):
            yield from (_Found(product_id, domain, at, one) for one in between(last, Seen(*seen)))


def _variants_lost(merchant: Merchant, rule: WatchRule, since: datetime) -> tuple[Iterator[_Found], datetime | None]:
    lost = FactChange.objects.filter(
        product__merchant=merchant, product__deleted_at=None, kind=FactChange.Kind.VARIANT_LOST, at__gte=since
    )
    named = _at_shop(lost, rule).order_by("-at").values_list("product", "product__domain", "at", "variant")
    rows = list(named[: PREVIEWED + 1])
    found = (
        _Found(product_id, domain, at, Happening(WatchKind.VARIANT_LOST, variant=variant))
        for product_id, domain, at, variant in rows[:PREVIEWED]
    )
    return found, _began(rows, at=2)


def _at_shop[M: Model](found: QuerySet[M], rule: WatchRule) -> QuerySet[M]:
    return found.filter(product__domain=rule.domain) if rule.domain else found


def _began(rows: list[Any], *, at: int) -> datetime | None:
    """The moment of the oldest row that is looked at, in column ``at``, when there are more of them."""
    return rows[PREVIEWED - 1][at] if len(rows) > PREVIEWED else None
