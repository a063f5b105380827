"""Data that a page carries for its own scripts: ``__NEXT_DATA__``, ``__NUXT__``, ``window.X = {…}``, ``dataLayer``.

Looked at only when markup and the visible page leave the price or the pictures open: these blobs are large, and say
much about other products.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from scraping.page import Page
from scraping.readers.jsonld import lenient_json
from scraping.readers.values import as_list, first_text
from scraping.snapshot import Candidate
from scraping.text.currencies import currency_code
from scraping.text.gtin import valid_gtin
from scraping.text.images import absolute
from scraping.text.names import closeness
from scraping.text.prices import plain_number
from scraping.text.stock import availability_term

_ASSIGNED = re.compile(r"(?:=|\.push\(|J(?<!\w.)SON\.parse\()\s{0,5}(?=[{\[])")
_NAMES = ("name", "title", "productName", "displayName", "product_name", "productTitle", "item_name")
_PRICES = (
    "salePrice", "sale_price", "currentPrice", "current_price", "finalPrice", "final_price", "specialPrice",
    "offerPrice",
    "sellingPrice", "price", "priceValue", "amount", "unitPrice",
)  # fmt: skip
_REGULAR = (
    "listPrice", "list_price", "originalPrice", "original_price", "regularPrice", "regular_price", "compareAtPrice",
    "compare_at_price", "wasPrice", "oldPrice", "msrp", "basePrice",
)  # fmt: skip
_CURRENCIES = ("currency", "currencyCode", "priceCurrency", "currency_code", "currencyIso", "currencyUnit")
_IMAGES = (
    "images",
    "image",
    "imageUrl",
    "image_url",
    "gallery",
    "media",
    "mainImage",
    "imageUrls",
    "pictures",
    "photos",
)
_CODES = (
    "sku",
    "productSku",
    "styleColor",
    "item_id",
    "productCode",
    "code",
    "articleNumber",
    "partNumber",
    "itemId",
    "usItemId",
    "productId",
)
_GTINS = ("gtin13", "gtin", "ean", "upc", "barcode", "isbn", "gtin14", "gtin12")
_STOCK = (
    "availability", "inStock", "in_stock", "isInStock", "available", "isAvailable", "stockStatus", "availabilityStatus",
    "stock_status",
)  # fmt: skip
_VALUES = frozenset({"value", "amount", "price", "current", "min"})
_REGULAR_PATH = re.compile(r"was|list|regular|orig|old|compare|msrp|rrp|before|strike|base")
_PAID_PATH = re.compile(r"final|sale|special|current|now|discounted|selling|offer|promo")
_OTHER_PATH = re.compile(r"unit|discount(?!ed)|sav(?:e|ing)|tax|month|install|max|high|shipp|points|difference")
_LEVELS, _MOST_PARTS = 3, 200
_MOST_NODES = 20_000
_LONGEST_SCRIPT = 2_000_000
_LIKE = 0.5
_SURE = 0.55


def read(page: Page, names: list[str]) -> Iterator[Candidate]:
    """Candidates from the object in script data whose name is most like ``names`` and that has a price or pictures."""
    best: tuple[float, dict[str, Any]] | None = None
    for data in blobs(page):
        for item in _objects(data):
            score = _fitness(item, names)
            if score > 0 and (best is None or score > best[0]):
                best = (score, item)
    if best is not None:
        yield from _candidates(best[1], page)


def blobs(page: Page) -> Iterator[Any]:
    """JSON in scripts that mentions prices: whole JSON scripts, and what other scripts assign or push."""
    for script in page.scripts:
        if len(script.body) > _LONGEST_SCRIPT or b"rice" not in script.body or "ld+json" in script.kind:
            continue
        text = script.text
        if "json" in script.kind or b"__NEXT_DATA__" in script.tag or b"__NUXT_DATA__" in script.tag:
            yield lenient_json(text)
            continue
        for match in list(_ASSIGNED.finditer(text))[:20]:
            try:
                yield json.JSONDecoder(strict=False).raw_decode(text, match.end())[0]
            except (ValueError, RecursionError):
                continue


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """Every object inside, breadth first, up to a number that bounds the work."""
    queue, seen = [data], 0
    while queue and seen < _MOST_NODES:
        following: list[Any] = []
        for node in queue:
            seen += 1
            if isinstance(node, dict):
                yield node
                following.extend(value for value in node.values() if isinstance(value, dict | list))
            elif isinstance(node, list):
                following.extend(value for value in node[:500] if isinstance(value, dict | list))
        queue = following


def _fitness(item: dict[str, Any], names: list[str]) -> float:
    name = _first(item, _NAMES)
    if not name or not (item.keys() & {*_PRICES, *_IMAGES, "offers", "variants"} or _parts(item, "pric")):
        return 0.0
    close = max((closeness(name, other) for other in names[:4]), default=0.0)
    if close < _LIKE:
        return 0.0
    return (
        close
        + 0.3 * bool(_amount(item, _PRICES) or _paid_and_regular(item)[0])
        + 0.05 * len(item.keys() & {*_IMAGES, *_CODES, *_GTINS})
    )


def _first(item: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    return next((text for key in keys if (text := first_text(item.get(key)))), None)


def _amount(item: dict[str, Any], keys: tuple[str, ...]) -> Any:
    """An amount under one of ``keys``, also below: ``{"price": {"value": 12.5}}``, ``{"priceInfo": {…}}``."""
    for part in (item, *_parts(item, "price")):
        amount = _own_amount(part, keys)
        if amount:
            return amount
    return None


def _parts(item: dict[str, Any], word: str) -> list[dict[str, Any]]:
    """The objects right inside an item whose key speaks of ``word``."""
    return [value for key, value in item.items() if isinstance(value, dict) and word in key.lower()]


def _amounts_below(item: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Amounts of the objects under keys that speak of prices, by the keys that lead there, the outer ones first."""
    level = [(key.lower(), value) for key, value in item.items() if "pric" in key.lower() and isinstance(value, dict)]
    for _ in range(_LEVELS):
        below: list[tuple[str, dict[str, Any]]] = []
        for path, part in level[:_MOST_PARTS]:
            for key, value in part.items():
                if isinstance(value, dict):
                    below.append((f"{path}.{key.lower()}", value))
                elif key in _VALUES and (amount := plain_number(value)):
                    yield path, amount
        level = below


