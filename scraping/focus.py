"""Which part of a page is the product's: from a little before its heading to well after it, told by its bytes.

What is not parsed costs nothing: menus before the product, and other products, reviews and the footer after it, are
two thirds of a page, and mislead.
"""

import html
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import etree

from scraping.asides import without_asides, without_header
from scraping.excerpt import end_of_value, in_comment
from scraping.text.clean import beginning, squeeze
from scraping.text.names import closeness, contains, title_parts
from scraping.text.needles import ByteWord, FewByteWords

type Element = etree._Element

_BEFORE, _AFTER = 450, 1_200  # elements: breadcrumbs and gallery before the heading; buy box, tabs, description after
_BEFORE_TOLD, _AFTER_TOLD = 300, 900  # where JSON-LD tells of the product and the page only confirms it
_STEP = 4_096  # bytes
_SIGNS = 2  # an element has a tag that opens it and mostly one that closes it; the window then counts exactly
_AGREES = 0.5
_SAYS_THE_SAME = 1.5
_MOST_HEADINGS = 20
_COMPARED = 400  # characters of a heading
_HEADINGS = 200  # that are compared; more are a broken page's
_LONGEST_HEADING = 2_000  # bytes, tags included
_HEADING = re.compile(rb"<h1\b[^>]{0,1000}>(.{0,%d}?)(?:</h1|$)" % _LONGEST_HEADING, re.DOTALL)
_TAG = re.compile(rb"<[^<>]*>")
_BLOCKS = rb"div|section|main|article|nav|header|footer|aside|ul|ol|table|form|noscript|template"
_ENDS = {
    b"!--": b"-->",
    b"style": b"</style",
    b"textarea": b"</textarea",
    b"svg": b"</svg",  # no blocks inside
    b"nav": b"</nav",
    b"header": b"</header",
}  # none that the product stands in, when they end before it
_OF_INTEREST = re.compile(
    rb"<(?:/(%s)|(%s)|(!--|meta|link|base|title|style|textarea|svg))(?:(?<=--)|(?=[\s/>]))" % (_BLOCKS, _BLOCKS)
)
_FACT = re.compile(
    rb"<title\b[^<]{0,1000}</title>|<[^>t](?:[^>=]|=\s*+(?:\"[^\"]*+\"|'[^']*+'|(?![\"'])))*+>"  # > may be in a value
)
_BODY_TAG, _TITLE_TAG, _TITLE_NAME, _H1_TAG = map(ByteWord, (b"<body", b"<title", b":title", b"<h1"))
_FOOTERS = FewByteWords((b"<footer", b'id="footer"'))
_TITLE = re.compile(rb"<title\b[^<>]{0,300}>([^<]{0,1000})")
_META_TITLE = re.compile(rb"<meta\b[^<>]{0,300}(?:og|twitter):title\b[^>]{0,1000}")
_CONTENT = re.compile(rb"\bcontent\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_LONGEST_NAME = 320  # bytes from a meta's beginning on
_TITLES_WITHIN = 30_000  # bytes behind the head's end
_SCOPES = (b"schema.org/Product", b"typeof=")  # attributes of a product's markup
_SCOPE_WORDS = tuple(map(ByteWord, _SCOPES))
_DEEPEST = 200  # blocks that are opened again
_NEAR_TOP = 40  # blocks among which the one is looked for that a tag closes
_LONGEST_TAG = 2_000  # bytes
_LONGEST_FACT = 5_000  # bytes


def titles_in(markup: bytes) -> list[str]:
    """What the page's head calls the product, whole titles and their parts, without a parser."""
    metas = _title_metas(markup, _BODY_TAG.find(markup) + _TITLES_WITHIN)
    said = [b"".join(content.groups(b"")) for meta in metas if (content := _CONTENT.search(meta))]
    titles = (_TITLE.match(markup, at) for at in _TITLE_TAG.places(markup))
    title = next((found[1] for found in titles if found), b"")
    found = [text for raw in (*said, title) if (text := _text(raw))]
    return list(dict.fromkeys([*found, *(part for text in found for part in title_parts(text))]))


def _title_metas(markup: bytes, end: int) -> Iterator[bytes]:
    """The metas that say a title, found by that word: most pages have twenty others."""
    last = 0
    for at in _TITLE_NAME.places(markup, 0, end):
        start = markup.rfind(b"<meta", max(last, at - _LONGEST_NAME), at)
        if start >= 0 and (found := _META_TITLE.match(markup, start, end)):
            last = found.end()
            yield found[0]


def product_part(markup: bytes, titles: list[str], *, is_told: bool) -> bytes:
    """The head, and the part around the heading that the ``titles`` agree with; the whole page when none does.

    Blocks that are open where the part begins are opened again, so that it stands in the same blocks as before.
    """
    before, after = (_BEFORE_TOLD, _AFTER_TOLD) if is_told else (_BEFORE, _AFTER)
    at = _heading(markup, titles)
    if at is None and is_told:
        at = _only_heading(markup)
    if at is None:
        at = markup.rfind(b"<h1")
        end = _forth(markup, at, after) if is_told and at >= 0 else len(markup)
        whole = markup if _tells_product(markup, end) else markup[:end]
        return without_header(whole, titles)
    beginning = _Beginning(markup, _back(markup, at, before), at)
    end = min(_forth(markup, at, after), _footer(markup, at))
    if not beginning.body:
        return markup[:end]
    if not _tells_product(markup, beginning.start, end):
        end = len(markup) if _tells_product(markup, end) else end
        if _tells_product(markup, beginning.body, beginning.start):
            return markup[:end]
    return b"".join([*beginning.pieces, *without_asides(markup, beginning.start, end, at)])


def _footer(markup: bytes, at: int) -> int:
    """Where the page's footer begins behind ``at``: its last one, since quotations and cards have some too."""
    return max((place for _, place in _FOOTERS.places_from(markup, at)), default=len(markup))


def _heading(markup: bytes, titles: list[str]) -> int | None:
    """Where the heading begins that says most of what the head calls the page."""
    best: tuple[float, int] | None = None
    for at in islice(_headings(markup), _MOST_HEADINGS) if titles else ():
        found = _HEADING.match(markup, at)
        agreement = _agreement(_text(_TAG.sub(b"", found[1])), titles) if found else 0.0
        if agreement >= _AGREES and (best is None or agreement > best[0]):
            best = (agreement, at)
            if agreement >= _SAYS_THE_SAME:
                break
    return best[1] if best else None


def _only_heading(markup: bytes) -> int | None:
    """Where the page's one heading begins: markup tells of one product, and the shop calls it otherwise in the head."""
    places = list(islice(_headings(markup), 2))
    return places[0] if len(places) == 1 else None


def _headings(markup: bytes) -> Iterator[int]:
    """Where headings begin, without those in comments. A comment that never ends is taken for broken markup."""
    last = 0
    for at in _H1_TAG.places(markup):
        if at < last:
            continue
        end = markup.find(b"-->", at) if in_comment(markup, last, at) else -1
        if end < 0:
            yield at
        last = max(at, end)


def _text(raw: bytes) -> str:
    return squeeze(html.unescape(raw.decode("utf-8", "replace")))


def _agreement(heading: str, titles: list[str]) -> float:
    """How far a heading says what the ``titles`` say: 1.5 the same."""
    text = squeeze(heading[:_COMPARED])
    agreement = max((closeness(text, title) for title in titles), default=0.0)
    return agreement + (0.5 if any(contains(title, text) for title in titles) else 0.0)


def product_window(elements: Sequence[Element], titles: list[str], *, is_told: bool) -> slice:
    """Where to look in the tree of that part, as a slice of its elements; all of them when no heading agrees."""
    best: tuple[float, Element] | None = None
    for heading in islice(elements[0].iter("h1"), _HEADINGS) if titles else ():
        agreement = _agreement(beginning(heading.itertext(), _COMPARED), titles)
        if agreement >= _AGREES and (best is None or agreement > best[0]):
            best = (agreement, heading)
    if best is None:
        return slice(None)
    at = elements.index(best[1])
    before, after = (_BEFORE_TOLD, _AFTER_TOLD) if is_told else (_BEFORE, _AFTER)
    return slice(max(0, at - before), at + after)


def _forth(markup: bytes, at: int, elements: int) -> int:
    """The beginning of a tag at least so many elements behind ``at``, the page's end where there are fewer."""
    signs = _SIGNS * elements
    while signs > 0 and at < len(markup):
        signs -= markup.count(b"<", at, at + _STEP)
        at += _STEP
    at = markup.find(b"<", at)
    return at if at >= 0 else len(markup)


def _back(markup: bytes, at: int, elements: int) -> int:
    """A place at least so many elements before ``at``."""
    signs = _SIGNS * elements
    while signs > 0 and at > 0:
        signs -= markup.count(b"<", max(0, at - _STEP), at)
        at -= _STEP
    return max(0, at)


def _end_of_head(markup: bytes, before: int) -> int:
    """Where the body's content begins, 0 when no tag says so. Old pages have more such tags in comments."""
    last = 0
    for at in _BODY_TAG.places(markup, 0, before):
        if not in_comment(markup, last, at):
            return markup.find(b">", at) + 1
        last = at
    return 0


def _tells_product(body: bytes, start: int, end: int | None = None) -> bool:
    """Whether attributes there name a product's scope in microdata, or anything in RDFa."""
    return any(scope.find(body, start, end) >= 0 for scope in _SCOPE_WORDS)


def _opens_scope(tag: bytes) -> bool:
    """The same of one tag; in so little the search for a word takes longest to begin."""
    return any(scope in tag for scope in _SCOPES)


def _tag_at(body: bytes, place: int) -> bytes:
    """The tag that begins at ``place``, nothing when it is broken or ``place`` is -1."""
    tag = body[place : body.find(b">", place, place + _LONGEST_TAG) + 1] if place >= 0 else b""
    return tag if tag.count(b'"') % 2 == 0 and tag.count(b"'") % 2 == 0 else b""


class _Beginning:
    """Where the part begins: at the first block between ``place`` and ``heading``, or where a scope around it does."""

    def __init__(self, markup: bytes, place: int, heading: int) -> None:
        self._markup = markup
        self.body = _end_of_head(markup, heading)
        self.start = heading
        self._opened: list[tuple[int, bytes]] = []
        self._facts: list[bytes] = []
        self._endless: set[bytes] = set()
        self._pass_all(place, heading)
        outermost = (markup.find(b"<html", 0, self.body), markup.rfind(b"<body", 0, self.body))
        if any(_opens_scope(_tag_at(markup, at)) for at in outermost):
            self.start = self.body
            self._opened, self._facts = [], []
        self._widen_to_scope()

    def _pass_all(self, place: int, heading: int) -> None:
        """Note what is opened, closed and said up to the first block from ``place`` on."""
        markup, search, open_blocks = self._markup, _OF_INTEREST.search, self._opened
        at = self.body
        while found := search(markup, at, heading):
            closed, opened, other = found.groups()
            start, at = found.span()
            if start >= place and not other:
                quoted = end_of_value(markup, self.body, start)
                if not quoted:
                    self.start = start
                    return
                at = quoted
            elif closed:
                if open_blocks and open_blocks[-1][1] == closed:
                    open_blocks.pop()
                else:
                    self._close(closed)
            elif (name := opened or other) in _ENDS and (end := self._end_of(name, at, heading)):
                at = end
            elif opened:
                open_blocks.append((start, opened))
            elif other not in _ENDS:
                self._note(start)

    def _end_of(self, name: bytes, at: int, heading: int) -> int:
        """Behind what is passed over as a whole; 0 for what does not end before the heading."""
        if name in self._endless:
            return 0
        end = self._markup.find(_ENDS[name], at, heading)
        if end < 0:
            self._endless.add(name)
            return 0
        return end + len(_ENDS[name])

    def _note(self, start: int) -> None:
        """Keep a fact about the whole page; one with ``itemprop`` belongs to an item that is left away."""
        fact = _FACT.match(self._markup, start, start + _LONGEST_FACT)
        if fact and b"itemprop" not in fact[0]:
            self._facts.append(fact[0])

    def _widen_to_scope(self) -> None:
        for number, (at, _) in enumerate(self._opened):
            if _opens_scope(_tag_at(self._markup, at)):
                self.start = at
                del self._opened[number:]
                return

    def _close(self, name: bytes) -> None:
        """Close the block of that name, with those in it that nothing closed."""
        for number in range(len(self._opened) - 2, max(-1, len(self._opened) - _NEAR_TOP), -1):
            if self._opened[number][1] == name:
                del self._opened[number:]
                return

    @property
    def pieces(self) -> list[bytes]:
        """What stands for all that is left away: the head, the page's metas, and the blocks that are open."""
        tags = [_tag_at(self._markup, at) or b"<%s>" % name for at, name in self._opened[:_DEEPEST]]
        return [self._markup[: self.body], *self._facts, *tags]
