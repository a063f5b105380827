"""A merchant with a million products: the page of watching counts and looks no further than it says."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from products.models import Product
from products.watch import history, schedules, shops
from products.watch.models import Every, PricePoint, WatchRule

pytestmark = pytest.mark.django_db
PAGE = "/settings/watch"


def prices(product: Product, *steps: tuple[int, int]) -> None:
    """``steps``: how many days ago, and from then on what price."""
    for days, price in steps:
        at = timezone.now() - timedelta(days=days)
        PricePoint.objects.create(merchant=product.merchant, product=product, at=at, price=price, currency="SAR")


def told(rule: WatchRule) -> history.Preview:
    return history.preview(rule.merchant, rule)


def test_each_of_the_newest_prices_is_held_against_the_one_before(merchant, product_of, monkeypatch):
    monkeypatch.setattr(history, "PREVIEWED", 2)
    for _ in range(2):
        prices(product_of(merchant), (20, 100), (5, 80))

    preview = told(WatchRule(merchant=merchant, kind="price"))

    assert preview.count == 2
    assert preview.began == PricePoint.objects.filter(price=80).earliest("at").at


def test_a_price_that_held_for_long_is_what_the_next_is_held_against(merchant, product_of):
    prices(product_of(merchant), (300, 100), (5, 80))

    preview = told(WatchRule(merchant=merchant, kind="price"))

    assert (preview.count, preview.began) == (1, None)


def test_a_rule_of_one_shop_looks_at_the_newest_prices_of_that_shop(merchant, product_of, monkeypatch):
    monkeypatch.setattr(history, "PREVIEWED", 1)
    prices(product_of(merchant, domain="quiet.test"), (9, 100), (8, 80))
    prices(product_of(merchant), (3, 100), (2, 80))

    preview = told(WatchRule(merchant=merchant, kind="price", domain="quiet.test"))

    assert [one.product.domain for one in preview.told] == ["quiet.test"]


def test_the_page_says_how_far_the_preview_looked(client_of, user, merchant, product_of, monkeypatch):
    product = product_of(merchant)
    prices(product, (20, 100), (5, 80), (3, 60))
    sent = {"kind": "price", "direction": "any", "mail": "now", "action": "", "look": "yes"}
    whole = client_of(user).post(f"{PAGE}/rule", sent).content.decode()
    monkeypatch.setattr(history, "PREVIEWED", 1)
    cut = client_of(user).post(f"{PAGE}/rule", sent).content.decode()

    assert "In the last 30 days" in whole
    assert "newest" not in whole
    assert "only the newest 1 changes were looked at, the oldest of them 3 days ago" in cut
    assert "In the last 30 days" not in cut


def test_the_newest_prices_and_the_ones_before_go_along_indexes(merchant):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # of so few rows the planner would read all
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    plan = history.newest_points(merchant, WatchRule(), timezone.now() - timedelta(days=30))[:9].explain()

    assert "price_point_of_merchant" in plan
    assert "price_point_once" in plan or "(product_id=? AND at<?)" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize(
    ("watched", "all_", "said"), [(2, 2, "2 of 2"), (1, 3, "1 of more than 2"), (3, 4, "More than 2")]
)
def test_a_shop_is_counted_to_a_bound(client_of, user, merchant, product_of, monkeypatch, watched, all_, said):
    monkeypatch.setattr(shops, "COUNT_CAP", 2)
    for n in range(all_):
        product = product_of(merchant)
        if n < watched:
            schedules.choose(merchant, every=Every.DAY, product=product)

    assert f">{said}</td>" in client_of(user).get(PAGE).content.decode()
    assert {one.products for one in shops.shops_of(merchant)} == {min(all_, 3)}


def test_many_shops_are_counted_by_one_statement(merchant, product_of):
    product_of(merchant)
    with CaptureQueriesContext(connection) as few:
        shops.shops_of(merchant)
    for n in range(5):
        product_of(merchant, domain=f"shop-{n}.test")
    product_of(merchant, domain="failed.test", status="FAILED", error_code="blocked")

    with CaptureQueriesContext(connection) as many:
        found = shops.shops_of(merchant)

    assert len(found) == 6
    assert len(many) == len(few)
