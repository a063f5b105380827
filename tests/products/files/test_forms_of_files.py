"""Each form, held against the public rules of the platform that reads it, and against a file that a person has read."""

import os
import tracemalloc
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from products.files.formats import FORMATS
from products.files.items import Item, LeftOut
from products.files.shopify import narrow
from tests.products.files import rules
from tests.products.files.conftest import HOSTILE, POT, SHIRT, variant

GOLDEN = Path(__file__).parent / "golden"
HALF = 500
BYTES_KEPT = 150  # of a product, after it is written: the hash of its SKU


@pytest.mark.parametrize("kind", ["shopify", "woocommerce", "google_xml", "google_tsv"])
def test_a_file_is_byte_for_byte_what_was_read_and_found_good(written, kind):
    path = GOLDEN / f"three.{kind}.{FORMATS[kind].ending}"
    content = written(kind, POT, SHIRT, HOSTILE)
    if os.environ.get("GOLDEN") == "write":
        path.write_bytes(content)

    assert content == path.read_bytes()


def test_shopify_takes_it(written):
    pot, shirt, hostile = rules.check_shopify(written("shopify", POT, SHIRT, HOSTILE)).values()

    assert [row["Image Src"] for row in pot] == list(POT.images)
    assert (pot[0]["Variant Price"], pot[0]["Variant Compare At Price"]) == ("129.50", "149.00")
    assert (pot[0]["Variant Grams"], pot[0]["Variant Inventory Qty"]) == ("1200", "3")
    assert pot[0]["Body (HTML)"] == POT.html
    assert [row["Option1 Value"] for row in shirt] == ["أحمر, فاتح", "أزرق"]
    assert [row["Option2 Name"] for row in shirt] == ["المقاس", ""]
    assert hostile[0]["Title"].startswith("'=HYPERLINK")
    assert hostile[0]["Variant SKU"] == "-12"  # a negative number stays one
    assert (hostile[0]["Variant Inventory Qty"], hostile[0]["Variant Inventory Policy"]) == ("0", "deny")


def test_shopify_knows_three_options_and_no_two_alike(written):
    options = {"A": "1", "B": "2", "C": "3", "D": "4"}
    alike = {"A": "1", "B": "2", "C": "3 / 4", "D": ""}
    shirt = replace(SHIRT, variants=(variant(1, "80", **options), variant(2, "80", **options | {"D": "5"})))

    (rows,) = rules.check_shopify(written("shopify", shirt)).values()

    assert [row["Option3 Value"] for row in rows] == ["3 / 4", "3 / 5"]
    assert list(narrow(alike)) == ["A", "B", "C / D"]


def test_woocommerce_takes_it(written):
    rows = rules.check_woo(written("woocommerce", POT, SHIRT, HOSTILE))

    assert [row["Type"] for row in rows] == ["simple", "variable", "variation", "variation", "simple"]
    assert (rows[0]["Regular price"], rows[0]["Sale price"]) == ("149.00", "129.50")
    assert rows[0]["Images"].split(", ") == ["https://shop.test/pot-1.jpg", "https://shop.test/pot-2.jpg?a=1%2C2"]
    assert rows[0]["Categories"] == "Kitchen > Pots"
    assert rows[0]["Weight (kg)"] == "1.2"
    assert rows[1]["Attribute 1 value(s)"] == "أحمر\\, فاتح, أزرق"
    assert (rows[2]["Parent"], rows[2]["Attribute 1 value(s)"]) == (rows[1]["SKU"], "أحمر\\, فاتح")
    assert rules.woo_unguarded(rows[4]["Name"]) == HOSTILE.name
    assert rules.woo_unguarded(rows[4]["Brands"]) == HOSTILE.brand


def test_a_sku_stands_once_in_a_file(written):
    twins = [replace(POT, key=f"{number:032x}", handle=f"pot-{number}") for number in range(3)]
    variants = tuple(replace(one, sku="SAME") for one in SHIRT.variants)

    rules.check_woo(written("woocommerce", *twins, replace(SHIRT, sku="SAME", variants=variants)))
    rules.check_salla(written("salla", *twins, replace(SHIRT, sku="SAME", variants=variants)))


def test_more_options_than_there_are_headings(written):
    options = {f"Option {number}": str(number) for number in range(8)}
    shirt = replace(SHIRT, variants=(variant(1, "80", **options), variant(2, "80", **options | {"Option 7": "x"})))

    rows = rules.check_woo(written("woocommerce", shirt))

    assert rows[0]["Attribute 6 value(s)"] == "5 / 6 / 7, 5 / 6 / x"


