"""Amazon: no markup at all, but ids that have held for years."""

import html
import re
from collections.abc import Iterator
from decimal import Decimal

from scraping.outline import Element
from scraping.page import Page
from scraping.platforms.base import Platform, amount_in, by_class, by_id, json_after, pictures, scripts_with, text_in
from scraping.readers.microdata import inner_html
from scraping.readers.values import as_list
from scraping.readers.visible.price_pieces import price_text
from scraping.snapshot import Candidate
from scraping.text.prices import ascii_digits, find_prices, parse_amount, plain_number
from scraping.text.stock import availability_words

_ASIN = re.compile(r"/(?:dp|gp/product|product|exec/obidos/asin)/(?:[^/]+/)?([A-Z0-9]{10})(?=[/?#]|$)", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MOST_STARS = 5
_PRICE_IDS = (
    "priceblock_dealprice",
    "priceblock_saleprice",
    "priceblock_ourprice",
    "price_inside_buybox",
    "newBuyBoxPrice",
    "kindle-price",
)
_BYLINE = re.compile(
    r"^(visit the|brand:?|by|marke:?|marca:?|marque\s?:?|visita (la tienda|lo store) d[ei]|visita lo"
    r"|visite[rz] la boutique( de)?|besuche[nr]?( sie)? den|العلامة التجارية:?|تفضل بزيارة متجر)\s+"
    r"|\s*(store|-store|shop)$",
    re.IGNORECASE,
)


class Amazon(Platform):
    """All country shops of Amazon."""

    key = "amazon"
    hosts = ("amazon.",)

    def candidates(self, page: Page) -> Iterator[Candidate]:
        asin = _ASIN.search(page.url) or _ASIN.search(page.canonical_url or "")
        if asin:
            yield Candidate("sku", asin[1].upper(), "amazon", 0.9, "address")
        name = text_in(by_id(page, "productTitle")) or text_in(by_id(page, "ebooksProductTitle"))
        if name:
            yield Candidate("name", name, "amazon", 0.95, "#productTitle")
        brand = _BYLINE.sub("", _BYLINE.sub("", text_in(by_id(page, "bylineInfo")) or text_in(by_id(page, "brand"))))
        if brand and len(brand) < 50 and "(" not in brand:
            yield Candidate("brand", brand, "amazon", 0.7, "#bylineInfo")
        yield from _prices(page)
        yield from _texts(page)
        yield from _images(page)
        yield from _seller_and_rating(page)
        said = availability_words(text_in(by_id(page, "availability"))[:120])
        if said:
            yield Candidate("availability", said, "amazon", 0.9, "#availability")


def _prices(page: Page) -> Iterator[Candidate]:
    for name in _PRICE_IDS:
        amount = amount_in(page, by_id(page, name))
        if amount:
            yield Candidate("price", amount, "amazon", 0.9, f"#{name}")
            break
    for element in by_class(page, "priceToPay", "apexPriceToPay")[:1]:
        inner = next((e for e in element.iter("span") if "a-offscreen" in (e.get("class") or "")), None)
        amount = amount_in(page, inner) or _in_parts(element)
        if amount:
            yield Candidate("price", amount, "amazon", 0.92, ".priceToPay")


def _in_parts(element: Element) -> Decimal | None:
    """``<span class=a-price-whole>35,</span><span class=a-price-fraction>99</span>``, where nothing is written out."""
    found = list(find_prices(price_text(element)))
    return parse_amount(found[0].number) if found else None


def _seller_and_rating(page: Page) -> Iterator[Candidate]:
    seller = text_in(by_id(page, "sellerProfileTriggerId"))
    if seller:
        yield Candidate("seller", seller, "amazon", 0.85, "#sellerProfileTriggerId")
    popover = by_id(page, "acrPopover")
    stars = (
        plain_number((_NUMBER.findall((popover.get("title") or "").replace(",", ".")) or [None])[0])
        if popover is not None
        else None
    )
    if stars and stars <= _MOST_STARS:
        yield Candidate("rating", stars, "amazon", 0.85, "#acrPopover")
    count = "".join(filter(str.isdigit, ascii_digits(text_in(by_id(page, "acrCustomerReviewText")))))
    if count:
        yield Candidate("review_count", int(count), "amazon", 0.85, "#acrCustomerReviewText")


def _texts(page: Page) -> Iterator[Candidate]:
    """The bullet points and the long text make one description; the maker's own pages stand in for the text."""
    lines = _bullets(by_id(page, "feature-bullets"))
    points = f"<ul>{''.join(f'<li>{html.escape(line)}</li>' for line in lines)}</ul>" if lines else ""
    parts = [by_id(page, name) for name in ("productDescription", "bookDescription_feature_div")]
    text = "".join(_readable(part) for part in parts if part is not None and text_in(part))
    markup = points + (text or _prose(by_id(page, "aplus")))
    if markup:
        yield Candidate("description", markup, "amazon", 0.95, "#feature-bullets, #productDescription")
    if lines:
        yield Candidate("features", lines, "amazon", 0.8, "#feature-bullets")


def _bullets(element: Element | None) -> list[str]:
    """The points about the item, without the box that asks which model a part has to fit."""
    items = element.iter("li") if element is not None else ()
    return [
        line for item in items if not (item.get("id") or "").startswith("replacementParts") and (line := text_in(item))
    ]


def _readable(part: Element) -> str:
    """Its markup: what is in the fold of a text that folds ("Read more"), and what a script would write anew."""
    fold = next((e for e in part.iter("div") if "a-expander-content" in (e.get("class") or "")), part)
    inside = next(part.iter("noscript"), None)
    return "".join(f"<div>{inner_html(e)}</div>" for e in ((fold,) if inside is None else inside))


def _prose(element: Element | None) -> str:
    """Headings, paragraphs and points of the maker's pages, without their buttons and tables of other products."""
    parts = element.iter("h3", "h4", "p", "li") if element is not None else ()
    said = {text_in(part): part for part in parts if next(part.iterancestors("table"), None) is None}
    return "".join(
        inner_html(part) if len(part) else f"<p>{html.escape(line)}</p>" for line, part in said.items() if line
    )


def _images(page: Page) -> Iterator[Candidate]:
    landing = by_id(page, "landingImage") if by_id(page, "landingImage") is not None else by_id(page, "imgBlkFront")
    if landing is not None:
        shown = [
            landing.get("data-old-hires"),
            *_dynamic(landing.get("data-a-dynamic-image") or ""),
            landing.get("src"),
        ]
        yield from pictures([address for address in shown if address][:1], page, "amazon", 0.95)
    for text in scripts_with(page, "'colorImages'"):
        entries = [e for e in as_list(json_after(text, "'initial':")) if isinstance(e, dict)]
        yield from pictures((e.get("hiRes") or e.get("large") for e in entries), page, "amazon", 0.9)


def _dynamic(attribute: str) -> list[str]:
    """``{"https://…jpg":[500,500],…}``: addresses with their sizes."""
    return re.findall(r'"(https?://[^"]+)"', attribute)[:1]
