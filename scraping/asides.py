"""Menus and blocks of other products are emptied in a page's bytes: a third of its elements, read by nobody.

Such a block is known by its tag, class or id, as it is later in the tree (``scraping/zones.py``); its own tag stays, so
that what holds it is still seen to hold something else. What might belong to the product stays whole: a block around
the heading, one with markup or breadcrumbs inside, and lists of products, which the second look counts.
"""

import re
from collections.abc import Sequence

from scraping.text.needles import ByteWord, ByteWords, FewByteWords, ManyByteWords
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
_MOST_IN_VAIN = 10_000_000  # bytes looked through for the ends of blocks that stay: they may lie in each other
_FIRST_PIECE = 1 << 13  # bytes
_MENU_LINKS = 20  # a product's own header has fewer
_LONGEST_SHOP = 16  # characters; longer parts of titles are the product's name
_HEADER = ByteWord(b"<header")
_NO_MENU = FewByteWords((b"<h1", b"<main", b"itemprop", b"typeof", b"<script", b"crumb"))


def without_asides(markup: bytes, start: int, end: int, heading: int) -> list[memoryview]:
    """The page from ``start`` to ``end`` in pieces, between which such blocks are empty.

    ``heading`` is where its heading begins. A block that is closed only behind ``end`` holds all that is left.
    """
    view, lowered = memoryview(markup)[start:end], markup[start:end].lower()
    heading -= start
    pieces: list[memoryview] = []
    at = kept = in_vain = 0  # looked through up to ``at``, put into pieces up to ``kept``
    for place in _ANY.places(lowered):
        if place < at:
            continue
        begin = lowered.rfind(b"<", max(at, place - _LONGEST_TAG), place + 1)
        tag = _BLOCK.match(lowered, begin) if begin >= 0 else None
        if tag is None or tag.end() <= place:
            continue
        at = tag.end()
        if in_vain > _MOST_IN_VAIN or not _is_aside(tag, before_heading=begin < heading):
            continue
        close = _end(lowered, tag[1], at)
        if close < 0 and begin > heading:
            in_vain += len(markup) - end
            close = len(view) if _closes(markup, end, tag[1], -close) else -1
        if close < 0 or begin < heading < close or _KEPT.any_in(lowered[begin:close]):
            in_vain += (close if close > 0 else len(view)) - at
            continue
        pieces.append(view[kept:at])
        at = kept = close
    pieces.append(view[kept:])
    return pieces


def _closes(markup: bytes, at: int, kind: bytes, depth: int) -> bool:
    """Whether behind ``at`` so many blocks are closed as are open there: then all up to there stands in them.

    Counted in growing pieces, as most are closed soon.
    """
    size = _FIRST_PIECE
    while at < len(markup):
        end = markup.find(b"<", at + size)
        end = end if end >= 0 else len(markup)
        depth += markup.count(b"<%s" % kind, at, end) - markup.count(b"</%s" % kind, at, end)
        if depth <= 0:
            return True
        at, size = end, 2 * size
    return False


def _is_aside(tag: re.Match[bytes], *, before_heading: bool) -> bool:
    """Whether a block's tag calls it one: by the same words as in the tree."""
    if tag[1] == b"nav" or (before_heading and tag[1] == b"header"):
        return True
    names = b" ".join([name for pair in _NAMES.findall(tag[0]) for name in pair if b"price" not in name])
    return _ASIDE.any_in(names) or (before_heading and _MENU.any_in(names))


def without_header(markup: bytes, titles: Sequence[str]) -> bytes:
    """A page whose heading nobody knows, with its first header empty when that is a menu and names no product."""
    start = _HEADER.find(markup) if titles else -1
    tag = _BLOCK.match(markup, start) if start >= 0 else None
    end = _end(markup, tag[1], tag.end()) if tag else -1
    if tag is None or end < 0:
        return markup
    inside = markup[tag.end() : end]
    if inside.count(b"<a ") < _MENU_LINKS or _NO_MENU.any_in(inside.lower()):
        return markup
    if any(len(title) > _LONGEST_SHOP and title.encode() in inside for title in titles):
        return markup
    return markup[: tag.end()] + markup[end:]


def _end(lowered: bytes, kind: bytes, at: int) -> int:
    """Where the tag begins that closes the block that is open at ``at``; when none does, how many lack, below 0."""
    depth = 1
    for tag in _TAGS[kind].finditer(lowered, at):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.start()
    return -depth
