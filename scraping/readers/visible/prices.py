"""Prices that the buyer sees, each with how much speaks for its being what the product costs now."""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from scraping.outline import Element
from scraping.page import Page
from scraping.readers.visible.bare_amounts import find_bare_pieces
from scraping.readers.visible.price_neighbours import RANGE, words_beside
from scraping.readers.visible.price_pieces import Piece, find_pieces
from scraping.readers.visible.price_words import (
    NOW_WORDS,
    SHIPPING_AFTER,
    UNIT_AFTER,
    is_called_unit,
    is_no_price,
    is_other_label,
    is_regular_label,
    label_of,
    named_as,
)
from scraping.readers.visible.taxes import tax_said
from scraping.readers.visible.tiles import Tiles, sells
from scraping.surroundings import GIFT_CARD, Surroundings
from scraping.text.currencies import currency_of, is_at_home
from scraping.text.prices import PriceText, amount_of, ascii_digits, decimal_mark, find_prices
from scraping.zones import Zone

_AWAY = Zone.RELATED | Zone.CHROME | Zone.UNRENDERED
_ZONE_COSTS = {Zone.RELATED: 6.0, Zone.CHROME: 4.0, Zone.HIDDEN: 2.0, Zone.REVIEWS: 2.5, Zone.UNRENDERED: 3.0}
_PLACE_COSTS = [
    sum(cost for flag, cost in _ZONE_COSTS.items() if zone & flag) for zone in range(2 * Zone.CHROME_BEFORE_TITLE)
]
_NOT_MAIN = _AWAY | Zone.REVIEWS | Zone.HIDDEN
_NAMING = frozenset({"class", "id", "itemprop", "data-testid", "data-test", "data-price-type", "data-qa"})
_PRICE_NAME = re.compile("price|amount|سعر|preis|prix|precio|prezzo|fiyat")
_FROM = re.compile(r"\b(?:from|starting at|ab|vanaf|à partir de|dès|desde|a partire da|od|från|fra|от)\W*$")
_WITH_MARKS = re.compile(r"[.,]\d\d(?!\d)|\d[.,' ]\d{3}")
_WITHOUT_DIGITS = str.maketrans("", "", "0123456789")  # carousels number their tiles
_STRIKES = frozenset({"del", "s", "strike"})
_BETWEEN = ("-", "–", "—", " to", " through", "~", "～")
_FOOTNOTES = " *¹²³†"
_OF_A_UNIT = ("/", "per ", "pro ", "je ")
_WELL = 3.0  # what speaks enough for a price not to look further
_OUT = 3  # elements around an amount that tell one place from another
_MOST = 400
MOST_NAMED = 12
"""Spots that a snapshot may name beside the price, wherever they stand."""
_MANY_AMOUNTS = 4
_NAMED = 2.0
_OF_ANOTHER = 4.0  # what it costs to stand with a picture that leads to another page
_OPTION = re.compile(r"option|variant|swatch", re.IGNORECASE)
_MADE = re.compile(r"(?<![a-z])(?:selected|active|checked|current)(?![a-z])", re.IGNORECASE)
_UP_TO_CHOICE, _INPUTS = 5, 3  # elements
_CHOSEN, _CHOICE = 1.0, 2.0  # what it costs to stand in a choice, and in one that is not made
_PARTLY = 3.0  # what a name of another amount costs
_LONGEST_NAMES = 2_000  # characters of a class; a longer one is a script that lost its tag
_NEXT = 12  # amounts that may stand so near in one or two elements
_STRUCK = 3  # how surely a struck price is the regular one
_TOUCHING = 3  # elements between an amount and the same with tax
_HIGHEST_TAX = Decimal("1.28")
_ANOTHER = 4.0  # what words cost that make an amount another than the price


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
    taxed: bool | None = None
    """Whether it is said to be with tax (True) or without (False)."""

    @property
    def net(self) -> bool:
        return self.taxed is False

    least: bool = False
    """Whether it is said to be where other offers begin: "from €478"."""
    named: bool = False
    """Whether a class, id or the like calls it a price."""
    choice: bool = False
    """Whether it stands in one of several choices."""
    part: bool = False
    """Whether nothing but a name makes it the price of a unit or of several."""


