"""Choices on the page (selects, swatches) and the breadcrumb trail."""

import re
from collections.abc import Iterator
from itertools import islice

from scraping.outline import Element
from scraping.page import Page
from scraping.readers.microdata import text_of
from scraping.readers.visible.choices import name_and_price, name_and_stock
from scraping.readers.visible.radios import from_radios
from scraping.snapshot import Availability, Candidate, Variant
from scraping.surroundings import Surroundings
from scraping.text.clean import squeeze
from scraping.text.stock import availability_words
from scraping.zones import Zone

_QUANTITY = re.compile(
    r"qty|quantity|quant|sort|country|currency|state|lang|search|rating|page|month|day|year|كمية", re.IGNORECASE
)
_PROMPT = re.compile(
    r"^(-+|\s*$|(please\s+)?(choose|select|pick)\b|size$|colou?r$|wähle|bitte|choisi|elige|selecciona|seleziona|اختر|الرجاء|選択|请选择|--"
    r"|escolh|scegli|kies |maak een keuze|välj |vælg |velg |valitse |wybierz|zvolte|vyberte|válassz|alege|selecta"
    r"|odaberi|izaberi|izberi|επιλέξτε|выберите|оберіть|изберете|seçiniz|seçim|lütfen|pilih |chọn |선택)|^select",
    re.IGNORECASE,
)
_SWATCHES = re.compile(
    r"swatch|variant|variation|size-?(list|select|option|button|tile)|sizes|colou?rs?-?(list|select|option)|options?-?(list|value)|attribute",
    re.IGNORECASE,
)
_AWAY = Zone.RELATED | Zone.CHROME | Zone.REVIEWS | Zone.UNRENDERED
_MOST = 300
_ITS_LABEL = re.compile(r"(?P<label>[^\d:：]{2,24})[:：]\s*")
_GONE = re.compile(r"sold-?out|unavailable|out-?of-?stock", re.IGNORECASE)
_PARTS_OF_TILE = 8


def read(page: Page, around: Surroundings) -> Iterator[Candidate]:
    """Variants that the page lets one choose, and breadcrumbs."""
    variants = _from_selects(page, around) or max(
        _from_swatches(page, around),
        from_radios(page, lambda element: not (around.zone(element) & _AWAY or _too_far(page, around, element))),
        key=len,
    )
    if variants:
        yield Candidate("variants", variants, "visible", 0.5, "options")
    crumbs = breadcrumbs(page, around)
    if crumbs:
        yield Candidate("breadcrumbs", crumbs, "visible", 0.6, "breadcrumb")


def _from_selects(page: Page, around: Surroundings) -> list[Variant]:
    """The select with most choices; choices of one select are known to exist, combinations are not."""
    best: list[Variant] = []
    for select in page.outline.tags["select"][:40]:
        names = f"{select.get('name') or ''} {select.get('id') or ''} {select.get('class') or ''}"
        if next(select.iterancestors("select"), None) is not None:
            continue  # of a broken page: its choices are the outer one's as well
        if _QUANTITY.search(names) or around.zone(select) & _AWAY or _too_far(page, around, select):
            continue
        variants = _choices(select, _label(select), page.places)
        if len(variants) > len(best):
            best = variants
    return best if len(best) > 1 else []


def _too_far(page: Page, around: Surroundings, element: Element) -> bool:
    if around.anchor_position is None:
        return False
    distance = page.outline.position[element] - around.anchor_position
    return distance < -150 or distance > 900


def _choices(select: Element, label: str, places: tuple[str, ...]) -> list[Variant]:
    found: list[Variant] = []
    for option in list(select.iter("option"))[:_MOST]:
        text = squeeze(text_of(option, 120))
        is_prompt = (not found and option.get("value") == "") or _PROMPT.match(text)  # what is first and sends nothing
        if not text or is_prompt or (text.isdigit() and int(text) <= 30 and label == "option"):
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
        if value and len(value) < 40 and not _PROMPT.match(value):
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


def _from_swatches(page: Page, around: Surroundings) -> list[Variant]:
    """Lists of swatches or size buttons near the title: the longest one."""
    best: list[Variant] = []
    seen: set[Element] = set()
    for element in page.outline.hinting("option")[:400]:
        holder = element if element.tag in ("ul", "ol", "div", "fieldset") else element.getparent()
        if holder is None or holder in seen or around.zone(holder) & _AWAY or _too_far(page, around, holder):
            continue
        seen.add(holder)
        if _SWATCHES.search(f"{holder.get('class') or ''} {holder.get('id') or ''}"):
            variants = _tiles(holder, page.places)
            if len(variants) > len(best):
                best = variants
    return best if len(best) > 1 else []


def _tiles(holder: Element, places: tuple[str, ...]) -> list[Variant]:
    """Children of one kind, each with a short name of its own."""
    children = [child for child in holder if child.tag in ("li", "button", "label", "a", "div", "span")]
    names: dict[str, bool] = {}
    for child in children[:_MOST]:
        name = _tile_name(child)
        if name:
            names.setdefault(name_and_price(name, places)[0], _is_gone(child))
    if len(names) < 2 or len(names) < 0.7 * len(children):
        return []
    holder_names = f"{holder.get('class') or ''} {holder.get('id') or ''}".lower()
    label = "size" if "size" in holder_names else "color" if "colo" in holder_names else "option"
    return [
        Variant(options={label: name}, availability=Availability.OUT_OF_STOCK if gone else None)
        for name, gone in names.items()
    ]


def _is_gone(tile: Element) -> bool:
    """Whether the tile or what it is made of is called sold out; only itself may be called disabled."""
    if "disabled" in (tile.get("class") or "").lower():
        return True
    inside = islice(tile.iter("*"), _PARTS_OF_TILE)
    return any(_GONE.search(e.get("class") or "") is not None for e in inside)


def _tile_name(child: Element) -> str | None:
    number = None
    for element in child.iter("*"):
        for attribute in ("data-value", "data-option-value", "title", "aria-label", "alt", "data-color", "data-size"):
            given = element.get(attribute)
            value = squeeze(given) if given else ""
            if not value or len(value) >= 60 or availability_words(value) is not None:
                continue
            if attribute != "data-value" or not value.isdigit():
                return value
            number = number or value  # the shop's own, if there is a name too
    text = squeeze(text_of(child, 60))
    return text if 0 < len(text) < 40 and not _PROMPT.match(text) else number


def breadcrumbs(page: Page, around: Surroundings) -> list[str]:
    """The trail's entries in order, the product's own name left out."""
    for element in page.outline.hinting("crumb")[:5]:
        entries = [squeeze(text_of(link, 80)) for link in element.iter("a", "li")]
        entries = list(dict.fromkeys(entry.strip(" >/»›|") for entry in entries if 0 < len(entry) < 60))
        entries = [e for e in entries if e and not any(e != o and o in e for o in entries if o)]
        if 1 < len(entries) < 12:
            return [entry for entry in entries if entry != around.anchor_text]
    return []
