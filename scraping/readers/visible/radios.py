"""Choices of which one is marked: radio buttons of a form, and what ARIA calls a group of them."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import islice

from scraping.outline import Element
from scraping.page import Page
from scraping.readers.microdata import text_of
from scraping.readers.visible.choices import (
    asks_for_form,
    asks_otherwise,
    name_and_price,
    name_and_stock,
    what_is_asked,
)
from scraping.snapshot import Availability, Variant
from scraping.text.clean import squeeze
from scraping.text.needles import ByteWord

_CALLED_SO = re.compile(r"swatch|variant|variation|(?:\b|[-_])(?:sizes?|colou?rs?)(?:\b|[-_])", re.IGNORECASE)
"""The same in a class or an id, which say more about looks than about products."""
_IN_BRACKETS = re.compile(r"\[([^\W\d_][^\]]{1,30})\]\s*$")
_NUMBER_OF_SHOP = re.compile(r"\d{3,}|on|[0-9a-f-]{16,}", re.IGNORECASE)
_GONE = re.compile(r"disabled|sold-?out|unavailable|out-?of-?stock", re.IGNORECASE)
_RADIOGROUP = ByteWord(b"radiogroup")
_MOST, _LONGEST, _STEPS_UP = 300, 60, 4
_LONGEST_NAMES = 1_000  # characters of a class; a longer one is a script that lost its tag


def from_radios(page: Page, is_for_product: Callable[[Element], bool]) -> list[Variant]:
    """The group with most choices among those that stand where ``is_for_product`` says they may."""
    groups = (*_forms(page, is_for_product), *_aria(page, is_for_product))
    return max(groups, key=len, default=[])


def _forms(page: Page, is_for_product: Callable[[Element], bool]) -> Iterable[list[Variant]]:
    """Groups of ``<input type="radio">`` with one name, each choice named by its label or value."""
    groups: defaultdict[str, list[Element]] = defaultdict(list)
    for element in page.outline.tags["input"]:
        if (element.get("type") or "").lower() == "radio" and (name := element.get("name")):
            groups[name].append(element)
    labels: dict[str, Element] | None = None
    for name, radios in groups.items():
        if len(radios) < 2 or asks_otherwise(name) or not is_for_product(radios[0]):
            continue
        title = _title_of(radios[0], name)
        if _asks(title, name, _classes_around(radios[0])):
            labels = _labels(page) if labels is None else labels
            yield _variants(title, [(_choice(radio, labels), radio) for radio in radios[:_MOST]], page.places)


def _labels(page: Page) -> dict[str, Element]:
    return {target: label for label in page.root.iter("label") if (target := label.get("for"))}


def _choice(radio: Element, labels: dict[str, Element]) -> str:
    """What a radio button stands for: its value where that is words, else its label's."""
    value = squeeze(radio.get("value") or "")
    label = labels.get(radio.get("id") or "")
    if label is None:
        label = next(radio.iterancestors("label"), None)
    told = squeeze(radio.get("aria-label") or radio.get("title") or "")
    shown = _shown(label) if label is not None else ""
    if value and value.casefold() in shown.casefold():
        return value
    return shown or told or ("" if _NUMBER_OF_SHOP.fullmatch(value) else value)


def _shown(label: Element) -> str:
    """A label's text, else the words of a picture or a title in it."""
    text = text_of(label, _LONGEST + 1)
    if text:
        return text
    said = (e.get(name) for e in islice(label.iter("*"), 6) for name in ("title", "alt", "aria-label", "data-value"))
    return squeeze(next((words for words in said if words), ""))


def _title_of(radio: Element, name: str) -> str:
    """What is asked: the legend of the group, else the form's own name for it where that is words."""
    for around in islice(radio.iterancestors(), _STEPS_UP):
        asked = next(around.iter("legend"), None) if around.tag == "fieldset" else None
        told = around.get("aria-label") if around.get("role") in ("radiogroup", "group") else None
        if title := what_is_asked(text_of(asked, 100) if asked is not None else told or ""):
            return title
    inside = _IN_BRACKETS.search(name)
    return what_is_asked(inside[1] if inside else name)


def _aria(page: Page, is_for_product: Callable[[Element], bool]) -> Iterable[list[Variant]]:
    """Groups of elements that ARIA calls radio buttons."""
    for group in page.outline.near if _RADIOGROUP.find(page.markup) >= 0 else ():
        if group.get("role") != "radiogroup" or not len(group) or not is_for_product(group):
            continue
        choices = [element for element in group.iter("*") if element.get("role") == "radio"][:_MOST]
        title = what_is_asked(group.get("aria-label") or "")
        if _asks(title, group.get("aria-labelledby") or "", _classes_around(group[0])):
            yield _variants(title, ((_spoken(choice), choice) for choice in choices), page.places)


def _classes_around(choice: Element) -> str:
    """Classes and ids of a choice and of the two elements around it."""
    around = (choice, *islice(choice.iterancestors(), 2))
    return " ".join((element.get(name) or "")[:_LONGEST_NAMES] for element in around for name in ("class", "id"))


def _asks(title: str, name: str, classes: str) -> bool:
    called = "variant" if _CALLED_SO.search(classes) else ""
    return asks_for_form(title, name, called) and not asks_otherwise(classes)


def _spoken(choice: Element) -> str:
    told = choice.get("title") or choice.get("aria-label") or choice.get("data-value")
    return squeeze(told) if told else _shown(choice)


def _variants(title: str, choices: Iterable[tuple[str, Element]], places: tuple[str, ...]) -> list[Variant]:
    """One variant a name; nothing where there is only one, or where the names are whole sentences."""
    found: dict[str, Variant] = {}
    for words, element in choices:
        if 0 < len(words) <= _LONGEST:
            name, stock = name_and_stock(words)
            name, price, currency = name_and_price(name, places)
            availability = Availability.OUT_OF_STOCK if _is_gone(element) else stock
            found.setdefault(name, Variant({title or "option": name}, None, price, None, currency, availability))
    return list(found.values()) if len(found) > 1 else []


def _is_gone(element: Element) -> bool:
    names = f"{element.get('class') or ''} {element.get('data-status') or ''}"
    is_off = element.get("disabled") is not None or element.get("aria-disabled") == "true"
    return is_off or _GONE.search(names) is not None
