"""Whether the buyer can have it: what the page shows beside the button, then what markup says."""

from scraping.evidence import Findings
from scraping.snapshot import Availability, Candidate
from scraping.text.stock import is_explicit, is_stock_label
from scraping.zones import Zone

_SHOWN = ("visible", "buy button", "dead button", "disabled buy button", "implied")
_SURE, _SURER = 0.6, 0.8
_LATER = (Availability.PREORDER, Availability.BACKORDER)


def decide_availability(findings: Findings, has_price: bool) -> tuple[Candidate | None, str]:
    """The availability and the reason for it.

    Markup is often stale, and pages carry texts for cases that do not apply: a buy button outweighs either alone.
    """
    found = findings.of("availability")
    marked = next((c for c in found if c.source not in _SHOWN), None)
    shown = {source: next((c for c in found if c.source == source), None) for source in _SHOWN}
    button, dead = shown["buy button"], shown["dead button"]
    gone = _gone(found)
    if button and gone and _is_one_of_several(gone, found):
        gone = None  # each line speaks of one size
    if dead and (not button or (gone and not _says(marked, Availability.IN_STOCK))):
        return dead, "a button says so"
    if gone and (not button or _says(marked, gone.value)) and not _contradicted(gone, marked, findings):
        return gone, "the page says so"
    if gone and is_explicit(gone.where) and len(gone.where) > 20 and not _says(marked, Availability.IN_STOCK):
        return gone, "the page says so of this product"
    if gone and is_stock_label(gone.where) and not _says(marked, Availability.IN_STOCK):
        return gone, "the page says so of this product"
    if button:
        return _with_button(button, marked, findings)
    if marked:
        return marked, ""
    if sold_out := _each_choice_sold_out(findings):
        return sold_out, "each choice is sold out"
    return _implied(found, has_price), "nothing says otherwise"


def _says(candidate: Candidate | None, value: Availability) -> bool:
    return candidate is not None and candidate.value is value


def _gone(found: list[Candidate]) -> Candidate | None:
    out = (Availability.OUT_OF_STOCK, Availability.DISCONTINUED)
    return next((c for c in found if c.source == "visible" and c.value in out and c.confidence >= _SURE), None)


def _contradicted(gone: Candidate, marked: Candidate | None, findings: Findings) -> bool:
    """Markup says there is stock and the words do not surely speak of this product."""
    if not _says(marked, Availability.IN_STOCK):
        return False
    at_least = _SURE if _sells_nothing(findings) else _SURER
    return gone.confidence < at_least or not is_explicit(gone.where) or _is_spare_part(gone.where, findings)


def _sells_nothing(findings: Findings) -> bool:
    """Whether the page has a buy button that is off or hidden, and none that is not."""
    around = findings.around
    return around.buy_position is not None and all(around.zone(e) & Zone.HIDDEN for e in around.buy_buttons)


def _is_spare_part(words: str, findings: Findings) -> bool:
    """Whether the words also stand in a template that the page's scripts fill: there they wait for their case."""
    wanted = words.encode()
    return any(b"template" in script.tag and wanted in script.body for script in findings.page.scripts)


def _with_button(button: Candidate, marked: Candidate | None, findings: Findings) -> tuple[Candidate, str]:
    found = findings.of("availability")
    if marked and marked.value in _LATER:
        return marked, ""
    later = next((c for c in found if c.value in _LATER and c.confidence >= 0.5), None)
    if later and not _is_of_one_choice(later, found):
        return later, ""
    if marked and marked.value is Availability.IN_STOCK:
        return marked, ""
    if marked and marked.value is Availability.OUT_OF_STOCK and not _is_sold(findings, found):
        return marked, "markup says so, and scripts may switch the buy button off"
    return button, "the page shows a buy button"


def _is_of_one_choice(later: Candidate, found: list[Candidate]) -> bool:
    """Whether it is on order only, while other lines say as surely that there is stock."""
    return later.value is Availability.BACKORDER and _is_one_of_several(later, found)


def _is_one_of_several(said: Candidate, found: list[Candidate]) -> bool:
    """Whether another line says as surely that there is stock: then each speaks of one size."""
    present = (c for c in found if c.source == "visible" and c.value is Availability.IN_STOCK)
    return any(c.confidence >= said.confidence for c in present)


def _is_sold(findings: Findings, found: list[Candidate]) -> bool:
    """Whether words say so, or the buy button is a link: a shop leaves such a one out, where scripts disable others."""
    said = any(c.source == "visible" and c.value is Availability.IN_STOCK for c in found)
    return said or any(button.tag == "a" for button in findings.around.buy_buttons)


def _each_choice_sold_out(findings: Findings) -> Candidate | None:
    """Where no button sells and markup is silent, what is said of each size is said of the product."""
    choices = findings.best("variants")
    if choices is None or any(choice.availability is not Availability.OUT_OF_STOCK for choice in choices.value):
        return None
    return Candidate("availability", Availability.OUT_OF_STOCK, choices.source, 0.6, choices.where)


def _implied(found: list[Candidate], has_price: bool) -> Candidate | None:
    """A stock line without more, else: what has a price and no word against it can be bought."""
    present = next((c for c in found if c.source == "visible" and c.confidence >= 0.55), None)
    if present:
        return present
    if has_price and not any(c.value is not Availability.IN_STOCK and c.confidence > 0.45 for c in found):
        return Candidate("availability", Availability.IN_STOCK, "implied", 0.35, "price")
    return None
