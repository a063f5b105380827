"""Names in a text: of people, firms and places. Capital letters show them, in an Arabic text as in an English one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from products.guard.vocabulary import table

LATIN = re.compile(r"[A-Za-z]")
ARABIC = re.compile(r"[\u0621-\u064a]")
NAME = re.compile(r"(?<![\w'’&.-])[A-Z][a-zà-ÿ]{2,}(?:['’][a-z]{1,2})?(?![\w&-])")
RUN = re.compile(rf"{NAME.pattern}(?:[ \u00a0](?:(?:of|de|van|von|the|and|&)[ ])?{NAME.pattern})*")
WORD = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"(?:(?! [-–—] )[^.!?؟;:\n•|])+")
BEGINS = re.compile(r"[\s\-–—•*\"'“”«»()\[\]]*$")
TITLED = 0.7  # share of words with a capital from which a line is a title, whose capitals name nothing
ENOUGH = 40  # Latin letters of a source, below which names stand there in Arabic letters

COMMON: frozenset[str] = frozenset(table("general")["capital"].split())
"""What may have a capital and names nobody: days and feasts, and words that begin a sentence after no full stop."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name: its words in small letters, and its place in the text."""

    words: tuple[str, ...]
    start: int
    end: int


def find(text: str) -> Iterator[Found]:
    """In the text as it was written. What begins a sentence may be any word, unless a name goes on behind it."""
    is_arabic = len(ARABIC.findall(text)) > len(LATIN.findall(text)) / 2  # what has Latin letters there is a name
    for sentence in SENTENCE.finditer(text):
        if not is_arabic and _is_title(sentence[0]):
            continue
        for run in RUN.finditer(text, sentence.start(), sentence.end()):
            names = [match for match in NAME.finditer(text, *run.span()) if match[0].lower() not in COMMON]
            if names and not is_arabic and BEGINS.fullmatch(text, sentence.start(), names[0].start()):
                names = names[1:] if len(names) < 3 else names
            if names:
                words = tuple(re.sub(r"['’]s?$", "", match[0].lower()) for match in names)
                yield Found(words, names[0].start(), names[-1].end())


def _is_title(sentence: str) -> bool:
    words = [word for word in WORD.findall(sentence) if LATIN.match(word)]
    return len(words) < 3 or sum(word[0].isupper() for word in words) >= TITLED * len(words)


def can_bear_out(source: str) -> bool:
    """Whether names of a text would stand in ``source`` as they are written."""
    return len(LATIN.findall(source)) >= ENOUGH
