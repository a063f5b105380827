"""Stale data: how long ago the products were read, by shop, and which have waited longest."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from products.insights.arithmetic import percent, written
from products.insights.sections import GROUPS, Worst, largest
from products.insights.seen import Seen

AGES = ("fresh", "recent", "old", "never")


class Freshness:
    """``now``: the moment to count from; ``failed`` and ``importing``: products that could not or were not yet read."""

    wants = frozenset[str]()

    def __init__(self, now: datetime, *, failed: int = 0, importing: int = 0) -> None:
        self._now, self._failed, self._importing = now, failed, importing
        self._ages: Counter[str] = Counter()
        self._shops = defaultdict[str, Counter[str]](Counter)
        self._oldest = Worst(lambda seen: seen.read_at.timestamp() if seen.read_at else 0.0)

    def add(self, seen: Seen) -> None:
        age = seen.age(self._now)
        self._ages[age] += 1
        self._shops[seen.domain][age] += 1
        if age in ("old", "never"):
            self._oldest.add(seen)

    def result(self) -> dict[str, Any]:
        total = self._ages.total()
        stale = self._ages["old"] + self._ages["never"]
        return {
            "products": total,
            "at": self._now.isoformat(),
            "ages": {age: self._ages[age] for age in AGES},
            "stale": stale,
            "stale_percent": written(percent(stale, total)),
            "failed": self._failed,
            "importing": self._importing,
            "shops": [
                {"name": name, "count": self._shops[name].total(), **{age: self._shops[name][age] for age in AGES}}
                for name in largest(self._shops, lambda ages: ages.total())
            ],
            "more_shops": max(0, len(self._shops) - GROUPS),
            "oldest": self._oldest.named(lambda seen: {"read_at": seen.read_at.isoformat() if seen.read_at else None}),
        }
