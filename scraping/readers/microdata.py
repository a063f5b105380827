"""Microdata and RDFa Lite, brought into the shape of JSON-LD so that one reader understands all three."""

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from scraping.outline import Element
from scraping.page import Page
from scraping.readers.jsonld import types_of
from scraping.readers.values import PRODUCTS
from scraping.text.clean import squeeze
from scraping.text.needles import ByteWord

_ADDRESS = {"a": "href", "area": "href", "link": "href", "img": "src", "source": "src", "iframe": "src", "embed": "src",
            "audio": "src", "video": "src", "object": "data"}  # fmt: skip
_RDFA_PRODUCT = re.compile(rb"typeof=[\"'][^\"']{0,60}Product")
_ITEMREF, _TYPEOF = ByteWord(b"itemref"), ByteWord(b"typeof=")
_LONGEST_TEXT = 20_000
_MOST = 5_000
SILENT = frozenset({"script", "style", "noscript", "template"})
"""Tags whose text nobody sees."""
_LEVELS = 24  # elements below one another that are gone down by calls
_WORDS = frozenset({"brand", "manufacturer", "name"})
_RICH = frozenset({"description", "articlebody", "reviewbody"})


@dataclass(frozen=True, slots=True)
class Syntax:
    """Which attributes carry scope, type and property."""

    source: str
    scope: str
    kind: str
    prop: str


MICRODATA = Syntax("microdata", "itemscope", "itemtype", "itemprop")
RDFA = Syntax("rdfa", "typeof", "typeof", "property")


@dataclass(slots=True)
class Item:
    """One scope of the page: ``data`` as JSON-LD would write it, and the element that opens the scope."""

    element: Element
    data: dict[str, Any]
    owner: "Item | None" = None
    wanted: bool = True
    """Whether anybody asks for its values: it is a product, or belongs to one and is no review."""


def items(page: Page, syntax: Syntax) -> list[Item]:
    """All scopes in document order; a scope that is a property of another hangs in its data too.

    Values are read where they are wanted; of all other scopes only the types.
    """
    marked = page.outline.marked if syntax is MICRODATA else _marked(page, syntax)
    if not marked:
        return []
    references = _by_reference(page.root) if syntax is MICRODATA and _ITEMREF.find(page.markup) >= 0 else {}
    scopes = _Scopes(syntax, references)
    for element in marked[:_MOST]:
        owner = scopes.owner_of(element)
        inner = scopes.opened_by(element) if element.get(syntax.scope) is not None else None
        if owner is not None and owner.wanted:
            for name in (element.get(syntax.prop) or "").split():
                _add(owner, name.rsplit(":", 1)[-1].rsplit("/", 1)[-1], element, inner)
    return sorted(scopes.opened.values(), key=lambda item: page.outline.position[item.element])


class _Scopes:
    """The scopes found so far, on the way up from properties. Each element on the way is asked once."""

    def __init__(self, syntax: Syntax, references: dict[str, Element]) -> None:
        self.opened: dict[Element, Item] = {}
        self._syntax, self._references = syntax, references
        self._around: dict[Element, Item | None] = {}
        self._opening: set[Element] = set()

    def owner_of(self, element: Element) -> Item | None:
        """The scope that wants the element by its id, or the innermost that it stands in."""
        if self._references and (scope := self._references.get(element.get("id") or "")) is not None:
            return self.opened_by(scope)
        parent = element.getparent()
        return None if parent is None else self._innermost(parent)

    def opened_by(self, element: Element) -> Item | None:
        """The item of a scope's element; None while it is being opened, as scopes may want each other by their ids."""
        if element in self.opened:
            return self.opened[element]
        if element in self._opening or len(self._opening) > _LEVELS:
            return None
        self._opening.add(element)
        owner = self.owner_of(element)
        self._opening.remove(element)
        data = {"@type": (element.get(self._syntax.kind) or "").split()}
        self.opened[element] = item = Item(element, data, owner, _is_wanted(data, owner))
        return item

    def _innermost(self, element: Element) -> Item | None:
        """Of the scopes that the element opens or stands in."""
        path: list[Element] = []
        current: Element | None = element
        found: Item | None = None
        while current is not None:
            if current in self._around:
                found = self._around[current]
                break
            path.append(current)
            if current.get(self._syntax.scope) is not None:
                found = self.opened_by(current)
                break
            if self._references and (scope := self._references.get(current.get("id") or "")) is not None:
                found = self.opened_by(scope)
                break
            current = current.getparent()
        if not self._opening:
            self._around.update(dict.fromkeys(path, found))
        return found


