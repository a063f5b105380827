"""Brand names as people write them: one brand in capitals or small letters, with or without Arabic marks, is one."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches

# What decomposition leaves apart: the same letters to whoever types a name in a hurry.
LETTERS = str.maketrans({"ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ـ": None})
NAME_LIMIT = 255  # characters, as the column of the products holds
SUGGESTED = 3


def key_of(name: str) -> str:
    """What all spellings of a name have in common; empty for a name in which nothing is seen."""
    apart = unicodedata.normalize("NFKD", name.strip().casefold()).translate(LETTERS)
    kept = "".join(_simple(character) for character in apart if not unicodedata.combining(character))
    return " ".join(kept.split()) or "".join(filter(_is_seen, name.casefold()))


def _simple(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return character if character.isalnum() else " "


def _is_seen(character: str) -> bool:
    """Not space, and no mark that only turns the direction of writing."""
    return unicodedata.category(character)[0] not in "CZ"


class Labels:
    """How each name is written most often; of spellings that are as frequent, the first by alphabet."""

    def __init__(self) -> None:
        self._seen: dict[str, Counter[str]] = {}

    def add(self, name: str) -> str:
        """Note a spelling; gives its key."""
        key = key_of(name)
        self._seen.setdefault(key, Counter())[name] += 1
        return key

    def __getitem__(self, key: str) -> str:
        spellings = self._seen[key]
        most = max(spellings.values())
        return min(name for name, times in spellings.items() if times == most)

    def spellings(self, key: str) -> list[str]:
        return sorted(self._seen.get(key, ()))


def matching(wanted: str, brands: Iterable[str]) -> list[str]:
    """Those of ``brands`` that are spellings of ``wanted``."""
    key = key_of(wanted)
    return [brand for brand in brands if key and key_of(brand) == key]


def like(wanted: str, brands: Iterable[str]) -> list[str]:
    """Brands that might have been meant."""
    by_key = {key_of(brand): brand for brand in brands}
    return [by_key[key] for key in get_close_matches(key_of(wanted), by_key, n=SUGGESTED, cutoff=0.6)]
