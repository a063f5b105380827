"""Price positioning: how prices spread, per brand and category, and where each brand stands within its categories."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from products.insights.arithmetic import above, five_numbers, median, percent, tenth, written
from products.insights.exchange import Exchange
from products.insights.names import Labels
from products.insights.sections import GROUPS, largest
from products.insights.seen import Seen

LEAST_FOR_POSITION = 3  # products of a category with a price; fewer have no usual price to compare with
BUDGET, PREMIUM = Decimal(-15), Decimal(15)  # percent off the usual price of its categories


class Prices:
    wants = frozenset({"category"})

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._brands, self._labels = defaultdict[str, list[Decimal]](list), Labels()
        self._categories = defaultdict[str, list[Decimal]](list)
        self._placed: list[tuple[str, str, Decimal]] = []
        self._all: list[Decimal] = []
        self._products, self._reductions = 0, list[Decimal]()

    def add(self, seen: Seen) -> None:
        self._products += 1
        amount = self._exchange.amount(seen.price, seen.currency)
        if amount is None or seen.price is None:
            return
        self._all.append(amount)
        if seen.regular_price and seen.regular_price > seen.price:
            self._reductions.append(-above(seen.price, seen.regular_price))
        brand = self._labels.add(seen.brand) if seen.brand else ""
        if brand:
            self._brands[brand].append(amount)
        if seen.category:
            self._categories[seen.category].append(amount)
            self._placed.append((brand, seen.category, amount))

    def result(self) -> dict[str, Any]:
        places = self._positions()
        return {
            **self._exchange.notes(),
            "products": self._products,
            "priced": len(self._all),
            "all": self._spread(self._all),
            "reduced": {
                "count": len(self._reductions),
                "percent": written(percent(len(self._reductions), len(self._all))),
                "median": written(tenth(median(self._reductions))) if self._reductions else None,
            },
            "brands": [
                {"name": self._labels[key], **self._spread(self._brands[key]), **places.get(key, {})}
                for key in largest(self._brands, len)
            ],
            "more_brands": max(0, len(self._brands) - GROUPS),
            "categories": [
                {"name": name, **self._spread(self._categories[name]), **self._against_all(self._categories[name])}
                for name in largest(self._categories, len)
            ],
            "more_categories": max(0, len(self._categories) - GROUPS),
        }

    def _spread(self, amounts: list[Decimal]) -> dict[str, Any]:
        if not amounts:
            return {"count": 0, "five": None}
        return {"count": len(amounts), "five": [self._exchange.text(amount) for amount in five_numbers(amounts)]}

    def _against_all(self, amounts: list[Decimal]) -> dict[str, Any]:
        return {"against": written(tenth(above(median(amounts), median(self._all))))}

    def _positions(self) -> dict[str, dict[str, Any]]:
        """For each brand: how much its prices are above or below the usual price of their category, and the level.

        The usual price is the category's median, where LEAST_FOR_POSITION products have a price and another brand is
        there too; what is said of a brand is the median over its products.
        """
        brands_of = defaultdict[str, set[str]](set)
        for brand, category, _amount in self._placed:
            brands_of[category].add(brand)
        usual = {
            name: median(amounts)
            for name, amounts in self._categories.items()
            if len(amounts) >= LEAST_FOR_POSITION and len(brands_of[name]) > 1
        }
        off = defaultdict[str, list[Decimal]](list)
        for brand, category, amount in self._placed:
            if brand and category in usual:
                off[brand].append(above(amount, usual[category]))
        return {brand: _place(values) for brand, values in off.items()}


def _place(values: list[Decimal]) -> dict[str, Any]:
    position = tenth(median(values))
    level = "budget" if position <= BUDGET else "premium" if position >= PREMIUM else "usual"
    return {"position": written(position), "level": level, "compared": len(values)}
