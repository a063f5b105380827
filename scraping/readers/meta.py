"""``<meta>``: OpenGraph with its product extension, Twitter cards, and meta names that shops use."""

from collections.abc import Iterator

from scraping.page import Page
from scraping.snapshot import Candidate
from scraping.text.clean import plain_line
from scraping.text.currencies import currency_code, currency_of
from scraping.text.gtin import valid_gtin
from scraping.text.images import absolute
from scraping.text.prices import ascii_digits, find_prices, plain_number
from scraping.text.stock import availability_term

_TEXTS = (
    ("name", 0.6, ("og:title", "twitter:title")),
    ("brand", 0.75, ("product:brand", "og:brand", "og:product:brand")),
    ("sku", 0.7, ("product:retailer_item_id", "product:sku", "og:product:retailer_item_id")),
    ("mpn", 0.7, ("product:mfr_part_no", "product:mpn")),
    ("color", 0.6, ("product:color", "og:color")),
    ("size", 0.6, ("product:size",)),
    ("material", 0.6, ("product:material",)),
)
_SALE = ("product:sale_price:amount", "og:sale_price:amount", "product:sale_price")
_PRICE = ("product:price:amount", "og:price:amount", "product:price", "og:price", "og:product:price:amount")
_REGULAR = (
    "product:original_price:amount",
    "og:price:standard_amount",
    "product:regular_price:amount",
    "og:standard_price",
    "og:price:regular_amount",
)
_CURRENCY = (
    "product:price:currency",
    "og:price:currency",
    "product:sale_price:currency",
    "og:currency",
    "product:original_price:currency",
)
_STOCK = ("product:availability", "og:availability", "product:stock_status")
_GTIN = ("product:ean", "product:upc", "product:gtin", "product:isbn", "books:isbn", "product:gtin13", "product:gtin14")
_IMAGES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")


def read(page: Page) -> Iterator[Candidate]:
    """Candidates from meta elements. Amounts are decimal, images absolute."""
    for field, confidence, names in _TEXTS:
        for name in names:
            for content in page.metas.get(name, ())[:2]:
                text = plain_line(content)
                if text:
                    yield Candidate(field, text, "opengraph", confidence, f"meta[{name}]")
    yield from _prices(page)
    yield from _stock_and_codes(page)
    yield from _pictures(page)
    yield from _descriptions(page)


def _prices(page: Page) -> Iterator[Candidate]:
    for field, confidence, names in (("price", 0.9, _SALE), ("price", 0.65, _PRICE), ("regular_price", 0.6, _REGULAR)):
        for name in names:
            for content in page.metas.get(name, ())[:2]:
                amount = plain_number(content)
                if amount:
                    yield Candidate(field, amount, "opengraph", confidence, f"meta[{name}]")
    if any(name in page.metas for name in _SALE):  # then the plain price is what it was before
        regular = next((amount for content in page.metas.get(_PRICE[0], ()) if (amount := plain_number(content))), None)
        if regular:
            yield Candidate("regular_price", regular, "opengraph", 0.6, f"meta[{_PRICE[0]}]")
    for name in _CURRENCY:
        for content in page.metas.get(name, ())[:1]:
            code = currency_code(content)
            if code:
                yield Candidate("currency", code, "opengraph", 0.75, f"meta[{name}]")
    yield from _twitter_labels(page)


def _twitter_labels(page: Page) -> Iterator[Candidate]:
    """``twitter:label1`` = Price, ``twitter:data1`` = $12: Shopify and WooCommerce themes of some years."""
    for number in ("1", "2"):
        label = (page.meta(f"twitter:label{number}") or "").lower()
        data = page.meta(f"twitter:data{number}") or ""
        found = list(find_prices(ascii_digits(data))) if "price" in label or "السعر" in label else []
        if len(found) == 1:
            amount = plain_number(found[0].number)
            if amount:
                yield Candidate("price", amount, "twitter", 0.5, f"meta[twitter:data{number}]")
                code = currency_of(found[0].sign, page.places)
                if code:
                    yield Candidate("currency", code, "twitter", 0.4, f"meta[twitter:data{number}]")


def _stock_and_codes(page: Page) -> Iterator[Candidate]:
    for name in _STOCK:
        term = availability_term(page.meta(name))
        if term:
            yield Candidate("availability", term, "opengraph", 0.65, f"meta[{name}]")
    for name in _GTIN:
        code = valid_gtin(page.meta(name))
        if code:
            yield Candidate("gtin", code, "opengraph", 0.8, f"meta[{name}]")


def _pictures(page: Page) -> Iterator[Candidate]:
    for name in _IMAGES:
        for content in page.metas.get(name, ())[:20]:
            address = absolute(content, page.base_url)
            if address:
                yield Candidate("image", address, "opengraph", 0.6, f"meta[{name}]")


def _descriptions(page: Page) -> Iterator[Candidate]:
    for name, confidence in (("og:description", 0.35), ("description", 0.3), ("twitter:description", 0.3)):
        content = page.meta(name)
        if content:
            yield Candidate(
                "description", content, "opengraph" if name[0] == "o" else "meta", confidence, f"meta[{name}]"
            )