def find_spots(page: Page, around: Surroundings, currency: str | None) -> list[Spot]:
    """All prices outside scripts, in document order. ``currency`` is what markup declares, for three decimals.

    Numbers without any sign count only where no price with one is shown.
    """
    tiles = Tiles(around)
    spots = _spots_of(find_pieces(page), around, tiles, currency)
    if not any(_speaks_well(spot) for spot in spots):
        spots += _spots_of(find_bare_pieces(page), around, tiles, currency)
        spots.sort(key=lambda spot: spot.position)
    _mark_tiles(spots)
    _see_pairs(spots)
    _make_up_for_names(spots)
    _mark_net_by_gross(spots)
    _take_net_alone(spots)
    _take_part_alone(spots)
    return spots


def _speaks_well(spot: Spot) -> bool:
    """Whether a price with a sign needs no other. Without a name it may be what others ask: "3 new from €35"."""
    return spot.kind == "current" and spot.named and not spot.zone & _AWAY and spot.score >= _WELL


def _spots_of(pieces: list[Piece], around: Surroundings, tiles: Tiles, currency: str | None) -> list[Spot]:
    mark = decimal_mark(" ".join(piece.text for piece in pieces))
    spots: list[Spot] = []
    for piece in pieces[:_MOST]:
        numbers: set[str] = set()
        for found in piece.prices:
            spot = None
            if found.number not in numbers:
                spot = _spot(around, piece, found, currency, mark)
            if spot is not None:
                if numbers and _is_range_end(piece.text, found):
                    spot.kind, spot.score, spot.range_end = "other", spot.score - 5, True
                if not spot.zone & Zone.RELATED:  # elsewhere nobody asks
                    _judge_tile(spot, tiles)
                spots.append(spot)
            numbers.add(found.number)
    return spots


def _mark_net_by_gross(spots: list[Spot]) -> None:
    """Of ``1,980円（税込2,178円）`` the amount with nothing said is the one without tax."""
    for place, gross in enumerate(spots):
        if not gross.taxed or gross.kind != "current":
            continue
        for spot in spots[max(0, place - _NEXT) : place + _NEXT]:
            near = abs(spot.position - gross.position) <= _TOUCHING and spot.zone == gross.zone
            if near and spot.taxed is None and spot.kind == "current" and _is_net_of(spot.amount, gross.amount):
                spot.taxed, spot.kind, spot.score = False, "other", spot.score - _ANOTHER


def _is_net_of(amount: Decimal, gross: Decimal) -> bool:
    return amount < gross <= amount * _HIGHEST_TAX


def _take_net_alone(spots: list[Spot]) -> None:
    """Where no price with tax is shown in the main part, the one without is what the shop asks."""
    if any(spot.kind == "current" and not spot.net and not spot.zone & _AWAY and not spot.tile for spot in spots):
        return
    for spot in spots:
        if spot.net and spot.kind == "other":
            spot.kind, spot.score = "current", spot.score + _ANOTHER


def _take_part_alone(spots: list[Spot]) -> None:
    """Where the main part shows no price, what a name alone makes one of a unit is the price: ``id="unitPrice"``."""
    if any(spot.kind != "other" and not (spot.zone & _NOT_MAIN or spot.tile) for spot in spots):
        return
    for spot in spots:
        if spot.part and not spot.zone & _NOT_MAIN:
            spot.kind, spot.score = "current", spot.score + _PARTLY


def _see_pairs(spots: list[Spot]) -> None:
    """Behind a struck price "to" begins no range; and what costs less beside it is the price, whatever it is named."""
    for place, struck in enumerate(spots):
        if struck.strength < _STRUCK:
            continue
        for spot in spots[max(0, place - 1) : place + 2]:
            if abs(spot.position - struck.position) > _TOUCHING or not spot.amount < struck.amount:
                continue
            if spot.range_end:
                spot.kind, spot.score, spot.range_end = "current", spot.score + 5, False
            elif spot.kind == "regular" and spot.strength == 1:
                spot.kind, spot.strength = "current", 0


def _make_up_for_names(spots: list[Spot]) -> None:
    """Where tools made up the names (``css-1x2y3z``), no price is called one: that speaks against none of them."""
    here = [spot for spot in spots if not spot.zone & _AWAY]
    if not any(spot.named for spot in here):
        for spot in here:
            spot.score += _NAMED


