"""What a buyer chooses on the page, and the breadcrumb trail."""

from collections.abc import Iterator
from itertools import islice

from scraping.outline import Element
from scraping.page import Page
from scraping.readers.microdata import text_of
from scraping.readers.visible.radios import from_radios
from scraping.readers.visible.selects import from_selects
from scraping.readers.visible.swatches import from_swatches
from scraping.snapshot import Candidate, Variant
from scraping.surroundings import Surroundings
from scraping.zones import Zone

_AWAY = Zone.RELATED | Zone.CHROME | Zone.REVIEWS | Zone.UNRENDERED
_MOST_LINKS = 200  # of a trail; more are a menu, and comparing all of them would cost their square
_BEFORE_TITLE, _BEHIND_TITLE = 150, 900  # elements; what stands further off asks something else


def read(page: Page, around: Surroundings) -> Iterator[Candidate]:
    """Variants that the page lets one choose, and breadcrumbs."""
    variants = _offered(page, around)
    if variants:
        yield Candidate("variants", variants, "visible", 0.5, "options")
    crumbs = breadcrumbs(page, around)
    if crumbs:
        yield Candidate("breadcrumbs", crumbs, "visible", 0.6, "breadcrumb")


def _offered(page: Page, around: Surroundings) -> list[Variant]:
    """The longest list of choices: of selects that ask for them, else of swatches and radios, else of any select."""

    def is_for_product(element: Element) -> bool:
        return not (_too_far(page, around, element) or around.zone(element) & _AWAY)

    asking, silent = from_selects(page, is_for_product)
    if asking:
        return asking
    return max(from_swatches(page, is_for_product), from_radios(page, is_for_product), key=len) or silent


def _too_far(page: Page, around: Surroundings, element: Element) -> bool:
    if around.anchor_position is None:
        return False
    distance = page.outline.position[element] - around.anchor_position
    return distance < -_BEFORE_TITLE or distance > _BEHIND_TITLE


def breadcrumbs(page: Page, around: Surroundings) -> list[str]:
    """The trail's entries in order, the product's own name left out."""
    for element in page.outline.hinting("crumb")[:5]:
        links = list(islice(element.iter("a", "li"), _MOST_LINKS + 1))
        if len(links) > _MOST_LINKS:
            continue
        entries = [text_of(link, 80) for link in links]
        entries = list(dict.fromkeys(entry.strip(" >/»›|") for entry in entries if 0 < len(entry) < 60))
        entries = [e for e in entries if e and not any(e != o and o in e for o in entries if o)]
        if 1 < len(entries) < 12:
            return [entry for entry in entries if entry != around.anchor_text]
    return []
