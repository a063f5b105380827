"""What counts as a change between two readings, what is noise, and that it is kept."""

import pytest
from django.utils import timezone

from jobs.models import Run
from products.imports import service
from products.imports.changes import compare
from products.imports.steps import save_facts
from products.models import FactChange, Facts, Product
from tests.products.conftest import SNAPSHOT
from tests.support.http import open_site


def kinds(old: dict, new: dict) -> list[str]:
    return [change.kind for change in compare(SNAPSHOT | old, SNAPSHOT | new)]


def variant(**fields) -> dict:
    return {"options": {}, "name": None, "sku": None, "source_id": None, "price": "10.00"} | fields


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"price": "129.50"}, {"price": "99"}, ["price"]),
        ({"price": "129.50"}, {"price": None}, ["price"]),
        ({"price": None}, {"price": "1"}, ["price"]),
        ({"price": "0.25"}, {"price": "0.26"}, ["price"]),
        ({"price": "10000"}, {"price": "10005"}, ["price"]),
        ({"regular_price": None}, {"regular_price": "150.00"}, ["regular_price"]),
        ({"currency": "SAR"}, {"currency": "AED"}, ["currency"]),
        ({"availability": "in_stock"}, {"availability": "out_of_stock"}, ["availability"]),
        ({"stock_quantity": None}, {"stock_quantity": 0}, ["stock_quantity"]),
        ({"stock_quantity": 5}, {"stock_quantity": 4}, ["stock_quantity"]),
        ({"name": "Copper pot"}, {"name": "Copper pot, large"}, ["name"]),
        ({"description": "Made of copper."}, {"description": "Made of brass."}, ["description"]),
        ({"images": ["https://a/1.jpg"]}, {"images": ["https://a/1.jpg", "https://a/2.jpg"]}, ["images"]),
        ({"price": "1", "name": "a"}, {"price": "2", "name": "b"}, ["price", "name"]),
    ],
)
def test_a_change_is_named(old, new, expected):
    assert kinds(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"price": "129.5"}, {"price": "129.50"}),
        ({"price": "129.50"}, {"price": "129.51"}),
        ({"price": "1299.99"}, {"price": "1300"}),
        ({"brand": None}, {"brand": ""}),
        ({"name": "Copper pot"}, {"name": "  Copper \u00a0POT\u200f\n"}),
        ({"name": "دلة نحاس"}, {"name": "\u200fدلة  نحاس"}),
        ({"description": "Made of copper.\n\nBy hand."}, {"description": "Made of copper. By hand."}),
        ({"images": ["https://a/1.jpg", "https://a/2.jpg"]}, {"images": ["https://a/2.jpg", "https://a/1.jpg"]}),
        ({"images": ["https://a/1.jpg?width=600"]}, {"images": ["https://a/1.jpg?width=1200&v=3"]}),
        ({"images": ["https://a/pot-300x300.jpg"]}, {"images": ["https://a/pot.jpg"]}),
        ({"rating": "4.5", "review_count": 10}, {"rating": "4.6", "review_count": 12}),
        ({"sources": {}}, {"sources": SNAPSHOT["sources"]}),
    ],
)
def test_noise_is_no_change(old, new):
    assert kinds(old, new) == []


def test_snapshots_of_older_versions_lack_fields():
    assert compare({}, {}) == []
    assert [change.kind for change in compare({}, {"price": "1.00", "images": None})] == ["price"]


def test_variants_are_matched_by_the_shops_codes_before_their_words():
    old = {"variants": [variant(source_id="1", options={"Size": "S"}), variant(source_id="2", options={"Size": "M"})]}
    new = {
        "variants": [variant(source_id="2", options={"المقاس": "م"}), variant(source_id="1", options={"المقاس": "ص"})]
    }

    assert kinds(old, new) == []


