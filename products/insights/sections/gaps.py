"""Gaps: price bands that nobody serves within a category, categories with next to nothing, brands without stock."""

from bisect import bisect_right
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from products.insights.exchange import Exchange
from products.insights.names import Labels
from products.insights.sections import GROUPS, largest
from products.insights.seen import Seen
from products.models import Product

STEPS = (Decimal(1), Decimal(2), Decimal(5))  # times powers of ten: where bands meet
BANDS = 8
HIGHEST_POWER = 16  # of ten; prices end at a million million, and a rate may multiply them
LEAST_FOR_GAPS = 5  # products of a category with a price: fewer have gaps everywhere
FEW = 3  # products; a category with fewer is named
IN_STOCK = {Product.Availability.IN_STOCK, Product.Availability.PREORDER, Product.Availability.BACKORDER}


class Gaps:
    wants = frozenset({"category"})

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._prices = defaultdict[str, list[Decimal]](list)
        self._sizes: Counter[str] = Counter()
        self._brands, self._labels = defaultdict[str, Counter[bool]](Counter), Labels()
        self._without_category = 0

    def add(self, seen: Seen) -> None:
        if seen.brand and seen.availability:
            self._brands[self._labels.add(seen.brand)][seen.availability in IN_STOCK] += 1
        if not seen.category:
            self._without_category += 1
            return
        self._sizes[seen.category] += 1
        amount = self._exchange.amount(seen.price, seen.currency)
        if amount is not None:
            self._prices[seen.category].append(amount)

    def result(self) -> dict[str, Any]:
        edges = band_edges([price for prices in self._prices.values() for price in prices])
        rows = [self._row(name, edges) for name in largest(self._prices, len)]
        few = sorted(name for name, size in self._sizes.items() if size < FEW)
        unsold = [(self._labels[key], found[False]) for key, found in self._brands.items() if not found[True]]
        unsold.sort(key=lambda pair: (-pair[1], pair[0]))
        return {
            "currency": self._exchange.currency,
            "edges": [self._exchange.text(edge) for edge in edges],
            "rows": rows,
            "more_rows": max(0, len(self._prices) - GROUPS),
            "without_category": self._without_category,
            "few": few[:GROUPS],
            "few_total": len(few),
            "without_stock": [{"name": name, "count": number} for name, number in unsold[:GROUPS]],
            "without_stock_total": len(unsold),
        }

    def _row(self, name: str, edges: list[Decimal]) -> dict[str, Any]:
        """How many products stand in each band; ``gaps`` are empty ones between the cheapest and the dearest."""
        counts = [0] * (len(edges) + 1)
        for price in self._prices[name]:
            counts[bisect_right(edges, price)] += 1
        served = [number for number, found in enumerate(counts) if found]
        is_enough = len(self._prices[name]) >= LEAST_FOR_GAPS
        gaps = [n for n in range(served[0], served[-1]) if not counts[n]] if is_enough else []
        return {"name": name, "counts": counts, "gaps": gaps}


def band_edges(prices: list[Decimal]) -> list[Decimal]:
    """Where price bands meet: 1, 2, 5 times powers of ten between the least and the greatest, BANDS - 1 at most.

    Of more, those at the ends go where the fewest products are: the first and the last band have no limit.
    """
    if not prices:
        return []
    ordered = sorted(prices)
    edges = [edge for edge in _ladder(ordered[0]) if edge <= ordered[-1]] if ordered[0] < ordered[-1] else []
    while len(edges) >= BANDS:
        below = bisect_right(ordered, edges[0])
        above = len(ordered) - bisect_right(ordered, edges[-1])
        edges = edges[1:] if below <= above else edges[:-1]
    return edges


def _ladder(least: Decimal) -> list[Decimal]:
    """Nice numbers above ``least``, as many as reach beyond any price."""
    rungs = (step.scaleb(power) for power in range(least.adjusted(), HIGHEST_POWER) for step in STEPS)
    return [rung for rung in rungs if rung > least]
