"""Texts in one form: small letters, Latin digits, one shape for each Arabic letter; with the way back."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

ONE_SHAPE = str.maketrans(
    {
        **dict.fromkeys("ىی", "ي"),
        **dict.fromkeys("–—−‐‑‒", "-"),
        **dict.fromkeys("’‘`′", "'"),
        **{"ة": "ه", "ک": "ك", "٫": ".", "٬": ",", "٪": "%", "″": '"', "✕": "×", "⁄": "/", "º": "°", "\u00a0": " "},
    }
)
DROPPED = {
    *"ـ™®©",
    *map(chr, range(0x200B, 0x2010)),
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2066, 0x206A)),
}
TWO_FOR_INCHES = ("''", "’’")
FRACTIONS = "¼½¾⅓⅔⅛⅜⅝⅞"


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` folded; ``at`` gives for each of its characters the place in ``original``."""

    original: str
    text: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` stands in the original."""
        return self.at[start], self.at[end - 1] + 1


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    """One character in its folded form: none, one or several."""
    if character in DROPPED:
        return ""
    shaped = character.translate(ONE_SHAPE)
    pieces = unicodedata.normalize("NFKD", shaped).translate(ONE_SHAPE)
    kept = "".join(piece for piece in pieces if not unicodedata.combining(piece))
    digits = "".join(str(unicodedata.digit(piece)) if piece.isdigit() else piece for piece in kept)
    lowered = digits.lower()
    return f" {lowered}" if character in FRACTIONS else lowered


def fold(text: str) -> Folded:
    letters: list[str] = []
    at: list[int] = []
    for place, character in enumerate(text):
        folded = (
            '"'
            if text[place : place + 2] in TWO_FOR_INCHES and text[place - 1 : place].isdigit()
            else _folded(character)
        )
        letters.append(folded)
        at.extend([place] * len(folded))
    return Folded(text, "".join(letters), tuple(at))


def folded(text: str) -> str:
    """The folded text alone."""
    return fold(text).text