def test_variants_lost_added_and_repriced():
    old = {"variants": [variant(options={"Size": size}) for size in "SML"]}
    new = {
        "variants": [variant(options={"Size": "S"}, price="12.00"), variant(options={"Size": "M"}), variant(sku="x")]
    }

    found = {
        (change.kind, change.variant, change.old, change.new) for change in compare(SNAPSHOT | old, SNAPSHOT | new)
    }

    assert found == {
        ("variant_price", "S", "10.00", "12.00"),
        ("variant_lost", "L", "L", None),
        ("variant_added", "x", None, "x"),
    }


def test_one_code_for_all_variants_tells_none_apart():
    both = [variant(sku="P1", options={"Size": "S"}, price="1"), variant(sku="P1", options={"Size": "M"}, price="2")]

    assert kinds({"variants": both}, {"variants": both[::-1]}) == []


def test_variants_that_read_alike_are_told_apart_by_their_order():
    assert kinds({"variants": [variant(), variant()]}, {"variants": [variant(), variant()]}) == []
    assert kinds({"variants": [variant(), variant()]}, {"variants": [variant()]}) == ["variant_lost"]


def test_long_texts_are_kept_short():
    (change,) = compare(SNAPSHOT | {"description": "a" * 9000}, SNAPSHOT | {"description": "b" * 9000})

    assert len(change.old) == len(change.new) == 301


@pytest.fixture
def shop(settings):
    with open_site() as site:
        settings.SCRAPE_POLICY = type(settings.SCRAPE_POLICY)(allow_private=frozenset({site.pair}))
        yield site


PAGE = """<html><head><title>Copper pot</title><script type="application/ld+json">{"@type": "Product",
"name": "Copper pot", "image": "https://a.test/pot.jpg", "offers": {"price": "%s", "priceCurrency": "SAR",
"availability": "https://schema.org/%s"}}</script></head><body><h1>Copper pot</h1></body></html>"""


def test_a_refresh_reports_changes_and_keeps_status_and_own_values(merchant, shop, product_of, work_all, user):
    link = shop.page("/pot", PAGE % ("100.00", "InStock"))
    product = product_of(merchant, link=link, link_key=link, status="IMPORTING")
    service.again(product)
    work_all()
    assert Run.objects.get().result["changes"] == []  # a first reading has nothing to be compared with
    product.own_values.create(field="price", value="77", origin="typed", user=user)
    shop.page("/pot", PAGE % ("90.00", "OutOfStock"))

    service.again(Product.objects.get(pk=product.pk))
    work_all()

    product.refresh_from_db()
    run = Run.objects.order_by("-created_at").first()
    told = [(change["kind"], change["old"], change["new"]) for change in run.result["changes"]]
    assert told == [("price", "100.00", "90.00"), ("availability", "in_stock", "out_of_stock")]
    assert run.result["changes_total"] == 2
    assert (product.status, product.price, product.availability) == ("IMPORTED", 77, "out_of_stock")
    kept = product.changes.order_by("pk").values_list("kind", "old", "new", "run_id", "is_reread")
    assert list(kept) == [(*one, run.pk, False) for one in told]


def test_saving_twice_in_one_run_tells_the_same_and_keeps_one_history(merchant, product_of):
    product = product_of(merchant)
    run_id, new = product.pk, SNAPSHOT | {"price": "1.00"}

    first = save_facts(product, new, page_id=None, run_id=run_id)
    again = save_facts(product, new, page_id=None, run_id=run_id)

    assert [change.kind for change in first] == ["price"]
    assert again == first
    assert product.changes.count() == 1


def test_a_stored_page_read_better_is_told_apart_from_the_shops_own_changes(merchant, product_of):
    product = product_of(merchant)
    page = product.stored_pages.create(url=product.link, provider="direct", body=b"", bytes=0)
    Facts.objects.filter(product=product).update(page=page, read_at=timezone.now())

    save_facts(product, SNAPSHOT | {"brand": "Found now"}, page_id=page.pk)

    assert FactChange.objects.get().is_reread
