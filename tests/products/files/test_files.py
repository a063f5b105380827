"""Files from the button to the download: what is in them, what is left out and said, and who may have them."""

import csv
import io
import json
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import openpyxl
import pytest
from django.utils import timezone

from jobs import service as jobs
from jobs.models import Run, Status
from products.files import service, writing
from products.files.models import ExportFile, FilePart
from products.files.payloads import ExportRequested
from products.models import OwnValue, Product
from products.publishing.models import PriceRule, Rate
from tests.products.files import rules

pytestmark = pytest.mark.django_db
VARIANTS = [
    {"options": {"Color": "Red"}, "price": "80", "sku": "S-1", "availability": "in_stock", "stock_quantity": 4},
    {"options": {"Color": "Blue"}, "price": None, "regular_price": None, "sku": "", "availability": "out_of_stock"},
    {"options": {"Color": "Red"}, "price": "81", "sku": "S-3"},
]


def test_a_product_goes_out_with_the_values_in_force(exported, product_of, merchant, user):
    product = product_of(
        merchant,
        snapshot={
            "regular_price": "149.00",
            "description_html": '<p onclick="x()">Tinned<script>alert(1)</script> <a href="/">copper</a></p>\r\n<img>',
            "description": "Tinned copper",
            "images": ["https://shop.test/1.jpg", "https://shop.test/2.jpg", "javascript:alert(1)"],
            "breadcrumbs": ["Home", "Kitchen", "Pots", "Copper pot"],
            "weight": "1.2 kg",
            "gtin": "6281000000014",
            "variants": VARIANTS,
        },
    )
    OwnValue.objects.create(product=product, field="brand", value="Dar", origin="typed", user=user)

    _run, content = exported("shopify")
    (rows,) = rules.check_shopify(content).values()

    assert rows[0]["Vendor"] == "Dar"
    assert rows[0]["Body (HTML)"] == "<p>Tinned copper</p>"
    assert rows[0]["Type"] == "Pots"
    assert [row["Option1 Value"] for row in rows if row["Variant Price"]] == ["Red", "Blue"]
    assert [row["Variant Price"] for row in rows if row["Variant Price"]] == ["80.00", "129.50"]
    assert [row["Image Src"] for row in rows if row["Image Src"]] == [
        "https://shop.test/1.jpg",
        "https://shop.test/2.jpg",
    ]
    assert rows[0]["Handle"].endswith(product.pk.hex[-12:])


def test_a_variants_price_in_another_currency_is_not_sold_as_if_in_the_products(exported, product_of, merchant, user):
    variants = [
        {"options": {"Size": "S"}, "price": "40", "currency": "USD"},
        {"options": {"Size": "M"}, "price": "129.50"},
    ]
    product = product_of(merchant, snapshot={"variants": variants})

    def sold() -> list[str]:
        (rows,) = rules.check_shopify(exported("shopify")[1]).values()
        return [row["Variant Price"] for row in rows if row["Variant Price"]]

    assert sold() == ["129.50", "129.50"]
    OwnValue.objects.create(product=product, field="price", value="99.00", origin="typed", user=user)
    assert sold() == ["99.00", "99.00"]


def test_what_is_typed_as_text_stays_text(exported, product_of, merchant, user):
    product = product_of(merchant)
    typed = "Line one\nline <two> & three\n\nSecond"
    OwnValue.objects.create(product=product, field="description", value=typed, origin="typed", user=user)

    _run, content = exported("woocommerce")

    assert rules.check_woo(content)[0]["Description"] == (
        "<p>Line one<br>line &lt;two&gt; &amp; three</p><p>Second</p>"
    )


def test_what_is_left_out_is_said_with_its_reason(client, exported, product_of, merchant):
    good = product_of(merchant)
    product_of(merchant, snapshot={"price": None, "name": "Priceless"})
    product_of(merchant, snapshot={"currency": "USD"})
    product_of(merchant, snapshot={"currency": None})
    product_of(merchant, status="IMPORTING")
    product_of(merchant, status="FAILED", error_code="not_found")
    product_of(merchant, deleted_at=timezone.now())

    run, content = exported("shopify")

    assert len(rules.check_shopify(content)) == 1
    assert run.result == {"file": run.result["file"], "rows": 1, "products": 1, "left_out": 5, "by_ai": 0}
    file = service.file_of(run)
    assert {code: told["count"] for code, told in file.left_out.items()} == dict.fromkeys(
        ("no_price", "other_currency", "no_currency", "importing", "failed"), 1
    )
    text = client.get(f"/products/exports/{run.pk}").content.decode()
    assert "without a price" in text
    assert "Priceless" in text
    assert good.pk.hex[-12:] in content.decode()


