"""What the page shows about availability: buy buttons, stock lines, "sold out"."""

from collections.abc import Iterator

from scraping.outline import Element, Text
from scraping.page import Page
from scraping.readers.visible.labels import with_next
from scraping.snapshot import Availability, Candidate
from scraping.surroundings import Surroundings
from scraping.text.clean import squeeze
from scraping.text.prices import ascii_digits
from scraping.text.stock import (
    asks_to_be_told,
    availability_words,
    is_stock_label,
    may_say,
    quantity_left,
    speaks_of_a_branch,
)
from scraping.zones import Zone

_AWAY = Zone.RELATED | Zone.CHROME | Zone.REVIEWS | Zone.UNRENDERED | Zone.HIDDEN
_LONGEST = 140
_SHORT_LINE = 60
_NEAR = 250  # elements between the title and what one buys with
_WHOLE_PARTS = frozenset({"form", "section", "main", "article"})
_IN_OPTIONS = frozenset({"option", "select", "label"})


def read(page: Page, around: Surroundings) -> Iterator[Candidate]:
    """Availability candidates; confidence tells how near to the title or button the words stand."""
    for button in around.buy_buttons:
        if not around.zone(button) & _AWAY:
            yield Candidate("availability", Availability.IN_STOCK, "buy button", 0.7, around.words_on(button)[:60])
            break
    if around.buy_position is not None and not around.buy_buttons:
        yield Candidate("availability", Availability.IN_STOCK, "disabled buy button", 0.3, "button[disabled]")
    pieces = page.outline.mentioning("stock", lambda text: len(text) < _LONGEST)
    for piece, says in zip(pieces, may_say([piece.text for piece in pieces]), strict=True):
        found = _words(page, around, piece.holder, squeeze(piece.text)) if says else None
        if found is not None:
            yield found
        yield from _quantity(page, around, piece)
    yield from _dead_buttons(page, around)


def _words(page: Page, around: Surroundings, element: Element, text: str) -> Candidate | None:
    if around.zone(element) & _AWAY or element.tag in ("option", "select", "script"):
        return None
    said = availability_words(text)
    if said is None or (said is Availability.OUT_OF_STOCK and speaks_of_a_branch(text)):
        return None
    sure = 0.45 if len(text) > 60 else 0.55
    position = page.outline.position[element]
    start, buy = around.anchor_position, around.buy_position
    if start is not None:
        distance = position - start
        sure += 0.2 if 0 <= distance < 150 else 0.1 if -40 < distance < 400 else -0.15
    if buy is not None:
        sure += 0.1 if abs(position - buy) < 60 else 0.0
    if _names_say_stock(element):
        sure += 0.15
    label = _label_before(element) if said is Availability.OUT_OF_STOCK and len(text) < _SHORT_LINE else ""
    if not (label or is_stock_label(text)) and _inside_options(element):
        sure -= 0.35
    return Candidate("availability", said, "visible", sure, f"{label}{text}"[:60]) if sure > 0.3 else None


def _label_before(element: Element) -> str:
    """``Availability:`` right before: ``<b>Availability:</b> <i>Sold out</i>``, ``Availability: <i>Sold out</i>``."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is None:
        text = squeeze((parent.text or "") if parent is not None else "")
    elif len(previous) or (previous.tail or "").strip():
        return ""
    else:
        text = squeeze(previous.text or "")
    return f"{text} " if len(text) < _SHORT_LINE and is_stock_label(text) else ""


def _quantity(page: Page, around: Surroundings, piece: Text) -> Iterator[Candidate]:
    """How many are left, in one short text or a label and the number behind it."""
    if len(piece.text) > _SHORT_LINE or around.anchor_position is None:
        return
    distance = page.outline.position[piece.element] - around.anchor_position
    if not -40 < distance < 250:
        return
    line = ascii_digits(with_next(piece, squeeze(piece.text)))
    if len(line) > _SHORT_LINE:
        line = ascii_digits(squeeze(piece.text))
    left = quantity_left(line)
    if left is not None and piece.holder.tag not in ("option", "select") and not around.zone(piece.holder) & _AWAY:
        yield Candidate("stock_quantity", left, "visible", 0.6 if distance < 120 else 0.5, line)


def _names_say_stock(element: Element) -> bool:
    parent = element.getparent()
    names = f"{element.get('class')} {element.get('id')} {element.get('itemprop')}"
    if parent is not None:
        names += f" {parent.get('class')} {parent.get('id')}"
    names = names.lower()
    return "stock" in names or "availab" in names or "inventory" in names


def _inside_options(element: Element) -> bool:
    """Words on one size or colour speak of that one."""
    current: Element | None = element
    for _ in range(4):
        if current is None or current.tag in _WHOLE_PARTS:
            return False
        names = f"{current.get('class') or ''}".lower()
        if current.tag in _IN_OPTIONS and not _is_list_of_stock(current):
            return True
        if "swatch" in names or "variant" in names or "option" in names:
            return True
        if "availability" in names:
            return False
        current = current.getparent()
    return False


def _is_list_of_stock(item: Element) -> bool:
    """Whether an item of a list stands in one that is called by its availability."""
    parent = item.getparent()
    names = (parent.get("class") or "").lower() if parent is not None else ""
    return "availab" in names or "stock" in names


def _dead_buttons(page: Page, around: Surroundings) -> Iterator[Candidate]:
    """A button that says "Sold out" in the place of the buy button; without either, one that says "Notify me"."""
    inputs = [e for e in page.outline.tags["input"] if (e.get("type") or "").lower() in ("submit", "button")]
    alert = ""
    for button in (*page.outline.tags["button"], *inputs):
        if around.zone(button) & _AWAY:
            continue
        words = around.words_on(button)[:60]
        said = availability_words(words)
        if said is not None and said is not Availability.IN_STOCK and not speaks_of_a_branch(words):
            yield Candidate("availability", said, "dead button", 0.8, words)
            return
        if not alert and around.buy_position is None and asks_to_be_told(words) and _is_in_place(page, around, button):
            alert = words
    if alert:
        yield Candidate("availability", Availability.OUT_OF_STOCK, "dead button", 0.7, alert)


def _is_in_place(page: Page, around: Surroundings, button: Element) -> bool:
    """Whether it stands where buy buttons do, and not by a form for letters at the end of the page."""
    start = around.anchor_position
    return start is not None and 0 <= page.outline.position[button] - start < _NEAR
