"""Comparing what a page calls its product, and taking a shop's trimmings off."""

import re
import unicodedata
from functools import lru_cache

_WORDS = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]|[^\W_\u3040-\u30ff\u4e00-\u9fff]+")
_CJK = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_TIGHT = re.compile(r"[-_–—](?=[^-_–—]{2,12}$)")
_SEPARATOR = re.compile(r"\s+[|•·»«›‹~]\s+|\s+[-–—:]\s+|\s*[|｜]\s*|\s+::\s+")


@lru_cache(maxsize=2048)
def words(text: str) -> tuple[str, ...]:
    """The words of a name, folded: case, accents' composition and punctuation aside."""
    folded = text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    return tuple(_WORDS.findall(folded))


def closeness(first: str, second: str) -> float:
    """How far two names share their words: 1 the same, 0 nothing. Order aside."""
    a, b = words(first[:300]), words(second[:300])
    if not a or not b:
        return 0.0
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
    return bool(b) and f" {' '.join(b)} " in f" {' '.join(a)} "


def title_parts(title: str) -> list[str]:
    """A title cut at its separators: ``Blue Shirt | Shop`` gives both. Chinese and Japanese put no spaces around."""
    if _CJK.search(title):
        title = _TIGHT.sub(" | ", title)
    return [part.strip() for part in _SEPARATOR.split(title) if part.strip()]
