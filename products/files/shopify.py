"""Shopify's product CSV. A row for each variant, product cells on the first alone, each further picture on its own row.

Source: Shopify's help, "Using CSV files to import and export products". Everything comes in as a draft.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from products.files import texts
from products.files.items import Item, ItemVariant
from products.files.writers import CsvWriter

OPTIONS = 3
VARIANTS = 2048
IMAGES = 250
ALT_LIMIT = 512
GONE = {"out_of_stock", "discontinued"}
ORDERED_LATER = {"preorder", "backorder"}


class ShopifyCsv(CsvWriter):
    columns = (
        *("Handle", "Title", "Body (HTML)", "Vendor", "Product Category", "Type", "Tags", "Published"),
        *("Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value", "Option3 Name", "Option3 Value"),
        *("Variant SKU", "Variant Grams", "Variant Inventory Tracker", "Variant Inventory Qty"),
        *("Variant Inventory Policy", "Variant Fulfillment Service", "Variant Price", "Variant Compare At Price"),
        *("Variant Requires Shipping", "Variant Taxable", "Variant Barcode", "Image Src", "Image Position"),
        *("Image Alt Text", "Gift Card", "SEO Title", "SEO Description", "Variant Image", "Variant Weight Unit"),
        "Status",
    )

    def rows(self, item: Item) -> Iterator[dict[str, str]]:
        variants = [self._variant(item, one, options) for one, options in chosen(item)] or [self._single(item)]
        first = self._product(item) | variants[0]
        if item.images:
            first |= image_cells(item, 0)
        yield first
        for variant in variants[1:]:
            yield {"Handle": item.handle} | variant
        for number in range(1, min(len(item.images), IMAGES)):
            yield {"Handle": item.handle} | image_cells(item, number)

    def _product(self, item: Item) -> dict[str, str]:
        cells = {
            "Handle": item.handle,
            "Title": item.name,
            "Body (HTML)": item.body,
            "Vendor": item.brand,
            "Type": item.categories[-1][:255] if item.categories else "",
            "Tags": ", ".join(item.tags),
            "Published": "FALSE",
            "Gift Card": "FALSE",
            "SEO Title": item.seo_title,
            "SEO Description": item.seo_description,
            "Status": "draft",
        }
        names = list(narrow(item.options)) or ["Title"]
        return cells | {f"Option{place} Name": name for place, name in enumerate(names, start=1)}

    def _variant(self, item: Item, variant: ItemVariant, options: dict[str, str]) -> dict[str, str]:
        cells = offer_cells(item, variant) | {"Variant Image": variant.image}
        return cells | {f"Option{place} Value": value for place, value in enumerate(options.values(), start=1)}

    def _single(self, item: Item) -> dict[str, str]:
        return offer_cells(item, item) | {"Option1 Value": "Default Title"}


def offer_cells(item: Item, offer: Item | ItemVariant) -> dict[str, str]:
    quantity = 0 if offer.quantity is None and offer.availability in GONE else offer.quantity
    is_counted = quantity is not None
    sells_on = offer.availability in ORDERED_LATER or not is_counted
    return {
        "Variant SKU": offer.sku,
        "Variant Grams": str(round(item.weight_g or Decimal(0))),
        "Variant Inventory Tracker": "shopify" if is_counted else "",
        "Variant Inventory Qty": str(quantity) if is_counted else "",
        "Variant Inventory Policy": "continue" if sells_on else "deny",
        "Variant Fulfillment Service": "manual",
        "Variant Price": str(offer.price),
        "Variant Compare At Price": str(offer.regular_price or ""),
        "Variant Requires Shipping": "TRUE",
        "Variant Taxable": "TRUE",
        "Variant Barcode": offer.gtin,
        "Variant Weight Unit": "kg" if item.weight_g else "",
    }


def image_cells(item: Item, number: int) -> dict[str, str]:
    alt = texts.cut(item.alt(item.images[number]), ALT_LIMIT)
    return {"Image Src": item.images[number], "Image Position": str(number + 1), "Image Alt Text": alt}


def chosen(item: Item) -> Iterator[tuple[ItemVariant, dict[str, str]]]:
    """The variants with at most OPTIONS options each, no two alike."""
    taken: set[tuple[str, ...]] = set()
    for variant in item.variants[:VARIANTS]:
        options = narrow(variant.options)
        if tuple(options.values()) not in taken:
            taken.add(tuple(options.values()))
            yield variant, options


def narrow(options: dict[str, Any]) -> dict[str, Any]:
    """At most OPTIONS options: the last one takes in those beyond."""
    if len(options) <= OPTIONS:
        return options
    names = list(options)
    last = names[OPTIONS - 1 :]
    joined = " / ".join(str(options[name]) for name in last)
    return {name: options[name] for name in names[: OPTIONS - 1]} | {" / ".join(last): texts.cut(joined, 255)}
