"""The product's pictures as the page shows them, with lazy loading, srcset and zoom links."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scraping.outline import Element
from scraping.page import Page
from scraping.surroundings import Surroundings
from scraping.text.images import absolute, from_srcset, identity, is_junk, junk_words, width_hint
from scraping.text.names import closeness, contains
from scraping.text.needles import Words
from scraping.zones import Zone

_ZOOMED = (
    "data-zoom-image", "data-large_image", "data-large-image", "data-old-hires", "data-zoom", "data-full",
    "data-hires", "data-image-large",
    "data-zoom-src", "data-large", "data-full-src", "data-original-src", "data-image", "data-large-img-url",
    "data-magnify-src",
)  # fmt: skip
_ANY_ZOOMED = frozenset(_ZOOMED)
_LAZY = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-lazy",
    "data-srcset",
    "data-echo",
    "data-image-src",
    "data-origin",
    "data-ll-src",
    "lazy-src",
)
_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "srcSet")
_ANY_OTHER = frozenset((*_SETS, *_LAZY))
_IN_GALLERY, _MAYBE_MAIN, _AMONG_THUMBS, _OTHERWISE = 1, 2, 4, 8
_SPOKEN_OF = {
    _IN_GALLERY: ("galler", "carousel", "slide", "thumb", "zoom", "product-image", "productimage", "product_image",
                  "main-image", "mainimage", "pdp", "media", "hero", "photo", "product-img", "primary", "alt-image",
                  "altimage", "altview", "alt-view", "alternate", "viewer", "swiper", "fotorama", "image"),
    _MAYBE_MAIN: ("main", "primary", "hero", "zoom", "featured"),
    _AMONG_THUMBS: ("thumb", "pager", "carousel-nav", "slider-nav", "gallery-nav", "mini", "sub-"),
    _OTHERWISE: ("swatch", "promo", "banner", "badge", "award", "social", "advert", "flyout"),
}  # fmt: skip
"""What names may say, as bits, and by which parts of words."""
_ALL_PARTS = tuple(dict.fromkeys(part for parts in _SPOKEN_OF.values() for part in parts))
_PARTS = Words(_ALL_PARTS)
_BITS = [sum(bit for bit, parts in _SPOKEN_OF.items() if part in parts) for part in _ALL_PARTS]
_END = -1  # of the way up
_HOLDERS = 4  # elements above a picture whose names are looked at
_SMALL_VERSIONS = Words(("/thumb", "thumbnail", "/small/", "_thumb", "-thumb", "/mini/", "/tiny", "swatch"))
SURE = 1.6
"""The score from which a picture is one of the product's gallery."""
_NEARLY = 0.8  # the score of what stands near the title, with a name that speaks against it
_WIDTH_ASKED = "1024"  # of a pattern that scripts fill
_WIDE, _NARROW, _ICON = 250, 120, 40  # pixels
_DEPTH_OF_ENTRY = 3
_STRIP = 4  # times as wide as high: a banner
_NAMING = ("class", "id", "data-testid", "data-test", "data-widget")
_IMAGE_FILE = (".jpg", ".jpeg", ".png", ".webp", ".avif")


@dataclass(slots=True)
class Picture:
    """One picture shown: its largest known address, where it stands and what speaks for it."""

    address: str
    position: int
    score: float
    lead: float = 0.0
    """What speaks for its being the main one, beside the score."""


class _Known:
    """What has been found out for the page's earlier pictures: those of one list have the same holders and names."""

    def __init__(self, around: Surroundings) -> None:
        self.product = around.names[0] if around.names else ""
        self.by_element: dict[Element, int] = {}
        self.by_names: dict[str, int] = {}
        self.by_caption: dict[str, float] = {}


