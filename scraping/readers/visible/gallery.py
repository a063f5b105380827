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
_GALLERY = Words(("galler", "carousel", "slide", "thumb", "zoom", "product-image", "productimage", "product_image",
            "main-image", "mainimage", "pdp", "media", "hero", "photo", "product-img", "primary", "alt-image",
            "altimage", "altview", "alt-view", "alternate", "viewer", "swiper", "fotorama", "image"))  # fmt: skip
_MAIN = Words(("main", "primary", "hero", "zoom", "featured"))
_THUMBS = Words(("thumb", "pager", "carousel-nav", "slider-nav", "gallery-nav", "mini", "sub-"))
_OTHER_PICTURES = Words(("swatch", "promo", "banner", "badge", "award", "social", "advert", "flyout"))
_SMALL_VERSIONS = Words(("/thumb", "thumbnail", "/small/", "_thumb", "-thumb", "/mini/", "/tiny", "swatch"))
SURE = 1.6
"""The score from which a picture is one of the product's gallery."""
_NEARLY = 0.8  # the score of what stands near the title, with a name that speaks against it
_WIDTH_ASKED = "1024"  # of a pattern that scripts fill
_WIDE, _NARROW = 250, 120  # pixels
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


def pictures(page: Page, around: Surroundings) -> list[Picture]:
    """Every shown picture that may be a product's, in document order. Icons and spacers are left out."""
    found: list[Picture] = []
    holders: list[Element] = []
    for element in page.outline.tags["img"][:600]:
        picture = _picture(page, around, element)
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
    for together in strips.values():
        lacking = [picture for picture in together if picture.score < SURE]
        if lacking and any(identity(picture.address) == identity(best.address) for picture in together):
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


def _picture(page: Page, around: Surroundings, element: Element) -> Picture | None:
    if around.zone(element) & (Zone.RELATED | Zone.CHROME | Zone.REVIEWS) or _declared_small(element):
        return None
    raw = [address for address in _addresses(element) if address[:5] != "data:"]
    if not raw or _is_junk(raw[0], around):
        raw = list(_sources(element))
    if not raw or _is_junk(raw[0], around):
        return None
    if 0 < width_hint(raw[0]) < _WIDE and len(raw) == 1:
        raw = [*_unknown(element), *raw]
    best = absolute(max(raw, key=width_hint) if len(raw) > 1 and width_hint(raw[0]) else raw[0], page.base_url)
    if best is None:
        return None
    position = page.outline.position[element]
    score, lead = _called(element)
    return Picture(best, position, score + _score(around, element, position), lead + _size_in_address(best))


def _is_junk(address: str, around: Surroundings) -> bool:
    """Whether the file is called a logo or the like, unless the product itself is: a "Custom Logo Bottle"."""
    return is_junk(address) and not all(word in around.anchor_text.lower() for word in junk_words(address))


def _unknown(element: Element) -> Iterator[str]:
    """Picture files in attributes of the shop's own making, of a picture that is only known small."""
    for name, value in element.items():
        if name not in ("src", "srcset", "alt") and isinstance(value, str) and "/" in value and _is_file(value):
            yield value


def _addresses(element: Element) -> Iterator[str]:
    """From the largest to what is shown: zoom, link to a file, srcset, lazy source, source."""
    own: dict[Any, Any] = dict(element.items())  # most have six attributes, and we look for thirty
    yield from _zoomed(own)
    parent = element.getparent()
    if parent is not None and parent.tag == "a":
        href = parent.get("href") or ""
        if _is_file(href):
            yield href
        yield from _zoomed(dict(parent.items()))
    for name in _SETS:
        value = own.get(name)
        largest = from_srcset(value) if value else None
        if largest:
            yield largest
    for name in _LAZY:
        value = own.get(name)
        if value and " " not in value.strip():
            yield value.replace("{width}", _WIDTH_ASKED)
    source = own.get("src")
    if source:
        yield source


def _is_file(address: str) -> bool:
    return address.split("?")[0].lower().endswith(_IMAGE_FILE)


def _sources(element: Element) -> Iterator[str]:
    """What a ``<picture>`` offers beside a placeholder. The parser takes the image to be inside its sources."""
    parent = element.getparent()
    while parent is not None and parent.tag == "source":
        largest = from_srcset(parent.get("srcset") or parent.get("data-srcset") or "")
        if largest and largest[:5] != "data:":
            yield largest
        parent = parent.getparent()


def _zoomed(attributes: dict[Any, Any]) -> Iterator[str]:
    for name in _ZOOMED if not _ANY_ZOOMED.isdisjoint(attributes) else ():
        value = attributes.get(name)
        if value and "/" in value:
            yield value


def _declared_small(element: Element) -> bool:
    """Whether the declared size is that of an icon or of a banner."""
    width, height = ((element.get(name) or "") for name in ("width", "height"))
    if any(value.isdecimal() and int(value[:6]) < 40 for value in (width, height)):
        return True
    return width.isdecimal() and height.isdecimal() and int(width[:6]) >= _STRIP * int(height[:6])


def _score(around: Surroundings, element: Element, position: int) -> float:
    score = _place(around, position)
    if element.get("itemprop") == "image":
        score += 2
    alt = element.get("alt") or element.get("title") or ""
    if alt and around.names:
        name = around.names[0]
        score += 1.5 * closeness(alt, name) + (0.5 if contains(alt, name) or contains(name, alt) else 0)
    width = element.get("width") or ""
    return score + (0.7 if width.isdigit() and int(width) >= _WIDE else 0)


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


def _called(element: Element) -> tuple[float, float]:
    """What the names of the picture and of what holds it say: of a gallery, and of its main picture."""
    names = []
    current: Element | None = element
    for _ in range(5):
        if current is None or current.tag == "body":
            break
        names.append(" ".join(value for name in _NAMING if (value := current.get(name))).lower())
        current = current.getparent()
    near, wide = " ".join(names[:3]), " ".join(names)
    score = 1.0 if _GALLERY.any_in(wide) else 0.0
    if _OTHER_PICTURES.any_in(" ".join(names[:4])):
        score -= 1.5
    lead = -0.4 if _THUMBS.any_in(near) else 0.4 if _MAIN.any_in(near) else 0.0
    return score, lead
