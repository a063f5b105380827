"""Words without what shops leave out or write otherwise: capitals, accents, marks over letters, kinds of one letter."""

import re
from unicodedata import normalize

_MARKS = re.compile("[\u0300-\u036f\u0640\u064b-\u0652\u0670\u200b\u200d-\u200f\u2060\ufeff\u00ad]")
_BESIDE = str.maketrans("\u200c", " ")  # Persian parts words by it where others write a space or nothing
_ALIKE = {"ı": "i", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ς": "σ",
          "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك"}  # fmt: skip
_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~–—“”„«»‹›·•。、【】「」؟،؛¡¿’‘´״׳✓✔"
_LETTERS = str.maketrans(_ALIKE)
_BARE = str.maketrans(_ALIKE | dict.fromkeys(_PUNCTUATION, " "))
_ASCII = "".join(map(chr, range(128)))
_BARE_ASCII = bytes.maketrans(_ASCII.encode(), _ASCII.lower().translate(_BARE).encode())
"""What both do to ASCII letters: most texts have no others, and bytes are translated several times as fast."""


def folded(text: str) -> str:
    """In lower case and without accents: ``ÉPUISÉ`` and ``épuisé`` are ``epuise``, ``TÜKENDİ`` is ``tukendi``."""
    return text.lower() if text.isascii() else _decomposed(text).translate(_LETTERS)


def bare(text: str) -> str:
    """The same without punctuation, a single space between words: ``Sold-out!`` is ``sold out``."""
    if text.isascii():
        return " ".join(text.encode().translate(_BARE_ASCII).decode().split())
    return " ".join(_decomposed(text).translate(_BARE).split())


def edged(phrase: str) -> str:
    """A phrase of a table as :func:`bare` leaves words, with spaces for the edges that ``_`` marks."""
    return f"{' ' * phrase.startswith('_')}{bare(phrase)}{' ' * phrase.endswith('_')}"


def _decomposed(text: str) -> str:
    return normalize("NFC", _MARKS.sub("", normalize("NFKD", text.translate(_BESIDE))).lower())
