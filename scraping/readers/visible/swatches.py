"""Choices that are tiles, swatches or entries of a list: elements of one kind, each with a short name of its own."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice

from scraping.outline import Element
from scraping.page import Page
from scraping.readers.microdata import text_of
from scraping.readers.visible.choices import (
    asks_for_form,
    asks_otherwise,
    is_prompt,
    name_and_price,
    name_and_stock,
    what_is_asked,
    without_prompt,
)
from scraping.snapshot import Availability, Variant
from scraping.text.clean import squeeze
from scraping.text.stock import availability_words, is_buy_button

_CALLED_SO = re.compile(
    r"s(?:watch|(?<![a-z].)(?:izes?|hades?|cents?|torages?)(?![a-z]))|varia(?:nt|tion)"
    r"|a(?:ttribute|(?<![a-z].)ttrs?(?![a-z]))|options?-?(?:list|value|tile|picker)"
    r"|c(?<![a-z].)(?:olou?rs?|apacity|apacities)(?![a-z])|f(?<![a-z].)lavou?rs?(?![a-z])|e(?<![a-z].)ditions?(?![a-z])"
)
"""Swatches, variants, attributes …, and as words of their own sizes, colours, shades …; each begins with its first
letter as it is, to which ``re`` skips.
"""
_NO_CHOICE = re.compile(
    r"guide|chart|table-?of|help|filter|facet|(?<![a-z])nav|share|(?<![a-z])tabs?(?![a-z])|thumb|crumb|condition"
)
_HUMPS = re.compile(r"[A-Z](?<=[a-z].)")
_CONTAINERS = frozenset({"ul", "ol", "div", "fieldset", "tbody", "section", "p", "nav"})
_TILES = frozenset({"li", "button", "label", "a", "div", "span", "tr"})
_TOLD = ("data-value", "data-option-value", "data-attr-value", "title", "aria-label", "alt", "data-color", "data-size",
         "data-name", "data-label", "data-variant-name")  # fmt: skip
_MAY_TELL = frozenset(_TOLD)
_ENTRIES = frozenset({"li", "button", "label", "a", "tr"})
_SILENT = frozenset({"script", "style", "template", "input", "br"})
_NO_NAME = re.compile(r"[:?!]|\.\s*$|^(?:previous|prev|next|add)\b|\bslide\b", re.IGNORECASE)
_GONE = re.compile(r"sold-?out|unavailable|unselectable|out-?of-?stock|(?<![a-z])oos(?![a-z])", re.IGNORECASE)
_MOST, _MOST_HINTS = 300, 400
_LONGEST_NAME, _LONGEST_TEXT = 60, 40  # characters
_LONGEST_NAMES = 1_000  # characters of a class; a longer one is a script that lost its tag
_PARTS_OF_TILE = 8
_ALIKE = 0.7


def from_swatches(page: Page, is_for_product: Callable[[Element], bool]) -> list[Variant]:
    """The longest list of tiles that are called what forms of a product differ in."""
    best: list[Variant] = []
    for holder in _holders(page):
        tiles = _alike(holder) if is_for_product(holder) else []
        if len(tiles) > max(1, len(best)) and _is_called_choice(holder):
            best = max(best, _variants(holder, tiles, page.places), key=len)
    return best


@lru_cache(maxsize=256)
def _is_called_so(name: str) -> bool:
    return _CALLED_SO.search(_parted(name[:_LONGEST_NAMES])) is not None


def _holders(page: Page) -> Iterator[Element]:
    """What may hold tiles: elements whose name hints at options, and what such elements stand in."""
    seen: set[Element] = set()
    for element in page.outline.hinting("option", _is_called_so)[:_MOST_HINTS]:
        for holder in (element, element.getparent()):
            if holder is not None and holder not in seen and holder.tag in _CONTAINERS and len(holder) > 1:
                seen.add(holder)
                yield holder


def _is_called_choice(holder: Element) -> bool:
    """Whether the list or its entries are called so, and not what helps to choose or asks something else."""
    return _are_called_choices(_names(holder), _names(holder[0]) if isinstance(holder[0].tag, str) else "")


@lru_cache(maxsize=256)
def _are_called_choices(names: str, entries: str) -> bool:
    called = _CALLED_SO.search(names) or _CALLED_SO.search(entries)
    return called is not None and not _NO_CHOICE.search(names) and not asks_otherwise(f"{names} {entries}")


def _names(element: Element) -> str:
    return _parted(f"{element.get('class') or ''} {element.get('id') or ''}"[:_LONGEST_NAMES])


def _parted(names: str) -> str:
    """In lower case, with a hyphen for each hump: ``sizeList`` is ``size-list``."""
    return names if names.islower() else _HUMPS.sub(r"-\g<0>", names).lower()


def _variants(holder: Element, tiles: list[Element], places: tuple[str, ...]) -> list[Variant]:
    """One a tile, where nearly each has a short name of its own; given up once too many have none."""
    found: dict[str, tuple[Element, Variant]] = {}
    fewest = max(2, _ALIKE * len(tiles))
    asked = tiles[:_MOST]
    for left, tile in zip(reversed(range(len(asked))), asked, strict=True):
        words, stock = _said(tile)
        if words:
            name, price, currency = name_and_price(words, places)
            found.setdefault(name, (tile, Variant({}, None, price, None, currency, stock)))
        if len(found) + left < fewest:
            return []
    title = _title(holder)
    for name, (tile, variant) in found.items():
        variant.options = {title: name}
        variant.availability = Availability.OUT_OF_STOCK if _is_gone(tile) else variant.availability
    return [variant for _, variant in found.values()]


def _alike(holder: Element) -> list[Element]:
    """The children, where nearly all are of one tag and one name; without names a row of blocks is no list."""
    kinds: dict[tuple[str, str], list[Element]] = {}
    children = [child for child in holder if isinstance(child.tag, str) and child.tag not in _SILENT]
    for child in children:
        name = (child.get("class") or "").split()[:1] if child.tag not in _ENTRIES else []
        kinds.setdefault((child.tag, "".join(name).rstrip("0123456789")), []).append(child)
    most = max(kinds.values(), key=len, default=[])
    named = bool(most) and (most[0].tag in _ENTRIES or bool(most[0].get("class")))
    return most if named and most[0].tag in _TILES and len(most) >= _ALIKE * len(children) else []


def _title(holder: Element) -> str:
    """What the tiles differ in: by their names, else by the words before them."""
    names = f"{_names(holder)} {_names(holder[0]) if isinstance(holder[0].tag, str) else ''}"
    for word in ("size", "color", "colour"):
        if word in names:
            return word.replace("colour", "color")
    before = holder.getprevious()
    asked = what_is_asked(text_of(before, _LONGEST_NAME)) if before is not None else ""
    return asked if asks_for_form(asked) else "option"


def _said(tile: Element) -> tuple[str, Availability | None]:
    """A tile's name, and what it says of its stock."""
    number = ""
    for element in tile.iter("*"):
        for attribute in _TOLD if not _MAY_TELL.isdisjoint(element.keys()) else ():
            given = element.get(attribute)
            value, stock = name_and_stock(without_prompt(squeeze(given))) if given else ("", None)
            if not _is_name(value):
                continue
            if attribute != "data-value" or not value.isdigit():
                return value, stock or _stock_beside(tile, value)
            number = number or value  # the shop's own, if there is a name too
    name, stock = _text(tile)
    return (name, stock) if name else (number, None)


