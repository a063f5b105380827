"""schema.org items, whatever syntax they came in: which one is the page's product, and what it says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from scraping.outline import Element
from scraping.page import Page
from scraping.readers import jsonld, microdata
from scraping.readers.offers import offer_candidates, variants_of
from scraping.readers.values import PRODUCTS, as_list, first_text, texts
from scraping.snapshot import Candidate
from scraping.text.addresses import joined
from scraping.text.clean import plain_line, unescape
from scraping.text.gtin import valid_gtin
from scraping.text.images import absolute
from scraping.text.names import closeness
from scraping.text.prices import plain_number

_MANY = 4  # items with pages of their own
_SAME_NAME = 0.95
_CONFIDENCE = {"json-ld": 0.85, "microdata": 0.8, "rdfa": 0.75}
_GTIN_KEYS = ("gtin13", "gtin14", "gtin12", "gtin8", "gtin", "ean", "ean13", "upc", "isbn", "barcode")
_UNITS = {"KGM": "kg", "GRM": "g", "MGM": "mg", "LBR": "lb", "ONZ": "oz"}  # schema.org's unitCode is UN/CEFACT's
_NAME_OF_CODE = re.compile(
    r"^(mpn|sku|isbn|upc|ean|gtin(8|12|13|14)?|item|style|model)\s*(#|no\.?|number)?\s*[:#]\s*", re.IGNORECASE
)


@dataclass(slots=True)
class ProductItem:
    """One product that the page's markup speaks of. ``main`` is False below lists of related products."""

    data: dict[str, Any]
    source: str
    where: str
    main: bool
    element: Element | None = None


def product_items(page: Page) -> list[ProductItem]:
    """Every product in JSON-LD, microdata and RDFa, in the page's order."""
    found: list[ProductItem] = []
    for block, where in jsonld.blocks(page):
        for item, path, main in jsonld.walk(block, where):
            if PRODUCTS.intersection(jsonld.types_of(item)):
                found.append(ProductItem(item, "json-ld", path, main))
    for syntax in (microdata.MICRODATA, microdata.RDFA):
        if syntax is microdata.RDFA and any(item.main for item in found):
            break  # the same product again, in the dearest of the three syntaxes
        for scope in microdata.items(page, syntax):
            if PRODUCTS.intersection(jsonld.types_of(scope.data)):
                nested = scope.owner is not None and _inside_product(scope.owner)
                found.append(ProductItem(scope.data, syntax.source, _path(scope), not nested, scope.element))
    return found


def _inside_product(owner: microdata.Item | None) -> bool:
    while owner is not None:
        if {"product", "review"}.intersection(jsonld.types_of(owner.data)):
            return True
        owner = owner.owner
    return False


def _path(scope: microdata.Item) -> str:
    return f"{scope.element.tag}[{scope.element.sourceline or 0}]"


def main_items(items: list[ProductItem], page: Page, names: list[str], related: Any) -> list[ProductItem]:
    """The items that speak of the page's own product, best first, at most one of each source.

    ``names`` are what the page calls itself (headings, titles); ``related`` says whether an element stands among
    other products.
    """
    scored = [(fitness(item, page, names, related), -number, item) for number, item in enumerate(items)]
    scored.sort(key=lambda entry: (entry[0], entry[1]), reverse=True)
    chosen: dict[str, ProductItem] = {}
    for score, _, item in scored:
        if score > 0 and item.source not in chosen and not _is_one_of_many(item, items, page, names):
            chosen[item.source] = item
    return list(chosen.values())


def _is_one_of_many(item: ProductItem, items: list[ProductItem], page: Page, names: list[str]) -> bool:
    """Whether it is a tile among tiles: each has a page of its own, and this page is not called as this one is."""
    others = {_address(other) for other in items if other.source == item.source and other.main}
    if len(others) < _MANY or not _address(item) or same_address(_address(item), page):
        return False
    name = first_text(item.data.get("name")) or ""
    elsewhere = {address for address in others if address and not same_address(address, page)}
    return len(elsewhere) >= _MANY and all(closeness(name, other) < _SAME_NAME for other in names)


def _address(item: ProductItem) -> str | None:
    return first_text(item.data.get("url")) or first_text(item.data.get("@id"))


def fitness(item: ProductItem, page: Page, names: list[str], related: Any) -> float:
    """How well an item fits the page: its name, its address, where it stands. Not positive means: another product."""
    score = 1.0 if item.main else -2.0
    name = first_text(item.data.get("name"))
    if name and names:
        close = max(closeness(name, other) for other in names)
        score += 3 * close if close >= 0.3 else -0.4
    if same_address(_address(item), page):
        score += 1.5
    score += 0.5 * ("offers" in item.data) + 0.2 * ("description" in item.data)
    score += 0.4 * ("hasVariant" in item.data or "productgroup" in jsonld.types_of(item.data))
    if item.element is not None and related(item.element):
        score -= 3
    return score


