"""Prices that the buyer sees, each with how much speaks for its being what the product costs now."""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from urllib.parse import urlsplit

from scraping.outline import Element
from scraping.page import Page
from scraping.readers.visible.price_words import (
    NOT_A_PRICE,
    NOW_WORDS,
    OTHER_WORDS,
    REGULAR_WORDS,
    TAX_INCLUDED,
    UNIT_AFTER,
    named_as,
)
from scraping.surroundings import Surroundings, Zone
from scraping.text.clean import squeeze
from scraping.text.currencies import ALL_SIGNS, currency_of, is_at_home
from scraping.text.prices import PriceText, ascii_digits, decimal_mark, find_prices, may_be_price, parse_amount

_RANGE = re.compile(r"^\s*(-|–|—|to|~|bis|à|a|إلى|الى|-)\s*$", re.IGNORECASE)
_CENTS = re.compile(r"cent|decimal|fraction|sup|small|penn", re.IGNORECASE)
_EURO_CENTS = re.compile(r"€\s?\d\d$")
_WHOLE_EUROS = re.compile(r"\d\s?€$")
_TWO_DIGITS = re.compile(r"\d\d$")
_APART = re.compile(r"(?<=\d)\s+([.,])\s+(?=\d\d\b)")
"""A decimal mark in an element of its own: ``35 , 99 €``."""
_DIGIT = re.compile(r"\d")
_AWAY = Zone.RELATED | Zone.CHROME | Zone.UNRENDERED
_NAMING = ("class", "id", "itemprop", "data-testid", "data-test", "data-price-type", "data-qa")
_PRICE_NAME = re.compile("price|amount|سعر|preis|prix|precio|prezzo|fiyat")
_WITH_MARKS = re.compile(r"[.,]\d\d(?!\d)|\d[.,' ]\d{3}")
_STRIKES = frozenset({"del", "s", "strike"})
_MOST = 400
_MOST_IN_ONE = 6
_LONGEST_PRICE_BLOCK = 90
_LONGEST_RUN = 600
_MANY_AMOUNTS = 4
_LONGEST_SIGN = 16
_NAMED = 2.0


@dataclass(slots=True)
class Spot:
    """One price on the page. ``kind`` is ``current``, ``regular`` or ``other``; ``score`` speaks for ``current``."""

    element: Element
    amount: Decimal
    currency: str | None
    kind: str
    position: int
    score: float = 0.0
    strength: int = 0
    """How surely a ``regular`` price is one: 3 struck, 2 by its label, 1 by its class."""
    sign: str = ""
    range_end: bool = False
    tile: bool = False
    zone: int = Zone.MAIN
    named: bool = False
    """Whether a class, id or the like calls it a price."""


def find_spots(page: Page, around: Surroundings, currency: str | None) -> list[Spot]:
    """All prices outside scripts, in document order. ``currency`` is what markup declares, for three decimals."""
    pieces = _pieces(page)
    mark = decimal_mark(" ".join(text for _, text, _ in pieces))
    spots: list[Spot] = []
    for element, text, prices in pieces[:_MOST]:
        numbers: set[str] = set()
        for found in prices:
            spot = None
            if found.number not in numbers:
                spot = _spot(page, around, element, text, found, currency, mark)
            if spot is not None:
                if numbers and _is_range_end(text, found):
                    spot.kind, spot.score, spot.range_end = "other", spot.score - 5, True
                spots.append(spot)
            numbers.add(found.number)
    _mark_tiles(spots)
    _make_up_for_names(spots)
    return spots


def _make_up_for_names(spots: list[Spot]) -> None:
    """Where tools made up the names (``css-1x2y3z``), no price is called one: that speaks against none of them."""
    here = [spot for spot in spots if not spot.zone & _AWAY]
    if not any(spot.named for spot in here):
        for spot in here:
            spot.score += _NAMED


def _mark_tiles(spots: list[Spot]) -> None:
    """The same element with ever other amounts is a tile of a list, not this product's price."""
    amounts: dict[tuple[str, str], set[Decimal]] = {}
    for spot in spots:
        if not spot.zone & _AWAY:
            amounts.setdefault(_kind_of_element(spot), set()).add(spot.amount)
    for spot in spots:
        if len(amounts.get(_kind_of_element(spot), ())) >= _MANY_AMOUNTS and _kind_of_element(spot)[1]:
            spot.tile = True


def _kind_of_element(spot: Spot) -> tuple[str, str]:
    parent = spot.element.getparent()
    above = (parent.get("class") or "") if parent is not None else ""
    return str(spot.element.tag), f"{above} {spot.element.get('class') or ''}".strip()


def _found(text: str) -> list[PriceText]:
    return list(islice(find_prices(text), _MOST_IN_ONE))


