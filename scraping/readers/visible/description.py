"""The block of the page that describes the product."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from scraping.outline import Element
from scraping.page import Page
from scraping.readers.microdata import inner_html, text_of
from scraping.readers.visible.description_headings import HEADING_WORDS, HEADINGS
from scraping.snapshot import Candidate
from scraping.surroundings import Surroundings
from scraping.text.clean import squeeze
from scraping.text.folded import bare
from scraping.zones import Zone

_STRONG = re.compile(
    r"(product|item|pdp|prod|full|long|short)?[-_ ]?(description|descripcion|beschreibung|الوصف)|(^"
    r"|[-_ ])desc([-_ ]|$)|productDesc",
    re.IGNORECASE,
)
_GOOD = re.compile(
    r"overview|about|features?|bullets|product-?(info|detail|story|copy)|details?|story|rte|accordion-content|tab-?(content|pane)",
    re.IGNORECASE,
)
_BAD = re.compile(
    r"meta|seo|short-?title|shipping|return|price|rating|review|size-?(chart|guide)|seller|store-|category|cart|spec|warranty|policy|qa\b|menu|brand-?(desc|story|info)|about-?brand",
    re.IGNORECASE,
)
_AWAY = Zone.RELATED | Zone.CHROME | Zone.REVIEWS | Zone.UNRENDERED
_SHORTEST, _LONGEST = 30, 30_000
_SUMMARY = 400  # characters of the head's description
_PROSE = 25  # characters in a row that make a sentence rather than a label
_LONGEST_HEADING = 60  # characters, blanks included
_UP = 3  # elements above a heading that may wrap it
_NO_BLOCKS = frozenset({"script", "style", "svg", "i", "span", "br", "hr", "img", "button"})
_IN_ROWS = frozenset({"li", "a"})
_MOST_BLOCKS, _MOST_LINKS = 48, 100
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
    """The two best blocks, as markup. Confidence says how much the block looks like a description."""
    blocks = [(score, element) for element in _blocks(page) if (score := _score(page, around, element)) > 0]
    blocks.sort(key=lambda block: -block[0])
    blocks = [(score - _foreign(around, element), element) for score, element in blocks[:6]]
    blocks.sort(key=lambda block: -block[0])
    for score, element in blocks[:3]:
        names = f"{element.tag}.{element.get('class') or element.get('id') or ''}"
        yield Candidate("description", inner_html(element), "visible", min(0.9, 0.3 + score / 10), names[:80])


def _blocks(page: Page) -> list[Element]:
    hinted = page.outline.hinting("description")
    marked = [e for e in hinted if e.tag in _BLOCK_TAGS]
    return list(dict.fromkeys([*_after_headings(page), *_itemprop(page), *sorted(marked, key=_promise)[:_MOST_BLOCKS]]))


def _promise(element: Element) -> int:
    """0 for names that say description, 1 for names that may, 2 for the rest: the costly look is for the first few."""
    strong, good, bad = _said_by(_names(element))
    return 2 if bad else 0 if strong else 1 if good else 2


def _names(element: Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"[:_LONGEST_NAMES]


@lru_cache(maxsize=4096)
def _said_by(names: str) -> tuple[bool, bool, bool]:
    """Whether class and id say description, may say it, and speak of something else."""
    return _STRONG.search(names) is not None, _GOOD.search(names) is not None, _BAD.search(names) is not None


def _itemprop(page: Page) -> list[Element]:
    return [e for e in page.outline.marked if e.get("itemprop") == "description" and e.tag not in ("meta", "link")]


def _after_headings(page: Page) -> list[Element]:
    """What follows, or is opened by, whatever says "Description" and no more."""
    found = []
    for piece in page.outline.texts_with(HEADING_WORDS):
        if not piece.after and len(piece.text) < _LONGEST_HEADING and bare(piece.text) in HEADINGS:
            opened = _opened_by(piece.element, page)
            following = _what_follows(piece.element) if opened is None else opened
            if following is not None:
                found.append(following)
    return found


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


def _score(page: Page, around: Surroundings, element: Element) -> float:
    if element in around.around_title or around.zone(element) & _AWAY:
        return 0.0
    pieces = _pieces(element)
    length = sum(map(len, pieces))
    if not _SHORTEST <= length <= _LONGEST:
        return 0.0
    strong, good, bad = _said_by(_names(element))
    score = 2.0 if strong or element.get("itemprop") == "description" else 1.0 if good else 0.7
    score -= 1.2 if bad else 0
    score += min(length, 1500) / 600
    score += 1.6 * sum(len(piece) for piece in pieces if len(piece) > _PROSE) / length - 0.8
    score -= 3 * _link_share(element, length)
    score -= min(2.0, 0.7 * sum(1 for _ in element.iter("form", "select", "h1", "button", "input")))
    return score + _agreement(page, " ".join(pieces))


def _foreign(around: Surroundings, element: Element) -> float:
    """What it costs to have lists of other products, reviews or menus inside."""
    inside = element.iter("div", "section", "ul", "aside")
    return 2.0 if any(around.zone(child) & _AWAY for child in inside) else 0.0


def _pieces(element: Element) -> list[str]:
    """The runs of text inside, scripts aside."""
    if next(element.iter("script", "style", "noscript", "template"), None) is None:
        return _up_to_longest(element)
    return [text] if (text := text_of(element)) else []


def _up_to_longest(element: Element) -> list[str]:
    """The runs of text, as far as tells that there are too many for a description."""
    found, length = [], 0
    for piece in element.itertext():
        text = str(piece).strip()
        if text:
            found.append(text)
            length += len(text)
            if length > _LONGEST:
                break
    return found


def _link_share(element: Element, length: int) -> float:
    linked = 0
    for link in islice(element.iter("a"), _MOST_LINKS):
        linked += len(text_of(link, length))
        if linked >= length:  # of a broken page: each link holds all that follow
            return 1.0
    return linked / max(1, length)


def _agreement(page: Page, text: str) -> float:
    """Words that the head's description begins with and the block has too."""
    summary = page.meta("og:description", "description", "twitter:description") or ""
    start = squeeze(summary[:_SUMMARY])[:40]
    return 1.5 if len(start) == 40 and start[:30].lower() in squeeze(text[:5000]).lower() else 0.0