def _is_wanted(data: dict[str, Any], owner: Item | None) -> bool:
    kinds = types_of(data)
    return not PRODUCTS.isdisjoint(kinds) or (owner is not None and owner.wanted and "review" not in kinds)


def _marked(page: Page, syntax: Syntax) -> list[Element]:
    """Elements with a property or a scope, where the page has any scope of a product."""
    if _TYPEOF.find(page.markup) < 0 or not _RDFA_PRODUCT.search(page.markup):
        return []
    names = (syntax.prop, syntax.scope)
    return [element for element in page.root.iter("*") if any(element.get(name) is not None for name in names)]


def _by_reference(root: Element) -> dict[str, Element]:
    """Ids that scopes name by ``itemref``, with the scope that wants them."""
    found: dict[str, Element] = {}
    for scope in root.iter("*"):
        for name in (scope.get("itemref") or "").split():
            found[name] = scope
    return found


def _add(owner: Item, name: str, element: Element, inner: Item | None) -> None:
    value: Any = inner.data if inner is not None else value_of(element, rich=name.lower() in _RICH)
    if inner is None and element.tag == "a" and name.lower() in _WORDS and element.get("content") is None:
        value = text_of(element) or value  # what it is called, not where its page is
    if value is None or value == "":
        return
    if name in owner.data:
        known = owner.data[name]
        owner.data[name] = [*known, value] if isinstance(known, list) else [known, value]
    else:
        owner.data[name] = value


def value_of(element: Element, rich: bool = False) -> str | None:
    """What a property's element says: ``content``, an address, a time, or its text (``rich``: its markup)."""
    content = element.get("content")
    if content is not None and (content.strip() or element.tag == "meta"):
        return content.strip()
    attribute = _ADDRESS.get(str(element.tag))
    if attribute:
        address = element.get(attribute) or element.get("data-src")
        return address.strip() if address else (text_of(element) or None)
    if element.tag == "time" and element.get("datetime"):
        return element.get("datetime")
    if element.tag in ("data", "meter") and element.get("value"):
        return element.get("value")
    if rich:
        return inner_html(element)
    return text_of(element)


def text_of(element: Element, limit: int = _LONGEST_TEXT) -> str:
    """The text inside without scripts and styles, on one line."""
    if not len(element):
        return squeeze((element.text or "")[:limit])
    return squeeze("".join(spoken(element, limit)))


def spoken(element: Element, most: int) -> list[str]:
    """The runs of text inside without scripts and styles, as far as the first that passes ``most`` characters.

    Of a broken page's elements each may hold all that follow: their whole texts cost the square of the page.
    """
    if element.tag in SILENT:
        return []
    text = element.text or ""
    found = [text] if text else []
    if _speak(element, found, most - len(text), _LEVELS) < 0:
        found[-1] = found[-1][: most + 1]
    return found


def _speak(element: Element, found: list[str], room: int, levels: int) -> int:
    """Add what stands behind the element's own text until there is no room left; returns what is left of it.

    Going from child to child costs a third of what lxml's iterators over texts do, which leave out no script besides.
    """
    if room < 0:
        return room
    if not levels:
        return _speak_of_depths(element, found, room)
    for child in element:
        if child.tag not in SILENT:
            if text := child.text:
                found.append(text)
                room -= len(text)
            if len(child):
                room = _speak(child, found, room, levels - 1)
        if room >= 0 and (text := child.tail):
            found.append(text)
            room -= len(text)
        if room < 0:
            break
    return room


def _speak_of_depths(element: Element, found: list[str], room: int) -> int:
    """The same by one iterator, whatever the depth: a broken page's may be of thousands."""
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, step in walker:
        if event == "start" and step.tag in SILENT:
            walker.skip_subtree()
        elif step is not element and (text := step.text if event == "start" else step.tail):
            found.append(text)
            room -= len(text)
        if room < 0:
            break
    return room


def inner_html(element: Element) -> str:
    """The markup inside, or the plain text when there are no tags. At most 200,000 characters."""
    if not len(element):
        return squeeze(element.text or "")
    markup = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    return markup[:200_000]
