"""Choices that are the options of a select."""

import re
from collections.abc import Callable

from scraping.outline import Element
from scraping.page import Page
from scraping.readers.microdata import text_of
from scraping.readers.visible.choices import asks_for_form, asks_otherwise, is_prompt, name_and_price, name_and_stock
from scraping.snapshot import Availability, Variant
from scraping.text.clean import squeeze

_QUANTITY = re.compile(
    r"qty|quantity|quant|sort|country|currency|state|lang|search|rating|page|month|day|year|كمية", re.IGNORECASE
)
_MOST, _MOST_SELECTS = 300, 40
_ITS_LABEL = re.compile(r"(?P<label>[^\d:：]{2,24})[:：]\s*")


def from_selects(page: Page, is_for_product: Callable[[Element], bool]) -> tuple[list[Variant], list[Variant]]:
    """The select with most choices of those that ask for the product's form, and of those that do not say.

    Choices of one select are known to exist, combinations are not.
    """
    asking: list[Variant] = []
    silent: list[Variant] = []
    for select in page.outline.tags["select"][:_MOST_SELECTS]:
        names = _names(select)
        if _QUANTITY.search(names) or asks_otherwise(names) or not is_for_product(select):
            continue
        if next(select.iterancestors("select"), None) is not None:
            continue  # of a broken page: its choices are the outer one's as well
        variants = _choices(select, _label(select), page.places)
        if asks_for_form(names, _first(select)):
            asking = max(asking, variants, key=len)
        else:
            silent = max(silent, variants, key=len)
    return (asking if len(asking) > 1 else []), (silent if len(silent) > 1 else [])


def _names(select: Element) -> str:
    return " ".join(select.get(name) or "" for name in ("name", "id", "class", "aria-label", "title"))


def _first(select: Element) -> str:
    """What the first option says where it only asks: "Select size"."""
    option = next(select.iter("option"), None)
    text = text_of(option, 60) if option is not None else ""
    return text if is_prompt(text) else ""


def _choices(select: Element, label: str, places: tuple[str, ...]) -> list[Variant]:
    found: list[Variant] = []
    for option in list(select.iter("option"))[:_MOST]:
        text = text_of(option, 120)
        only_asks = (not found and option.get("value") == "") or is_prompt(text)  # what is first and sends nothing
        if not text or only_asks or (text.isdecimal() and int(text) <= 30 and label == "option"):
            continue
        name, stock = name_and_stock(text)
        name, price, currency = name_and_price(name, places)
        if stock is None:
            name, stock = name_and_stock(name)
        found.append(
            Variant(
                options={label: name},
                price=price,
                currency=currency,
                availability=Availability.OUT_OF_STOCK if option.get("disabled") is not None else stock,
                source_id=option.get("value") or None,
            )
        )
    return _with_their_label(found)


def _with_their_label(variants: list[Variant]) -> list[Variant]:
    """Choices that all begin with what they are of, as ``Size: S`` and ``Size: M`` do, are S and M of Size."""
    first = _ITS_LABEL.match(next(iter(variants[0].options.values()))) if len(variants) > 1 else None
    if first and all(name.startswith(first[0]) for variant in variants for name in variant.options.values()):
        for variant in variants:
            [name] = variant.options.values()
            variant.options = {first["label"].strip(): name.removeprefix(first[0])}
    return variants


def _label(select: Element) -> str:
    for name in ("data-attribute_name", "aria-label", "data-option-name", "title"):
        value = select.get(name)
        if value and len(value) < 40 and not is_prompt(value):
            return squeeze(value.removeprefix("attribute_").removeprefix("pa_"))
    names = f"{select.get('name') or ''} {select.get('id') or ''}".lower()
    return next(
        (
            word
            for word in ("size", "color", "colour", "style", "material", "length", "width", "flavor", "scent")
            if word in names
        ),
        "option",
    )