def _pieces(page: Page) -> list[tuple[Element, str, list[PriceText]]]:
    """Short runs of text that hold prices: text with a sign, and price blocks whose price is cut into elements."""
    found: dict[Element, tuple[str, list[PriceText]]] = {}
    for element, text, after in page.outline.texts:
        numbered = _DIGIT.search(text) is not None
        if not numbered and (len(text) >= _LONGEST_SIGN or text.strip() not in ALL_SIGNS):
            continue
        holder = element if not after else element.getparent()
        if holder is None or holder in found or len(text) > _LONGEST_RUN:
            continue
        if numbered:
            line = ascii_digits(squeeze(text))
            if "€" in line and (joined := _euro_with_cents(holder, line)):
                found.setdefault(joined[0], joined[1:])
                continue
            prices = _found(line) if may_be_price(line) else None
            if prices:
                found[holder] = line, prices
        elif joined := _joined_price(holder):
            found.setdefault(joined[0], joined[1:])
    place = page.outline.position
    return [(element, *found[element]) for element in sorted(found, key=place.__getitem__)]


def _euro_with_cents(holder: Element, line: str) -> tuple[Element, str, list[PriceText]] | None:
    """French prices whose cents are set off behind the sign: ``29<sup>€90</sup>``, ``<b>29 €</b><sup>90</sup>``."""
    cents = holder if _EURO_CENTS.match(line) else holder.getnext() if line.endswith("€") else None
    parent = holder.getparent()
    if cents is None or parent is None or not _sets_off(cents):
        return None
    return _joined_price(parent) if cents is holder or _TWO_DIGITS.match(squeeze(cents.text or "")) else None


def _joined_price(element: Element) -> tuple[Element, str, list[PriceText]] | None:
    """A price whose sign, whole and cents stand in elements of their own: ``<sup>$</sup>31<sup>57</sup>``."""
    current: Element | None = element
    for _ in range(3):
        if current is None or current.tag in ("body", "ul", "table", "tr"):
            return None
        text = price_text(current)
        if len(text) > _LONGEST_PRICE_BLOCK:
            return None
        if prices := _found(text):
            return current, text, prices
        current = current.getparent()
    return None


def price_text(element: Element) -> str:
    """The text of a price block with the cents set off by a point where only their element sets them off."""
    parts: list[str] = []
    size = 0
    for step in element.iter("*"):
        if step.tag in ("script", "style", "noscript"):
            continue
        text = squeeze(step.text or "")
        if text:
            parts.append(_cents(parts, text, step))
        size += len(text)
        tail = squeeze(step.tail or "") if step is not element else ""
        if tail:
            parts.append(tail)
        if size > 2 * _LONGEST_PRICE_BLOCK:
            break
    return _APART.sub(r"\1", ascii_digits(" ".join(parts)).replace(" .", ".").replace(". ", "."))


def _cents(parts: list[str], text: str, step: Element) -> str:
    whole = bool(parts) and parts[-1][-1:].isdigit()
    if not whole and _TWO_DIGITS.match(text) and parts and _WHOLE_EUROS.search(parts[-1]) and _sets_off(step):
        parts[-1] = parts[-1].rstrip("€ ")  # the sign stands between: back behind the cents
        return f".{text} €"
    if whole and len(text) == 2 and text.isdigit() and (_sets_off(step) or _follows_whole(step)):
        return f".{text}"
    return text


def _sets_off(step: Element) -> bool:
    return step.tag == "sup" or _CENTS.search(step.get("class") or "") is not None


def _follows_whole(step: Element) -> bool:
    """``<span>$</span><span>31</span><span>57</span>``: sign, whole and cents alone in elements of one kind."""
    whole = step.getprevious()
    sign = whole.getprevious() if whole is not None else None
    if whole is None or sign is None or step.getnext() is not None or (step.tail or "").strip():
        return False
    return (whole.text or "").strip().isdigit() and (sign.text or "").strip() in ALL_SIGNS and not whole.tail


def _is_range_end(text: str, found: PriceText) -> bool:
    before = text[: found.start]
    return _RANGE.match(before[-4:]) is not None or before.rstrip().endswith(("-", "–", "—", " to", "~"))


def _spot(
    page: Page,
    around: Surroundings,
    element: Element,
    text: str,
    found: PriceText,
    currency: str | None,
    mark: str | None,
) -> Spot | None:
    code = currency_of(found.sign, page.places)
    amount = parse_amount(found.number, currency or code, mark)
    if not amount or not (is_at_home(found.sign, page.places, currency) or _is_price_alone(element, text, found)):
        return None
    spot = Spot(element, amount, code, "current", page.outline.position[element], sign=found.sign)
    _judge_place(spot, around)
    if spot.zone & _AWAY:
        return spot
    _judge_words(spot, text, found)
    _judge_names(spot)
    if element.tag == "h1" and not _PRICE_NAME.search(_names(element)):
        spot.kind, spot.score = "other", spot.score - 4  # "Auspuff BMW R 1200 GS"
    return spot


def _is_price_alone(element: Element, text: str, found: PriceText) -> bool:
    """Whether a sign that may be a word stands by a price after all: named so, or nothing but an amount with cents."""
    if element.tag == "h1":
        return False
    parent = element.getparent()
    named = _names(element) if parent is None else f"{_names(element)} {_names(parent)}"
    alone = found.end - found.start >= len(text.strip()) and _WITH_MARKS.search(found.number) is not None
    return alone or _PRICE_NAME.search(named) is not None


