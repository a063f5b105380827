"""Squarespace: what can be chosen is JSON in an attribute, amounts in cents."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from scraping.page import Page
from scraping.platforms.base import Platform, by_class, json_in
from scraping.readers.values import as_list, first_text
from scraping.snapshot import Availability, Candidate, Variant
from scraping.text.prices import plain_number


class Squarespace(Platform):
    """Shops on Squarespace. Seen on tests/scraping/cases/squarespace/."""

    key = "squarespace"
    hosts = (".squarespace.com",)
    marks = ("static1.squarespace.com", "Static.SQUARESPACE_CONTEXT")

    def candidates(self, page: Page) -> Iterator[Candidate]:
        for element in by_class(page, "product-variants")[:1]:
            data = json_in(element, "data-variants")
            variants = [_variant(entry) for entry in as_list(data)[:500] if isinstance(entry, dict)]
            if len(variants) > 1:
                yield Candidate("variants", variants, "squarespace", 0.9, ".product-variants[data-variants]")


def _variant(entry: dict[str, Any]) -> Variant:
    attributes = entry.get("attributes")
    options = (
        {name: first_text(value) or "" for name, value in attributes.items()} if isinstance(attributes, dict) else {}
    )
    regular, sale = _cents(entry.get("price")), _cents(entry.get("salePrice"))
    on_sale = bool(entry.get("onSale")) and sale is not None
    quantity = plain_number(entry.get("qtyInStock"))
    there = bool(entry.get("unlimited")) or bool(quantity)
    return Variant(
        options=options,
        price=sale if on_sale else regular,
        regular_price=regular if on_sale and sale and regular and regular > sale else None,
        availability=Availability.IN_STOCK if there else Availability.OUT_OF_STOCK,
        stock_quantity=int(quantity) if quantity is not None and not entry.get("unlimited") else None,
        sku=first_text(entry.get("sku")),
        source_id=first_text(entry.get("id")),
    )


def _cents(value: Any) -> Decimal | None:
    amount = plain_number(value)
    return amount / 100 if amount else None
