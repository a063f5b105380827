"""Whether a price stands in what leads to another product: a link, or one of several blocks with pictures that do."""

import re
from functools import cached_property
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from scraping.outline import Element
from scraping.surroundings import Surroundings

_UP = 4  # elements above a price that may be the link or the tile it stands in
_LINKS = 6  # of a tile; those with pictures come first
_IDENT = re.compile(
    r"(?:^|_)(?:p|pid|id|ids|item|prod|product|products|code|sku|artikel|article)(?:_?id|code|no|nr)?$", re.IGNORECASE
)
"""Names under which a program is asked for one product."""
_WHOLE = frozenset({"body", "main", "form"})


class Tiles:
    """Answers about the tiles of one page. What was found of a block is kept: several prices stand in one."""

    def __init__(self, around: Surroundings) -> None:
        self._around_title = around.around_title
        self._url = around.page.url
        self._pictured: dict[Element, bool] = {}

    @cached_property
    def _path(self) -> str:
        return urlsplit(self._url).path

    def leads_elsewhere(self, element: Element) -> bool:
        """Whether the price is part of a link to another page: then it is what that page's product costs."""
        current: Element | None = element
        for _ in range(_UP):
            if current is None or current.tag in _WHOLE or current.tag == "button":
                return False
            if current.tag == "a" and current.get("href"):
                return self._is_another_page(current)
            current = current.getparent()
        return False

    def around(self, element: Element) -> tuple[Element | None, bool]:
        """The smallest block around it whose picture leads to another page, and whether there are several alike."""
        current: Element | None = element
        first: Element | None = None
        for _ in range(_UP) if len(self._path) > 1 else ():
            if current is None or current.tag in _WHOLE or current in self._around_title:
                break
            if first is not None or self._has_pictured_link(current):
                first = current if first is None else first
                if self._has_a_like(current):
                    return first, True
            current = current.getparent()
        return first, False

    def _has_a_like(self, block: Element) -> bool:
        """Whether what stands before or behind it is of the same kind."""
        return any(
            other is not None
            and other.tag == block.tag
            and other.get("class") == block.get("class")
            and self._has_pictured_link(other)
            for other in (block.getnext(), block.getprevious())
        )

    def _has_pictured_link(self, block: Element) -> bool:
        if not len(block):
            return False
        known = self._pictured.get(block)
        if known is None:
            known = self._pictured[block] = self._look_for_one(block)
        return known

    def _look_for_one(self, block: Element) -> bool:
        for link in islice(block.iter("a"), _LINKS):
            if len(link) and next(link.iter("img"), None) is not None and self._is_another_page(link):
                return True
        return False

    def _is_another_page(self, link: Element) -> bool:
        """Whether the link leads to another page of the shop, and not to a larger picture."""
        href, path = link.get("href") or "", self._path
        if len(path) < 2 or not href or href.startswith(("#", "javascript:", "?")) or _is_picture(href):
            return False
        return path not in href or _asks_for_another(href, self._url)


def sells(block: Element) -> bool:
    """Whether something can be bought or chosen there."""
    return next(block.iter("form", "input", "button", "select"), None) is not None


def _asks_for_another(href: str, url: str) -> bool:
    """Whether the same program is asked for another product: ``product_info.php?products_id=902``."""
    try:
        own, asked = (dict(parse_qsl(urlsplit(address).query)) for address in (url, href))
    except ValueError:
        return False
    return any(_IDENT.search(key) and asked.get(key, value) != value for key, value in own.items())


def _is_picture(href: str) -> bool:
    return href.split("?")[0].lower().endswith((".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif"))