def _is_name(value: str) -> bool:
    return 0 < len(value) < _LONGEST_NAME and not _NO_NAME.search(value) and availability_words(value) is None


def _text(tile: Element) -> tuple[str, Availability | None]:
    """A tile's words without a note on its stock: ``<b>L</b> <sup>2 left</sup>``."""
    pieces = [piece for text in tile.itertext() if (piece := squeeze(str(text)))][:_PARTS_OF_TILE]
    note = availability_words(" ".join(pieces[1:])) if len(pieces) > 1 else None
    text = pieces[0] if note else text_of(tile, _LONGEST_NAME)
    text, stock = name_and_stock(text)
    is_name = 0 < len(text) < _LONGEST_TEXT and not (is_prompt(text) or _NO_NAME.search(text) or is_buy_button(text))
    return (text, stock or note) if is_name else ("", None)


def _stock_beside(tile: Element, name: str) -> Availability | None:
    """What a tile that is named by an attribute says in words."""
    words = text_of(tile, _LONGEST_NAME).removeprefix(name)
    return availability_words(words) if words else None


def _is_gone(tile: Element) -> bool:
    """Whether the tile or its button is off, or what it is made of is called sold out."""
    if "disabled" in (tile.get("class") or "").lower():
        return True
    inside = list(islice(tile.iter("*"), _PARTS_OF_TILE))
    off = (e for e in inside if e.get("disabled") is not None or e.get("aria-disabled") == "true")
    return next(off, None) is not None or any(_GONE.search(e.get("class") or "") for e in inside)
