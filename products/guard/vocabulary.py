"""The words that the guard knows: tables beside this module, and the patterns that find them in a folded text."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from products.guard.folding import folded

WORDS = Path(__file__).parent / "words"
BEFORE = r"(?<![^\W_])(?:[وف])?(?:[بكل])?(?:ال|ل)?"
"""What Arabic writes together with a word: and, with, like, for, the."""
AFTER = r"(?:يه|يات|ات|ين|ون|ان|ه|ها|هم|ي|ا|s|es)?(?![^\W\d_])"
"""Endings of both languages; a digit may follow, since units are written so."""
ARABIC = re.compile(r"[\u0621-\u064a]")


@cache
def table(name: str) -> dict[str, Any]:
    """One file of words."""
    return tomllib.loads((WORDS / f"{name}.toml").read_text(encoding="utf-8"))


def forms(words: str) -> list[str]:
    """The folded forms of one row."""
    return [folded(form).strip() for form in words.split("|")]


def meanings(rows: Mapping[str, str]) -> dict[str, str]:
    """From each form, as ``plain`` gives it, to its meaning."""
    return {plain(form): meaning for meaning, words in rows.items() for form in forms(words)}


def plain(text: str) -> str:
    """A folded phrase without articles and hyphens, as ``meanings`` knows it."""
    words = re.sub(r"[\s-]+", " ", text).split(" ")
    return " ".join(re.sub("^(?:ال|لل|بال)(?=.{3})", "", word) for word in words)


def pattern(every_form: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the forms, the longest first, as group 1.

    Thousands of them are looked through by their first letters, one group after the other, which is much faster.
    """
    groups: dict[str, list[str]] = {}
    for form in sorted(set(every_form), key=len, reverse=True):
        groups.setdefault(form[:2] if form[:2].isalnum() else form[:1], []).append(_written(form))
    grouped = "|".join(f"(?={re.escape(head)})(?:{'|'.join(some)})" for head, some in groups.items())
    return re.compile(f"{BEFORE}({grouped}){AFTER}")


def _written(form: str) -> str:
    """How a form may be written: hyphens for blanks, and the article before each later Arabic word."""
    first, *rest = re.split(r"[\s-]+", form)
    later = "".join(r"[\s-]+" + (r"(?:ال|لل|بال)?" if ARABIC.search(word) else "") + re.escape(word) for word in rest)
    return re.escape(first) + later


class Words:
    """One group of rows: finds their forms in a folded text and says what they mean."""

    def __init__(self, rows: Mapping[str, str]) -> None:
        self._meanings = meanings(rows)
        self._pattern = pattern(form for words in rows.values() for form in forms(words))

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[str, int, int]]:
        """Meaning, start and end of each, not overlapping. And, with, for are not part of it; the article is."""
        for match in self._pattern.finditer(text, start, len(text) if end is None else end):
            start_of = match.start(1) - 2 * (text[match.start() : match.start(1)].endswith("ال"))
            yield self._meanings[plain(match[1])], start_of, match.end()

    def at(self, text: str, start: int) -> tuple[str, int] | None:
        """Meaning and end of the form that begins at ``start``."""
        match = self._pattern.match(text, start)
        return (self._meanings[plain(match[1])], match.end()) if match else None
