"""One walk over the tree: what later looks need, so that nobody has to walk again."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from scraping.text.needles import Haystack

type Element = etree._Element

_TAGS = (
    "script style title meta link img source h1 h2 h3 button input select table dl ul ol label a form s del ins strike main base"
).split()
_NO_TEXT = frozenset(
    {"script", "style", "noscript", "template", "title", "textarea", "option", "svg", "head", "iframe", "object"}
)
_HINTS = {
    "brand": ("brand", "vendor", "manufacturer", "designer", "marca"),
    "description": ("desc", "detail", "overview", "about", "feature", "story", "product-info", "productinfo", "bullet"),
    "crumb": ("crumb",),
    "title": ("product-name", "product-title", "product_title", "product_name", "productname", "producttitle", "item-title",
              "itemtitle", "item-name", "product__title", "product__name", "prod-title", "prod-name", "pdp-title"),
    "option": ("swatch", "varia", "option", "size", "colo", "attribute"),
}  # fmt: skip
"""What a class or id hints at, by parts of words."""


@dataclass(slots=True)
class Text:
    """A run of text: the element that holds it, and whether it stands after that element rather than in it."""

    element: Element
    text: str
    after: bool

    @property
    def holder(self) -> Element:
        """The element whose own text this is."""
        parent = self.element.getparent() if self.after else self.element
        return self.element if parent is None else parent


@dataclass
class Outline:
    """Elements in document order, by tag and by class or id, and all text outside scripts."""

    position: dict[Element, int] = field(default_factory=dict)
    tags: dict[str, list[Element]] = field(default_factory=dict)
    named: dict[str, list[Element]] = field(default_factory=dict)
    """Elements by their whole class or id attribute."""
    texts: list[tuple[Element, str, bool]] = field(default_factory=list)
    marked: list[Element] = field(default_factory=list)
    """Elements with ``itemprop`` or ``itemscope``, when the page has any."""

    @cached_property
    def _names(self) -> tuple[list[str], Haystack]:
        names = list(self.named)
        return names, Haystack([name[:300] for name in names])

    @cached_property
    def _texts(self) -> Haystack:
        return Haystack([text for _, text, _ in self.texts])

    @cached_property
    def _hints(self) -> dict[str, list[Element]]:
        return {}

    def named_like(self, needles: Iterable[str]) -> list[Element]:
        """Elements whose class or id contains any of ``needles`` (lower case), in document order."""
        names, haystack = self._names
        found = {element for index in haystack.containing(needles) for element in self.named[names[index]]}
        return sorted(found, key=self.position.__getitem__)

    def hinting(self, hint: str) -> list[Element]:
        """Elements whose class or id hints at ``brand``, ``description``, ``crumb``, ``title`` or ``option``."""
        if hint not in self._hints:
            self._hints[hint] = self.named_like(_HINTS[hint])
        return self._hints[hint]

    def texts_with(self, needles: Iterable[str]) -> list[Text]:
        """Runs of text that contain any of ``needles`` (lower case), in document order."""
        found = [Text(*self.texts[index]) for index in self._texts.containing(needles)]
        return sorted(found, key=lambda piece: self.position[piece.element])


def read_outline(root: Element, microdata: bool) -> Outline:
    """Walk ``root`` once; ``microdata`` says whether to look for its attributes. Linear in the number of elements.

    One short loop for each question is half the price of one loop that asks them all.
    """
    elements = list(root.iter("*"))
    outline = Outline(position=dict(zip(elements, range(len(elements)), strict=True)), tags={tag: [] for tag in _TAGS})
    for element in root.iter(*_TAGS):
        outline.tags[str(element.tag)].append(element)
    texts = [(e, text, False) for e in elements if (text := e.text) and not text.isspace() and e.tag not in _NO_TEXT]
    outline.texts = texts + [(e, text, True) for e in elements if (text := e.tail) and not text.isspace()]
    for attribute in ("class", "id"):
        for name, element in [(name, e) for e in elements if (name := e.get(attribute))]:
            outline.named.setdefault(name, []).append(element)
    if microdata:
        outline.marked = [e for e in elements if e.get("itemprop") is not None or e.get("itemscope") is not None]
    return outline