def same_address(address: str | None, page: Page) -> bool:
    """Whether an item's address is the page's own, scheme, query and fragment aside."""
    if not address or address.startswith("#"):
        return False
    here = {_bare(page.url), _bare(joined(page.url, page.canonical_url or "") or page.url)}
    there = joined(page.base_url, address)
    return there is not None and _bare(there) in here


def _bare(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    return ((parts.hostname or "").removeprefix("www.") + unquote(parts.path)).rstrip("/").lower()


def candidates(item: ProductItem, page: Page) -> Iterator[Candidate]:
    """All that one product item says."""
    data, source = item.data, item.source
    sure = _CONFIDENCE[source]
    for field, confidence, value in _plain_fields(data, sure):
        yield Candidate(field, value, source, confidence, f"{item.where}.{field}")
    for code in _gtins(data):
        yield Candidate("gtin", code, source, sure, f"{item.where}.gtin")
    for picture in images_of(data, page.base_url):
        yield Candidate("image", picture, source, sure - 0.1, f"{item.where}.image")
    for raw in texts(data.get("description"))[:2]:
        yield Candidate(
            "description", unescape(raw) if "&lt;" in raw else raw, source, sure - 0.25, f"{item.where}.description"
        )
    yield from _rating(data, source, sure, item.where)
    properties = _properties(data)
    if properties:
        yield Candidate("properties", properties, source, sure, f"{item.where}.additionalProperty")
    yield from offer_candidates(data, source, sure, item.where, page)
    variants = variants_of(data, page)
    if variants:
        yield Candidate("variants", variants, source, sure, f"{item.where}.hasVariant")


def _plain_fields(data: dict[str, Any], sure: float) -> Iterator[tuple[str, float, str]]:
    for field, weight in (("name", 0.0), ("color", 0.1), ("size", 0.1), ("material", 0.1), ("style", 0.1)):
        value = first_text(data.get(field))
        if value:
            yield field, sure - weight, value
    for key in ("brand", "manufacturer"):
        for value in texts(data.get(key))[:1]:
            line = plain_line(value)
            if line:
                yield "brand", sure - (0.3 if key == "manufacturer" else 0.0), line
    for field, key, weight in (
        ("sku", "sku", 0.0),
        ("sku", "productID", 0.2),
        ("mpn", "mpn", 0.0),
        ("sku", "productGroupID", 0.15),
        ("sku", "identifier", 0.3),
    ):
        value = first_text(data.get(key))
        if value:
            yield field, sure - weight, _NAME_OF_CODE.sub("", value)
    weight_text = _measure(data.get("weight"))
    if weight_text:
        yield "weight", sure, weight_text


def _measure(value: Any) -> str | None:
    if isinstance(value, dict):
        amount, unit = first_text(value.get("value")), first_text(value.get("unitText") or value.get("unitCode"))
        return f"{amount} {_UNITS.get(unit, unit)}" if amount and unit else amount
    return first_text(value)


def _gtins(data: dict[str, Any]) -> Iterator[str]:
    for key in _GTIN_KEYS:
        for value in as_list(data.get(key)):
            code = valid_gtin(first_text(value))
            if code:
                yield code
    product_id = first_text(data.get("productID")) or ""
    if product_id[:4].lower() in ("upc:", "ean:", "isbn", "gtin"):
        code = valid_gtin(_NAME_OF_CODE.sub("", product_id))
        if code:
            yield code


def images_of(data: dict[str, Any], base: str) -> Iterator[str]:
    """Absolute addresses of an item's pictures: strings, lists, ImageObject."""
    for key in ("image", "images", "photo"):
        for entry in as_list(data.get(key))[:60]:
            if isinstance(entry, dict):
                entry = entry.get("contentUrl") or entry.get("url") or entry.get("image")
            for address in as_list(entry)[:60]:
                picture = absolute(address, base)
                if picture:
                    yield picture


def _rating(data: dict[str, Any], source: str, sure: float, where: str) -> Iterator[Candidate]:
    for rating in as_list(data.get("aggregateRating"))[:1]:
        if not isinstance(rating, dict):
            continue
        value = plain_number(first_text(rating.get("ratingValue")))
        best = plain_number(first_text(rating.get("bestRating")))
        if value and value <= 100:
            scaled = value * 5 / best if best and best not in (5, 1) and value <= best else value
            yield Candidate("rating", scaled, source, sure, f"{where}.aggregateRating")
        for key in ("reviewCount", "ratingCount"):
            count = plain_number(first_text(rating.get(key)))
            if count is not None:
                yield Candidate(
                    "review_count", int(count), source, sure - (0.1 if key == "ratingCount" else 0), f"{where}.{key}"
                )


def _properties(data: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in as_list(data.get("additionalProperty"))[:100]:
        if isinstance(entry, dict):
            name, value = first_text(entry.get("name")), first_text(entry.get("value"))
            if name and value:
                found[name] = value
    return found
