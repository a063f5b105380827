"""What a platform file may say: how to recognise the platform, and what its pages tell beyond the general readers."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from scraping.outline import Element
from scraping.page import Page
from scraping.readers.jsonld import lenient_json
from scraping.readers.microdata import text_of
from scraping.snapshot import Candidate
from scraping.text.clean import squeeze
from scraping.text.escapes import without_halves
from scraping.text.images import absolute
from scraping.text.prices import ascii_digits, find_prices, parse_amount


class Platform:
    """One shop system or market place. Subclasses state only how its pages differ."""

    key: ClassVar[str] = ""
    hosts: ClassVar[tuple[str, ...]] = ()
    """Names in the host that give it away: ``amazon.`` is any Amazon, ``.myshopify.com`` an ending."""
    marks: ClassVar[tuple[str, ...]] = ()
    """Runs of class names, short scripts or addresses of scripts, styles and pictures that no other platform has."""

    def owns_host(self, host: str) -> bool:
        dotted = f".{host}"
        return any(dotted.endswith(name) if not name.endswith(".") else f".{name}" in dotted for name in self.hosts)

    def candidates(self, page: Page) -> Iterable[Candidate]:
        """What the platform's own structures say. Nothing, unless a platform knows better."""
        return ()

    def extra_candidates(self, data: Any, page: Page) -> Iterable[Candidate]:
        """What an answer of the platform's own JSON interface says, if a provider fetched one."""
        return ()


def by_id(page: Page, name: str) -> Element | None:
    found = page.outline.by_name.get(name)
    return found[0] if found else None


def by_class(page: Page, *names: str) -> list[Element]:
    """Elements that have one of the class names, in document order."""
    wanted = set(names)
    outline = page.outline
    found = outline.named(name for name in outline.by_name if not wanted.isdisjoint(name.split()))
    return [e for e in found if not wanted.isdisjoint((e.get("class") or "").split())]


def text_in(element: Element | None) -> str:
    return squeeze(text_of(element, 2000)) if element is not None else ""


def amount_in(page: Page, element: Element | None, currency: str | None = None) -> Any:
    """The one price written in ``element``, as a Decimal; None when there is none or there are several."""
    found = list(find_prices(ascii_digits(text_in(element))))
    amounts = {parse_amount(price.number, currency) for price in found}
    return amounts.pop() if len(amounts) == 1 else None


def json_in(element: Element | None, attribute: str | None = None) -> Any:
    """The JSON in an element's text or attribute; None when there is none or it is broken."""
    if element is None:
        return None
    text = element.get(attribute) if attribute else element.text
    return lenient_json(without_halves(text)) if text and text.strip()[:1] in ("{", "[") else None


def json_scripts(page: Page, *needles: str) -> Iterator[Any]:
    """The data of ``<script type="application/json">`` elements that contain all of ``needles``."""
    for script in page.scripts:
        if "json" in script.kind and all(needle.encode() in script.body for needle in needles):
            data = lenient_json(script.text)
            if data is not None:
                yield data


def json_after(text: str, marker: str) -> Any:
    """The JSON value that follows ``marker`` in a script: ``var product = {…};``. None when it is not JSON."""
    at = text.find(marker)
    if at < 0:
        return None
    start = min(
        (place for place in (text.find("{", at + len(marker)), text.find("[", at + len(marker))) if place >= 0),
        default=-1,
    )
    if start < 0 or start - at - len(marker) > 30:
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        return None


def scripts_with(page: Page, needle: str) -> Iterator[str]:
    """Texts of inline scripts that contain ``needle``."""
    wanted = needle.encode()
    for script in page.scripts:
        if wanted in script.body:
            yield script.text


def pictures(addresses: Iterable[Any], page: Page, source: str, confidence: float) -> Iterator[Candidate]:
    for address in addresses:
        picture = absolute(address, page.base_url)
        if picture:
            yield Candidate("image", picture, source, confidence, source)