def _names(element: Element) -> str:
    return " ".join(value for name in _NAMING if (value := element.get(name))).lower()


def _judge_place(spot: Spot, around: Surroundings) -> None:
    spot.zone = around.zone(spot.element)
    for flag, cost in (
        (Zone.RELATED, 6.0),
        (Zone.CHROME, 4.0),
        (Zone.HIDDEN, 2.0),
        (Zone.REVIEWS, 2.5),
        (Zone.UNRENDERED, 3.0),
    ):
        if spot.zone & flag:
            spot.score -= cost
    if around.anchor_position is not None:
        distance = spot.position - around.anchor_position
        spot.score += 3 if 0 <= distance < 80 else 2 if -60 < distance < 200 else 1 if -120 < distance < 500 else 0
    if _leads_elsewhere(spot.element, around.page):
        spot.score, spot.tile = spot.score - 4, True
    if around.buy_position is not None:
        distance = around.buy_position - spot.position
        spot.score += 1.5 if -15 < distance < 80 else 0.5 if -80 < distance < 250 else 0


def _leads_elsewhere(element: Element, page: Page) -> bool:
    """Whether the price is part of a link to another page: then it is what that page's product costs."""
    current: Element | None = element
    for _ in range(4):
        if current is None or current.tag in ("body", "main", "form", "button"):
            return False
        href = current.get("href") if current.tag == "a" else None
        if href:
            path = urlsplit(page.url).path
            return not href.startswith(("#", "javascript:", "?")) and (not path or path not in href) and len(path) > 1
        current = current.getparent()
    return False


def _judge_words(spot: Spot, text: str, found: PriceText) -> None:
    """Words just before and after the number, in the same element or just outside it."""
    said = text[: found.start].lower()
    before, after = said.strip(), text[found.end : found.end + 30].lower()
    if len(text) > 80:
        spot.score -= 2
    elif len(text) < 30:
        spot.score += 1
    if not before or not after.strip():
        outer_before, outer_after = _outside(spot.element)
        before = before or outer_before.lower()
        after = after if after.strip() else outer_after.lower()
    before = before[-40:]
    if NOT_A_PRICE.search(said):
        spot.kind, spot.score = "other", spot.score - 4
    elif _RANGE.match(before):
        spot.kind, spot.score, spot.range_end = "other", spot.score - 5, True
    elif REGULAR_WORDS.search(before):
        spot.kind, spot.strength = "regular", 2
    elif OTHER_WORDS.search(before) or UNIT_AFTER.match(after):
        spot.kind = "other"
        spot.score -= 4
    elif NOW_WORDS.search(before):
        spot.score += 1
    if TAX_INCLUDED.match(after):
        spot.score += 1


def _outside(element: Element) -> tuple[str, str]:
    """Text right before and right after an element inside its small parent."""
    parent = element.getparent()
    if parent is None or parent.tag in ("body", "html"):
        return "", ""
    previous, following = element.getprevious(), element.getnext()
    before = squeeze((previous.tail or "") if previous is not None else (parent.text or ""))
    if not before and previous is not None and len(previous) < 3:
        before = (
            squeeze("".join(map(str, previous.itertext())))[-40:] if previous.tag not in ("script", "style") else ""
        )
    if not before and previous is None:
        before = _before_wrappers(parent)
    after = squeeze(element.tail or "")
    if not after and following is not None and len(following) < 3 and following.tag not in ("script", "style"):
        after = squeeze("".join(map(str, following.itertext())))[:30]
    return before[-40:] if len(before) < 80 else "", after[:30]


def _before_wrappers(element: Element) -> str:
    """The text right before what only wraps a price: ``UVP: <span><span>59 €``, ``12 € – <span><bdi>34 €``."""
    for _ in range(2):
        previous, parent = element.getprevious(), element.getparent()
        if parent is None or parent.tag in ("body", "html"):
            return ""
        text = squeeze((previous.tail or "") if previous is not None else (parent.text or ""))
        if text or previous is not None:
            return text
        element = parent
    return ""


def _judge_names(spot: Spot) -> None:
    """Tags, classes and ids of the element and its next ancestors: struck, sale, savings, price."""
    names: list[str] = []
    struck = False
    current: Element | None = spot.element
    for _ in range(4):
        if current is None or current.tag == "body":
            break
        struck = struck or current.tag in _STRIKES or "line-through" in (current.get("style") or "")
        names.append(_names(current))
        if current.get("itemprop") in ("price", "lowPrice"):
            spot.score += 1.5
        current = current.getparent()
    near, wide = " ".join(names[:2]), " ".join(names)
    if "price" in wide or "سعر" in wide or "amount" in near:
        spot.score, spot.named = spot.score + _NAMED, True
    _judge_kind(spot, near, struck)


def _judge_kind(spot: Spot, near: str, struck: bool) -> None:
    other, regular, sale = named_as(near)
    if struck:
        spot.kind, spot.strength = "regular", 3
    elif other:
        spot.kind = "other"
        spot.score -= 3
    elif regular and not sale and spot.kind == "current":
        spot.kind, spot.strength = "regular", 1
    elif sale and spot.kind == "current":
        spot.score += 1
