"""Menus and blocks of other products are emptied in a page's bytes: a third of its elements, read by nobody.

Such a block is known by its tag, class or id, as it is later in the tree (``scraping/zones.py``); its own tag stays, so
that what holds it is still seen to hold something else. What might belong to the product stays whole: a block around
the heading, one with markup or breadcrumbs inside, and lists of products, which the second look counts.
"""

import re

from scraping.text.needles import ByteWords, FewByteWords, ManyByteWords
from scraping.zones import CHROME, CHROME_BEFORE_TITLE, RELATED

_ASIDE = ByteWords([word.encode() for word in (*RELATED, *CHROME)])
_MENU = ByteWords([word.encode() for word in CHROME_BEFORE_TITLE])
_ANY = ManyByteWords([b"<nav", b"<header", *(word.encode() for word in (*RELATED, *CHROME, *CHROME_BEFORE_TITLE))])
_KINDS = (b"div", b"section", b"aside", b"ul", b"ol", b"article", b"nav", b"header")
_BLOCK = re.compile(rb"<(%s)(?=[\s>])[^<>]*>" % b"|".join(_KINDS))
_NAMES = re.compile(rb"\s(?:class|id)=(?:\"([^\"]*)\"|'([^']*)')")
_TAGS = {kind: re.compile(rb"<(/?)%s[\s>]" % kind) for kind in _KINDS}
_LONGEST_TAG = 2_000  # bytes
_KEPT = FewByteWords((b"itemprop", b"typeof", b"<script", b"crumb"))


def without_asides(part: bytes, heading: int) -> bytes:
    """The part of a page with such blocks empty. ``heading`` is where its heading begins, in bytes."""
    lowered = part.lower()
    pieces: list[bytes] = []
    at = kept = 0  # looked through up to ``at``, put into pieces up to ``kept``
    for place in _ANY.places(lowered):
        if place < at:
            continue
        start = lowered.rfind(b"<", max(at, place - _LONGEST_TAG), place + 1)
        tag = _BLOCK.match(lowered, start) if start >= 0 else None
        if tag is None or tag.end() <= place:
            continue
        at = tag.end()
        if not _is_aside(tag, before_heading=start < heading):
            continue
        end = _end(lowered, tag[1], at)
        if end < 0 or start < heading < end or _KEPT.any_in(lowered[start:end]):
            continue
        pieces.append(part[kept:at])
        at = kept = end
    pieces.append(part[kept:])
    return b"".join(pieces)


def _is_aside(tag: re.Match[bytes], *, before_heading: bool) -> bool:
    """Whether a block's tag calls it one: by the same words as in the tree."""
    if tag[1] == b"nav" or (before_heading and tag[1] == b"header"):
        return True
    names = b" ".join([name for pair in _NAMES.findall(tag[0]) for name in pair if b"price" not in name])
    return _ASIDE.any_in(names) or (before_heading and _MENU.any_in(names))


def _end(lowered: bytes, kind: bytes, at: int) -> int:
    """Where the tag begins that closes the block that is open at ``at``; -1 when none does."""
    depth = 1
    for tag in _TAGS[kind].finditer(lowered, at):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.start()
    return -1
