"""Sending many products to one store: a run for each, and the report that says how each fared."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from jobs import service as jobs
from jobs.context import StepContext
from jobs.errors import StepError
from jobs.models import OPEN, Run, Status
from jobs.progress import Progress, progress_of
from products.models import Product
from products.publishing import reasons
from products.publishing.models import Listing, PublishBatch
from products.publishing.payloads import BatchPublishRequested, PublishRequested
from products.publishing.service import BATCH, batch_subject

AT_ONCE = 500
SHOWN = 500  # lines of a report's page, those that failed first


class NoneTaken(StepError):
    """No product of the batch got into the store."""

    code = "none_published"


def every_product(context: StepContext[BatchPublishRequested]) -> Iterator[PublishRequested]:
    """One run for each product, in the order given."""
    batch = PublishBatch.objects.get(pk=context.payload.batch_id, merchant_id=context.payload.merchant_id)
    ids = batch.lines.order_by("number").values_list("product_id", flat=True)
    for product_id in ids.iterator(chunk_size=AT_ONCE):
        yield PublishRequested(
            product_id=product_id, connection_id=batch.connection_id, merchant_id=context.payload.merchant_id
        )


def sum_up(context: StepContext[BatchPublishRequested], runs: QuerySet[Run]) -> dict[str, Any]:
    """Raises NoneTaken when every product failed."""
    counts = Counter(runs.values_list("status", flat=True))
    total = counts.total() - counts[Status.CANCELLED]
    if total and counts[Status.FAILED] == total:
        raise NoneTaken(f"none of {total} products")
    unchanged = runs.filter(status=Status.SUCCEEDED, result__nothing_to_do=True).count()
    return {
        "success": True,
        "total": total,
        "published": counts[Status.SUCCEEDED],
        "unchanged": unchanged,
        "failed": counts[Status.FAILED],
    }


@dataclass(frozen=True, slots=True)
class Fate:
    """How it goes with one product. ``state``: waiting, sending, done, unchanged, failed, cancelled."""

    state: str = "waiting"
    error_code: str = ""

    @classmethod
    def of(cls, status: str, error_code: str, *, is_unchanged: bool) -> "Fate":
        if status in OPEN:
            return cls("waiting" if status == Status.QUEUED else "sending")
        if status == Status.SUCCEEDED:
            return cls("unchanged" if is_unchanged else "done")
        return cls("cancelled" if status == Status.CANCELLED else "failed", error_code)


@dataclass(frozen=True, slots=True)
class Line:
    """One product of a report."""

    product: Product
    listing: Listing | None
    fate: Fate

    @property
    def state(self) -> str:
        return self.fate.state

    @property
    def error_code(self) -> str:
        return self.fate.error_code

    @property
    def missing(self) -> list[str]:
        """What the store lacks, in the reader's words."""
        is_known = self.listing is not None and self.listing.error_code == self.error_code
        return [reasons.note(told) for told in self.listing.notes] if self.listing and is_known else []


class Report:
    """What the page of one batch shows."""

    def __init__(self, batch: PublishBatch) -> None:
        self.batch = batch
        payload = BatchPublishRequested(batch_id=batch.pk, merchant_id=batch.merchant_id)
        self.run = jobs.latest_run(batch_subject(payload), BATCH)
        self.progress: Progress | None = progress_of(self.run) if self.run else None

    @cached_property
    def fates(self) -> list[tuple[UUID, Fate]]:
        """Of all products, those that failed first. Few columns of each: a batch may have ten thousand."""
        runs = {product_id: fate for some in self._runs() for product_id, fate in _fates(some)}
        ids = self.batch.lines.order_by("number").values_list("product_id", flat=True)
        found = [(product_id, runs.get(str(product_id), Fate())) for product_id in ids]
        return sorted(found, key=lambda one: one[1].state != "failed")

    @cached_property
    def shown(self) -> list[Line]:
        """Those at the top, without what was deleted for good since they were counted."""
        fates = self.fates[:SHOWN]
        ids = [product_id for product_id, _fate in fates]
        products = Product.objects.in_bulk(ids)
        there = Listing.objects.filter(connection=self.batch.connection_id, product__in=ids)
        listings = {one.product_id: one for one in there.only("product", "error_code", "notes")}
        return [Line(products[pk], listings.get(pk), fate) for pk, fate in fates if pk in products]

    @property
    def hidden(self) -> int:
        return max(0, len(self.fates) - SHOWN)

    @cached_property
    def counts(self) -> dict[str, int]:
        counted = Counter(fate.state for _product_id, fate in self.fates)
        return {state: counted[state] for state in ("waiting", "sending", "done", "unchanged", "failed", "cancelled")}

    @property
    def version(self) -> str:
        """Changes with every product that is done. Cheap: a batch may have ten thousand lines."""
        return self.progress.version if self.progress else ""

    @property
    def is_open(self) -> bool:
        return self.run is not None and self.run.is_open

    def _runs(self) -> list[QuerySet[Run]]:
        """The runs of the batch and those of others that it waited for."""
        if self.run is None:
            return []
        step = self.run.steps.filter(name=every_product.__name__).first()
        joined = (step.result or {}).get("joined", []) if step else []
        return [Run.objects.filter(parent=self.run), Run.objects.filter(pk__in=joined)]


def _fates(runs: QuerySet[Run]) -> Iterator[tuple[str, Fate]]:
    rows = runs.order_by("pk").values_list("payload__productId", "status", "error_code", "result__nothing_to_do")
    for product_id, status, error_code, is_unchanged in rows:
        yield product_id, Fate.of(status, error_code, is_unchanged=bool(is_unchanged))
