"""Texts in the form that is kept: clean HTML, within the limits, without links. Whoever wrote them."""

import re
from collections.abc import Iterable
from typing import Any

from products.content import FIELDS, LISTS
from products.guard.marks import LINK
from products.markup import clean, cut, one_line

LANGUAGES = ("ar", "en")
NAME, SEO_TITLE, SEO_DESCRIPTION = 200, 70, 160
ITEMS = {"highlights": 8, "tags": 12, "image_alts": 20}
ITEM_LENGTH = {"highlights": 200, "tags": 60, "image_alts": 160}
DESCRIPTION = 20_000
LETTER = re.compile(r"[^\W\d_]")

type Texts = dict[str, Any]


def tidied(texts: Texts) -> Texts:
    """Every field in its form. Links are taken out: no text of ours leads buyers away."""
    return {field: tidy(field, texts.get(field)) for field in FIELDS}


def tidy(field: str, value: Any) -> Any:
    if field in LISTS:
        lines = (cut(one_line(without_links(str(line))), ITEM_LENGTH[field]) for line in value or [])
        if field == "image_alts":
            return _in_their_places(lines)
        return list(dict.fromkeys(line for line in lines if line))[: ITEMS[field]]
    if field == "description_html":
        return without_links(clean(str(value or "")[:DESCRIPTION]))
    limit = {"name": NAME, "seo_title": SEO_TITLE, "seo_description": SEO_DESCRIPTION}[field]
    return cut(one_line(without_links(clean_line(str(value or "")))), limit)


def _in_their_places(alts: Iterable[str]) -> list[str]:
    """Each belongs to the picture of its place: alike ones stay, an empty one leaves its picture without."""
    lines = list(alts)[: ITEMS["image_alts"]]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def clean_line(text: str) -> str:
    """Without tags: a title is no place for them."""
    return re.sub(r"<[^>]*>", " ", text).replace("\0", "")


def without_links(text: str) -> str:
    """Addresses and accounts are taken out; numbers that may be telephones stay for the guard to mark."""
    return LINK.sub(lambda found: "" if LETTER.search(found[0]) else found[0], text.replace("\0", ""))
