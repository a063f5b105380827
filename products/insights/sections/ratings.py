"""Ratings: what buyers say, always with how many of them said so."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from products.insights.arithmetic import percent, weighted_mean, written
from products.insights.names import Labels
from products.insights.sections import GROUPS, Worst, largest
from products.insights.seen import Seen

ENOUGH = 5  # reviews; a rating by fewer says little
POOR = Decimal("3.5")


class Ratings:
    wants = frozenset({"rating"})

    def __init__(self) -> None:
        self._products, self._uncounted = 0, 0
        self._brands, self._labels = defaultdict[str, list[tuple[Decimal, int]]](list), Labels()
        self._all: list[tuple[Decimal, int]] = []
        self._poor = Worst(lambda seen: seen.rating)
        self._poor_total = 0

    def add(self, seen: Seen) -> None:
        self._products += 1
        if seen.rating is None:
            return
        if not seen.reviews:
            self._uncounted += 1  # a rating that nobody is said to have given
            return
        pair = seen.rating, seen.reviews
        self._all.append(pair)
        if seen.brand:
            self._brands[self._labels.add(seen.brand)].append(pair)
        if seen.rating < POOR and seen.reviews >= ENOUGH:
            self._poor_total += 1
            self._poor.add(seen)

    def result(self) -> dict[str, Any]:
        return {
            "products": self._products,
            "rated": len(self._all),
            "percent": written(percent(len(self._all), self._products)),
            "uncounted": self._uncounted,
            "reviews": sum(reviews for _rating, reviews in self._all),
            "mean": written(weighted_mean(self._all)),
            "enough": ENOUGH,
            "poor_below": written(POOR),
            "brands": [self._brand(key) for key in largest(self._brands, _reviews)],
            "more_brands": max(0, len(self._brands) - GROUPS),
            "poor_total": self._poor_total,
            "poor": self._poor.named(lambda seen: {"rating": written(seen.rating), "reviews": seen.reviews}),
        }

    def _brand(self, key: str) -> dict[str, Any]:
        pairs = self._brands[key]
        return {
            "name": self._labels[key],
            "count": len(pairs),
            "reviews": _reviews(pairs),
            "mean": written(weighted_mean(pairs)),
        }


def _reviews(pairs: list[tuple[Decimal, int]]) -> int:
    return sum(reviews for _rating, reviews in pairs)
