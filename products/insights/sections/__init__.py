"""The sections of an analysis: each takes products one by one and gives its numbers as JSON. Nothing here asks the
database or a clock. Money is text in the analysis' currency, percents are text with one digit."""

from collections.abc import Callable
from heapq import nsmallest
from typing import Any, Protocol

from products.insights.seen import Seen

GROUPS = 25  # brands or categories that a section lists; how many more there are is said
LISTED = 20  # products that a section names


class Section(Protocol):
    """``wants``: what it needs of a product beside its columns."""

    wants: frozenset[str]

    def add(self, seen: Seen) -> None: ...

    def result(self) -> dict[str, Any]: ...


def largest(groups: dict[str, Any], size: Callable[[Any], int]) -> list[str]:
    """The keys of the GROUPS largest, largest first."""
    return sorted(groups, key=lambda key: (-size(groups[key]), key))[:GROUPS]


class Worst:
    """The LISTED products that ``rank`` puts first. Cut now and then, so that a hundred thousand are never held."""

    def __init__(self, rank: Callable[[Seen], Any]) -> None:
        self._rank = rank
        self._kept: list[tuple[Any, str, Seen]] = []

    def add(self, seen: Seen) -> None:
        self._kept.append((self._rank(seen), str(seen.pk), seen))
        if len(self._kept) >= 50 * LISTED:
            self._kept = nsmallest(LISTED, self._kept)

    def named(self, told: Callable[[Seen], dict[str, Any]]) -> list[dict[str, Any]]:
        """As results name them, each with what is told of it."""
        listed = [seen for _rank, _pk, seen in nsmallest(LISTED, self._kept)]
        return [{"id": str(seen.pk), "name": seen.name[:120], "brand": seen.brand, **told(seen)} for seen in listed]