def _mark_tiles(spots: list[Spot]) -> None:
    """The same element with ever other amounts is a tile of a list, not this product's price."""
    here = [spot for spot in spots if spot.kind == "current" and not spot.zone & _AWAY]
    if len({spot.amount for spot in here}) < _MANY_AMOUNTS:
        return
    amounts: dict[tuple[str, str], set[Decimal]] = {}
    for spot in here:
        amounts.setdefault(_kind_of_element(spot), set()).add(spot.amount)
    many = {kind for kind, seen in amounts.items() if len(seen) >= _MANY_AMOUNTS and kind[1]}
    for spot in spots if many else ():
        if not spot.zone & Zone.RELATED and _kind_of_element(spot) in many:
            spot.tile = True


def _kind_of_element(spot: Spot) -> tuple[str, str]:
    """Its tag and the names of what holds it: themes put every amount into the same wrapper, tiles further out too."""
    above = [ancestor.get("class") or str(ancestor.tag) for ancestor in islice(spot.element.iterancestors(), 1, _OUT)]
    parent = spot.element.getparent()
    near = (parent.get("class") or "") if parent is not None else ""
    named = f"{near} {spot.element.get('class') or ''}".strip()
    return str(spot.element.tag), " ".join([named, *above]).translate(_WITHOUT_DIGITS) if named else ""


def _is_range_end(text: str, found: PriceText) -> bool:
    before = text[: found.start]
    return RANGE.match(before[-4:]) is not None or before.rstrip().endswith(_BETWEEN)


def _spot(
    around: Surroundings,
    piece: Piece,
    found: PriceText,
    currency: str | None,
    mark: str | None,
) -> Spot | None:
    page, element = around.page, piece.element
    code = currency_of(found.sign, page.places)
    amount = amount_of(found, currency or code, mark)
    if not amount or not (is_at_home(found.sign, page.places, currency) or _is_price_alone(piece, found)):
        return None
    spot = Spot(element, amount, code, "current", page.outline.position[element], sign=found.sign)
    _judge_place(spot, around)
    if spot.zone & _AWAY:
        return spot
    _judge_words(spot, piece, found, gift_card=around.is_gift_card)
    _judge_names(spot)
    _judge_choice(spot, around)
    if element.tag == "h1" and not _PRICE_NAME.search(_names(element)):
        _judge_heading(spot, piece, found, gift_card=around.is_gift_card)
    return spot


def _judge_heading(spot: Spot, piece: Piece, found: PriceText, *, gift_card: bool) -> None:
    """An amount in a name is none ("Auspuff BMW R 1200 GS"); one that is a heading alone is the price."""
    if found.end - found.start >= len(piece.text.strip()) and _WITH_MARKS.search(found.number):
        spot.score, spot.named = spot.score + _NAMED, True
    elif not gift_card:
        spot.kind, spot.score = "other", spot.score - 4


def _is_price_alone(piece: Piece, found: PriceText) -> bool:
    """Whether a sign that may be a word stands by a price after all: named so, or nothing but an amount with cents."""
    element = piece.element
    if element.tag == "h1":
        return False
    parent = element.getparent()
    named = _names(element) if parent is None else f"{_names(element)} {_names(parent)}"
    alone = found.end - found.start >= len(piece.text.strip()) and _WITH_MARKS.search(found.number) is not None
    return alone or _PRICE_NAME.search(named) is not None


def _names(element: Element) -> str:
    return " ".join([element.get(name, "")[:_LONGEST_NAMES] for name in element.attrib if name in _NAMING]).lower()


def _judge_place(spot: Spot, around: Surroundings) -> None:
    spot.zone = around.zone(spot.element)
    spot.score -= _PLACE_COSTS[spot.zone]
    if around.anchor_position is not None:
        distance = spot.position - around.anchor_position
        spot.score += 3 if 0 <= distance < 80 else 2 if -60 < distance < 200 else 1 if -120 < distance < 500 else 0
    if around.buy_position is not None:
        distance = around.buy_position - spot.position
        spot.score += 1.5 if -15 < distance < 80 else 0.5 if -80 < distance < 250 else 0


def _judge_tile(spot: Spot, tiles: Tiles) -> None:
    """What stands with a picture that leads to another page costs what is sold there."""
    block, has_a_like = tiles.around(spot.element)
    if has_a_like or tiles.leads_elsewhere(spot.element):
        spot.score, spot.tile = spot.score - _OF_ANOTHER, True
    elif block is not None and not sells(block):
        spot.score -= _OF_ANOTHER


