"""What the page of many links shows: how many are in which state, and the lines, some at a time."""

import hashlib
from dataclasses import dataclass

from django.db.models import Count, Q

from products.models import ImportBatch, ImportBatchLine, Product

PAGE_SIZE = 100  # lines; the page is asked for every two seconds while links are being read

_THERE = Q(product__isnull=False, product__deleted_at=None)
STATES = {
    "importing": _THERE & Q(product__status=Product.Status.IMPORTING),
    "ready": _THERE & Q(product__status__in=[Product.Status.IMPORTED, Product.Status.ENHANCED]),
    "failed": _THERE & Q(product__status=Product.Status.FAILED),
    "refused": Q(product__isnull=True) & ~Q(error_code=""),
    "deleted": Q(product__isnull=True, error_code="") | Q(product__deleted_at__isnull=False),
}


@dataclass(frozen=True, slots=True)
class BatchReport:
    """``lines`` are those of ``page`` (from 1) in ``state``; the counts are of all. ``state`` empty: every line."""

    lines: list[ImportBatchLine]
    counts: dict[str, int]
    state: str
    page: int

    @property
    def is_open(self) -> bool:
        return self.counts["importing"] > 0

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        return self.total - self.counts["importing"]

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 100

    @property
    def has_more(self) -> bool:
        return self.page * PAGE_SIZE < (self.counts[self.state] if self.state else self.total)

    @property
    def version(self) -> str:
        """Changes whenever a count, or the state or reason of a line that is shown, does."""
        shown = [(line.pk, line.product and _shown(line.product)) for line in self.lines]
        return hashlib.blake2s(repr((self.counts, shown)).encode(), digest_size=8).hexdigest()


def _shown(product: Product) -> tuple[object, ...]:
    return product.status, product.error_code, product.deleted_at, product.name


def batch_report(batch: ImportBatch, state: str = "", page: str = "") -> BatchReport:
    """Two queries. A state or page that there is not shows every line, from the first."""
    counts = batch.lines.order_by().aggregate(**{name: Count("pk", filter=which) for name, which in STATES.items()})
    state = state if state in STATES else ""
    number = int(page) if page.isascii() and page.isdecimal() and int(page[:6]) > 0 and len(page) < 6 else 1
    lines = batch.lines.filter(STATES[state]) if state else batch.lines.all()
    first = (number - 1) * PAGE_SIZE
    return BatchReport(list(lines.select_related("product")[first : first + PAGE_SIZE]), counts, state, number)
