"""Stock risk: what cannot be bought, what soon cannot, and what nobody knows of."""

from collections import Counter, defaultdict
from typing import Any

from products.insights.arithmetic import percent, written
from products.insights.names import Labels
from products.insights.sections import GROUPS, Worst, largest
from products.insights.seen import Seen
from products.models import Product

LOW = 5  # pieces; at most so many are little
STATES = (*Product.Availability.values, "unknown")
GONE = {Product.Availability.OUT_OF_STOCK, Product.Availability.DISCONTINUED}
RISKS = ("discontinued", "out_of_stock", "last_variant", "low_stock")  # the worst first


def risk_of(seen: Seen) -> str:
    """The worst that is known of its stock; empty for nothing."""
    if seen.availability in GONE:
        return seen.availability
    if seen.stock is not None and seen.stock <= LOW:
        return "low_stock" if seen.stock else "out_of_stock"
    if seen.variants_known > 1 and seen.variants_in_stock <= 1:
        return "last_variant" if seen.variants_in_stock else "out_of_stock"
    return ""


class Stock:
    wants = frozenset({"stock", "variants"})

    def __init__(self) -> None:
        self._states: Counter[str] = Counter()
        self._risks: Counter[str] = Counter()
        self._brands, self._labels = defaultdict[str, Counter[str]](Counter), Labels()
        self._worst = Worst(lambda seen: (RISKS.index(risk_of(seen)), seen.stock or 0))
        self._variants: Counter[str] = Counter()

    def add(self, seen: Seen) -> None:
        state, risk = seen.availability or "unknown", risk_of(seen)
        self._states[state] += 1
        if seen.brand:
            self._brands[self._labels.add(seen.brand)][state] += 1
        self._variants.update(all=seen.variants, known=seen.variants_known, in_stock=seen.variants_in_stock)
        if risk:
            self._risks[risk] += 1
            self._worst.add(seen)

    def result(self) -> dict[str, Any]:
        total = self._states.total()
        known = total - self._states["unknown"]
        return {
            "products": total,
            "known": known,
            "states": {state: self._states[state] for state in STATES},
            "in_stock_percent": written(percent(self._states["in_stock"], known)),
            "risks": {risk: self._risks[risk] for risk in RISKS},
            "low": LOW,
            "variants": {name: self._variants[name] for name in ("all", "known", "in_stock")},
            "brands": [self._brand(key) for key in largest(self._brands, lambda states: states.total())],
            "more_brands": max(0, len(self._brands) - GROUPS),
            "worst": self._worst.named(
                lambda seen: {"risk": risk_of(seen), "stock": seen.stock, "variants": seen.variants_in_stock}
            ),
        }

    def _brand(self, key: str) -> dict[str, Any]:
        states = self._brands[key]
        gone = sum(states[state] for state in GONE)
        return {
            "name": self._labels[key],
            "count": states.total(),
            "in_stock": states["in_stock"],
            "gone": gone,
            "other": states.total() - states["in_stock"] - gone - states["unknown"],
            "unknown": states["unknown"],
        }
