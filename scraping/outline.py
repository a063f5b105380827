"""One walk over the tree: what later looks need, so that nobody has to walk again."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from scraping.text.needles import Haystack

type Element = etree._Element

_HEAD_TAGS = ("script", "style", "title", "meta", "link", "h1", "base")
_BODY_TAGS = ("img", "h2", "h3", "button", "input", "select", "table", "dl", "a")
_NO_TEXT = frozenset(
    {"script", "style", "noscript", "template", "title", "textarea", "option", "svg", "head", "iframe", "object"}
)
_HINTS = {
    "brand": ("brand", "vendor", "manufacturer", "designer", "marca"),
    "description": ("desc", "detail", "overview", "about", "feature", "story", "product-info", "productinfo", "bullet"),
    "crumb": ("crumb",),
    "title": ("product-name", "product-title", "product_title", "product_name", "productname", "producttitle",
              "item-title",
              "itemtitle", "item-name", "product__title", "product__name", "prod-title", "prod-name", "pdp-title"),
    "option": ("swatch", "varia", "option", "size", "colo", "attribute"),
}  # fmt: skip
"""What a class or id hints at, by parts of words."""
_SHORT = 160  # characters


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
    """Elements in document order, and views of them that are made when first asked for.

    ``tags`` has scripts, metas, links and headings of the whole page. All else looks at ``window`` only: the product's
    part of a long page. Menus before it and other products after it cost time and mislead.
    """

    elements: list[Element]
    position: dict[Element, int]
    tags: dict[str, list[Element]]
    window: slice = slice(None)

    @cached_property
    def near(self) -> list[Element]:
        """The elements of the window."""
        return self.elements[self.window]

    def focus(self, root: Element, window: slice) -> None:
        """Look at ``window`` from now on. To be called before any view is asked for."""
        self.window = window
        start, stop, _ = window.indices(len(self.elements))
        for element in root.iter(*_BODY_TAGS):
            if start <= self.position[element] < stop:
                self.tags[str(element.tag)].append(element)

    @cached_property
    def texts(self) -> list[tuple[Element, str, bool]]:
        """Runs of text outside scripts: the element, the text, and whether it stands after the element or in it."""
        near = self.near
        own = [(e, text, False) for e in near if (text := e.text) and not text.isspace() and e.tag not in _NO_TEXT]
        return own + [(e, text, True) for e in near if (text := e.tail) and not text.isspace()]

    @cached_property
    def short_texts(self) -> list[tuple[Element, str, bool]]:
        """Texts that may be a label, a button or a stock line, and no paragraph."""
        return [run for run in self.texts if len(run[1]) < _SHORT]

    @cached_property
    def _named(self) -> tuple[list[str], list[Element]]:
        """Class and id attributes, whole, and the elements that have them, one for each."""
        classes = [(name, element) for element in self.near if (name := element.get("class"))]
        ids = [(name, element) for element in self.near if (name := element.get("id"))]
        return [name for name, _ in classes + ids], [element for _, element in classes + ids]

    @property
    def names(self) -> list[str]:
        return self._named[0]

    @property
    def holders(self) -> list[Element]:
        return self._named[1]

    @cached_property
    def marked(self) -> list[Element]:
        """Elements with ``itemprop``, and metas and links with it anywhere on the page."""
        near = [element for element in self.near if element.get("itemprop") is not None]
        start, stop, _ = self.window.indices(len(self.elements))
        far = [
            e
            for e in (*self.tags["meta"], *self.tags["link"])
            if e.get("itemprop") and not start <= self.position[e] < stop
        ]
        return far + near

    @cached_property
    def _names(self) -> tuple[list[str], Haystack]:
        """Each name once: tiles repeat theirs a hundred times."""
        unique = list(self._by_name)
        return unique, Haystack(unique)

    @cached_property
    def _by_name(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = {}
        for name, holder in zip(*self._named, strict=True):
            if name in found:
                found[name].append(holder)
            else:
                found[name] = [holder]
        return found

    @cached_property
    def by_id(self) -> dict[str, Element]:
        """Elements by class or id attribute, the first of each name."""
        return dict(zip(reversed(self.names), reversed(self.holders), strict=True))

    @cached_property
    def _texts(self) -> Haystack:
        return Haystack([text for _, text, _ in self.short_texts])

    @cached_property
    def _hints(self) -> dict[str, list[Element]]:
        return {}

    def names_like(self, needles: Iterable[str]) -> set[str]:
        """Class and id attributes that contain any of ``needles`` (lower case)."""
        unique, haystack = self._names
        return {unique[index] for index in haystack.containing(needles)}

    def named_like(self, needles: Iterable[str]) -> list[Element]:
        """Elements whose class or id contains any of ``needles`` (lower case), in document order."""
        found = {holder for name in self.names_like(needles) for holder in self._by_name[name]}
        return sorted(found, key=self.position.__getitem__)

    def hinting(self, hint: str) -> list[Element]:
        """Elements whose class or id hints at ``brand``, ``description``, ``crumb``, ``title`` or ``option``."""
        if hint not in self._hints:
            self._hints[hint] = self.named_like(_HINTS[hint])
        return self._hints[hint]

    def texts_with(self, needles: Iterable[str]) -> list[Text]:
        """Short runs of text that contain any of ``needles`` (lower case), in document order."""
        found = [Text(*self.short_texts[index]) for index in self._texts.containing(needles)]
        return sorted(found, key=lambda piece: self.position[piece.element])


def read_outline(root: Element) -> Outline:
    """Number the elements of ``root``, and sort out those wanted from the whole page. Linear in their number."""
    elements = list(root.iter("*"))
    outline = Outline(
        elements, dict(zip(elements, range(len(elements)), strict=True)), {tag: [] for tag in _HEAD_TAGS + _BODY_TAGS}
    )
    for element in root.iter(*_HEAD_TAGS):
        outline.tags[str(element.tag)].append(element)
    return outline
