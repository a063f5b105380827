"""The block of the page that describes the product."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from lxml import etree

from scraping.outline import Element, Outline
from scraping.page import Page
from scraping.readers.microdata import SILENT, inner_html, text_of
from scraping.snapshot import Candidate
from scraping.surroundings import Surroundings
from scraping.text.clean import squeeze
from scraping.text.description_headings import HEADINGS
from scraping.text.folded import bare
from scraping.text.needles import Words
from scraping.zones import Zone

_STRONG = Words(("description", "descripcion", "beschreibung", "الوصف", "productdesc"))
_SHORT_FOR_IT = re.compile(r"(?:^|[-_ ])desc(?:[-_ ]|$)")
_GOOD = Words(("overview", "about", "feature", "bullets", "product-info", "productinfo", "product-copy", "productcopy",
               "detail", "story", "rte", "accordion-content", "tab-content", "tabcontent", "tab-pane",
               "tabpane"))  # fmt: skip
_BAD = Words(("meta", "seo", "short-title", "shorttitle", "shipping", "return", "price", "rating", "review",
              "size-chart", "size-guide", "sizechart", "sizeguide", "seller", "store-", "category", "cart", "spec",
              "warranty", "policy", "menu", "brand-desc", "branddesc", "brand-story", "brandstory", "brand-info",
              "brandinfo", "about-brand", "aboutbrand"))  # fmt: skip
_QUESTIONS = re.compile(r"qa\b")
_AWAY = Zone.RELATED | Zone.CHROME | Zone.REVIEWS | Zone.UNRENDERED
_SHORTEST, _LONGEST = 30, 30_000
_SUMMARY = 400  # characters of the head's description
_TELLING, _COMPARED = 40, 30  # characters that it has at least, and of which a block has the first
_FAR_ENOUGH = 5_000  # characters of a block
_PROSE = 25  # characters in a row that make a sentence rather than a label
_LONGEST_HEADING = 60  # characters, blanks included
_WRAPPERS = 8  # elements that only wrap one another
_UP = 3  # elements above a heading that may wrap it
_NO_BLOCKS = frozenset({"script", "style", "svg", "i", "span", "br", "hr", "img", "button"})
_IN_ROWS = frozenset({"li", "a"})
_RUNS: Any = etree.XPath("descendant::text()[normalize-space()]", smart_strings=False)
"""All runs of text inside at once, in 60 % of the time that ``itertext`` takes; nothing ends it early."""
_CONTROLS = ("form", "select", "h1", "button", "input")
_MOST_CONTROLS = 3  # more make it no worse
_MOST_BLOCKS, _MOST_LINKS = 48, 100
_MOST_INSIDE = 2_000  # elements of a block that are gone through whole; of larger ones texts tell soon that they are
_OF_A_PAGE = 256  # names: each is asked about for its promise and for its score
_LONGEST_NAMES = 1_000  # characters of a class; a longer one is a script that lost its tag
_BLOCK_TAGS = frozenset(
    {
        "div",
        "section",
        "p",
        "ul",
        "article",
        "td",
        "dd",
        "dl",
        "details",
        "li",
        "table",
        "main",
        "aside",
        "tr",
        "header",
        "center",
        "font",
    }
)


def read(page: Page, around: Surroundings) -> Iterator[Candidate]:
    """The three best blocks, as markup. Confidence says how much the block looks like a description."""
    texts = _Texts(_opening(page))
    blocks = [(score, element) for element in _blocks(page) if (score := _score(page, around, element, texts)) > 0]
    blocks.sort(key=lambda block: -block[0])
    blocks = [(score - _foreign(around, element), element) for score, element in blocks[:6]]
    blocks.sort(key=lambda block: -block[0])
    for score, element in blocks[:3]:
        names = f"{element.tag}.{element.get('class') or element.get('id') or ''}"
        yield Candidate("description", inner_html(element), "visible", min(0.9, 0.3 + score / 10), names[:80])


def _blocks(page: Page) -> list[Element]:
    hinted = page.outline.hinting("description")
    marked = [e for e in hinted if e.tag in _BLOCK_TAGS]
    if len(marked) > _MOST_BLOCKS:
        marked = sorted(marked, key=_promise)[:_MOST_BLOCKS]
    return list(dict.fromkeys([*_after_headings(page), *_itemprop(page), *marked]))


def _promise(element: Element) -> int:
    """0 for names that say description, 1 for names that may, 2 for the rest: the costly look is for the first few."""
    strong, good, bad = _said_by(_names(element))
    return 2 if bad else 0 if strong else 1 if good else 2


def _names(element: Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"[:_LONGEST_NAMES]


@lru_cache(maxsize=_OF_A_PAGE)
def _said_by(names: str) -> tuple[bool, bool, bool]:
    """Whether class and id say description, may say it, and speak of something else."""
    said = names.lower()
    strong = _STRONG.any_in(said) or ("desc" in said and _SHORT_FOR_IT.search(said) is not None)
    return strong, _GOOD.any_in(said), _BAD.any_in(said) or ("qa" in said and _QUESTIONS.search(said) is not None)


def _itemprop(page: Page) -> list[Element]:
    return [e for e in page.outline.marked if e.get("itemprop") == "description" and e.tag not in ("meta", "link")]


def _after_headings(page: Page) -> list[Element]:
    """What follows, or is opened by, whatever says "Description" and no more."""
    found = []
    for piece in page.outline.mentioning("description", _is_heading):
        if not piece.after:
            opened = _opened_by(piece.element, page)
            following = _what_follows(piece.element) if opened is None else opened
            if following is not None:
                found.append(following)
    return found


def _is_heading(text: str) -> bool:
    return len(text) < _LONGEST_HEADING and bare(text) in HEADINGS


def _opened_by(heading: Element, page: Page) -> Element | None:
    """The panel of a tab: ``<a href="#tab-1">Description</a>``, ``aria-controls``."""
    current: Element | None = heading
    for _ in range(_UP):
        if current is None:
            return None
        for name in ("aria-controls", "data-target", "data-bs-target", "href"):
            value = current.get(name) or ""
            if value.startswith("#") or name == "aria-controls":
                named = page.outline.by_name.get(value.removeprefix("#"), ())
                if named and named[0] is not current:
                    return named[0]
        current = current.getparent()
    return None


def _what_follows(heading: Element) -> Element | None:
    """The next element, or that of what holds only the heading; entries of a list of tabs follow each other."""
    current = heading
    for _ in range(_UP):
        following, parent = current.getnext(), current.getparent()
        while following is not None and (not isinstance(following.tag, str) or following.tag in _NO_BLOCKS):
            following = following.getnext()
        if following is not None and following.tag not in _IN_ROWS:
            return following
        if parent is None or parent.tag in ("body", "main"):
            return None
        current = parent
    return None


def _score(page: Page, around: Surroundings, element: Element, texts: "_Texts") -> float:
    if element in around.around_title or around.zone(element) & _AWAY:
        return 0.0
    start, kinds = _kinds_inside(page.outline, element)
    said = texts.of(element, kinds)
    if said is None:
        return 0.0
    strong, good, bad = _said_by(_names(element))
    score = 2.0 if strong or element.get("itemprop") == "description" else 1.0 if good else 0.7
    score -= 1.2 if bad else 0
    score += min(said.length, 1500) / 600
    score += 1.6 * said.in_prose / said.length - 0.8
    score -= 3 * _link_share(_links(page.outline, element, start, kinds), said.length)
    score -= min(2.0, 0.7 * _controls(element, kinds))
    return score + (1.5 if said.opens else 0.0)


def _kinds_inside(outline: Outline, element: Element) -> tuple[int, Sequence[str]]:
    """The element's tag and those inside, which lie side by side in the outline, and where; none of a large block."""
    first = outline.position[outline.near[0]] if outline.near else 0
    start, end = outline.position[element] - first, _end(outline, element) - first
    if 0 <= start < end <= len(outline.near) and end - start < _MOST_INSIDE:
        return start, outline.kinds[start:end]
    return 0, ()


