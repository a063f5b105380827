"""The words right before and right behind an amount, in its own element or just outside it."""

import re

from scraping.outline import Element
from scraping.text.clean import beginning, squeeze

RANGE = re.compile(r"^\s*(-|–|—|to|through|~|～|bis|à|a|إلى|الى|-)\s*$", re.IGNORECASE)
_CELLS = frozenset({"td", "th", "dt"})  # that may hold the label of what stands in the next
_LONGEST_LABEL = 120  # characters; longer ones are no label of an amount
_LONGEST_NEIGHBOUR = 2_000  # characters of a block whose last words may say what a number beside it is
_SHORTEST_LABEL = 5  # characters; what is shorter begins one: "/", "pro"


def words_beside(element: Element, child: Element | None) -> tuple[str, str]:
    """Text right before and after a run of text in ``element``, which stands after ``child`` where there is one."""
    if child is None:
        before, following = "", next(iter(element), None)
    else:
        said, following = _beginning(child), child.getnext()
        before = said[-40:] if len(said) < _LONGEST_LABEL else ""
    after = _beginning(following)[:30] if following is not None else ""
    if before and after:
        return before, after
    outer_before, outer_after = _outside(element)
    return before or (outer_before if child is None or child.getprevious() is None else ""), after or (
        outer_after if following is None else ""
    )


def _beginning(element: Element, most: int = _LONGEST_LABEL) -> str:
    """The element's first words, so many characters or a few more."""
    return "" if element.tag in ("script", "style") else squeeze(beginning(element.itertext(), most))


def _outside(element: Element) -> tuple[str, str]:
    """Text right before and right after an element inside its small parent."""
    parent = element.getparent()
    if parent is None or parent.tag in ("body", "html"):
        return "", ""
    previous, following = element.getprevious(), element.getnext()
    before = squeeze((previous.tail or "") if previous is not None else (parent.text or ""))
    if not before and previous is not None and len(previous) < 3:
        said = _beginning(previous, _LONGEST_NEIGHBOUR)
        before = said[-40:] if len(said) < _LONGEST_NEIGHBOUR else ""
    if not before and previous is None:
        before = _before_wrappers(parent)
    after = squeeze(element.tail or "")
    if not after and following is not None and len(following) < 3:
        after = _beginning(following, _LONGEST_NEIGHBOUR)[:30]
    if not after and following is None:
        after = _after_wrapper(parent)
    return before[-40:] if len(before) < 80 else "", after[:30]


def _before_wrappers(element: Element) -> str:
    """The text right before what only wraps a price: ``UVP: <span><span>59 €``, ``12 € – <span><bdi>34 €``."""
    for _ in range(2):
        previous, parent = element.getprevious(), element.getparent()
        if parent is None or parent.tag in ("body", "html"):
            return ""
        text = squeeze((previous.tail or "") if previous is not None else (parent.text or ""))
        if previous is not None and not text and not len(previous):
            text = squeeze(previous.text or "")  # a dash may have an element of its own
            text = text if RANGE.match(text) or previous.tag in _CELLS else ""
        if text or previous is not None:
            return text
        element = parent
    return ""


def _after_wrapper(element: Element) -> str:
    """The text right behind what only wraps a price: ``<span><bdi>2,99 €</bdi></span> / <i>kg</i>``."""
    tail, following = squeeze(element.tail or ""), element.getnext()
    if tail and len(tail) < _SHORTEST_LABEL and following is not None and not len(following):
        return f"{tail} {squeeze(following.text or '')}"
    return tail
