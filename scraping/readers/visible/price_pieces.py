"""Runs of text that hold amounts, put together again where a price is cut into elements."""

import re
from dataclasses import dataclass
from itertools import islice

from scraping.outline import Element
from scraping.page import Page
from scraping.text.clean import squeeze
from scraping.text.currencies import ALL_SIGNS
from scraping.text.prices import PriceText, ascii_digits, find_prices, may_be_price

_CENTS = re.compile(r"cent|decimal|fraction|sup|small|penn", re.IGNORECASE)
_EURO_CENTS = re.compile(r"€\s?\d\d$")
_ENDS_WHOLE = re.compile(r"(?:^|[^\d.,])(?:\d{1,3}(?:[., ]\d{3})+|\d{1,6})[.,]?$")
"""A number without cents at the end of a run of text: ``$29``, ``1.299,``."""
_WHOLE_EUROS = re.compile(r"\d\s?€$")
_TWO_DIGITS = re.compile(r"\d\d$")
_ENDS_AT_MARK = re.compile(r"\d[.,]$")
_MARK_AND_CENTS = re.compile(r"[.,]\d\d(?:\s?[^\d\s.,:%/-]{1,4})?$")
_MAYBE_CENTS = re.compile(r"\s*[.,]?\d\d")
_CENTS_FIRST = re.compile(r"\d\d(?:\s?[^\d\s.,:%/-]{1,4})?$")
"""Cents alone or with the sign behind them, when the whole and the mark stand in the element before: ``99 zł``."""
_APART = re.compile(r"(?<=\d)\s+([.,])\s+(?=\d\d\b)")
"""A decimal mark in an element of its own: ``35 , 99 €``."""
_POINTED = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+$")
"""A whole number whose thousands are set off by points."""
_NOTE = re.compile(r"[(（].*")
"""What is said of the price behind its sign: ``円（税込）``."""
_DIGIT = re.compile(r"\d")
_ENDS = frozenset("0123456789.,")
_MOST_IN_ONE = 6
_LONGEST_PRICE_BLOCK = 90
_LONGEST_RUN = 600
_LONGEST_SIGN = 16
_LONGEST_REST = 8  # what lacks behind a whole number: a mark, two digits and a sign


def _found(text: str) -> list[PriceText]:
    return list(islice(find_prices(text), _MOST_IN_ONE))


@dataclass(slots=True)
class Piece:
    """A short run of text that holds prices, in ``element`` and after ``child`` where it has one before the run."""

    element: Element
    text: str
    prices: list[PriceText]
    child: Element | None = None


def find_pieces(page: Page) -> list[Piece]:
    """Short runs of text that hold prices: text with a sign, and price blocks whose price is cut into elements."""
    found: list[Piece] = []
    whole: set[Element] = set()
    runs = page.outline.texts
    for place, (element, text, after) in enumerate(runs, start=1):
        if len(text) > _LONGEST_RUN:
            continue
        numbered = _DIGIT.search(text) is not None
        if not numbered and (len(text) >= _LONGEST_SIGN or not _is_sign(text)):
            continue
        holder = element if not after else element.getparent()
        if holder is None or holder in whole:
            continue
        line = ascii_digits(squeeze(text)) if numbered else ""
        joined = None
        if len(line) < _LONGEST_SIGN or "€" in line:
            behind = runs[place][1] if not after and place < len(runs) and not runs[place][2] else None
            joined = _put_together(element, holder, line, behind, after=after)
        if joined:
            if joined.element not in whole:
                whole.add(joined.element)
                found.append(joined)
        elif numbered and may_be_price(line) and (prices := _found(line)):
            found.append(Piece(holder, line, prices, element if after else None))
    position = page.outline.position
    return sorted(found, key=lambda piece: position[piece.element])


def _is_sign(text: str) -> bool:
    """Whether a text is a currency's sign alone, but for what is noted behind it."""
    noted = "(" in text or "（" in text
    return (_NOTE.sub("", text) if noted else text).strip() in ALL_SIGNS


def _put_together(element: Element, holder: Element, line: str, behind: str | None, *, after: bool) -> Piece | None:
    """The price that a sign alone, or a number without its cents, is a part of. ``line`` is empty for a sign.

    ``behind`` is the next text inside elements where it is known: what sets off cents can be no other.
    """
    if not line:
        return _joined_price(holder, alone=True)
    joined = _euro_with_cents(element, holder, line, after=after) if "€" in line else None
    if joined is None and line[-1] in _ENDS and (behind is None or _MAYBE_CENTS.match(behind)):
        joined = _with_cents(element, holder, line, after=after) if len(line) < _LONGEST_SIGN else None
    if joined is None and not after and len(line) <= _LONGEST_REST and line[0] in _ENDS and _is_rest(holder, line):
        parent = holder.getparent()
        joined = _joined_price(parent) if parent is not None else None
    return joined


