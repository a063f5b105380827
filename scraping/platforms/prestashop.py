"""PrestaShop: the product's data is an attribute of ``#product-details``."""

from collections.abc import Iterator
from typing import Any

from scraping.page import Page
from scraping.platforms.base import Platform, by_id, json_in, pictures
from scraping.readers.values import as_list, first_text
from scraping.snapshot import Availability, Candidate
from scraping.text.gtin import valid_gtin
from scraping.text.prices import plain_number


class PrestaShop(Platform):
    """PrestaShop 1.7 and 8. Seen on tests/scraping/cases/prestashop/."""

    key = "prestashop"
    marks = ("var prestashop =", "prestashop.", "/modules/ps_", "PrestaShop")

    def candidates(self, page: Page) -> Iterator[Candidate]:
        for element in page.outline.near:
            left = plain_number(element.get("data-stock"))
            if left:
                yield Candidate("stock_quantity", int(left), "prestashop", 0.8, "[data-stock]")
                break
        product = json_in(by_id(page, "product-details"), "data-product")
        if not isinstance(product, dict):
            return
        yield from _money(product)
        for field, key in (
            ("name", "name"),
            ("sku", "reference"),
            ("sku", "reference_to_display"),
            ("brand", "manufacturer_name"),
        ):
            value = first_text(product.get(key))
            if value:
                yield Candidate(field, value, "prestashop", 0.86, f"data-product.{key}")
        code = valid_gtin(product.get("ean13")) or valid_gtin(product.get("upc"))
        if code:
            yield Candidate("gtin", code, "prestashop", 0.9, "data-product.ean13")
        yield from _stock(product)
        yield from pictures(map(_large, as_list(product.get("images"))), page, "prestashop", 0.85)


def _money(product: dict[str, Any]) -> Iterator[Candidate]:
    price, regular = plain_number(product.get("price_amount")), plain_number(product.get("regular_price_amount"))
    if price:
        yield Candidate("price", round(price, 2), "prestashop", 0.88, "data-product.price_amount")
    if price and regular and regular > price:
        yield Candidate("regular_price", round(regular, 2), "prestashop", 0.88, "data-product.regular_price_amount")


def _stock(product: dict[str, Any]) -> Iterator[Candidate]:
    states = {
        "available": Availability.IN_STOCK,
        "last_remaining_items": Availability.IN_STOCK,
        "unavailable": Availability.OUT_OF_STOCK,
    }
    state = states.get(str(product.get("availability")))
    if state:
        yield Candidate("availability", state, "prestashop", 0.9, "data-product.availability")
    quantity = plain_number(product.get("quantity"))
    if quantity is not None and quantity > 0:
        yield Candidate("stock_quantity", int(quantity), "prestashop", 0.7, "data-product.quantity")


def _large(image: Any) -> Any:
    sizes = image.get("large") or image.get("medium") if isinstance(image, dict) else None
    return sizes.get("url") if isinstance(sizes, dict) else None
