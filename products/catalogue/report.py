"""What the page of one reading of the whole catalogue shows."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet

from jobs import reasons
from jobs.models import Run, Status
from jobs.progress import Progress, progress_of
from products.models import FactChange

SHOPS_SHOWN = 200
CHANGES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Shop:
    """One shop: its run, how many of its products are read, changed, failed, and why it failed as a whole."""

    run: Run
    domain: str
    total: int
    done: int
    changed: int
    failed: int
    reason: str

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


class Report:
    """One reading of a catalogue. Cheap until more than ``version`` is asked for, which changes with anything shown."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.progress: Progress = progress_of(run)
        self.shop_runs = list(Run.objects.filter(parent=run).order_by("pk"))

    @cached_property
    def version(self) -> str:
        shown = [(shop.status, shop.children_total, shop.children_open) for shop in self.shop_runs]
        return hashlib.blake2s(repr((self.progress.version, shown)).encode(), digest_size=8).hexdigest()

    @cached_property
    def shops(self) -> list[Shop]:
        """All shops, those that failed first."""
        ends, changed = self._ends(), self._changed()
        shops = [self._shop(run, ends.get(run.pk, Counter()), changed.get(run.pk, 0)) for run in self.shop_runs]
        return sorted(shops, key=lambda shop: shop.run.status != Status.FAILED)

    @property
    def shops_shown(self) -> list[Shop]:
        return self.shops[:SHOPS_SHOWN]

    @property
    def shops_done(self) -> int:
        return sum(not shop.is_open for shop in self.shop_runs)

    @property
    def numbers(self) -> dict[str, int]:
        names = ("total", "done", "changed", "failed")
        return {name: sum(getattr(shop, name) for shop in self.shops) for name in names}

    @cached_property
    def changes(self) -> list[FactChange]:
        """The newest changes that were found, as many as the page shows."""
        return list(self._all_changes().select_related("product").order_by("-at", "pk")[:CHANGES_SHOWN])

    @cached_property
    def changes_left(self) -> int:
        """How many more there are."""
        return self._all_changes().count() - len(self.changes)

    def _all_changes(self) -> QuerySet[FactChange]:
        return FactChange.objects.filter(run_id__in=self._readings().values("pk"), product__deleted_at=None)

    def _readings(self) -> QuerySet[Run]:
        return Run.objects.filter(parent__parent=self.run)

    def _ends(self) -> dict[Any, Counter[str]]:
        """By shop and status, how many of its products."""
        ends: dict[Any, Counter[str]] = {}
        for row in self._readings().values("parent", "status").annotate(times=Count("pk")):
            ends.setdefault(row["parent"], Counter())[row["status"]] = row["times"]
        return ends

    def _changed(self) -> dict[Any, int]:
        changed = self._readings().filter(status=Status.SUCCEEDED, result__changes_total__gt=0)
        return dict(changed.values_list("parent").annotate(Count("pk")))

    def _shop(self, run: Run, ends: Counter[str], changed: int) -> Shop:
        """Readings that were called off do not count. Those that others had started count once the shop has ended."""
        told = run.result or {}
        total = ends.total() - ends[Status.CANCELLED]
        return Shop(
            run=run,
            domain=run.payload["domain"],
            total=told.get("products_total", total),
            done=told.get("products_total", ends[Status.SUCCEEDED] + ends[Status.FAILED]),
            changed=told.get("changed", changed),
            failed=told.get("failed", ends[Status.FAILED]),
            reason=reasons.sentence(run),
        )
