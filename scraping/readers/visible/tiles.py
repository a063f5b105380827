"""Whether a price stands in what leads to another product: a link, or one of several blocks with pictures that do."""

from itertools import islice
from urllib.parse import urlsplit

from scraping.outline import Element
from scraping.page import Page
from scraping.surroundings import Surroundings

_UP = 4  # elements above a price that may be the link or the tile it stands in
_LINKS = 6  # of a tile; those with pictures come first
_WHOLE = frozenset({"body", "main", "form"})


def leads_elsewhere(element: Element, page: Page) -> bool:
    """Whether the price is part of a link to another page: then it is what that page's product costs."""
    current: Element | None = element
    for _ in range(_UP):
        if current is None or current.tag in _WHOLE or current.tag == "button":
            return False
        if current.tag == "a" and current.get("href"):
            return _is_another_page(current, page)
        current = current.getparent()
    return False


def is_in_tile(element: Element, around: Surroundings) -> bool:
    """Whether it stands in one of several blocks alike, each with a picture that leads to another page."""
    current: Element | None = element
    for _ in range(_UP):
        if current is None or current.tag in _WHOLE or current in around.around_title:
            return False
        if _has_pictured_link(current, around.page) and _has_a_like(current, around.page):
            return True
        current = current.getparent()
    return False


def _has_a_like(block: Element, page: Page) -> bool:
    """Whether what stands before or behind it is of the same kind."""
    return any(
        other is not None
        and other.tag == block.tag
        and other.get("class") == block.get("class")
        and _has_pictured_link(other, page)
        for other in (block.getnext(), block.getprevious())
    )


def _has_pictured_link(block: Element, page: Page) -> bool:
    links = islice(block.iter("a"), _LINKS)
    return any(next(link.iter("img"), None) is not None and _is_another_page(link, page) for link in links)


def _is_another_page(link: Element, page: Page) -> bool:
    """Whether the link leads to another page of the shop, and not to a larger picture."""
    href, path = link.get("href") or "", urlsplit(page.url).path
    if not href or href.startswith(("#", "javascript:", "?")) or _is_picture(href):
        return False
    return (not path or path not in href) and len(path) > 1


def _is_picture(href: str) -> bool:
    return href.split("?")[0].lower().endswith((".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif"))
