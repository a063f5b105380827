"""Which part of a long page is the product's: from a little before its heading to well after it."""

from lxml import etree

from scraping.outline import Outline
from scraping.text.clean import squeeze
from scraping.text.names import closeness, contains

_BEFORE, _AFTER = 450, 1_200  # elements: breadcrumbs and gallery before the heading; buy box, tabs, description after
_BEFORE_TOLD, _AFTER_TOLD = 300, 900  # where JSON-LD tells of the product and the page only confirms it
_AGREES = 0.5


def product_window(outline: Outline, titles: list[str], *, is_told: bool) -> slice:
    """Where to look, as a slice of the elements; all of them when no heading agrees with the head's ``titles``."""
    best: tuple[float, etree._Element] | None = None
    for heading in outline.tags["h1"]:
        text = squeeze("".join(map(str, heading.itertext()))[:400])
        agreement = max((closeness(text, title) for title in titles), default=0.0)
        if any(contains(title, text) for title in titles):
            agreement += 0.5
        if agreement >= _AGREES and (best is None or agreement > best[0]):
            best = (agreement, heading)
    if best is None:
        return slice(None)
    at = outline.position[best[1]]
    before, after = (_BEFORE_TOLD, _AFTER_TOLD) if is_told else (_BEFORE, _AFTER)
    return slice(max(0, at - before), at + after)
