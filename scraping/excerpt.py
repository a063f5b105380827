"""What of a page's bytes is worth a tree: scripts are taken out and read as bytes, and the far end is left away."""

import re
from dataclasses import dataclass
from functools import cached_property

from scraping.text.escapes import without_halves

_TYPE = re.compile(rb"\stype\s*=\s*[\"']?\s*([^\"'\s>]+)", re.IGNORECASE)
_PRODUCT = re.compile(rb"[\"'/](?:Product|ProductGroup|IndividualProduct|Book)[\"']")
_AFTER_HEADING = 1_200  # elements behind the last heading that are parsed; no product's part is longer
_STEP = 8_192  # bytes
_OTHER_PRODUCT_SCOPE = b"schema.org/Product"


@dataclass
class Script:
    """An inline or linked script: its opening tag and its body as they stand in the page."""

    tag: bytes
    body: bytes

    @cached_property
    def kind(self) -> str:
        """Its ``type`` in lower case, where that speaks of JSON; else empty."""
        if b"json" not in self.tag:
            return ""
        found = _TYPE.search(self.tag)
        return found[1].decode("utf-8", "replace").lower() if found else ""

    @cached_property
    def text(self) -> str:
        """Its body, ready to be read as JSON."""
        return without_halves(self.body.decode("utf-8", "replace"))


def without_scripts(body: bytes) -> tuple[bytes, list[Script]]:
    """The page without its scripts, and the scripts. One that never ends stays where it is."""
    pieces: list[bytes] = []
    scripts: list[Script] = []
    find, at, kept = body.find, 0, 0  # looked through up to ``at``, put into pieces up to ``kept``
    while (start := find(b"<script", at)) >= 0:
        if quoted := _end_of_value(body, at, start):
            at = quoted
            continue
        inside = find(b">", start) + 1
        end = find(b"</script", inside)
        behind = find(b">", end) + 1
        if not inside or end < 0 or not behind:
            break
        pieces.append(body[kept:start])
        if not _in_comment(body, at, start):
            scripts.append(Script(body[start:inside], body[inside:end]))
        at = kept = behind
    pieces.append(body[kept:])
    return b"".join(pieces), scripts


def _end_of_value(body: bytes, at: int, place: int) -> int:
    """Where the attribute value ends that is open at ``place`` (a whole document in an iframe's), 0 when none is."""
    for opening in (b'="', b"='"):
        begun = body.rfind(opening, at, place) + len(opening)
        if begun >= len(opening) and body.find(opening[1:], begun, place) < 0:
            return body.find(opening[1:], place) + 1
    return 0


def _in_comment(body: bytes, at: int, place: int) -> bool:
    """Whether a comment that begins behind ``at`` is still open at ``place``."""
    opened = body.rfind(b"<!--", at, place)
    return opened >= 0 and body.find(b"-->", opened, place) < 0


def tell_product(scripts: list[Script]) -> bool:
    """Whether a script is a product's own JSON-LD: then the page is only asked to confirm what it says."""
    return any(_PRODUCT.search(script.body) for script in scripts if script.kind == "application/ld+json")


def without_end(markup: bytes) -> bytes:
    """The page up to well behind its last heading: what follows are other products, reviews and the footer.

    All of it where there is no heading, or where markup speaks of a product down there.
    """
    at = markup.rfind(b"<h1")
    if at < 0:
        return markup
    wanted = _AFTER_HEADING
    while wanted > 0 and at < len(markup):
        wanted -= markup.count(b"<", at, at + _STEP) - markup.count(b"</", at, at + _STEP)
        at += _STEP
    return markup if _OTHER_PRODUCT_SCOPE in markup[at:] else markup[:at]
