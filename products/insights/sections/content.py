"""Content quality: which of the things that sell a product each product has."""

from collections import Counter, defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from products.insights.arithmetic import HUNDRED, percent, written
from products.insights.names import Labels
from products.insights.sections import GROUPS, Worst, largest
from products.insights.seen import Seen

LONG_ENOUGH = 120  # characters of a description that says something
PICTURES = 3

PARTS: dict[str, Callable[[Seen], bool]] = {
    "name": lambda seen: bool(seen.name),
    "price": lambda seen: bool(seen.price and seen.currency),
    "availability": lambda seen: bool(seen.availability),
    "brand": lambda seen: bool(seen.brand),
    "category": lambda seen: bool(seen.category),
    "description": lambda seen: seen.description >= LONG_ENOUGH,
    "pictures": lambda seen: seen.images >= PICTURES,
    "properties": lambda seen: seen.has_properties,
    "sku": lambda seen: seen.has_sku,
    "gtin": lambda seen: seen.has_gtin,
}


def lacks(seen: Seen) -> list[str]:
    return [part for part, has in PARTS.items() if not has(seen)]


def score(lacking: int) -> Decimal:
    """Of one product: the percent of PARTS that it has."""
    return HUNDRED * (len(PARTS) - lacking) / len(PARTS)


class Content:
    wants = frozenset({"category", "texts", "images"})

    def __init__(self) -> None:
        self._products, self._lacking, self._complete = 0, Counter[str](), 0
        self._brands, self._labels = defaultdict[str, list[int]](lambda: [0, 0]), Labels()
        self._worst = Worst(lambda seen: -len(lacks(seen)))

    def add(self, seen: Seen) -> None:
        missing = lacks(seen)
        self._products += 1
        self._lacking.update(missing)
        if seen.brand:
            brand = self._brands[self._labels.add(seen.brand)]
            brand[0], brand[1] = brand[0] + 1, brand[1] + len(missing)
        if not missing:
            self._complete += 1
        else:
            self._worst.add(seen)

    def result(self) -> dict[str, Any]:
        has = {part: self._products - self._lacking[part] for part in PARTS}
        return {
            "products": self._products,
            "complete": self._complete,
            "percent": written(percent(sum(has.values()), len(PARTS) * self._products)),
            "parts": [
                {"part": part, "count": count, "percent": written(percent(count, self._products))}
                for part, count in has.items()
            ],
            "long_enough": LONG_ENOUGH,
            "pictures": PICTURES,
            "brands": [self._brand(key) for key in largest(self._brands, lambda pair: pair[0])],
            "more_brands": max(0, len(self._brands) - GROUPS),
            "worst": self._worst.named(lambda seen: {"lacks": lacks(seen), "score": written(score(len(lacks(seen))))}),
        }

    def _brand(self, key: str) -> dict[str, Any]:
        products, lacking = self._brands[key]
        whole = len(PARTS) * products
        return {"name": self._labels[key], "count": products, "percent": written(percent(whole - lacking, whole))}