def _links(outline: Outline, element: Element, start: int, kinds: Sequence[str]) -> Iterable[Element]:
    if not kinds:
        return element.iter("a")
    return [outline.near[start + place] for place, kind in enumerate(kinds) if kind == "a"] if "a" in kinds else []


def _controls(element: Element, kinds: Sequence[str]) -> int:
    """How many controls and headings stand inside, as far as that makes it worse."""
    if not kinds:
        return len(list(islice(element.iter(*_CONTROLS), _MOST_CONTROLS)))
    return sum(map(kinds.count, _CONTROLS))


@dataclass(slots=True)
class _Said:
    """What the text inside a block amounts to."""

    length: int
    in_prose: int
    opens: bool
    """Whether the head's description begins as some text of the block does."""


class _Texts:
    """What the page's blocks say. Many only wrap another one: what that one says is read once."""

    def __init__(self, opening: str) -> None:
        self._opening, self._telling = opening, max(opening.split(), key=len, default="")
        self._known: dict[Element, _Said | None] = {}

    def of(self, element: Element, kinds: Sequence[str]) -> _Said | None:
        """None for what is too short or too long for a description."""
        if not kinds:
            return self._weighed(_pieces(element))
        if not SILENT.isdisjoint(kinds):
            return self._weighed([text_of(element)])
        bare = _unwrapped(element)
        if bare not in self._known:
            self._known[bare] = self._weighed(_RUNS(bare) if len(bare) else [bare.text or ""])
        return self._known[bare]

    def _weighed(self, runs: list[str]) -> _Said | None:
        texts = [text for run in runs if (text := run.strip())]
        lengths = list(map(len, texts))
        length = sum(lengths)
        if not _SHORTEST <= length <= _LONGEST:
            return None
        in_prose = sum([piece for piece in lengths if piece > _PROSE])
        return _Said(length, in_prose, bool(self._opening) and self._opens(texts))

    def _opens(self, texts: list[str]) -> bool:
        """One of the opening's words is looked for first: most blocks have not even that."""
        said = " ".join(texts)[:_FAR_ENOUGH]
        return self._telling in said.lower() and self._opening in squeeze(said).lower()