def test_prices_are_converted_by_the_rules(exported, product_of, merchant):
    product_of(merchant, snapshot={"price": "10.00", "regular_price": "12.00", "currency": "USD"})
    product_of(merchant, snapshot={"currency": "EUR"})
    Rate.objects.create(
        merchant=merchant, base="USD", quote="SAR", rate=Decimal("3.75"), source="typed", on=timezone.now().date()
    )
    PriceRule.objects.create(merchant=merchant, margin_percent=Decimal(20))

    run, content = exported("woocommerce", by_rules="on")

    (row,) = rules.check_woo(content)
    assert (row["Sale price"], row["Regular price"]) == ("45.00", "54.00")
    assert list(service.file_of(run).left_out) == ["no_rate"]


@pytest.mark.parametrize("given", [{"currency": ""}, {"currency": "ZZZ"}, {"kind": "exe"}, {"kind": ""}])
def test_what_cannot_be_written_is_refused_with_the_reason(client, product_of, merchant, given):
    product_of(merchant)

    answer = client.post("/products/export", {"kind": "shopify", "currency": "SAR", **given})

    assert answer.status_code == 422
    assert not Run.objects.exists()


def test_google_takes_each_products_own_currency(exported, product_of, merchant):
    product_of(merchant)
    product_of(merchant, snapshot={"currency": "KWD", "price": "1.5"})

    _run, content = exported("google_xml", currency="")

    assert [one["price"] for one in rules.check_google_xml(content)] == [["129.50 SAR"], ["1.500 KWD"]]


def test_the_salla_sheet_opens(exported, product_of, merchant):
    product_of(merchant, snapshot={"name": "=1+1", "variants": VARIANTS})

    _run, content = exported("salla")

    rows = rules.check_salla(content)
    assert [row["النوع "] for row in rows] == ["منتج", "خيار", "خيار"]
    assert rows[0]["أسم المنتج"] == "'=1+1"
    assert openpyxl.load_workbook(io.BytesIO(content)).active.title == "Salla Products Template Sheet"


def test_json_lines_hold_everything(exported, product_of, merchant, user):
    product = product_of(merchant, snapshot={"price": None, "name": "دلة"})
    OwnValue.objects.create(product=product, field="name", value="دلة نحاس", origin="typed", user=user)

    _run, content = exported("jsonl", currency="")

    (line,) = content.decode().splitlines()
    told = json.loads(line)
    assert (told["id"], told["name"], told["own"]) == (str(product.pk), "دلة نحاس", ["name"])
    assert told["sources"]["price"]["source"] == "jsonld"