def pictures(page: Page, around: Surroundings) -> list[Picture]:
    """Every shown picture that may be a product's, in document order. Icons and spacers are left out."""
    found: list[Picture] = []
    holders: list[Element] = []
    known = _Known(around)
    for element in page.outline.tags["img"][:600]:
        picture = _picture(page, around, element, known)
        if picture is not None:
            found.append(picture)
            holders.append(element)
    _raise_strip(found, holders)
    return found


def _raise_strip(found: list[Picture], elements: list[Element]) -> None:
    """Small pictures beside a small one of the main picture show the product too, whatever their list is called."""
    best = max(found, key=lambda picture: picture.score + picture.lead, default=None)
    if best is None or best.score < SURE or not any(_NEARLY <= picture.score < SURE for picture in found):
        return
    strips: dict[Element, list[Picture]] = {}
    for picture, element in zip(found, elements, strict=True):
        if picture is not best and picture.score >= _NEARLY and (strip := _strip(element)) is not None:
            strips.setdefault(strip, []).append(picture)
    shown = identity(best.address)
    for together in strips.values():
        lacking = [picture for picture in together if picture.score < SURE]
        if lacking and any(identity(picture.address) == shown for picture in together):
            for picture in lacking:
                picture.score = SURE


def _strip(element: Element) -> Element | None:
    """The list that a picture is an entry of, where it leads to no other page."""
    entry = element
    for _ in range(_DEPTH_OF_ENTRY):
        parent = entry.getparent()
        if parent is None or parent.tag == "body":
            return None
        href = entry.get("href") or ""
        if href and not href.startswith(("#", "javascript:")) and not _is_file(href):
            return None
        if len(parent) > 1:
            return parent
        entry = parent
    return None


def _picture(page: Page, around: Surroundings, element: Element, known: _Known) -> Picture | None:
    if around.zone(element) & (Zone.RELATED | Zone.CHROME | Zone.REVIEWS):
        return None
    own: dict[Any, Any] = dict(element.items())  # most have six attributes, and we look for forty
    if _declared_small(own):
        return None
    parent = element.getparent()
    raw = [address for address in _addresses(own, parent) if address[:5] != "data:"]
    if not raw or _is_junk(raw[0], around):
        raw = list(_sources(parent))
        if not raw or _is_junk(raw[0], around):
            return None
    if len(raw) == 1 and 0 < width_hint(raw[0]) < _WIDE:
        raw = [*_unknown(own), *raw]
    best = absolute(max(raw, key=width_hint) if len(raw) > 1 and width_hint(raw[0]) else raw[0], page.base_url)
    if best is None:
        return None
    position = page.outline.position[element]
    score, lead = _called(own, parent, known)
    score += _told(own, known, _place(around, position))
    return Picture(best, position, score, lead + _size_in_address(best))


def _is_junk(address: str, around: Surroundings) -> bool:
    """Whether the file is called a logo or the like, unless the product itself is: a "Custom Logo Bottle"."""
    return is_junk(address) and not all(word in around.anchor_text.lower() for word in junk_words(address))


def _unknown(own: dict[Any, Any]) -> Iterator[str]:
    """Picture files in attributes of the shop's own making, of a picture that is only known small."""
    for name, value in own.items():
        if name not in ("src", "srcset", "alt") and "/" in value and _is_file(value):
            yield value


def _addresses(own: dict[Any, Any], parent: Element | None) -> list[str]:
    """From the largest to what is shown: zoom, link to a file, srcset, lazy source, source."""
    found = _zoomed(own)
    if parent is not None and parent.tag == "a":
        href = parent.get("href") or ""
        if _is_file(href):
            found.append(href)
        found += _zoomed(dict(parent.items()))
    if not _ANY_OTHER.isdisjoint(own):
        found += [largest for name in _SETS if (value := own.get(name)) and (largest := from_srcset(value))]
        lazy = [value for name in _LAZY if (value := own.get(name)) and " " not in value.strip()]
        found += [value.replace("{width}", _WIDTH_ASKED) for value in lazy]
    if source := own.get("src"):
        found.append(source)
    return found