def _with_cents(element: Element, holder: Element, line: str, *, after: bool) -> Piece | None:
    """A number whose cents are set off in the element behind it: ``$29<sup>99</sup>``."""
    cents = element.getnext() if after else next(iter(holder), None)
    if cents is None and not (holder.tail or "").strip():
        cents = holder.getnext()
    told = squeeze(cents.text or "") if cents is not None else ""
    if cents is None or not (_TWO_DIGITS.match(told) or _MARK_AND_CENTS.match(told)):
        return None
    if not (sets_off(cents) or _ENDS_AT_MARK.search(line)):
        return None
    if not _ENDS_WHOLE.search(line):
        return None
    parent = cents.getparent()
    return _joined_price(parent if parent is not None else holder)


def _is_rest(cents: Element, line: str) -> bool:
    """Whether it is what lacks behind a whole number in the element or the text before: ``99 zł``, ``,99€``."""
    if _CENTS_FIRST.match(line):
        return _follows_mark(cents)
    if not _MARK_AND_CENTS.match(line):
        return False
    before, parent = cents.getprevious(), cents.getparent()
    whole = (before.tail or before.text) if before is not None else parent.text if parent is not None else None
    return (whole or "").rstrip()[-1:].isdigit()


def _follows_mark(cents: Element) -> bool:
    """Whether a number and its decimal mark stand right before: ``<b>128,</b><b>99 zł</b>``, ``149,<b>00</b> zł``."""
    before, parent = cents.getprevious(), cents.getparent()
    if before is None:
        said = parent.text if parent is not None else ""
    elif len(before) or (before.tail or "").strip():
        return False
    else:
        said = before.text
    return _ENDS_AT_MARK.search(squeeze(said or "")[-_LONGEST_SIGN:]) is not None


def _euro_with_cents(element: Element, holder: Element, line: str, *, after: bool) -> Piece | None:
    """French prices whose cents are set off behind the sign: ``29<sup>€90</sup>``, ``<b>29 €</b><sup>90</sup>``."""
    behind = element.getnext() if after else next(iter(holder), holder.getnext())
    cents = holder if _EURO_CENTS.match(line) else behind if line.endswith("€") else None
    parent = holder.getparent()
    if cents is None or parent is None or not sets_off(cents):
        return None
    if cents is not holder and not _TWO_DIGITS.match(squeeze(cents.text or "")):
        return None
    return _joined_price(holder if cents.getparent() is holder else parent)


def _joined_price(element: Element, *, alone: bool = False) -> Piece | None:
    """A price whose sign, whole and cents stand in elements of their own: ``<sup>$</sup>31<sup>57</sup>``.

    ``alone`` tells that the element's own text is a sign or cents, and no price by itself.
    """
    current: Element | None = element
    for _ in range(3):
        if current is None or current.tag in ("body", "ul", "table", "tr"):
            return None
        if alone and not len(current):
            current = current.getparent()
            continue
        text = price_text(current)
        if len(text) > _LONGEST_PRICE_BLOCK:
            return None
        if prices := _found(text):
            return Piece(current, text, prices)
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
            parts.append(_cents(parts, text, step) if text[0].isdigit() or text[0] in ".," else text)
        size += len(text)
        tail = squeeze(step.tail or "") if step is not element else ""
        if tail:
            parts.append(tail)
        if size > 2 * _LONGEST_PRICE_BLOCK:
            break
    return _APART.sub(r"\1", ascii_digits(" ".join(parts)).replace(" .", ".").replace(". ", "."))


def _cents(parts: list[str], text: str, step: Element) -> str:
    """The text that a digit or a mark begins, as it goes on from ``parts``."""
    whole = bool(parts) and parts[-1][-1:].isdigit()
    if (not whole and _CENTS_FIRST.match(text) and _follows_mark(step)) or (whole and _MARK_AND_CENTS.match(text)):
        return f"{parts.pop()}{text}"
    if not whole and _TWO_DIGITS.match(text) and parts and _WHOLE_EUROS.search(parts[-1]) and sets_off(step):
        parts[-1] = parts[-1].rstrip("€ ")  # the sign stands between: back behind the cents
        return f".{text} €"
    if whole and len(text) == 2 and text.isdigit() and (sets_off(step) or _follows_whole(step)):
        return f"{parts.pop()},{text}" if _POINTED.search(parts[-1]) else f".{text}"
    return text


def sets_off(step: Element) -> bool:
    """Whether an element sets off cents, by its tag or name."""
    return step.tag == "sup" or _CENTS.search(step.get("class") or "") is not None


def _follows_whole(step: Element) -> bool:
    """``<span>$</span><span>31</span><span>57</span>``: sign, whole and cents alone in elements of one kind."""
    whole = step.getprevious()
    sign = whole.getprevious() if whole is not None else None
    if whole is None or sign is None or step.getnext() is not None or (step.tail or "").strip():
        return False
    return (whole.text or "").strip().isdigit() and (sign.text or "").strip() in ALL_SIGNS and not whole.tail