def test_a_file_of_many_parts_comes_whole_and_once(client, exported, product_of, merchant, monkeypatch):
    monkeypatch.setattr(writing, "PART_BYTES", 700)
    monkeypatch.setattr(writing, "AT_ONCE", 2)
    for number in range(7):
        product_of(merchant, snapshot={"name": f"Pot {number}"})

    run, content = exported("shopify")

    file = service.file_of(run)
    assert FilePart.objects.filter(file=file).count() > 2
    assert len(rules.check_shopify(content)) == 7
    answer = client.get(f"/products/files/{file.pk}")
    assert int(answer["Content-Length"]) == file.size == len(content)
    assert answer["Content-Disposition"] == f'attachment; filename="{file.name}"'
    assert client.get(f"/products/files/{file.pk}", headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_ticked_products_and_filters_choose(client, exported, product_of, merchant, other_merchant):
    pots = [product_of(merchant, snapshot={"name": f"Pot {number}"}) for number in range(3)]
    product_of(merchant, snapshot={"name": "Lamp"})
    foreign = product_of(other_merchant)

    ticked = {"action": "export", "product": [pots[0].pk, foreign.pk, "nonsense"]}
    page = client.post("/products/bulk", ticked, follow=True)
    assert "1 product that you have chosen" in page.content.decode()
    _run, content = exported("shopify", product=[pots[0].pk, foreign.pk])
    assert len(rules.check_shopify(content)) == 1

    all_pots = client.post(
        "/products/bulk", {"action": "export", "all": "yes", "q": "pot", "product": pots[0].pk}, follow=True
    )
    assert "All 3 products that match your filter" in all_pots.content.decode()
    _run, content = exported("shopify", q="pot")
    assert len(rules.check_shopify(content)) == 3


def test_nothing_to_export(client, product_of, other_merchant):
    foreign = product_of(other_merchant)

    assert "No products to export" in client.get("/products/export").content.decode()
    assert client.post("/products/export", {"kind": "jsonl", "product": foreign.pk}).status_code == 422
    assert not Run.objects.exists()


def test_a_step_that_is_done_again_leaves_one_file(exported, product_of, merchant, work_all):
    product_of(merchant)
    run, _content = exported("shopify")
    ExportFile.objects.create(merchant=merchant, run_id=run.pk, kind="shopify", name="half", content_type="text/csv")

    again = jobs.rerun(run)
    work_all()

    again.refresh_from_db()
    assert again.status == Status.SUCCEEDED
    assert ExportFile.objects.filter(run_id=again.pk).count() == 1
    assert service.file_of(again).is_ready


def test_an_order_for_anothers_products_writes_nothing(product_of, merchant, other_merchant, work_all):
    product_of(merchant)

    run = jobs.emit(ExportRequested(merchant_id=merchant.pk, kind="jsonl"), owner=other_merchant).run
    work_all()

    run.refresh_from_db()
    assert (run.status, run.error_code) == (Status.FAILED, "foreign_export")
    assert not ExportFile.objects.exists()


def test_cancelling(client, product_of, merchant):
    product_of(merchant)
    client.post("/products/export", {"kind": "jsonl"})
    run = Run.objects.get()
    page = client.get(f"/products/exports/{run.pk}").content.decode()
    assert "Cancel" in page

    client.post(f"/products/exports/{run.pk}/cancel")

    run.refresh_from_db()
    assert run.status == Status.CANCELLED
    assert "Download" not in client.get(f"/products/exports/{run.pk}").content.decode()


def test_strangers_and_viewers(client, stranger, client_of, make_user, exported, product_of, merchant):
    product_of(merchant)
    run, _content = exported("jsonl")
    file = service.file_of(run)
    viewer = client_of(make_user("viewer@example.com", merchant, "viewer"))

    for address in (f"/products/exports/{run.pk}", f"/products/files/{file.pk}"):
        assert stranger.get(address).status_code == 404
        assert viewer.get(address).status_code == 200
    assert stranger.post(f"/products/exports/{run.pk}/cancel").status_code == 404
    assert client.get(f"/products/files/{uuid4()}").status_code == 404
    assert client.get(f"/products/exports/{uuid4()}").status_code == 404
    assert viewer.post("/products/export", {"kind": "jsonl"}).status_code == 403
    other = jobs.emit(ExportRequested(merchant_id=merchant.pk, kind="jsonl"), owner=merchant).run
    assert ExportFile.objects.filter(run_id=other.pk).count() == 0


def test_files_go_when_they_are_old(exported, product_of, merchant, client, settings):
    product_of(merchant)
    run, _content = exported("jsonl")
    half = ExportFile.objects.create(merchant=merchant, run_id=uuid4(), kind="jsonl", name="half", content_type="x")
    assert service.delete_old_files() == 0

    ExportFile.objects.filter(pk=half.pk).update(created_at=timezone.now() - timedelta(days=3))
    assert service.delete_old_files() == 1
    ExportFile.objects.update(created_at=timezone.now() - timedelta(days=settings.KEEP_RUNS_D + 1))
    assert service.delete_old_files() == 1

    assert not FilePart.objects.exists()
    assert "The file is gone" in client.get(f"/products/exports/{run.pk}").content.decode()


def test_broken_facts_stop_no_other_product(exported, product_of, merchant):
    odd = {
        "variants": [{}, {"options": {"a": 1}}, "x"],
        "properties": {"": "", "x": None},
        "images": ["x", None, 5, ""],
        "weight": "heavy",
    }
    product_of(merchant, snapshot=odd | {"name": "Half \x07 a\u202e pot\x1b", "stock_quantity": -3, "gtin": "123"})
    product_of(merchant)
    Product.objects.filter(name__startswith="Copper").update(read_at=None)

    for kind, check in (
        ("shopify", rules.check_shopify),
        ("woocommerce", rules.check_woo),
        ("salla", rules.check_salla),
        ("google_tsv", rules.check_google_tsv),
    ):
        run, content = exported(kind)
        assert run.status == Status.SUCCEEDED, run.error
        check(content)


def test_a_csv_reads_back_with_commas_quotes_and_lines(exported, product_of, merchant):
    name = 'He said "24, 36"; and دلة'
    product_of(merchant, snapshot={"name": name})

    _run, content = exported("shopify")

    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0]["Title"] == name
