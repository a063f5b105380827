"""One walk over the tree: what later looks need, so that nobody has to walk again."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, count

from lxml import etree

from scraping.mentions import CALLED, MENTIONED

type Element = etree._Element

CLASS, ID, STYLE, HIDDEN, ITEMPROP = b"class", b"id", b"style", b"hidden", b"itemprop"
"""Names of attributes that all elements are asked for: as bytes they are found in two thirds of the time."""
_HEAD_TAGS = frozenset({"script", "title", "meta", "link", "h1", "base"})
SPECIAL_TAGS = frozenset({"noscript", "template", "footer", "nav", "header", "aside"})
"""Tags that by themselves say that a part is something else than the main one."""
_BODY_TAGS = frozenset({"img", "h2", "h3", "button", "input", "select", "table", "dl", "li", "a"}) | SPECIAL_TAGS
_NO_TEXT = frozenset(
    {"script", "style", "noscript", "template", "title", "textarea", "option", "svg", "head", "iframe", "object"}
)
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

    ``tags`` has metas, links and headings of the whole page. All else looks at the window only: the product's
    part of a long page. Menus before it and other products after it cost time and mislead.
    """

    near: Sequence[Element]
    """The elements of the window; the following have as many entries."""
    kinds: Sequence[str]
    """Their tags."""
    classes: Sequence[str | None]
    ids: Sequence[str | None]
    tags: dict[str, list[Element]]
    position: dict[Element, int]
    """Where elements stand in document order."""
    _has_properties: bool = True

    @cached_property
    def texts(self) -> list[tuple[Element, str, bool]]:
        """Runs of text outside scripts: the element, the text, and whether it stands after the element or in it."""
        own = [
            (element, text, False)
            for element, kind in zip(self.near, self.kinds, strict=True)
            if (text := element.text) and not text.isspace() and kind not in _NO_TEXT
        ]
        return own + [(element, text, True) for element in self.near if (text := element.tail) and not text.isspace()]

    @cached_property
    def short_texts(self) -> list[tuple[Element, str, bool]]:
        """Texts that may be a label, a button or a stock line, and no paragraph."""
        return [run for run in self.texts if len(run[1]) < _SHORT]

    @cached_property
    def names(self) -> list[str]:
        """Class attributes, whole, then id attributes, one for each element that has them."""
        return [name for name in chain(self.classes, self.ids) if name]

    @cached_property
    def by_name(self) -> dict[str, list[Element]]:
        """Elements by their class or id attribute, whole."""
        found: defaultdict[str, list[Element]] = defaultdict(list)
        for names in (self.classes, self.ids):
            for name, element in zip(names, self.near, strict=True):
                if name:
                    found[name].append(element)
        return dict(found)

    @cached_property
    def marked(self) -> list[Element]:
        """Elements with ``itemprop``, and metas and links with it anywhere on the page."""
        near = [element for element in self.near if element.get(ITEMPROP) is not None] if self._has_properties else []
        known = set(near)
        far = [e for e in (*self.tags["meta"], *self.tags["link"]) if e.get("itemprop") and e not in known]
        return far + near

    @cached_property
    def called(self) -> dict[str, set[str]]:
        """Of each group of ``CALLED`` the class and id attributes that have any of its words."""
        unique = list(self.by_name)  # tiles repeat theirs a hundred times
        return {group: {unique[at] for at in found} for group, found in CALLED.found_in(unique).items()}

    def named(self, names: Iterable[str]) -> list[Element]:
        """Elements that have any of ``names`` as their whole class or id attribute, in document order."""
        found = {holder for name in names for holder in self.by_name[name]}
        return sorted(found, key=self.position.__getitem__)

    def hinting(self, hint: str, fit: Callable[[str], bool] | None = None) -> list[Element]:
        """Elements whose class or id is in a group of ``CALLED``, and does ``fit``."""
        names = self.called.get(hint, ())
        return self.named(names if fit is None else filter(fit, names))

    @cached_property
    def _mentions(self) -> dict[str, set[int]]:
        return MENTIONED.found_in([text for _, text, _ in self.short_texts])

    def mentioning(self, subject: str, fit: Callable[[str], bool] | None = None) -> list[Text]:
        """Short runs of text with words of a group of ``MENTIONED``, which do ``fit``, in document order."""
        runs, position = self.short_texts, self.position
        found = [runs[at] for at in sorted(self._mentions.get(subject, ()))]
        fitting = found if fit is None else [run for run in found if fit(run[1])]
        return [Text(*run) for run in sorted(fitting, key=lambda run: position[run[0]])]


def read_outline(
    root: Element, window: Callable[[Sequence[Element]], slice], *, has_properties: bool = True
) -> Outline:
    """Sort out the page's elements, of which those in ``window`` are looked at; ``itemprop`` only if there are any."""
    elements = list(root.iter(etree.Element))
    all_kinds = [element.tag for element in elements]
    tags: dict[str, list[Element]] = {tag: [] for tag in (*_HEAD_TAGS, *_BODY_TAGS)}
    for kind, element in zip(all_kinds, elements, strict=True):
        if kind in _HEAD_TAGS:
            tags[kind].append(element)
    part = window(elements)
    near, kinds = elements[part], all_kinds[part]
    for kind, element in zip(kinds, near, strict=True):
        if kind in _BODY_TAGS:
            tags[kind].append(element)
    classes, ids = [element.get(CLASS) for element in near], [element.get(ID) for element in near]
    return Outline(near, kinds, classes, ids, tags, dict(zip(elements, count(), strict=False)), has_properties)
