"""Menus and blocks of other products are emptied in a page's bytes: a third of its elements, read by nobody.

Such a block is known by its tag, class or id, as it is later in the tree (``scraping/zones.py``); its own tag stays, so
that what holds it is still seen to hold something else. What might belong to the product stays whole: a block around
the heading, one with markup or breadcrumbs inside, and lists of products, which the second look counts.
"""

import html
import re
from collections.abc import Sequence

from scraping.related_headings import RELATED_HEADING
from scraping.text.clean import squeeze
from scraping.text.needles import ByteWord, ByteWords, FewByteWords, ManyByteWords
from scraping.zones import CHROME, CHROME_BEFORE_TITLE, RELATED

_ASIDE = ByteWords([word.encode() for word in (*RELATED, *CHROME)])
_MENU = ByteWords([word.encode() for word in CHROME_BEFORE_TITLE])
_SAID = ("you may ", "aimerez", "kunden ")  # in such headings, where no word of the names is
_ANY = ManyByteWords(
    [b"<nav", b"<header", *(word.encode() for word in (*RELATED, *CHROME, *CHROME_BEFORE_TITLE, *_SAID))]
)
_KINDS = (b"div", b"section", b"aside", b"ul", b"ol", b"article", b"nav", b"header")
_BLOCK = re.compile(rb"<(%s)(?=[\s>])[^<>]*>" % b"|".join(_KINDS))
_NAMES = re.compile(rb"\s(?:class|id)=(?:\"([^\"]*)\"|'([^']*)')")
_TAGS = {kind: re.compile(rb"<(/?)%s[\s>]" % kind) for kind in _KINDS}
_LONGEST_TAG = 2_000  # bytes
_NEXT_BLOCK = re.compile(rb"\s*+<(div|section|aside|ul|ol|article)(?=[\s>])[^<>]*>")
_CLOSING = re.compile(
    rb"(?:</(?:h[1-6]|div|span|p|b|strong|em|header)>\s*+){1,5}(?=<(?:div|section|aside|[uo]l|article)[\s>])"
)  # of what holds nothing but a heading
_OPENING = re.compile(rb"<([a-z0-9]+)(?:\s[^<>]*)?>\s*+\Z")
_TITLED = re.compile(rb"(?:\s*+<[a-z0-9]+(?:\s[^<>]*)?>){0,3}?\s*+<h[1-4][\s>]")
_NAME = re.compile(rb"</([a-z0-9]+)")
_OVER_LISTS = re.compile(r"best ?sell|trending|popular|sponsored|recommended$|(other|more) products")
_LONGEST_HEADING = 160  # bytes
_LONGEST_GAP = 200  # bytes
_MOST_ROWS = 40  # that a page has under such headings
_SHORT_BLOCK = 4_000  # bytes; under a heading, a smaller one is not worth being looked for
_KEPT = FewByteWords((b"itemprop", b"typeof", b"<script", b"crumb"))
_KEPT_IN_ROW = FewByteWords((b"itemprop", b"typeof", b"<script", b"crumb", b"<h1"))
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
    return _Part(markup, start, end, heading).pieces()


class _Part:
    """The part of a page, emptied from its beginning on."""

    def __init__(self, markup: bytes, start: int, end: int, heading: int) -> None:
        self._markup, self._end = markup, end
        self._view, self._lowered = memoryview(markup)[start:end], markup[start:end].lower()
        self._heading = heading - start
        self._pieces: list[memoryview] = []
        self._at = self._kept = self._in_vain = 0  # looked through up to ``_at``, put into pieces up to ``_kept``

    def pieces(self) -> list[memoryview]:
        lowered, heading, rows = self._lowered, self._heading, 0
        for place in _ANY.places(lowered):
            if place < self._at:
                continue
            begin = lowered.rfind(b"<", max(self._at, place - _LONGEST_TAG), place + 1)
            tag = _BLOCK.match(lowered, begin) if begin >= 0 else None
            if tag is not None and tag.end() > place:
                self._at = tag.end()
                if _is_aside(tag, before_heading=begin < heading):
                    self._empty(tag, self._close(tag), _KEPT)
            elif begin > heading and rows < _MOST_ROWS and (row := _behind_heading(lowered, begin, place)):
                rows += 1
                self._empty_row(row)
        self._pieces.append(self._view[self._kept :])
        return self._pieces

    def _empty_row(self, at: int) -> None:
        """Empty the blocks that follow each other from ``at`` on, up to the first that stays; short ones are passed.

        One that begins with a heading stays: where scripts fetch the other products, the description may follow.
        """
        while tag := _NEXT_BLOCK.match(self._lowered, at):
            close = -1 if _TITLED.match(self._lowered, tag.end()) else self._close(tag)
            if 0 <= close < tag.end() + _SHORT_BLOCK:
                self._in_vain += close - at
            elif close < 0 or not self._empty(tag, close, _KEPT_IN_ROW):
                return
            at = self._lowered.find(b">", close) + 1 or len(self._lowered)

    def _close(self, tag: re.Match[bytes]) -> int:
        """Where the block ends that the tag opens, below 0 when nobody knows."""
        if self._in_vain > _MOST_IN_VAIN:
            return -1
        close = _end(self._lowered, tag[1], tag.end())
        if close < 0 and tag.start() > self._heading:
            self._in_vain += len(self._markup) - self._end
            close = len(self._lowered) if _closes(self._markup, self._end, tag[1], -close) else -1
        return close

    def _empty(self, tag: re.Match[bytes], close: int, kept: ByteWords) -> bool:
        """Empty the block from its tag to ``close`` if it holds nothing that may be the product's."""
        lowered, (begin, at) = self._lowered, tag.span()
        if close < 0 or begin < self._heading < close or kept.any_in(lowered[begin:close]):
            self._in_vain += (close if close > 0 else len(lowered)) - at
            return False
        self._pieces.append(self._view[self._kept : at])
        self._at = self._kept = close
        return True


def _behind_heading(lowered: bytes, begin: int, place: int) -> int:
    """Behind the heading over other products in whose text a word stands at ``place``, where a block follows; else 0.

    ``begin`` is where the tag before it begins. All that closes behind the text was opened right before it: so the
    heading stands alone, and the block beside it, which the tree takes for related too.
    """
    text = lowered.find(b">", begin, place) + 1
    end = lowered.find(b"<", place, place + _LONGEST_HEADING) if text else -1
    closed = _CLOSING.match(lowered, end) if end >= 0 else None
    if closed is None or not _speaks_of_others(lowered[text:end]):
        return 0
    at = text
    for name in _NAME.findall(closed[0]):
        opening = lowered.rfind(b"<", max(0, at - _LONGEST_TAG), at)
        tag = _OPENING.match(lowered, opening, at) if opening >= 0 else None
        if tag is None or tag[1] != name:
            return 0
        at = opening
    before = lowered[max(0, at - _LONGEST_GAP) : at].rstrip()
    return closed.end() if before.endswith(b">") else 0


def _speaks_of_others(raw: bytes) -> bool:
    """Whether it says that other products follow, rather than a list of the shop's, which the second look counts."""
    if len(raw) > _LONGEST_HEADING:
        return False
    text = squeeze(html.unescape(raw.decode("utf-8", "replace"))).lower()
    return RELATED_HEADING.match(text) is not None and not _OVER_LISTS.match(text)


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