def _paid_and_regular(item: dict[str, Any]) -> tuple[Any, Any]:
    """What is paid and what it was, where both lie deeper: ``{"pricing": {"final": {"value": 12}}}``."""
    found = [(path, amount) for path, amount in _amounts_below(item) if not _OTHER_PATH.search(path)]
    regular = next((amount for path, amount in found if _REGULAR_PATH.search(path)), None)
    paid = [(not _PAID_PATH.search(path), amount) for path, amount in found if not _REGULAR_PATH.search(path)]
    return min(paid, key=lambda entry: entry[0])[1] if paid else regular, regular


def _own_amount(item: dict[str, Any], keys: tuple[str, ...]) -> Any:
    for key in keys:
        value = item.get(key)
        if isinstance(value, dict):
            value = next(
                (value[inner] for inner in ("value", "amount", "current", "price", "min") if inner in value), None
            )
        amount = plain_number(value)
        if amount:
            return amount
    return None


def _candidates(item: dict[str, Any], page: Page) -> Iterator[Candidate]:
    price, regular = _amount(item, _PRICES), _amount(item, _REGULAR)
    if not (price and regular):
        deeper = _paid_and_regular(item)
        price, regular = price or deeper[0], regular or deeper[1]
    if price:
        yield Candidate("price", price, "state", _SURE, "script")
    if price and regular and regular > price:
        yield Candidate("regular_price", regular, "state", _SURE, "script")
    for field, keys in (("name", _NAMES), ("sku", _CODES), ("brand", ("brand", "brandName", "manufacturer")),
                        ("description", ("description", "longDescription", "shortDescription"))):  # fmt: skip
        value = _first(item, keys)
        if value:
            yield Candidate(field, value, "state", _SURE - 0.05, f"script.{field}")
    nested = [value for value in item.values() if isinstance(value, dict)]
    for _ in range(_LEVELS):
        below = [value for part in nested[:_MOST_PARTS] for value in part.values() if isinstance(value, dict)]
        nested += below
    code = next((code for part in (item, *nested) if (code := currency_code(_first(part, _CURRENCIES)))), None)
    if code:
        yield Candidate("currency", code, "state", _SURE, "script.currency")
    yield from _pictures_and_stock(item, page)


def _pictures_and_stock(item: dict[str, Any], page: Page) -> Iterator[Candidate]:
    listed = {key: value for part in _parts(item, "image") for key, value in part.items() if isinstance(value, list)}
    for key, value in ({key: item.get(key) for key in _IMAGES} | listed).items():
        for entry in as_list(value)[:30]:
            address = (
                next((entry[k] for k in ("url", "src", "large", "original", "href") if k in entry), None)
                if isinstance(entry, dict)
                else entry
            )
            picture = absolute(address, page.base_url)
            if picture:
                yield Candidate("image", picture, "state", _SURE, f"script.{key}")
    gtin = next((code for key in _GTINS if (code := valid_gtin(first_text(item.get(key))))), None)
    if gtin:
        yield Candidate("gtin", gtin, "state", _SURE, "script.gtin")
    parts = (item, *_parts(item, "stock"), *_parts(item, "inventory"), *_parts(item, "availab"))
    for key, part in ((key, part) for part in parts for key in _STOCK):
        term = availability_term(part.get(key))
        if term:
            yield Candidate("availability", term, "state", _SURE, f"script.{key}")
            return
