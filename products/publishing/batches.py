"""Sending many products to one store: a run for each, and the report that says how each fared."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from jobs import service as jobs
from jobs.context import StepContext
from jobs.errors import StepError
from jobs.models import Run, Status
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
class Line:
    """One product of a report. ``state``: waiting, sending, done, unchanged, failed, cancelled."""

    product: Product
    listing: Listing | None
    run: Run | None

    @property
    def state(self) -> str:
        if self.run is None or self.run.status == Status.QUEUED:
            return "waiting"
        if self.run.is_open:
            return "sending"
        if self.run.status == Status.SUCCEEDED:
            return "unchanged" if (self.run.result or {}).get("nothing_to_do") else "done"
        return "cancelled" if self.run.status == Status.CANCELLED else "failed"

    @property
    def error_code(self) -> str:
        return self.run.error_code if self.run and not self.run.is_open else ""

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
    def lines(self) -> list[Line]:
        lines = list(self.batch.lines.select_related("product").order_by("number"))
        listings = {
            listing.product_id: listing
            for listing in Listing.objects.filter(
                connection=self.batch.connection_id, product__in=[line.product_id for line in lines]
            )
        }
        runs = {run.payload["productId"]: run for run in self._runs()}
        found = [Line(line.product, listings.get(line.product_id), runs.get(str(line.product_id))) for line in lines]
        return sorted(found, key=lambda line: line.state != "failed")

    @property
    def shown(self) -> list[Line]:
        return self.lines[:SHOWN]

    @property
    def hidden(self) -> int:
        return len(self.lines) - len(self.shown)

    @cached_property
    def counts(self) -> dict[str, int]:
        counted = Counter(line.state for line in self.lines)
        return {state: counted[state] for state in ("waiting", "sending", "done", "unchanged", "failed", "cancelled")}

    @property
    def version(self) -> str:
        """Changes with every product that is done. Cheap: a batch may have ten thousand lines."""
        return self.progress.version if self.progress else ""

    @property
    def is_open(self) -> bool:
        return self.run is not None and self.run.is_open

    def _runs(self) -> list[Run]:
        """The runs of the batch and those of others that it waited for."""
        if self.run is None:
            return []
        step = self.run.steps.filter(name=every_product.__name__).first()
        joined = (step.result or {}).get("joined", []) if step else []
        return [*Run.objects.filter(parent=self.run), *Run.objects.filter(pk__in=joined)]
