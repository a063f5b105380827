"""Orders, filters, search and choices of the product list go straight to an index, however many products there are."""

import pytest
from django.db import connection

from products import listing
from products.listing import Query
from products.models import Product

pytestmark = pytest.mark.django_db


def plan_of(found) -> str:
    """What is done where it can go along an index; for one row the planner would as soon sort."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
            )
    return found.explain()


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({}, "product_newest"),
        ({"sort": "oldest"}, "product_newest"),
        ({"sort": "name"}, "product_by_name"),
        ({"sort": "read"}, "product_touched"),
        ({"status": "FAILED"}, "product_by_status"),
        ({"platform": "salla"}, "product_by_platform"),
        ({"brand": "Noor"}, "product_by_brand"),
    ],
)
def test_a_page_goes_along_the_index_of_its_order(merchant, product_of, asked, index):
    product_of(merchant)
    query = Query.from_address(asked)

    plan = plan_of(listing.ordered(query, merchant)[:51])

    assert index in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


def test_a_page_from_the_middle_begins_where_its_cursor_points(merchant, product_of):
    cursor = listing._encoded(product_of(merchant), listing.SORTS["newest"])

    plan = plan_of(listing.ordered(Query(), merchant, cursor)[:51])

    if connection.vendor == "postgresql":
        condition = next(line for line in plan.splitlines() if "Index Cond" in line)
        assert "created_at <=" in condition
    else:
        assert "created_at<" in plan


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no index for parts of words")
@pytest.mark.parametrize("asked", ["copper", "أحذية"])
def test_a_search_goes_to_the_index_of_parts_of_words(merchant, product_of, asked):
    product_of(merchant, name="Copper pot")
    with connection.cursor() as cursor:  # among so few products any other index would do as well
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = 'products_product'"
            " AND indexname LIKE 'product\\_%' AND indexname <> 'product_words'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("SET LOCAL enable_seqscan = off")
    found = listing.having_words(Product.objects.alive(), asked)

    assert "product_words" in found.explain()


def test_the_choices_are_all_different_values_in_order(merchant, other_merchant, product_of):
    for brand, platform in (("Noor", "salla"), ("Nahhas", "zid"), ("Noor", "zid"), ("", "")):
        product_of(merchant, brand=brand, platform=platform)
    product_of(merchant, brand="Gone", deleted_at="2026-01-01T00:00:00Z")
    product_of(other_merchant, brand="Foreign")

    assert listing.choices(merchant) == {"platform": ["salla", "zid"], "brand": ["Nahhas", "Noor"]}


def test_a_count_ends_at_its_cap(merchant, product_of, monkeypatch):
    monkeypatch.setattr(listing, "COUNT_CAP", 2)
    for _ in range(5):
        product_of(merchant)

    assert listing.count_of(Query(), merchant) == 3


def test_a_page_says_that_there_are_more_than_it_counts(merchant, user, client_of, product_of, monkeypatch):
    monkeypatch.setattr(listing, "COUNT_CAP", 2)
    for _ in range(3):
        product_of(merchant)

    page = client_of(user).get("/products/").content.decode()

    assert "More than 2 products" in page
    assert "All that match" in page
