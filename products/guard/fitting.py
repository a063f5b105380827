"""What a product is said to work with: ``compatible with Canon EOS``, ``يناسب سيارات تويوتا``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from products.guard.folding import Folded
from products.guard.vocabulary import table

TRIGGERS: tuple[str, ...] = (
    r"compatible with|compatibility with|works? with|pairs? with|fits|fit for|designed for|made for|suitable for",
    r"replaces|connects to|syncs with|(?:و|ف)?(?:متوافق|متوافقه|يتوافق|تتوافق|متوائم) مع",
    r"(?:و|ف)?(?:يعمل|تعمل|يتصل|تتصل) (?:مع|ب)|(?:و|ف)?(?:يناسب|تناسب|يلائم|تلائم)",
    r"(?:مناسب|مناسبه|مخصص|مخصصه|ملائم|ملائمه|مصمم|مصممه) (?=ل)",
)
TRIGGER = re.compile(rf"(?<![^\W_])(?:{'|'.join(TRIGGERS)})\s*")
STRONG = re.compile(r"compatib|works|pairs|syncs|connects|replaces|توافق|يعمل مع|تعمل مع|متصل")
OBJECT = re.compile(r"[^.;:!?\n،,()]{1,80}")
STOPS = re.compile(
    r"(?<![^\W_])(?:for|so|because|while|when|which|that|to|with|thanks|حيث|لكي|لانه|مما|التي|الذي|مع|بفضل|عند|في|من|على)(?![^\W_])"
)
WORD = re.compile(r"[^\W_]+")
GENERAL: frozenset[str] = frozenset(word for name in ("english", "arabic") for word in table("general")[name].split())


@dataclass(frozen=True, slots=True)
class Fitting:
    """``words``: those of its object that name something. ``is_strong``: the phrase itself claims a fit."""

    words: tuple[str, ...]
    start: int
    end: int
    is_strong: bool


def find(folded: Folded) -> Iterator[Fitting]:
    """In a folded text. What names nothing in particular (``suitable for daily use``) is no claim."""
    text = folded.text
    for match in TRIGGER.finditer(text):
        fits = OBJECT.match(text, match.end())
        if fits is None:
            continue
        end = match.end() + (stop.start() if (stop := STOPS.search(fits[0])) and stop.start() > 0 else len(fits[0]))
        is_strong = bool(STRONG.search(match[0]))
        words = tuple(_names(folded, match.end(), end, is_strong=is_strong))
        if words:
            yield Fitting(words, match.start(), match.end() + len(text[match.end() : end].rstrip()), is_strong)


def _names(folded: Folded, start: int, end: int, *, is_strong: bool) -> Iterator[str]:
    """After a strong phrase every word that is not general; after a weak one only names, as capitals show them."""
    for match in WORD.finditer(folded.text, start, end):
        word = match[0]
        bare = re.sub("^(?:ال|لل|ل|ب|و)", "", word) if len(word) > 3 else word
        if {word, bare, f"ال{bare}"} & GENERAL or len(word) < 2:
            continue
        begin, close = folded.span(*match.span())
        original = folded.original[begin:close]
        if is_strong or (original.isascii() and (original[0].isupper() or original[0].isdigit())):
            yield word
