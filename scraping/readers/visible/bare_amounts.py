"""Amounts whose currency is no text: a drawing, a letter of an icon font, or nothing where the head has told it."""

import re
from itertools import islice

from scraping.outline import Element
from scraping.page import Page
from scraping.readers.visible.price_pieces import Piece, price_text, sets_off
from scraping.text.clean import squeeze
from scraping.text.currencies import CODES, SIGNS
from scraping.text.prices import PriceText, ascii_digits

_AMOUNT = re.compile(r"(?:\d{1,3}(?:[.,' ]\d{3})+|\d+)(?:[.,]\d{1,3})?")
_DIGIT = re.compile(r"\d")
_LETTERS_OF_FONTS = re.compile("[\ue000-\uf8ff]")  # what icon fonts draw as the riyal or the dirham
_CALLED_PRICE = re.compile("price|amount|سعر|preis|prix|precio|prezzo|fiyat|money")
_NAMING = ("class", "id", "itemprop", "data-testid", "data-test", "data-hook")
_WORDS = re.compile(r"[^\W_]+")
_CURRENCY_WORDS = {"riyal": "SAR", "ريال": "SAR", "dirham": "AED", "درهم": "AED", "toman": "تومان", "تومان": "تومان"}
_COUNTED = re.compile(
    r"(?:in stock|available|items?|pieces?|pcs|units?|left|sold|reviews?|ratings?|views?|points?|pts|auf lager|stück"
    r"|en stock|disponibles?|vendus?|vendidos?|verfügbar|متوفر|قطعة|نقطة|مراجعة)\b"
)
_SHORTEST, _LONGEST = 2, 24  # characters
_MOST = 40
_NEAR = 4


def find_bare_pieces(page: Page) -> list[Piece]:
    """Numbers alone in elements that are called a price or have a drawing of a currency beside them."""
    found: list[Piece] = []
    for element, text, after in page.outline.texts:
        if len(text) >= 2 * _LONGEST or not _DIGIT.search(text):
            continue
        line = ascii_digits(squeeze(_LETTERS_OF_FONTS.sub("", text)))
        if not _SHORTEST <= len(line) <= _LONGEST or not _AMOUNT.fullmatch(line):
            continue
        holder = element.getparent() if after else element
        if holder is None:
            continue
        if not after:
            if _is_cents(holder):
                continue
            line = _with_cents(holder, line)
        if _counts(element, holder, after=after):
            continue
        sign = _drawn_sign(holder)
        if sign or _is_called_price(holder):
            price = PriceText(line, sign, 0, len(line))
            found.append(Piece(holder, line, [price], element if after else None))
        if len(found) == _MOST:
            break
    place = page.outline.position
    return sorted(found, key=lambda piece: place[piece.element])


def _counts(element: Element, holder: Element, *, after: bool) -> bool:
    """Whether a word right behind says what is counted: "47,318 In Stock"."""
    if after:
        return False
    behind = squeeze(holder.tail or "")
    return behind[:1].isalpha() and _COUNTED.match(behind.lower()) is not None


def _is_cents(element: Element) -> bool:
    """Whether the element sets off the cents of the number before it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None or not sets_off(element):
        return False
    return ((before.tail or before.text or "") if before is not None else (parent.text or "")).rstrip()[-1:].isdigit()


def _with_cents(holder: Element, whole: str) -> str:
    """``36<sup>99</sup>`` is 36.99."""
    cents = next(iter(holder), None)
    if cents is None or len(holder) > 1 or len(cents) or (cents.tail or "").strip() or not sets_off(cents):
        return whole
    joined = price_text(holder)
    return joined if _AMOUNT.fullmatch(joined) else whole


def _is_called_price(element: Element) -> bool:
    parent = element.getparent()
    around = (element,) if parent is None else (element, parent)
    return any(_CALLED_PRICE.search(value.lower()) for e in around for name in _NAMING if (value := e.get(name)))


def _drawn_sign(holder: Element) -> str:
    """The currency that a wordless element inside or right beside is named after: ``<i class="icon-sar"></i>``."""
    beside = [e for e in (holder.getprevious(), holder.getnext()) if e is not None]
    for element in [*islice(holder, _NEAR), *beside]:
        if isinstance(element.tag, str) and not (element.text or "").strip() and len(element) < _NEAR:
            for value in (element.get(name) or "" for name in ("class", "alt", "title", "aria-label", "data-icon")):
                for word in _WORDS.findall(value):
                    if word.upper() in CODES or word in SIGNS or word.lower() in _CURRENCY_WORDS:
                        return _CURRENCY_WORDS.get(word.lower(), str(word))
    return ""
