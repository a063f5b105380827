"""Two texts word by word: what is new, what is gone, and which words make a claim. Pure functions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

WORD = re.compile(r"\s+|[^\s]+")
MOST_WORDS = 4000  # beyond it texts are shown without differences: comparing grows with the square


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is shown in one way. ``change``: ``new``, ``gone`` or nothing; ``claim`` as stored."""

    text: str
    change: str = ""
    claim: dict[str, Any] | None = None


def gone(old: str, new: str) -> list[Piece]:
    """``old`` with the words marked that ``new`` no longer has."""
    return [Piece(old[start:end], "gone" if is_changed else "") for start, end, is_changed in _spans(old, new, 0)]


def new(old: str, new_text: str, claims: Sequence[dict[str, Any]]) -> list[Piece]:
    """``new_text`` with the words marked that ``old`` did not have, and with its claims."""
    spans = _spans(old, new_text, 1) if old else [(0, len(new_text), False)] if new_text else []
    marks = sorted(claims, key=lambda claim: claim["start"])
    edges = {0, len(new_text), *(edge for start, end, _ in spans for edge in (start, end))}
    edges = {edge for edge in edges if not any(claim["start"] < edge < claim["end"] for claim in marks)}
    edges |= {edge for claim in marks for edge in (claim["start"], claim["end"])}
    ordered = sorted(edges)
    pieces = []
    for start, end in pairwise(ordered):
        is_changed = any(begin <= start < close and changed for begin, close, changed in spans)
        claim = next((one for one in marks if one["start"] <= start < one["end"]), None)
        pieces.append(Piece(new_text[start:end], "new" if is_changed else "", claim))
    return pieces


def _spans(old: str, new_text: str, side: int) -> list[tuple[int, int, bool]]:
    """Start, end and whether it changed, for the stretches of one side."""
    words = [WORD.findall(old), WORD.findall(new_text)]
    text = (old, new_text)[side]
    if max(map(len, words)) > MOST_WORDS:
        return [(0, len(text), False)]
    spans, place = [], 0
    for tag, *edges in SequenceMatcher(None, words[0], words[1], autojunk=False).get_opcodes():
        start, end = edges[2 * side : 2 * side + 2]
        length = sum(len(word) for word in words[side][start:end])
        if length:
            spans.append((place, place + length, tag != "equal"))
        place += length
    return spans
