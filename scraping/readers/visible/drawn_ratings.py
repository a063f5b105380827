"""Stars that are drawn rather than written: in attributes of review widgets, as a width, in a class, or far below."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice

from lxml import etree

from scraping.outline import Element
from scraping.page import Page
from scraping.readers.microdata import value_of
from scraping.snapshot import Candidate
from scraping.surroundings import Surroundings
from scraping.text.needles import ByteWord
from scraping.text.prices import plain_number
from scraping.zones import Zone

_STARS = frozenset({
    "data-average-rating", "data-rating", "data-rating-value", "data-avg-rating", "data-average", "data-score",
    "data-stars", "value", "rating",
})  # fmt: skip
_COUNTS = frozenset({
    "data-number-of-reviews", "data-raters", "data-review-count", "data-reviews-count", "data-reviews",
    "data-rating-count", "data-count", "reviews", "count",
})  # fmt: skip
_OF_FORMS = frozenset({"input", "option", "button", "meter", "li"})
"""Whose values are choices and steps."""
_WIDTH = re.compile(r"(?:^|[;\s])width\s*:\s*(\d{1,3}(?:\.\d+)?)\s*%")
_PERCENT = re.compile(r"\s*(\d{1,3}(?:\.\d+)?)\s*%\s*")
_IN_CLASS = re.compile(r"(?:rating|stars?)(?:-\w+)?[-_]([0-5])[-_.]([05])(?![\w-])", re.IGNORECASE)
_RATING_TAG = ByteWord(b"-rating-")
_HALF = re.compile(r"half", re.IGNORECASE)
_EMPTY = re.compile(
    r"star-o(?![a-z])|empty|outline|(?<![a-z])(?:off|gr[ae]y|inactive|blank|none)(?![a-z])", re.IGNORECASE
)
_ICONS = 5
_AGGREGATE = ByteWord(b"schema.org/AggregateRating")
_SHOPS_OWN = re.compile(rb"schema\.org/(?:Organization|\w*Store|LocalBusiness|WebSite|Corporation)")
_BEFORE, _BEHIND = 25, 120  # elements around the title
_REACH = 3_000  # bytes
_PARTS = 4
_ONE_STAR = 20  # per cent
_AWAY = Zone.RELATED | Zone.CHROME | Zone.UNRENDERED | Zone.REVIEWS


def read(page: Page, around: Surroundings) -> Iterator[Candidate]:
    """The rating, out of five, and the count that drawn stars near the title stand for; else those of the one widget.

    Several different values near the title are a bar chart or a form, and tell nothing.
    """
    near = list(_near_title(page, around))
    stars, where = _one(_in_attributes(near, _STARS, most=5)), "attribute"
    if stars is None:
        stars, where = _one(_percents(near)), "width"
    if stars is None:
        stars, where = _one(_in_classes(near)), "class"
    if stars is None:
        stars, where = _one(_icons(near)), "icons"
    if stars is None:
        yield from _lone_aggregate(page)
        return
    yield Candidate("rating", stars, "visible", 0.4, where)
    count = _one(_in_attributes(near, _COUNTS, most=10_000_000))
    if count is not None and count == int(count):
        yield Candidate("review_count", int(count), "visible", 0.4, "attribute")


def _near_title(page: Page, around: Surroundings) -> Iterator[Element]:
    """What is called a rating near the title, with its first parts."""
    start = around.anchor_position
    if start is None:
        return
    position = page.outline.position
    for element in dict.fromkeys([*page.outline.hinting("rating"), *_called_by_tag(page)]):
        if -_BEFORE <= position[element] - start <= _BEHIND and not around.zone(element) & _AWAY:
            yield from islice(element.iter("*"), _PARTS)


def _called_by_tag(page: Page) -> list[Element]:
    """Elements of the shop's own making: ``<salla-rating-stars>``."""
    if _RATING_TAG.find(page.markup) < 0:
        return []
    return [element for element, kind in zip(page.outline.near, page.outline.kinds, strict=True) if "-rating-" in kind]


def _one[Value](values: Iterable[Value]) -> Value | None:
    different = set(values)
    return different.pop() if len(different) == 1 else None


def _in_attributes(elements: list[Element], names: frozenset[str], most: int) -> Iterator[Decimal]:
    for element in elements:
        if element.tag not in _OF_FORMS:
            for name, value in element.items():
                number = plain_number(value) if name in names else None
                if number is not None and 0 < number <= most:
                    yield number


def _percents(elements: list[Element]) -> Iterator[Decimal]:
    """Percentages that stand for stars: ``title="92%"`` or ``style="width: 92%"``."""
    for element in elements:
        match = (
            _WIDTH.search(element.get("style") or "")
            or _PERCENT.fullmatch(element.get("title") or "")
            or _PERCENT.fullmatch(element.text or "")
        )
        if match and _ONE_STAR <= (percent := Decimal(match[1])) <= 100:
            yield round(percent / 20, 2).normalize()


def _in_classes(elements: list[Element]) -> Iterator[Decimal]:
    for element in elements:
        if match := _IN_CLASS.search(element.get("class") or ""):
            yield Decimal(f"{match[1]}.{match[2]}")


def _icons(elements: list[Element]) -> Iterator[Decimal]:
    """Five icons in a row, each of a full, half or empty star."""
    for element in elements:
        icons = [_icon(child) for child in element if isinstance(child.tag, str) and child.tag not in ("input", "a")]
        drawn = [icon for icon in icons if icon is not None]
        if len(drawn) == _ICONS and any(drawn):
            yield sum(drawn, Decimal(0))


def _icon(element: Element) -> Decimal | None:
    """How much of a star it draws; None when it draws none. A full one may be drawn over an empty one."""
    leaves = [e.get("class") or "" for e in islice(element.iter("*"), _PARTS) if not len(e)]
    names = [name for name in leaves if "star" in name.lower()]
    if not names:
        return None
    if any(_HALF.search(name) for name in names):
        return Decimal("0.5")
    return Decimal(any(not _EMPTY.search(name) for name in names))


def _lone_aggregate(page: Page) -> Iterator[Candidate]:
    """What the page's one rating says that belongs to no item: a review widget far below the product."""
    places = list(islice(_AGGREGATE.places(page.whole_markup), 2))
    if len(places) != 1:
        return
    start = page.whole_markup.rfind(b"<", 0, places[0])
    if start < 0 or _SHOPS_OWN.search(page.whole_markup, max(0, start - _REACH), start):
        return
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True)
    root = etree.fromstring(page.whole_markup[start : start + _REACH], parser)
    said = _properties(root) if root is not None else {}
    stars, best = said.get("ratingvalue"), said.get("bestrating", Decimal(5))
    if stars and best and 0 < stars <= best:
        yield Candidate("rating", stars * 5 / best, "visible", 0.4, "AggregateRating")
        count = said.get("reviewcount", said.get("ratingcount"))
        if count is not None and count == int(count):
            yield Candidate("review_count", int(count), "visible", 0.4, "AggregateRating")


def _properties(root: Element) -> dict[str, Decimal]:
    """The first number of each property, by its name in lower case; those of single reviews come later."""
    found: dict[str, Decimal] = {}
    for element in root.iter("*"):
        name = element.get("itemprop")
        number = plain_number(value_of(element)) if name else None
        if name and number is not None:
            found.setdefault(name.lower(), number)
    return found
