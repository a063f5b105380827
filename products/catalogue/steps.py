"""The steps of reading a catalogue again: a run for each shop, in it a run for each product. How a product is read is
the caller's: the flow definitions join the two."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import blake2s
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_noop

from jobs import fanout, service
from jobs.context import StepContext
from jobs.errors import StepError
from jobs.models import Run, Status
from jobs.moments import in_utc
from products.catalogue.payloads import RescrapeCompleted, RescrapeFailed, RescrapeRequested, ShopRescrapeRequested
from products.models import Product, ProductQuerySet

AT_ONCE = 500  # products held in memory
DOMAIN_SHOWN = 60  # characters of a domain in a run's subject, which holds 120


class ForeignCatalogue(StepError):
    """The catalogue belongs to somebody else."""

    code = "foreign_catalogue"


class EveryShopFailed(StepError):
    """No shop could be read."""

    code = "every_shop_failed"


class ShopFailed(StepError):
    """No product of the shop could be read; ``code`` is the most frequent reason."""

    def __init__(self, code: str, failed: int) -> None:
        super().__init__(f"none of {failed} products could be read, mostly {code}")
        self.code = code


def catalogue_subject(payload: RescrapeRequested) -> str:
    return f"catalogue:{payload.merchant_id}"


def shop_subject(payload: ShopRescrapeRequested) -> str:
    domain = payload.domain
    if len(domain) > DOMAIN_SHOWN:
        domain = f"{domain[:DOMAIN_SHOWN]}#{blake2s(domain.encode(), digest_size=6).hexdigest()}"
    return f"shop:{payload.merchant_id}:{domain}"


def shops(context: StepContext[RescrapeRequested]) -> Iterator[ShopRescrapeRequested]:
    """One run for each shop that the merchant has products from. Raises ForeignCatalogue."""
    mine = _products(context)
    domains = list(mine.order_by("domain").values_list("domain", flat=True).distinct())
    if not domains:
        context.update(gettext_noop("There are no products to read again."))
    for domain in domains:
        yield ShopRescrapeRequested(merchant_id=context.payload.merchant_id, domain=domain)


def products_of_shop(context: StepContext[ShopRescrapeRequested]) -> Iterator[Product]:
    """The shop's products in the order of their making, some in memory at a time."""
    mine = _products(context).filter(domain=context.payload.domain).order_by("pk")
    after: UUID | None = None
    while some := list((mine.filter(pk__gt=after) if after else mine)[:AT_ONCE]):
        yield from some
        after = some[-1].pk


def _products(context: StepContext[Any]) -> ProductQuerySet:
    merchant_id = context.payload.merchant_id
    if context.owner_id not in (None, merchant_id):
        raise ForeignCatalogue
    return Product.objects.alive().filter(merchant_id=merchant_id)


def sum_up_shop(context: StepContext[ShopRescrapeRequested], readings: QuerySet[Run]) -> dict[str, Any]:
    """How the products of one shop fared. Raises ShopFailed when none could be read."""
    counts = count(readings)
    if counts["products_total"] and counts["failed"] == counts["products_total"]:
        raise ShopFailed(_commonest_reason(readings), counts["failed"])
    return {"domain": context.payload.domain, **counts}


def count(readings: QuerySet[Run]) -> dict[str, int]:
    """Readings that were called off, as those of deleted products are, do not count."""
    ended = readings.exclude(status=Status.CANCELLED)
    return {
        "products_total": ended.count(),
        "changed": ended.filter(status=Status.SUCCEEDED, result__changes_total__gt=0).count(),
        "failed": ended.filter(status=Status.FAILED).count(),
    }


def _commonest_reason(readings: QuerySet[Run]) -> str:
    causes = readings.filter(status=Status.FAILED).order_by().values("error_code").annotate(times=Count("pk"))
    return str(causes.order_by("-times", "error_code")[0]["error_code"])


def sum_up(context: StepContext[RescrapeRequested], shop_runs: QuerySet[Run]) -> dict[str, Any]:
    """The result of the whole, as ``wire.md`` has it. Raises EveryShopFailed."""
    processed = list(shop_runs.exclude(status=Status.CANCELLED))
    if processed and all(run.status == Status.FAILED for run in processed):
        raise EveryShopFailed
    counts = [counts_of(run) for run in processed]
    return {
        "success": True,
        "shops_processed": len(processed),
        **{name: sum(one[name] for one in counts) for name in ("products_total", "changed", "failed")},
        "timestamp": in_utc(datetime.now(UTC), "seconds"),
    }


def counts_of(shop_run: Run) -> dict[str, int]:
    """What the ended run of one shop counted; one that failed has no result, and its readings are counted."""
    if shop_run.result:
        return shop_run.result
    return count(fanout.children_of(shop_run, shop_run.steps.get()))


def ended(run: Run) -> None:
    """Tell of the end, in the transaction that ends the run."""
    merchant_id = UUID(run.payload["merchantId"])
    if run.status == Status.SUCCEEDED and run.result is not None:
        numbers = {name: run.result[name] for name in ("shops_processed", "products_total", "changed", "failed")}
        service.emit(RescrapeCompleted(merchant_id=merchant_id, run_id=run.pk, **numbers), owner=run.owner)
    else:
        service.emit(RescrapeFailed(merchant_id=merchant_id, run_id=run.pk, error=run.error), owner=run.owner)
