"""One walk over the tree: what later looks need, so that nobody has to walk again."""

from dataclasses import dataclass, field

from lxml import etree

type Element = etree._Element

_TAGS = (
    "script style title meta link img source h1 h2 h3 button input select table dl ul ol label a form s del ins strike main picture"
).split()
_NO_TEXT = frozenset(
    {"script", "style", "noscript", "template", "title", "textarea", "option", "svg", "head", "iframe", "object"}
)
_HINTS = {
    "price": ("pric", "prix", "preis", "precio", "prezzo", "amount", "money", "سعر"),
    "sku": (
        "sku",
        "item-n",
        "itemn",
        "item-code",
        "product-code",
        "product-id",
        "productcode",
        "model",
        "mpn",
        "style-num",
    ),
    "brand": ("brand", "vendor", "manufacturer", "designer", "marca"),
    "stock": ("stock", "availab", "inventory", "sold"),
    "description": ("desc", "detail", "overview", "about", "feature", "story", "product-info", "productinfo"),
    "crumb": ("crumb",),
    "gallery": (
        "galler",
        "carousel",
        "slide",
        "thumb",
        "media",
        "zoom",
        "photo",
        "image",
        "swiper",
        "fotorama",
        "viewer",
    ),
    "title": ("title", "name", "heading"),
    "rating": ("rating", "review", "stars"),
    "option": ("option", "swatch", "varia", "attribute", "size", "colo"),
}
"""What a class or id hints at, by parts of words. Plain substrings: a pattern of this size costs ten times as much."""
_NEEDLES = tuple((needle, hint) for hint, needles in _HINTS.items() for needle in needles)


@dataclass(slots=True)
class Outline:
    """Elements in document order, by tag and by what their class or id hints at, and all text outside scripts."""

    position: dict[Element, int] = field(default_factory=dict)
    tags: dict[str, list[Element]] = field(default_factory=dict)
    hints: dict[str, list[Element]] = field(default_factory=dict)
    texts: list[tuple[Element, str, bool]] = field(default_factory=list)
    """Element, its non-blank text, and whether the text stands after the element rather than in it."""
    scoped: list[Element] = field(default_factory=list)
    """Elements with ``itemprop``, ``itemscope``, ``property`` or ``typeof``."""


def read_outline(root: Element) -> Outline:
    """Walk ``root`` once. Linear in the number of elements."""
    outline = Outline(tags={tag: [] for tag in _TAGS})
    known: dict[str, tuple[str, ...]] = {}
    hints, texts, position, tags = outline.hints, outline.texts, outline.position, outline.tags
    for index, element in enumerate(root.iter("*")):
        position[element] = index
        tag = element.tag
        if tag in tags:
            tags[tag].append(element)
        if tag not in _NO_TEXT:
            text = element.text
            if text and not text.isspace():
                texts.append((element, text, False))
        tail = element.tail
        if tail and not tail.isspace():
            texts.append((element, tail, True))
        names = element.get("class")
        if names:
            if names not in known:
                known[names] = hint_names(names)
            for hint in known[names]:
                hints.setdefault(hint, []).append(element)
        names = element.get("id")
        if names:
            for hint in hint_names(names):
                hints.setdefault(hint, []).append(element)
    return outline


def hint_names(names: str) -> tuple[str, ...]:
    """What a class or id hints at, such as ``("price",)`` for ``product-price__value``."""
    low = names[:300].lower()
    return tuple(dict.fromkeys([hint for needle, hint in _NEEDLES if needle in low]))
