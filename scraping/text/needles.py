"""Which of many short strings contain any of some words: plain substring search, far cheaper than a pattern on each."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property


class Haystack:
    """Strings laid end to end in lower case, so that one search goes through all of them."""

    def __init__(self, strings: Sequence[str]) -> None:
        self._starts: list[int] = []
        at = 0
        for string in strings:
            self._starts.append(at)
            at += len(string) + 1
        self._text = "\n".join(strings)
        lowered = self._text.lower()
        self._lowered = lowered if len(lowered) == len(self._text) else self._text  # "İ" grows when lowered

    @cached_property
    def _letters(self) -> frozenset[str]:
        """The letters that occur, none where all are ASCII: words of other scripts need no search."""
        return frozenset() if self._lowered.isascii() else frozenset(self._lowered)

    def containing(self, needles: Iterable[str]) -> list[int]:
        """Indices of the strings that contain any of ``needles`` (in lower case), in order."""
        found: set[int] = set()
        text, starts = self._lowered, self._starts
        for needle in needles:
            if not needle.isascii() and not self._letters.issuperset(needle):
                continue
            at = text.find(needle)
            while at >= 0:
                index = bisect_right(starts, at) - 1
                found.add(index)
                if index + 1 == len(starts):
                    break
                at = text.find(needle, starts[index + 1])
        return sorted(found)
