"""What each platform says of the files it takes, from its public documents: ``check_…`` raises for the first breach."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal

import openpyxl
from lxml import etree

G = "{http://base.google.com/ns/1.0}"
FORMULA = tuple("=+-@\t\r")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
MONEY = re.compile(r"\d+(\.\d{1,3})?")
SHOPIFY_REQUIRED = ("Handle", "Title", "Body (HTML)", "Vendor", "Tags", "Published", "Option1 Name", "Option1 Value")
PRODUCT_CELLS = ("Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published", "Status", "SEO Title", "Gift Card")
WOO_TYPES = {"simple", "variable", "variation", "grouped", "external"}
SALLA_FIRST = ["النوع ", "أسم المنتج", "تصنيف المنتج", "صورة المنتج", "وصف صورة المنتج", "نوع المنتج", "سعر المنتج"]
GOOGLE_LIMITS = {"id": 50, "title": 150, "description": 5000, "link": 2000, "brand": 70, "mpn": 70, "color": 100}
GOOGLE_REQUIRED = ("id", "link", "image_link", "availability", "price")


def read_csv(content: bytes) -> list[dict[str, str]]:
    """Strictly: UTF-8 with its mark, one width, no cell that a spreadsheet computes."""
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    for row in rows:
        assert len(row) == len(rows[0])
        assert not [cell for cell in row if cell.startswith(FORMULA) and not NUMBER.fullmatch(cell)]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def check_html(text: str) -> None:
    lowered = text.casefold()
    assert not re.search(r"<(script|iframe|style|object|form|img|a)\b|\son\w+=|javascript:", lowered), text


def check_shopify(content: bytes) -> dict[str, list[dict[str, str]]]:
    """Products by handle, each with its rows."""
    rows = read_csv(content)
    products: dict[str, list[dict[str, str]]] = {}
    last = ""
    for row in rows:
        handle = row["Handle"]
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", handle.replace("_", "-")), handle
        assert handle == last or handle not in products, "a product's rows stand together"
        products.setdefault(handle, []).append(row)
        last = handle
    for own in products.values():
        _check_shopify_product(own)
    return products


def _check_shopify_product(rows: list[dict[str, str]]) -> None:
    first, variants = rows[0], [row for row in rows if row["Variant Price"]]
    assert set(SHOPIFY_REQUIRED) <= set(first)
    assert first["Title"] and len(first["Title"]) <= 255
    assert first["Published"] in {"TRUE", "FALSE"} and first["Status"] in {"active", "draft", "archived"}
    check_html(first["Body (HTML)"])
    assert all(not row[name] for row in rows[1:] for name in PRODUCT_CELLS), "product cells on the first row only"
    assert variants[0] is first
    names = [first[f"Option{place} Name"] for place in (1, 2, 3)]
    chosen = [tuple(row[f"Option{place} Value"] for place in (1, 2, 3)) for row in variants]
    assert len(set(chosen)) == len(chosen) <= 2048
    for values in chosen:
        assert [bool(name) for name in names] == [bool(value) for value in values], "a value for each option"
        assert all(len(value) <= 255 for value in values)
    if names == ["Title", "", ""]:
        assert chosen == [("Default Title", "", "")]
    for row in variants:
        assert MONEY.fullmatch(row["Variant Price"]) and row["Variant Grams"].isdigit()
        assert row["Variant Inventory Policy"] in {"deny", "continue"}
        assert row["Variant Inventory Tracker"] in {"", "shopify"}
        assert row["Variant Fulfillment Service"] == "manual"
        assert bool(row["Variant Inventory Tracker"]) == bool(row["Variant Inventory Qty"])
        before = row["Variant Compare At Price"]
        assert not before or Decimal(before) > Decimal(row["Variant Price"])
    pictures = [row for row in rows if row["Image Src"]]
    assert [row["Image Position"] for row in pictures] == [str(number + 1) for number in range(len(pictures))]
    assert all(row["Image Src"].startswith("http") and len(row["Image Alt Text"]) <= 512 for row in pictures)


def check_woo(content: bytes) -> list[dict[str, str]]:
    rows = read_csv(content)
    skus = [row["SKU"] for row in rows]
    assert len(set(skus)) == len(skus) and all(skus)
    parents: dict[str, dict[str, str]] = {}
    for row in rows:
        assert row["Type"] in WOO_TYPES and row["Name"] and row["Published"] in {"1", "0", "-1"}
        check_html(row["Description"])
        assert row["In stock?"] in {"0", "1"} and (not row["Stock"] or row["Stock"].isdigit())
        if row["Type"] == "variation":
            _check_variation(row, parents[row["Parent"]])
        else:
            parents[row["SKU"]] = row
        if row["Type"] == "variable":
            assert not row["Regular price"]
        else:
            assert MONEY.fullmatch(row["Regular price"])
        if row["Sale price"]:
            assert Decimal(row["Sale price"]) < Decimal(row["Regular price"])
        assert all(one.strip().startswith("http") for one in row["Images"].split(",") if one)
    return rows


def _check_variation(row: dict[str, str], parent: dict[str, str]) -> None:
    assert parent["Type"] == "variable"
    for number in range(1, 7):
        name, value = row[f"Attribute {number} name"], row[f"Attribute {number} value(s)"]
        assert name == parent[f"Attribute {number} name"]
        assert not name or value in re.split(r"(?<!\\), ", parent[f"Attribute {number} value(s)"])


def woo_unguarded(cell: str) -> str:
    """What WooCommerce's importer makes of a cell."""
    return cell[1:] if cell[:2] in {"'=", "'+", "'-", "'@"} else cell