def _judge_words(spot: Spot, piece: Piece, found: PriceText, *, gift_card: bool) -> None:
    """Words just before and after the number, in the same element or just outside it."""
    text = piece.text
    said = text[: found.start].lower()
    if gift_card:
        said = GIFT_CARD.sub("", said)  # what it is, not what is given with it
    before, after = said.strip(), text[found.end : found.end + 30].lower()
    if len(text) > 80:
        spot.score -= 2
    elif len(text) < 30:
        spot.score += 1
    apart = not after.strip()
    if not before or apart:
        outer_before, outer_after = words_beside(spot.element, piece.child)
        before = before or (GIFT_CARD.sub("", outer_before.lower()) if gift_card else outer_before.lower())
        after = outer_after.lower() if apart else after
    before = before[-40:]
    label = label_of(before)
    spot.taxed = tax_said(before, after, apart=apart)
    spot.least = before != "" and _FROM.search(before) is not None
    if is_no_price(said and said[_end_before(piece, found) :], label):
        spot.kind, spot.score = "other", spot.score - 4
    elif before and RANGE.match(before):
        spot.kind, spot.score, spot.range_end = "other", spot.score - 5, True
    elif is_regular_label(label) and not (spot.net and tax_said(before, "", apart=apart) is False):
        spot.kind, spot.strength = "regular", 2
    elif spot.net or (spot.taxed is None and is_other_label(label)) or _goes_on(after.lstrip(_FOOTNOTES), apart=apart):
        spot.kind = "other"
        spot.score -= _ANOTHER
    elif before and NOW_WORDS.search(before):
        spot.score += 1
    if spot.taxed:
        spot.score += 1


def _end_before(piece: Piece, found: PriceText) -> int:
    """Where the amount before this one ends in the same text: what stands before that speaks of that."""
    return max((price.end for price in piece.prices if price.end <= found.start), default=0)


def _goes_on(after: str, *, apart: bool) -> bool:
    """Whether the words behind an amount make it another: "a month", "off". A line of its own has its own amount."""
    if not after:
        return False
    if not UNIT_AFTER.match(after):
        return not apart and SHIPPING_AFTER.match(after) is not None
    return not apart or after.startswith(_OF_A_UNIT) or next(find_prices(ascii_digits(after)), None) is None


def _judge_choice(spot: Spot, around: Surroundings) -> None:
    """What stands in a choice costs so where it is chosen; what is ticked is bought beside the product."""
    current: Element | None = spot.element
    for _ in range(_UP_TO_CHOICE):
        if current is None or current.tag in ("form", "body", "table", "ul") or current in around.around_title:
            return
        inside: list[Element] = []
        if current.tag in ("label", "tr", "li"):
            inside = [e for e in islice(current.iter("input"), _INPUTS) if e.get("type") in ("radio", "checkbox")]
        if inside:
            if all(e.get("type") == "checkbox" for e in inside):
                spot.kind, spot.score = "other", spot.score - _ANOTHER
            else:
                _count_as_choice(spot, made=inside[0].get("checked") is not None)
            return
        if current.tag in ("li", "option") and (names := _OPTION.search((current.get("class") or "")[:_LONGEST_NAMES])):
            _count_as_choice(spot, made=_MADE.search(names.string) is not None)
            return
        current = current.getparent()


def _count_as_choice(spot: Spot, *, made: bool) -> None:
    if spot.kind == "current":
        spot.choice, spot.score = True, spot.score - (_CHOSEN if made else _CHOICE)


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
    if "price" in wide or "pricing" in wide or "سعر" in wide or "amount" in near:
        spot.score, spot.named = spot.score + _NAMED, True
    _judge_kind(spot, near, struck)
    if spot.kind == "current" and is_called_unit(wide):
        spot.kind, spot.score, spot.part = "other", spot.score - _PARTLY, True


def _judge_kind(spot: Spot, near: str, struck: bool) -> None:
    named = named_as(near)
    if struck:
        spot.kind, spot.strength = "regular", 3
    elif (named.other or named.part) and not (named.regular and spot.kind == "regular"):
        spot.part = spot.kind == "current" and not named.other
        spot.kind, spot.score = "other", spot.score - _PARTLY
    elif named.regular and not named.sale and spot.kind == "current":
        spot.kind, spot.strength = "regular", 1
    elif named.sale and spot.kind == "current":
        spot.score += 1
