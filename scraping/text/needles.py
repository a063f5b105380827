"""Which of many short strings contain any of some words: all words are looked for in one pass (Aho-Corasick)."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation, MatchKind

_SMALL = Implementation.ContiguousNFA
"""An automaton of a tenth of the usual size. What the processor still has of it since the last page counts most."""
_PIECE = 1 << 18  # bytes
_FIRST_PIECE = 1 << 12  # bytes; what is looked for once mostly stands near the beginning
_DOZEN = 14  # words that a vectorised search still tells apart quickly
_NO_WORDS = (b"\xf8" * 4, b"\xf9" * 4)
"""No UTF-8 has them. Without them few words may be looked for by their first letters, which are everywhere."""


class Groups:
    """Words (in lower case) in groups, which may share some."""

    def __init__(self, groups: Mapping[str, Iterable[str]]) -> None:
        keys: dict[str, list[str]] = {}
        for key, words in groups.items():
            for word in dict.fromkeys(words):
                keys.setdefault(word, []).append(key)
        self._keys = list(keys.values())
        """Of each word the groups that it is in."""
        self._search = BytesAhoCorasick([word.encode() for word in keys], implementation=_SMALL)

    def found_in(self, strings: Sequence[str]) -> dict[str, set[int]]:
        """Of each group the indices of the strings with any of its words; groups without any are left out.

        The strings, without NUL, are laid end to end, so that one search goes through all of them; as UTF-8, since
        in text the library would count each letter first, to tell places by letters.
        """
        text = "\0".join(strings).replace("İ", "i").lower()  # of all letters only this one grows when lowered
        lowered = text.encode()
        pieces = strings if text.isascii() else lowered.split(b"\0")
        ends = list(accumulate([len(piece) + 1 for piece in pieces]))
        found: defaultdict[str, set[int]] = defaultdict(set)
        for word, start, _ in self._search.find_matches_as_indexes(lowered, overlapping=True):
            index = bisect_right(ends, start)
            for key in self._keys[word]:
                found[key].add(index)
        return found


class Words:
    """Words to be looked for in many texts, made once: their automaton costs more than a search."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words

    @cached_property
    def _search(self) -> AhoCorasick:
        return AhoCorasick(self._words, implementation=_SMALL)

    def found_in(self, text: str) -> set[int]:
        """Which of the words stand in ``text``, by their places in the list."""
        return {word for word, _, _ in self._search.find_matches_as_indexes(text, overlapping=True)}

    def any_in(self, text: str) -> bool:
        """Whether any of the words stands in ``text``."""
        return bool(self._search.find_matches_as_indexes(text))


class ByteWords:
    """The same for bytes. Of two words that overlap, the one that ends first counts."""

    def __init__(self, words: Sequence[bytes]) -> None:
        self._search = BytesAhoCorasick(words)
        self._reach = max(map(len, words)) - 1

    def found_in(self, body: bytes) -> set[int]:
        """Which of the words stand in ``body``, by their places in the list."""
        return {word for word, _, _ in self._search.find_matches_as_indexes(body)}

    def places(self, body: bytes) -> list[tuple[int, int]]:
        """Which of the words stands where in ``body``, in order."""
        return [(word, place) for word, place, _ in self._search.find_matches_as_indexes(body)]

    def places_from(self, body: bytes, start: int) -> Iterator[tuple[int, int]]:
        """The same from ``start`` on, looked for piece by piece: no page fills the memory with places."""
        view, find = memoryview(body), self._search.find_matches_as_indexes
        for at in range(start, len(view), _PIECE):
            for word, place, _ in find(view[at : at + _PIECE + self._reach]):
                if place < _PIECE:
                    yield word, at + place

    def any_in(self, body: bytes) -> bool:
        """Whether any of the words stands in ``body``."""
        return bool(self._search.find_matches_as_indexes(body))


class ByteWord:
    """One word to be looked for in whole pages: ten times as fast as ``bytes.find``, which looks at each byte."""

    def __init__(self, word: bytes) -> None:
        self._search = BytesAhoCorasick((word,))
        self._reach = len(word) - 1

    def places(self, body: bytes, start: int = 0, end: int | None = None) -> Iterator[int]:
        """Where it stands between ``start`` and ``end``, in order.

        Looked for piece by piece: who stops early saves the rest, and no page fills the memory with places.
        """
        view, find = memoryview(body)[:end], self._search.find_matches_as_indexes
        for at in range(start, len(view), _PIECE):
            for _, place, _ in find(view[at : at + _PIECE + self._reach]):
                yield at + place

    def find(self, body: bytes, start: int = 0, end: int | None = None) -> int:
        """Where it stands first, -1 when it does not. Looked for in growing pieces."""
        view, size = memoryview(body)[:end], _FIRST_PIECE
        while start < len(view):
            if found := self._search.find_matches_as_indexes(view[start : start + size + self._reach]):
                return int(start + found[0][1])
            start, size = start + size, min(2 * size, _PIECE)
        return -1


class FewByteWords(ByteWords):
    """Up to a dozen words in long UTF-8 that holds few of them: ten times as fast, since the search is vectorised.

    Of two words that overlap, the one that begins first counts.
    """

    def __init__(self, words: Sequence[bytes]) -> None:
        self._search = BytesAhoCorasick((*words, *_NO_WORDS), matchkind=MatchKind.LeftmostFirst)
        self._reach = max(map(len, words)) - 1


class ManyByteWords:
    """The same for dozens, a dozen at a time. Of two that overlap, the one that begins first may hide the other."""

    def __init__(self, words: Sequence[bytes]) -> None:
        self._dozens = [(at, FewByteWords(words[at : at + _DOZEN])) for at in range(0, len(words), _DOZEN)]

    def found_in(self, body: bytes) -> set[int]:
        """Which of the words stand in ``body``, by their places in the list."""
        return {at + word for at, dozen in self._dozens for word in dozen.found_in(body)}

    def places(self, body: bytes) -> list[int]:
        """Where any of the words stands in ``body``, in order."""
        return sorted([place for _, dozen in self._dozens for _, place in dozen.places(body)])
