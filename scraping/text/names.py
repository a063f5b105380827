"""Comparing what a page calls its product, and taking a shop's trimmings off."""

import re
import unicodedata
from functools import lru_cache

_WORDS = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]|[^\W_\u3040-\u30ff\u4e00-\u9fff]+")
_ASCII_WORDS = re.compile("[a-z0-9]+")
_CJK = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_TIGHT = re.compile(r"[-_–—](?=[^-_–—]{2,12}$)")
_SEPARATOR = re.compile(r"[-–—:•·»«›‹~|｜](?:(?<=[|｜])\s*|(?<=\s.)\s+|(?<=\s:):\s+)")
"""Its sign first, as the engine finds signs faster than blanks that may stand before one."""
_OF_A_PAGE = 256  # names: each is compared with several others


@lru_cache(maxsize=_OF_A_PAGE)
def words(text: str) -> tuple[str, ...]:
    """The words of a name, folded: case, accents' composition and punctuation aside."""
    if text.isascii():
        return tuple(_ASCII_WORDS.findall(text.lower()))
    return tuple(_WORDS.findall(unicodedata.normalize("NFKC", text).casefold()))


def closeness(first: str, second: str) -> float:
    """How far two names share their words: 1 the same, 0 nothing. Order aside."""
    a, b = words(first[:300]), words(second[:300])
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    left = list(b)
    shared = 0
    for word in a:
        if word in left:
            left.remove(word)
            shared += 1
    return 2 * shared / (len(a) + len(b))


def contains(whole: str, part: str) -> bool:
    """Whether the words of ``part`` stand in ``whole`` in a row."""
    a, b = words(whole), words(part)
    return 0 < len(b) <= len(a) and f" {' '.join(b)} " in f" {' '.join(a)} "


def title_parts(title: str) -> list[str]:
    """A title cut at its separators: ``Blue Shirt | Shop`` gives both. Chinese and Japanese put no spaces around."""
    if not title.isascii() and _CJK.search(title):
        title = _TIGHT.sub(" | ", title)
    parts, begin = [], 0
    for separator in _SEPARATOR.finditer(title):
        start = separator.start()
        if start > begin or title[start] in "|｜":  # of two in a row, the second has no blank of its own before it
            parts.append(title[begin:start])
            begin = separator.end()
    parts.append(title[begin:])
    return [stripped for part in parts if (stripped := part.strip())]