def check_salla(content: bytes) -> list[dict[str, object]]:
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=False).active
    rows = list(sheet.iter_rows())
    assert rows[0][0].value == "بيانات المنتج"
    heads = [cell.value for cell in rows[1]]
    assert heads[:7] == SALLA_FIRST and len(heads) == 40
    found = []
    for cells in rows[2:]:
        assert all(cell.data_type != "f" for cell in cells)
        texts = [cell.value for cell in cells if isinstance(cell.value, str)]
        assert not [text for text in texts if text.startswith(FORMULA) and not NUMBER.fullmatch(text)]
        row = dict(zip(heads, (cell.value for cell in cells), strict=True))
        _check_salla_row(row, found)
        found.append(row)
    skus = [row["رمز المنتج sku"] for row in found]
    assert len(set(skus)) == len(skus)
    return found


def _check_salla_row(row: dict[str, object], before: list[dict[str, object]]) -> None:
    assert isinstance(row["سعر المنتج"], int | float)
    if row["السعر المخفض"] is not None:
        assert row["السعر المخفض"] < row["سعر المنتج"]
    if row["النوع "] == "خيار":
        assert before and row["[1] القيمة"]
        return
    assert row["النوع "] == "منتج" and row["أسم المنتج"] and row["نوع المنتج"] == "منتج جاهز"
    assert row["خاضع للضريبة ؟"] in {"نعم", "لا"} and row["هل يتطلب شحن؟"] in {"نعم", "لا"}
    check_html(str(row["الوصف"] or ""))


def check_google_xml(content: bytes) -> list[dict[str, list[str]]]:
    root = etree.fromstring(content)
    assert root.tag == "rss" and root.get("version") == "2.0"
    (channel,) = root
    assert [node.tag for node in channel[:3]] == ["title", "link", "description"]
    items = [dict(_grouped(item)) for item in channel.findall("item")]
    _check_google(items)
    return items


def _grouped(item: etree._Element) -> Iterator[tuple[str, list[str]]]:
    names = dict.fromkeys(node.tag for node in item)
    for name in names:
        assert name.startswith(G)
        yield name.removeprefix(G), [":".join(node.itertext()) for node in item.findall(name)]


def check_google_tsv(content: bytes) -> list[dict[str, list[str]]]:
    lines = content.decode().splitlines()
    assert b"\r" not in content
    heads = lines[0].split("\t")
    rows = [line.split("\t") for line in lines[1:]]
    assert all(len(row) == len(heads) for row in rows)
    items = [{name: [cell] for name, cell in zip(heads, row, strict=True) if cell} for row in rows]
    _check_google(items)
    return items


def _check_google(items: list[dict[str, list[str]]]) -> None:
    ids = [item["id"][0] for item in items]
    assert len(set(ids)) == len(ids)
    for item in items:
        assert all(item.get(name) for name in GOOGLE_REQUIRED), item
        for name in ("title", "description"):  # what a model wrote stands in the structured form alone, and says so
            assert bool(item.get(name)) != bool(item.get(f"structured_{name}"))
            for value in item.get(f"structured_{name}", []):
                source, _colon, words = value.partition(":")
                assert source in {"default", "trained_algorithmic_media"} and words
                assert len(words) <= GOOGLE_LIMITS[name] + 2 + words.count('"')
        for name, limit in GOOGLE_LIMITS.items():
            assert all(len(value) <= limit for value in item.get(name, [])), name
        assert item["availability"][0] in {"in_stock", "out_of_stock"}
        prices = [item["price"][0], *item.get("sale_price", [])]
        assert all(re.fullmatch(r"\d+(\.\d+)? [A-Z]{3}", price) for price in prices)
        if len(prices) == 2:
            assert Decimal(prices[1].split()[0]) < Decimal(prices[0].split()[0])
        assert len(item.get("additional_image_link", [])) <= 10
        if not item.get("gtin") and not (item.get("mpn") and item.get("brand")):
            assert item["identifier_exists"] == ["no"]
        assert all(value.startswith("http") for value in item["link"] + item["image_link"])