def test_salla_takes_it(written):
    rows = rules.check_salla(written("salla", POT, SHIRT, HOSTILE))

    assert [row["النوع "] for row in rows] == ["منتج", "منتج", "خيار", "خيار", "منتج"]
    assert (rows[0]["سعر المنتج"], rows[0]["السعر المخفض"]) == (149, 129.5)
    assert (rows[0]["الوزن"], rows[0]["وحدة الوزن"]) == (1.2, "kg")
    assert (rows[2]["[1] الاسم"], rows[2]["[1] القيمة"], rows[2]["[2] القيمة"]) == ("اللون", "أحمر, فاتح", "S")
    assert rows[4]["أسم المنتج"].startswith("'=HYPERLINK")


def test_a_description_longer_than_a_cell_goes_as_text(written):
    long = replace(POT, html="<p>" + "word " * 10_000 + "</p>", text="word " * 10_000)

    (row,) = rules.check_salla(written("salla", long))

    assert len(row["الوصف"]) < 32_767
    assert row["الوصف"].startswith("word word")


def test_a_full_sheet_says_so(written, monkeypatch):
    monkeypatch.setattr("products.files.salla.ROW_LIMIT", 4)

    with pytest.raises(LeftOut, match="sheet_full"):
        written("salla", POT, SHIRT)


@pytest.mark.parametrize("kind", ["google_xml", "google_tsv"])
def test_google_takes_it(written, kind):
    check = rules.check_google_xml if kind == "google_xml" else rules.check_google_tsv
    pot, red, blue, hostile = check(written(kind, POT, SHIRT, HOSTILE))

    assert (pot["price"], pot["sale_price"]) == (["149.00 SAR"], ["129.50 SAR"])
    assert pot["gtin"] == ["6281000000014"]
    assert red["item_group_id"] == blue["item_group_id"]
    assert (red["color"], red["size"]) == (["أحمر, فاتح"], ["S"])
    assert (red["availability"], blue["availability"]) == (["in_stock"], ["out_of_stock"])
    assert red["image_link"] == ["https://shop.test/shirt-1.jpg"]
    assert hostile["structured_description"][0].startswith("trained_algorithmic_media:")
    assert hostile["structured_title"][0].startswith("trained_algorithmic_media:")
    assert "description" not in hostile


def test_google_takes_long_texts_cut(written):
    long = replace(
        POT, name="name " * 100, text="text " * 3000, brand="b" * 200, images=("https://shop.test/1.jpg",) * 30
    )

    rules.check_google_xml(written("google_xml", long))
    rules.check_google_tsv(written("google_tsv", long))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"images": ()}, "no_image"),
        ({"link": ""}, "no_link"),
        ({"availability": ""}, "no_availability"),
        ({"availability": "preorder"}, "date_unknown"),
        ({"availability": "backorder"}, "date_unknown"),
    ],
)
def test_google_would_refuse_it(written, change, code):
    with pytest.raises(LeftOut, match=code):
        written("google_xml", replace(POT, **change))


def test_an_empty_file_is_still_a_file(written):
    assert rules.check_shopify(written("shopify")) == {}
    assert rules.check_woo(written("woocommerce")) == []
    assert rules.check_salla(written("salla")) == []
    assert rules.check_google_xml(written("google_xml")) == []
    assert rules.check_google_tsv(written("google_tsv")) == []


@pytest.mark.parametrize("kind", ["shopify", "woocommerce", "google_xml", "google_tsv", "salla"])
def test_memory_does_not_grow_with_the_file(kind):
    """Measured with 100,000 products too: the process grew by 9 MiB at most, for the SKUs that stood."""
    size = 0

    def count(data: bytes) -> None:
        nonlocal size
        size += len(data)

    writer = FORMATS[kind].writer(count)
    tracemalloc.start()
    writer.open()
    for number in range(HALF):
        writer.add(_one(number))
    middle = tracemalloc.get_traced_memory()[0]
    for number in range(HALF, 2 * HALF):
        writer.add(_one(number))
    grown = tracemalloc.get_traced_memory()[0] - middle
    tracemalloc.stop()
    writer.close()
    writer.drop()

    assert size
    assert grown < HALF * BYTES_KEPT


def _one(number: int) -> Item:
    return replace(POT, key=f"{number:032x}", handle=f"pot-{number}", sku=f"POT-{number}", price=Decimal(number + 1))
