"""How long prices and alerts are kept, and that neither finding the old ones nor the due looks reads the others."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone

from products.models import Product
from products.watch import due
from products.watch.models import PricePoint, WatchAlert
from products.watch.observing import observe, observe_gone
from products.watch.retention import delete_old_alerts, delete_old_points

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 11, 28, 12, tzinfo=UTC)


def see(product: Product, *, price: int, days_ago: int) -> None:
    seen = product.facts.snapshot | {"price": f"{price}.00"}
    observe(product, seen, pending=None, now=timezone.now() - timedelta(days=days_ago))


def test_history_is_kept_as_long_as_the_setting_says_but_for_what_held_then(merchant, product_of, settings):
    settings.KEEP_HISTORY_D = 30
    product, quiet = product_of(merchant), product_of(merchant)
    for days in (90, 60, 10):
        see(product, price=days, days_ago=days)
        see(quiet, price=7, days_ago=days)
    WatchAlert.objects.create(merchant=merchant, product=product, kind="gone", at=timezone.now(), mail="never")

    assert delete_old_points() == 1
    assert delete_old_points() == 0
    assert [int(point.price) for point in product.price_points.all()] == [60, 10]
    assert quiet.price_points.count() == 1
    assert delete_old_alerts() == 0


def test_a_point_lasts_until_the_next_one(merchant, product_of):
    product = product_of(merchant)
    see(product, price=9, days_ago=3)
    see(product, price=8, days_ago=2)
    observe_gone(product, is_sure=True, pending={}, now=timezone.now())

    points = list(product.price_points.all())
    assert [point.until for point in points] == [points[1].at, points[2].at, None]


def test_points_from_before_they_had_an_end_get_one(merchant, product_of):
    for ages in ((9, 5, 2), (7,)):
        product = product_of(merchant)
        for age in ages:
            at = timezone.now() - timedelta(days=age)
            PricePoint.objects.create(merchant=merchant, product=product, at=at, price=age)

    with connection.cursor() as cursor:
        cursor.execute(import_module("products.migrations.0024_price_point_until").UNTIL)

    for product in Product.objects.all():
        points = list(product.price_points.all())
        assert [point.until for point in points] == [*(point.at for point in points[1:]), None]


@pytest.mark.parametrize(
    ("question", "index"),
    [
        (PricePoint.objects.filter(until__lt=MOMENT).order_by("until")[:500], "price_point_over"),
        (PricePoint.objects.filter(merchant=1, at__gte=MOMENT).order_by("-at")[:9], "price_point_of_merchant"),
        (due.due(MOMENT)[:500], "watch_due"),
    ],
    ids=["what is too old", "what a rule is shown of", "what is due"],
)
def test_what_is_asked_of_a_million_watched_products_goes_along_an_index(question, index):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # of so few rows the planner would read all
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    plan = question.explain()

    assert index in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan
