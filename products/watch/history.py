"""A product's price and stock over time, for its page; and what a rule would have told of in the last days."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby, pairwise
from operator import itemgetter
from uuid import UUID

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
PREVIEWED = 20_000  # points that a preview looks at, the newest
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
    """``told``: the newest; ``count``: all of the last 30 days."""

    told: list[Told]
    count: int


def preview(merchant: Merchant, rule: WatchRule, now: datetime | None = None) -> Preview:
    """What ``rule`` would have told of in the last 30 days, by the history as it was kept."""
    since = (now or timezone.now()) - timedelta(days=LOOKED_BACK_D)
    found = _variants_lost(merchant, since) if rule.kind == WatchKind.VARIANT_LOST else _of_points(merchant, since)
    told = sorted(_told(rule, found), key=lambda one: one.at, reverse=True)
    products = Product.objects.in_bulk([one.product_id for one in told[:NAMED]])
    named = [Told(products[one.product_id], one.at, one.happening) for one in told if one.product_id in products]
    return Preview(named, len(told))


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


def _of_points(merchant: Merchant, since: datetime) -> Iterator[_Found]:
    before = since - timedelta(days=LOOKED_BACK_D)  # the point before the first of the days, if it is not too old
    alive = PricePoint.objects.filter(merchant=merchant, product__deleted_at=None, at__gte=before)
    newest = alive.order_by("-at", "-pk").values_list("product", "at", "product__domain", *SEEN)[:PREVIEWED]
    points = sorted(newest, key=itemgetter(0, 1))
    for product_id, mine in groupby(points, key=itemgetter(0)):
        for last, (_product, at, domain, *seen) in pairwise(mine):
            if at >= since:
                yield from (_Found(product_id, domain, at, one) for one in between(Seen(*last[3:]), Seen(*seen)))


def _variants_lost(merchant: Merchant, since: datetime) -> Iterator[_Found]:
    lost = FactChange.objects.filter(
        product__merchant=merchant, product__deleted_at=None, kind=FactChange.Kind.VARIANT_LOST, at__gte=since
    )
    named = lost.order_by("-at").values_list("product", "product__domain", "at", "variant")
    for product_id, domain, at, variant in named[:PREVIEWED]:
        yield _Found(product_id, domain, at, Happening(WatchKind.VARIANT_LOST, variant=variant))