def _is_file(address: str) -> bool:
    return address.split("?")[0].lower().endswith(_IMAGE_FILE)


def _sources(parent: Element | None) -> Iterator[str]:
    """What a ``<picture>`` offers beside a placeholder. The parser takes the image to be inside its sources."""
    while parent is not None and parent.tag == "source":
        largest = from_srcset(parent.get("srcset") or parent.get("data-srcset") or "")
        if largest and largest[:5] != "data:":
            yield largest
        parent = parent.getparent()


def _zoomed(attributes: dict[Any, Any]) -> list[str]:
    if _ANY_ZOOMED.isdisjoint(attributes):
        return []
    return [value for name in _ZOOMED if (value := attributes.get(name)) and "/" in value]


def _declared_small(own: dict[Any, Any]) -> bool:
    """Whether the declared size is that of an icon or of a banner."""
    width, height = _pixels(own.get("width")), _pixels(own.get("height"))
    if (width is not None and width < _ICON) or (height is not None and height < _ICON):
        return True
    return width is not None and height is not None and width >= _STRIP * height


def _pixels(declared: str | None) -> int | None:
    return int(declared[:6]) if declared and declared.isdecimal() else None


def _told(own: dict[Any, Any], known: _Known, score: float) -> float:
    """The score of its place with what other attributes say: markup, the product's name beneath it, a width."""
    if own.get("itemprop") == "image":
        score += 2
    caption = own.get("alt") or own.get("title")
    if caption and known.product:
        likeness = known.by_caption.get(caption)
        if likeness is None:
            likeness = known.by_caption[caption] = _likeness(caption, known.product)
        score += likeness
    return score + (0.7 if (_pixels(own.get("width")) or 0) >= _WIDE else 0)


def _likeness(caption: str, name: str) -> float:
    return 1.5 * closeness(caption, name) + (0.5 if contains(caption, name) or contains(name, caption) else 0)


def _place(around: Surroundings, position: int) -> float:
    """Galleries stand right before the title, or right behind it."""
    if around.anchor_position is None:
        return 0.0
    distance = position - around.anchor_position
    return 1.4 if -120 < distance < 60 else 1.0 if -250 < distance < 250 else 0.0


def _size_in_address(address: str) -> float:
    width = width_hint(address)
    if not width and _SMALL_VERSIONS.any_in(address.lower()):
        return -0.5
    return 0.4 if width >= _WIDE else -0.5 if 0 < width < _NARROW else 0.0


def _called(own: dict[Any, Any], parent: Element | None, known: _Known) -> tuple[float, float]:
    """What the names of the picture and of what holds it say: of a gallery, and of its main picture."""
    near = nearby = wide = _said_by(" ".join([value for name in _NAMING if (value := own.get(name))]), known)
    for height in range(1, _HOLDERS + 1):
        said = _END if parent is None else _said_of(parent, known)
        if parent is None or said == _END:
            break
        wide |= said
        nearby |= said if height < _HOLDERS else 0
        near |= said if height < _HOLDERS - 1 else 0
        parent = parent.getparent()
    score = 1.0 if wide & _IN_GALLERY else 0.0
    if nearby & _OTHERWISE:
        score -= 1.5
    return score, -0.4 if near & _AMONG_THUMBS else 0.4 if near & _MAYBE_MAIN else 0.0


def _said_of(holder: Element, known: _Known) -> int:
    said = known.by_element.get(holder)
    if said is None:
        names = " ".join([value for name in _NAMING if (value := holder.get(name))])
        said = known.by_element[holder] = _END if holder.tag == "body" else _said_by(names, known)
    return said


def _said_by(names: str, known: _Known) -> int:
    said = known.by_names.get(names)
    if said is None:
        said = 0
        for part in _PARTS.found_in(names.lower()):
            said |= _BITS[part]
        known.by_names[names] = said
    return said
