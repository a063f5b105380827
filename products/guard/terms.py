"""Words that make a claim: materials, colours, properties, certificates, promises and the like, and their denials."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from products.guard.claims import Kind
from products.guard.vocabulary import Words, table

ALIKE = {"nuhas": ("brass", "copper"), "brass": ("nuhas",), "copper": ("nuhas",)}
"""Arabic has one word for both metals: either stands for it, and it for either."""
DENIED_BEFORE = re.compile(
    r"(?:(?<![^\W_])(?:not(?! just| only)|non|no|without|never|isn't|aren't|doesn't|free of|free from|neither|nor|zero|"
    r"(?:و|ف)?(?:غير|ليس|ليست|لا|بدون|بلا|دون|خال من|خاليه من|خالي من|ليس مصنوعا من))[\s-]+(?:[^\W\d_]+[\s-]+){0,2})$"
)
DENIED_BEHIND = re.compile(r"[\s-]*free(?![^\W_])")
ENDS_DENIAL = re.compile(r"[.;!?\n،,:]")
HOMONYMS = frozenset({"سكري"})  # dates of that kind, not sugar
VERBS = frozenset({"handle", "handles", "zips", "filters", "buttons", "mirrors", "pumps", "brakes", "hammer"})
BEFORE_VERB = re.compile(r"(?<![^\W_])(?:to|can|could|will|would|may|might|you|we|they|it|that|which|easily|don't)\s+$")
GOES_ON = re.compile(r"[\s,،/&]*(?:and|or|nor|و|او)?[\s-]*(?:ال)?")
COMPARES = re.compile(r"\s+من(?![^\W_])")


TABLES = ("things", "parts", "promises")


@dataclass(frozen=True, slots=True)
class Term:
    """One phrase. ``meaning`` is the same in both languages; ``is_denied``: ``not waterproof``, ``BPA-free``."""

    kind: Kind
    meaning: str
    start: int
    end: int
    is_denied: bool = False


@cache
def _rows() -> dict[str, tuple[Kind, str]]:
    """From a row's key, which no two kinds share, to its kind and forms."""
    rows: dict[str, tuple[Kind, str]] = {}
    for name in TABLES:
        for kind, of_kind in table(name).items():
            if kind != "implies":
                rows |= {f"{kind}:{meaning}": (Kind(kind), words) for meaning, words in of_kind.items()}
    return rows


@cache
def _words() -> Words:
    return Words({key: words for key, (_kind, words) in _rows().items()})


@cache
def _implied() -> dict[str, frozenset[str]]:
    rows = [(one, others) for name in TABLES for one, others in table(name)["implies"].items()]
    return {one: frozenset(others.split("|")) for one, others in rows}


def find(text: str) -> Iterator[Term]:
    """All terms of a folded text, not overlapping, the longest first."""
    last: Term | None = None
    for key, start, end in _words().find(text):
        kind, meaning = _rows()[key][0], key.partition(":")[2]
        if kind is Kind.SUPERLATIVE and COMPARES.match(text, end):
            continue  # "better than", "more than": not beyond compare
        if text[start:end] in HOMONYMS or _is_verb(text, start, end):
            continue
        last = Term(kind, meaning, start, end, _is_denied(text, start, end) or _goes_on(text, last, kind, start))
        yield last


def _is_verb(text: str, start: int, end: int) -> bool:
    """``easy to handle``, ``it filters the water``: no part of a product."""
    return text[start:end] in VERBS and bool(BEFORE_VERB.search(text, 0, start))


def _goes_on(text: str, last: Term | None, kind: Kind, start: int) -> bool:
    """``free of parabens, sulphates and silicone``: a denied list goes on."""
    if last is None or not last.is_denied or not kind is last.kind is Kind.MATERIAL:
        return False
    return bool(GOES_ON.fullmatch(text, last.end, start))


def _is_denied(text: str, start: int, end: int) -> bool:
    head = ENDS_DENIAL.split(text[max(0, start - 45) : start])[-1]
    return bool(DENIED_BEFORE.search(head) or DENIED_BEHIND.match(text, end))


def also_said(meaning: str) -> set[str]:
    """All that a source says by ``meaning``: oak is wood, merino is wool."""
    said = {meaning, *ALIKE.get(meaning, ())}
    while more := {other for one in said for other in _implied().get(one, ())} - said:
        said |= more
    return said


def forms_of(kind: Kind, meaning: str) -> tuple[str, ...]:
    """In which words it was searched, both languages."""
    found = _rows().get(f"{kind}:{meaning}")
    return tuple(found[1].split("|"))[:6] if found else (meaning,)
