"""Shopify: the theme's product JSON, or the shop's ``.js`` answer, knows every variant."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

from scraping.page import Page
from scraping.platforms.base import Platform, json_after, json_scripts, pictures, scripts_with
from scraping.readers.values import as_list, first_text
from scraping.snapshot import Availability, Candidate, Variant
from scraping.text.gtin import valid_gtin
from scraping.text.images import absolute
from scraping.text.names import closeness
from scraping.text.prices import plain_number

_NO_CHOICE = "Default Title"


class Shopify(Platform):
    """Shops on Shopify. Amounts are whole cents in theme JSON and ``.js``, decimal strings in ``.json``."""

    key = "shopify"
    hosts = (".myshopify.com",)
    marks = ("cdn.shopify.com/s/", "Shopify.theme", "/cdn/shop/", "shopify-digital-wallet")

    def candidates(self, page: Page) -> Iterator[Candidate]:
        for product in _products(page):
            yield from self.extra_candidates(product, page)
            return

    def extra_candidates(self, data: Any, page: Page) -> Iterator[Candidate]:
        product = data.get("product", data) if isinstance(data, dict) else None
        if not isinstance(product, dict) or not isinstance(product.get("variants"), list):
            return
        variants = variants_of(product, page)
        yield from _texts(product)
        yield from pictures(map(_address, as_list(product.get("images"))), page, "shopify", 0.7)
        yield from _offer(variants, product, page)
        if len(variants) > 1:
            yield Candidate("variants", variants, "shopify", 0.95, "product.variants")


def _products(page: Page) -> Iterator[dict[str, Any]]:
    """Product JSON in the page that belongs to the page's own product."""
    handle = urlsplit(page.url).path.rstrip("/").rsplit("/", 1)[-1]
    found = [*json_scripts(page, '"variants"', '"vendor"'), *_bare_variants(page)]
    for text in scripts_with(page, '"variants"'):
        for marker in ("var meta =", "product:", "window.product =", "productJson ="):
            data = json_after(text, marker)
            if isinstance(data, dict):
                found.append(data)
    for data in found:
        product = data.get("product", data) if isinstance(data, dict) else None
        if isinstance(product, dict) and isinstance(product.get("variants"), list) and _same(product, handle, page):
            yield product


def _bare_variants(page: Page) -> Iterator[dict[str, Any]]:
    """Dawn and its kin put the list of variants alone beside the pickers; options have no names there."""
    for data in json_scripts(page, '"option1"', '"available"'):
        if isinstance(data, list) and data and all(isinstance(entry, dict) and "option1" in entry for entry in data):
            yield {"variants": data}


def _same(product: dict[str, Any], handle: str, page: Page) -> bool:
    if product.get("handle"):
        return bool(product["handle"] == handle)
    name = first_text(product.get("title"))
    return name is None or closeness(name, page.title) > 0.4


def _texts(product: dict[str, Any]) -> Iterator[Candidate]:
    for field, key, sure in (("name", "title", 0.8), ("brand", "vendor", 0.5), ("description", "description", 0.7),
                             ("description", "body_html", 0.7)):  # fmt: skip
        value = product.get(key)
        if isinstance(value, str) and value.strip():
            yield Candidate(field, value, "shopify", sure, f"product.{key}")


def variants_of(product: dict[str, Any], page: Page) -> list[Variant]:
    names = [first_text(option) or "" for option in as_list(product.get("options"))]
    return [_variant(entry, names, page) for entry in product["variants"][:2000] if isinstance(entry, dict)]


def _variant(entry: dict[str, Any], names: list[str], page: Page) -> Variant:
    values = [first_text(entry.get(f"option{number}")) for number in (1, 2, 3)]
    options = {
        name or f"option{n}": value for n, (name, value) in enumerate(zip(names, values, strict=False), 1) if value
    }
    if list(options.values()) == [_NO_CHOICE]:
        options = {}
    price, regular = _amount(entry.get("price")), _amount(entry.get("compare_at_price"))
    available = entry.get("available")
    quantity = entry.get("inventory_quantity")
    return Variant(
        options=options,
        name=first_text(entry.get("name") or entry.get("title")),
        price=price,
        regular_price=regular if price and regular and regular > price else None,
        availability=None
        if not isinstance(available, bool)
        else Availability.IN_STOCK
        if available
        else Availability.OUT_OF_STOCK,
        stock_quantity=quantity if isinstance(quantity, int) and quantity >= 0 else None,
        sku=first_text(entry.get("sku")),
        gtin=valid_gtin(entry.get("barcode")),
        image=absolute(_address(entry.get("featured_image")), page.base_url),
        source_id=first_text(entry.get("id")),
    )


def _amount(value: Any) -> Decimal | None:
    """Whole numbers are cents; strings with a point are units."""
    amount = plain_number(value)
    if amount is None:
        return None
    return amount / 100 if isinstance(value, int) or (isinstance(value, str) and value.isdigit()) else amount


def _address(image: Any) -> Any:
    return image.get("src") or image.get("url") if isinstance(image, dict) else image


def _offer(variants: list[Variant], product: dict[str, Any], page: Page) -> Iterator[Candidate]:
    """Price and codes of the variant that the link names, else of the first one to be had."""
    wanted = parse_qs(urlsplit(page.url).query).get("variant", [""])[0]
    named = next((v for v in variants if wanted and v.source_id == wanted), None)
    chosen = named or next(
        (v for v in variants if v.availability is not Availability.OUT_OF_STOCK), variants[0] if variants else None
    )
    if chosen is None:
        return
    if chosen.price:
        yield Candidate("price", chosen.price, "shopify", 0.85 if named else 0.75, "product.variants.price")
    if chosen.regular_price:
        yield Candidate("regular_price", chosen.regular_price, "shopify", 0.85, "product.variants.compare_at_price")
    known = [v.availability for v in variants if v.availability is not None]
    if known:
        there = Availability.IN_STOCK in known
        value = (
            named.availability
            if named and named.availability
            else Availability.IN_STOCK
            if there
            else Availability.OUT_OF_STOCK
        )
        yield Candidate("availability", value, "shopify", 0.85, "product.variants.available")
    for field, code in (("sku", chosen.sku), ("gtin", chosen.gtin)):
        if code and (named or len(variants) == 1):
            yield Candidate(field, code, "shopify", 0.85, f"product.variants.{field}")
