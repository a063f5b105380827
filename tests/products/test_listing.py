import base64
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from products import listing
from products.listing import Query
from products.models import Product

pytestmark = pytest.mark.django_db


def names(page):
    return [product.name for product in page.products]


@pytest.fixture
def many(merchant, product_of):
    made = [product_of(merchant, name=f"Pot {n:02}") for n in range(25)]
    moment = timezone.now()
    for n, product in enumerate(made):  # several of the same time, so that the tie is decided by id
        Product.objects.filter(pk=product.pk).update(created_at=moment - timedelta(minutes=n // 5))
    return made


@pytest.mark.parametrize("sort", listing.SORTS)
def test_pages_by_key_show_every_product_once(merchant, many, sort):
    query, seen, cursor = Query(sort=sort), [], ""
    while True:
        page = listing.page_of(query, merchant, cursor, size=7)
        seen += names(page)
        cursor = page.next_cursor
        if not cursor:
            break

    assert sorted(seen) == [product.name for product in many]


def test_search_wants_every_word_in_name_brand_or_link(merchant, product_of):
    product_of(merchant, name="Copper pot", brand="Nahhas")
    product_of(merchant, name="Copper lamp", brand="Noor")

    found = listing.page_of(Query.from_address({"q": "copper nahhas"}), merchant)

    assert names(found) == ["Copper pot"]


@pytest.mark.parametrize("asked", ["أحذية", "احذيه", "احذية رياضيه", "رياضى", "نايك"])
def test_search_finds_arabic_however_its_letters_are_written(merchant, product_of, asked):
    product_of(merchant, name="أحذية رياضية – نايكي Air (2)")
    product_of(merchant, name="حقيبة")

    assert len(names(listing.page_of(Query.from_address({"q": asked}), merchant))) == 1


def test_what_is_a_pattern_elsewhere_is_searched_for_as_it_stands(merchant, product_of):
    product_of(merchant, name="كوب (2) [أزرق] a.c*")

    for asked, count in (("كوب (2)", 1), ("[ازرق]", 1), ("أزرق].*", 0), ("ا.c*", 0), ("\\ا", 0), ("ا{9}", 0)):
        assert listing.count_of(Query.from_address({"q": asked}), merchant) == count


def test_filters_narrow_the_list(merchant, product_of):
    product_of(merchant, name="Ready", platform="salla")
    product_of(merchant, name="Failed", status="FAILED", error_code="page_gone", platform="zid")

    assert names(listing.page_of(Query.from_address({"status": "FAILED"}), merchant)) == ["Failed"]
    assert names(listing.page_of(Query.from_address({"platform": "salla"}), merchant)) == ["Ready"]


def test_deleted_and_foreign_products_are_not_listed(merchant, other_merchant, product_of):
    product_of(merchant, name="Deleted", deleted_at=timezone.now())
    product_of(other_merchant, name="Foreign")

    assert names(listing.page_of(Query(), merchant)) == []


def forged(value, pk="01a201db-09a8-76c1-a517-6bbc76994d02"):
    return base64.urlsafe_b64encode(json.dumps([value, pk]).encode()).decode()


NONSENSE = {
    "nothing": "",
    "no base64": "nonsense",
    "an object": "e30=",
    "two numbers": "WzEsMl0=",
    "letters": "WyJ4IiwieSJd",
    "a control character": "\x00",
    "nested too deep": base64.urlsafe_b64encode(b"[" * 20_000).decode(),
    "half a character": forged("\ud800"),
    "a character that PostgreSQL does not take": forged("\x00"),
    "before the first day": forged("0001-01-01T00:00:00+14:00"),
    "after the last day": forged("9999-12-31T23:59:59-14:00"),
    "half a character as the id": forged("2026-01-01T00:00:00+00:00", "\ud800"),
}


@pytest.mark.parametrize("sort", listing.SORTS)
@pytest.mark.parametrize("cursor", NONSENSE)
def test_a_cursor_of_nonsense_begins_at_the_start(merchant, product_of, cursor, sort):
    product_of(merchant, name="Pot")

    assert names(listing.page_of(Query(sort=sort), merchant, NONSENSE[cursor])) == ["Pot"]


def test_unknown_values_in_the_address_ask_for_nothing(merchant, product_of):
    product_of(merchant, name="Pot")

    query = Query.from_address({"status": "NONSENSE", "sort": "'; DROP", "complete": "maybe", "q": "\x00"})

    assert not query.is_filtered
    assert names(listing.page_of(query, merchant)) == ["Pot"]


def test_a_link_in_place_of_a_name_breaks_where_its_path_has_parts(client_of, user, merchant, product_of):
    product_of(merchant, name="", status="FAILED", error_code="page_gone", link="https://shop.test/a<b/lamp")

    page = client_of(user).get("/products/").text

    assert "<bdi>shop.test/<wbr>a&lt;b/<wbr>lamp</bdi>" in page


def test_why_a_product_failed_has_the_room_of_what_is_not_known_of_it(client_of, user, merchant, product_of):
    product_of(merchant, name="", status="FAILED", error_code="page_gone")
    product_of(merchant)

    rows = client_of(user).get("/products/").text.split('<tr role="row">')[1:]

    assert sorted(row.count('role="cell"') + 3 * row.count('colspan="4" aria') for row in rows) == [6, 6]
