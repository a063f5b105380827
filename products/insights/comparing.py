"""Two brands, or two products, side by side: every figure of each, and a score whose formula is in ``WEIGHTS``.

Prices are compared and not scored: whether cheap or dear is better depends on what a merchant wants.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from products.insights.arithmetic import (
    HUNDRED,
    above,
    five_numbers,
    mean,
    median,
    percent,
    tenth,
    weighted_mean,
    written,
)
from products.insights.exchange import Exchange
from products.insights.sections import GROUPS
from products.insights.sections.content import PARTS, lacks, score
from products.insights.sections.freshness import AGES
from products.insights.sections.ratings import ENOUGH
from products.insights.sections.stock import GONE
from products.insights.seen import ALL, Seen

VERSION = 1  # of what follows: another one makes no use of comparisons that an older one kept
THIN = 3  # products; what is said of fewer is said of next to nothing
LEVEL = Decimal(5)  # points; scores nearer than that are as good as equal

# The score of a side is the mean of its points, weighted so, over what is known of both sides.
WEIGHTS: dict[str, int] = {
    "availability": 30,  # percent of the products whose availability is known that are in stock
    "rating": 25,  # 100 × (mean − 1) ÷ 4, the mean weighted by reviews
    "content": 25,  # mean percent of the things that sell a product
    "variants": 10,  # percent of the variants whose availability is known that are in stock
    "freshness": 10,  # percent read less than 24 hours ago, those of less than 48 hours counted half
}


class Side:
    """What there is to say of one side. ``add`` takes its products in the order of their ids."""

    wants = ALL

    def __init__(self, exchange: Exchange, now: datetime) -> None:
        self._exchange, self._now = exchange, now
        self._count = 0
        self._prices, self._reductions = list[Decimal](), list[Decimal]()
        self._states, self._ages, self._lacking = Counter[str](), Counter[str](), Counter[str]()
        self._contents = list[Decimal]()
        self._variants = Counter[str]()
        self._ratings = list[tuple[Decimal, int]]()
        self._categories = defaultdict[str, list[Decimal]](list)
        self._digest = blake2b(digest_size=16)

    def add(self, seen: Seen) -> None:
        self._count += 1
        missing = lacks(seen)
        self._states[_state(seen)] += 1
        self._ages[seen.age(self._now)] += 1
        self._lacking.update(missing)
        self._contents.append(score(len(missing)))
        several = seen.variants > 1
        self._variants.update(
            all=seen.variants, known=seen.variants_known, in_stock=seen.variants_in_stock, several=several
        )
        if seen.rating is not None and seen.reviews:
            self._ratings.append((seen.rating, seen.reviews))
        self._price(seen)
        self._digest.update(repr((replace(seen, read_at=None), seen.age(self._now))).encode())

    def _price(self, seen: Seen) -> None:
        amount = self._exchange.amount(seen.price, seen.currency)
        if amount is None or seen.price is None:
            return
        self._prices.append(amount)
        self._categories[seen.category].append(amount)
        if seen.regular_price and seen.regular_price > seen.price:
            self._reductions.append(-above(seen.price, seen.regular_price))

    @property
    def digest(self) -> str:
        """Of every value that was counted, in the products' order; of the time of reading, how fresh it is."""
        return self._digest.hexdigest()

    @property
    def medians(self) -> dict[str, Decimal]:
        """The median price of each category."""
        return {name: median(amounts) for name, amounts in self._categories.items() if name}

    def result(self) -> dict[str, Any]:
        known, reviews = self._count - self._states["unknown"], sum(count for _rating, count in self._ratings)
        return {
            "count": self._count,
            "is_thin": self._count < THIN,
            "prices": self._price_figures(),
            "availability": {
                "known": known,
                **{state: self._states[state] for state in ("in_stock", "gone", "other", "unknown")},
                "percent": written(percent(self._states["in_stock"], known)),
            },
            "variants": {
                **{name: self._variants[name] for name in ("all", "known", "in_stock", "several")},
                "percent": written(percent(self._variants["in_stock"], self._variants["known"])),
            },
            "content": {
                "percent": written(mean(self._contents)),
                "parts": {part: self._count - self._lacking[part] for part in PARTS},
            },
            "rating": {
                "products": len(self._ratings),
                "reviews": reviews,
                "mean": written(weighted_mean(self._ratings)),
                "is_enough": reviews >= ENOUGH,
            },
            "freshness": {age: self._ages[age] for age in AGES},
            "points": {name: written(value) for name, value in self._points().items()},
        }

    def _price_figures(self) -> dict[str, Any]:
        five = [self._exchange.text(amount) for amount in five_numbers(self._prices)] if self._prices else None
        return {
            "count": len(self._prices),
            "five": five,
            "reduced": len(self._reductions),
            "reduction": written(tenth(median(self._reductions))) if self._reductions else None,
        }

    def _points(self) -> dict[str, Decimal | None]:
        """0 to 100 for each of WEIGHTS; None where nothing is known."""
        ages, rating = self._ages, weighted_mean(self._ratings)
        has_reviews = sum(count for _rating, count in self._ratings) >= ENOUGH
        halves = 2 * ages["fresh"] + ages["recent"]
        return {
            "availability": percent(self._states["in_stock"], self._count - self._states["unknown"]),
            "rating": tenth(HUNDRED * (rating - 1) / 4) if rating is not None and has_reviews else None,
            "content": mean(self._contents),
            "variants": percent(self._variants["in_stock"], self._variants["known"]),
            "freshness": percent(halves, 2 * self._count),
        }