def _unwrapped(element: Element) -> Element:
    """The element, or the only one inside that has all of its text."""
    for _ in range(_WRAPPERS):
        if len(element) != 1 or (element.text or "").strip():
            break
        child = element[0]
        if (child.tail or "").strip():
            break
        element = child
    return element


def _end(outline: Outline, element: Element) -> int:
    """Where the first element behind all that the element holds stands."""
    current: Element | None = element
    while current is not None:
        following = current.getnext()
        if following is not None:
            return outline.position.get(following, len(outline.position))  # of a second root
        current = current.getparent()
    return len(outline.position)


def _foreign(around: Surroundings, element: Element) -> float:
    """What it costs to have lists of other products, reviews or menus inside."""
    inside = element.iter("div", "section", "ul", "aside")
    return 2.0 if any(around.zone(child) & _AWAY for child in inside) else 0.0


def _pieces(element: Element) -> list[str]:
    """The runs of text inside, scripts aside."""
    if next(element.iter(*SILENT), None) is not None:
        return [text] if (text := text_of(element)) else []
    return _up_to_longest(element)


def _up_to_longest(element: Element) -> list[str]:
    """The runs of text, as far as tells that there are too many for a description."""
    found, length = [], 0
    pieces: Iterator[Any] = element.itertext()
    for piece in pieces:
        if text := piece.strip():
            found.append(text)
            length += len(text)
            if length > _LONGEST:
                break
    return found


def _link_share(links: Iterable[Element], length: int) -> float:
    linked = 0
    for link in islice(links, _MOST_LINKS):
        linked += len(text_of(link, length))
        if linked >= length:  # of a broken page: each link holds all that follow
            return 1.0
    return linked / max(1, length)


def _opening(page: Page) -> str:
    """What the head's description begins with, in lower case; "" for one that is too short to tell by."""
    summary = page.meta("og:description", "description", "twitter:description") or ""
    start = squeeze(summary[:_SUMMARY])[:_TELLING]
    return start[:_COMPARED].lower() if len(start) == _TELLING else ""
