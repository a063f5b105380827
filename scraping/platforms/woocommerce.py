"""WooCommerce: variation data sits in a form attribute; the Store API answers with whole minor units."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from scraping.page import Page
from scraping.platforms.base import Platform, by_class, json_in, pictures, text_in
from scraping.readers.values import as_list, first_text
from scraping.snapshot import Availability, Candidate, Variant
from scraping.text.clean import plain_line
from scraping.text.images import absolute
from scraping.text.prices import plain_number


class WooCommerce(Platform):
    """WordPress shops with WooCommerce. Seen on tests/scraping/cases/woocommerce/."""

    key = "woocommerce"
    marks = ("woocommerce-page", "/plugins/woocommerce/", "single-product woocommerce", "woocommerce-product-gallery")

    def candidates(self, page: Page) -> Iterator[Candidate]:
        for form in by_class(page, "variations_form")[:1]:
            variants = _variations(json_in(form, "data-product_variations"), page)
            if len(variants) > 1:
                yield Candidate("variants", variants, "woocommerce", 0.95, "form[data-product_variations]")
        for element in by_class(page, "sku")[:1]:
            code = text_in(element)
            if code and code.lower() not in ("n/a", "غير متوفر", "-"):
                yield Candidate("sku", code, "woocommerce", 0.86, ".sku")
        for gallery in by_class(page, "woocommerce-product-gallery__image"):
            link = gallery.find(".//a")
            yield from pictures([link.get("href") if link is not None else None], page, "woocommerce", 0.8)
        for element in by_class(page, "stock")[:1]:
            yield from _stock(element.get("class") or "")

    def extra_candidates(self, data: Any, page: Page) -> Iterator[Candidate]:
        product = data[0] if isinstance(data, list) and data else data
        if not isinstance(product, dict) or not isinstance(product.get("prices"), dict):
            return
        yield from _store_prices(product["prices"])
        for field, key in (
            ("name", "name"),
            ("sku", "sku"),
            ("description", "description"),
            ("description", "short_description"),
        ):
            value = product.get(key)
            if isinstance(value, str) and value.strip():
                yield Candidate(field, value if field == "description" else plain_line(value), "woocommerce", 0.85, key)
        yield from pictures(
            (i.get("src") for i in as_list(product.get("images")) if isinstance(i, dict)), page, "woocommerce", 0.8
        )
        if isinstance(product.get("is_in_stock"), bool):
            there = Availability.IN_STOCK if product["is_in_stock"] else Availability.OUT_OF_STOCK
            yield Candidate("availability", there, "woocommerce", 0.9, "is_in_stock")


def _stock(names: str) -> Iterator[Candidate]:
    for word, value in (("out-of-stock", Availability.OUT_OF_STOCK), ("available-on-backorder", Availability.BACKORDER),
                        ("in-stock", Availability.IN_STOCK)):  # fmt: skip
        if word in names.split():
            yield Candidate("availability", value, "woocommerce", 0.88, f".stock.{word}")


def _variations(data: Any, page: Page) -> list[Variant]:
    """The form's variations; themes with many load them later and write ``false``."""
    found = []
    for entry in as_list(data)[:2000]:
        if not isinstance(entry, dict):
            continue
        attributes = entry.get("attributes")
        options = (
            {_label(key): str(value) for key, value in attributes.items() if value}
            if isinstance(attributes, dict)
            else {}
        )
        price, regular = plain_number(entry.get("display_price")), plain_number(entry.get("display_regular_price"))
        image = entry.get("image")
        found.append(
            Variant(
                options=options,
                price=price,
                regular_price=regular if price and regular and regular > price else None,
                availability=Availability.IN_STOCK if entry.get("is_in_stock") else Availability.OUT_OF_STOCK,
                sku=first_text(entry.get("sku")),
                image=absolute(image.get("full_src") or image.get("src"), page.base_url)
                if isinstance(image, dict)
                else None,
                source_id=first_text(entry.get("variation_id")),
            )
        )
    return found


def _label(key: str) -> str:
    return key.removeprefix("attribute_").removeprefix("pa_").replace("-", " ")


def _store_prices(prices: dict[str, Any]) -> Iterator[Candidate]:
    """Whole minor units: ``{"price": "1999", "currency_minor_unit": 2}`` is 19.99."""
    digits = prices.get("currency_minor_unit", 2)
    scale = Decimal(10) ** (digits if isinstance(digits, int) else 2)
    price, regular = plain_number(prices.get("price")), plain_number(prices.get("regular_price"))
    if price:
        yield Candidate("price", price / scale, "woocommerce", 0.9, "prices.price")
    if price and regular and regular > price:
        yield Candidate("regular_price", regular / scale, "woocommerce", 0.9, "prices.regular_price")
    code = prices.get("currency_code")
    if isinstance(code, str) and len(code) == 3:
        yield Candidate("currency", code.upper(), "woocommerce", 0.95, "prices.currency_code")
