"""Whether a price stands in what leads to another product: a link, or one of several blocks with pictures that do."""

import re
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from scraping.outline import Element
from scraping.page import Page
from scraping.surroundings import Surroundings

_UP = 4  # elements above a price that may be the link or the tile it stands in
_LINKS = 6  # of a tile; those with pictures come first
_IDENT = re.compile(
    r"(?:^|_)(?:p|pid|id|ids|item|prod|product|products|code|sku|artikel|article)(?:_?id|code|no|nr)?$", re.IGNORECASE
)
"""Names under which a program is asked for one product."""
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


def tile_around(element: Element, around: Surroundings) -> tuple[Element | None, bool]:
    """The smallest block around it whose picture leads to another page, and whether there are several alike."""
    current: Element | None = element
    first: Element | None = None
    for _ in range(_UP):
        if current is None or current.tag in _WHOLE or current in around.around_title:
            break
        if first is not None or _has_pictured_link(current, around.page):
            first = current if first is None else first
            if _has_a_like(current, around.page):
                return first, True
        current = current.getparent()
    return first, False


def sells(block: Element) -> bool:
    """Whether something can be bought or chosen there."""
    return next(block.iter("form", "input", "button", "select"), None) is not None


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
    return len(path) > 1 and (path not in href or _asks_for_another(href, page.url))


def _asks_for_another(href: str, url: str) -> bool:
    """Whether the same program is asked for another product: ``product_info.php?products_id=902``."""
    try:
        own, asked = (dict(parse_qsl(urlsplit(address).query)) for address in (url, href))
    except ValueError:
        return False
    return any(_IDENT.search(key) and asked.get(key, value) != value for key, value in own.items())


def _is_picture(href: str) -> bool:
    return href.split("?")[0].lower().endswith((".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif"))