def _state(seen: Seen) -> str:
    if seen.availability in ("", "in_stock"):
        return seen.availability or "unknown"
    return "gone" if seen.availability in GONE else "other"


def compared(names: Iterable[str], sides: tuple[Side, Side], exchange: Exchange) -> dict[str, Any]:
    """Both sides with their scores, which is ahead in what, and the categories that both serve."""
    told = [{"name": name, **side.result()} for name, side in zip(names, sides, strict=True)]
    criteria = _criteria(told[0]["points"], told[1]["points"])
    scores = [_score(criteria, number) for number in (0, 1)]
    return {
        **exchange.notes(),
        "sides": told,
        "criteria": criteria,
        "scores": [written(value) for value in scores],
        "ahead": _ahead(*scores),
        "shared": _shared(sides, exchange),
        "thin": THIN,
    }


def _criteria(first: dict[str, str | None], second: dict[str, str | None]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "weight": weight,
            "points": [first[name], second[name]],
            "counts": first[name] is not None and second[name] is not None,
        }
        for name, weight in WEIGHTS.items()
    ]


def _score(criteria: list[dict[str, Any]], number: int) -> Decimal | None:
    """Σ weight × points ÷ Σ weight, over the criteria that are known of both sides."""
    counting = [one for one in criteria if one["counts"]]
    weight = sum(one["weight"] for one in counting)
    total = sum((one["weight"] * Decimal(one["points"][number]) for one in counting), Decimal(0))
    return tenth(total / weight) if weight else None


def _ahead(first: Decimal | None, second: Decimal | None) -> int | None:
    """0 or 1 for the side with the better score, -1 for about equal, None when there is none."""
    if first is None or second is None:
        return None
    if abs(first - second) < LEVEL:
        return -1
    return 0 if first > second else 1


def _shared(sides: tuple[Side, Side], exchange: Exchange) -> list[dict[str, Any]]:
    """Like with like: the median prices of both in the categories that both have, largest difference first."""
    first, second = (side.medians for side in sides)
    rows: list[dict[str, Any]] = [
        {
            "name": name,
            "medians": [exchange.text(first[name]), exchange.text(second[name])],
            "difference": written(tenth(above(second[name], first[name]))),
        }
        for name in first.keys() & second.keys()
    ]
    return sorted(rows, key=lambda row: (-abs(Decimal(row["difference"])), row["name"]))[:GROUPS]
