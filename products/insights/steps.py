"""The steps of a comparison and of a full analysis. Each reads the products anew, some at a time; all may be repeated.

The rates between currencies and the model are not ours: the flow definitions hand them in.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from jobs import service as jobs
from jobs.context import StepContext
from jobs.errors import StepError
from jobs.models import Run, Status
from jobs.words import ngettext_noop
from merchants.models import Merchant
from products.insights import comparing, names, service, words
from products.insights.exchange import Exchange, Find
from products.insights.findings import findings
from products.insights.models import Analysis
from products.insights.payloads import (
    CompareCompleted,
    CompareFailed,
    CompareRequested,
    FullCompleted,
    FullFailed,
    FullRequested,
)
from products.insights.sections import Section
from products.insights.sections.content import Content
from products.insights.sections.freshness import Freshness
from products.insights.sections.gaps import Gaps
from products.insights.sections.prices import Prices
from products.insights.sections.ratings import Ratings
from products.insights.sections.stock import Stock
from products.insights.seen import ready, stream
from products.models import Product, ProductQuerySet

TOLD_EVERY = 5_000  # products; a line for each batch would be too many
COUNTED = ngettext_noop("%(done)s product counted", "%(done)s products counted", by="done")

type Rates = Callable[[Any], Find]  # by merchant
type Compare = StepContext[CompareRequested]
type Full = StepContext[FullRequested]


class ForeignCatalogue(StepError):
    """The catalogue belongs to somebody else."""

    code = "foreign_catalogue"


class UnknownBrand(StepError):
    """No product of that brand has been read."""

    code = "unknown_brand"


class UnknownProduct(StepError):
    """There is no such product, or it has not been read."""

    code = "unknown_product"


class SameTwice(StepError):
    """One brand, in whatever spelling, or one product, twice."""

    code = "same_twice"


class NothingToAnalyse(StepError):
    """No product has been read yet."""

    code = "nothing_to_analyse"


# --- Comparing --------------------------------------------------------------------------------------------------------
def find(context: Compare) -> dict[str, Any]:
    """Which products stand on which side. Raises UnknownBrand, UnknownProduct, SameTwice."""
    asked, merchant = context.payload, _merchant(context)
    if asked.pair[0] == asked.pair[1]:
        raise SameTwice
    if asked.products:
        return {"names": [_product(merchant, pk).name[:200] for pk in asked.products]}
    spellings = service.brands_of(merchant)
    sides = [names.matching(brand, spellings) for brand in (asked.brand_a, asked.brand_b)]
    for brand, found in zip((asked.brand_a, asked.brand_b), sides, strict=True):
        if not ready(_mine(merchant).filter(brand__in=found)).exists():
            raise UnknownBrand(f"No product of the brand {brand!r} has been read.")
    return {"names": [service.commonest_brand(merchant, side) for side in sides], "spellings": sides}


def _product(merchant: Merchant, pk: UUID) -> Product:
    product = ready(_mine(merchant)).filter(pk=pk).first()
    if product is None:
        raise UnknownProduct
    return product


def measure(context: Compare, rates: Rates, model: str) -> dict[str, Any]:
    """The figures of both sides. Where a comparison of the last 24 hours says the same, that one is named instead.

    ``model`` writes the words afterwards; empty when there is none.
    """
    merchant, found = _merchant(context), context.results["find"]
    sides = [_side_products(context, merchant, number) for number in (0, 1)]
    exchange = Exchange(service.main_currency(sides[0] | sides[1]), rates(merchant.pk))
    now = timezone.now()
    measured = comparing.Side(exchange, now), comparing.Side(exchange, now)
    for side, products in zip(measured, sides, strict=True):
        _fill(context, products, side)
    told = comparing.compared(found["names"], measured, exchange) | {"asked": context.payload.dump()}
    content = service.content_of([side.digest for side in measured], exchange.notes(), model)
    kept = service.still_holds(merchant.pk, service.digest_of(context.payload), content)
    return {"data": told, "content": content, "kept": str(kept.pk) if kept else "", "model": model}


def _side_products(context: Compare, merchant: Merchant, number: int) -> ProductQuerySet:
    if asked := context.payload.products:
        return ready(_mine(merchant).filter(pk=asked[number]))
    return ready(_mine(merchant).filter(brand__in=context.results["find"]["spellings"][number]))


def write_comparison(context: Compare) -> dict[str, Any]:
    """Words about the figures, unless those of an earlier comparison hold. Raises AIError."""
    measured = context.results["measure"]
    return {} if measured["kept"] else words.write(context, words.of_comparison(measured["data"]))


def keep_comparison(context: Compare) -> dict[str, Any]:
    """The result, as ``wire.md`` has it."""
    measured, found = context.results["measure"], context.results["find"]
    if measured["kept"] and Analysis.objects.filter(pk=measured["kept"]).exists():
        return {"success": True, "analysis_id": measured["kept"], "brands": found["names"], "cached": True}
    data = measured["data"]
    analysis = _keep(
        context,
        kind=Analysis.Kind.COMPARISON,
        names=found["names"],
        asked=service.digest_of(context.payload),
        content=measured["content"],
        products=sum(side["count"] for side in data["sides"]),
        currency=data["currency"],
        data=data,
        **context.results["write_comparison"],
    )
    return {"success": True, "analysis_id": str(analysis.pk), "brands": found["names"], "cached": False}


# --- The whole catalogue ----------------------------------------------------------------------------------------------
def prepare(context: Full) -> dict[str, Any]:
    """How many products there are, in which currency, and the moment to count from. Raises NothingToAnalyse."""
    merchant = _merchant(context)
    if context.payload.merchant_id not in (None, merchant.pk):
        raise ForeignCatalogue
    products = ready(_mine(merchant))
    if not (count := products.count()):
        raise NothingToAnalyse
    others = _mine(merchant)
    return {
        "products": count,
        "currency": service.main_currency(products),
        "now": timezone.now().isoformat(),
        "failed": others.filter(status=Product.Status.FAILED).count(),
        "importing": others.filter(status=Product.Status.IMPORTING).count(),
    }


def section(context: Full, made: Section) -> dict[str, Any]:
    """One section over all products."""
    _fill(context, ready(_mine(_merchant(context))), made)
    return made.result()


def exchange_of(context: Full, rates: Rates) -> Exchange:
    return Exchange(context.results["prepare"]["currency"], rates(context.owner_id))


def prices(context: Full, rates: Rates) -> dict[str, Any]:
    return section(context, Prices(exchange_of(context, rates)))


def gaps(context: Full, rates: Rates) -> dict[str, Any]:
    return section(context, Gaps(exchange_of(context, rates)))


def stock(context: Full) -> dict[str, Any]:
    return section(context, Stock())


def content(context: Full) -> dict[str, Any]:
    return section(context, Content())


def ratings(context: Full) -> dict[str, Any]:
    return section(context, Ratings())


def freshness(context: Full) -> dict[str, Any]:
    told = context.results["prepare"]
    now = datetime.fromisoformat(told["now"])
    return section(context, Freshness(now, failed=told["failed"], importing=told["importing"]))


SECTIONS = ("prices", "gaps", "stock", "content", "ratings", "freshness")


def data_of(context: Full) -> dict[str, Any]:
    """The numbers of all sections, and what follows from them."""
    data = {name: context.results[name] for name in SECTIONS}
    return {**data, "findings": findings(data)}


def write_full(context: Full, model: str) -> dict[str, Any]:
    """Words about the numbers of all sections, unless an analysis of the last 24 hours found the same. Raises AIError.

    ``model`` writes them; empty when there is none.
    """
    data = data_of(context)
    content = service.content_of([service.digest_of_data(data)], context.results["prepare"]["currency"], model)
    if kept := service.still_holds(context.owner_id, service.ALL, content):
        return {"kept": str(kept.pk), "content": content, "told": {}}
    return {"kept": "", "content": content, "told": words.write(context, words.of_full(data))}


def keep_full(context: Full) -> dict[str, Any]:
    told, written = context.results["prepare"], context.results["write_full"]
    result = {"success": True, "products": told["products"]}
    if written["kept"] and Analysis.objects.filter(pk=written["kept"]).exists():
        return {**result, "analysis_id": written["kept"], "cached": True}
    analysis = _keep(
        context,
        kind=Analysis.Kind.FULL,
        names=[],
        asked=service.ALL,
        content=written["content"],
        products=told["products"],
        currency=told["currency"],
        data=data_of(context),
        **written["told"],
    )
    return {**result, "analysis_id": str(analysis.pk), "cached": False}


# --- Both -------------------------------------------------------------------------------------------------------------
def _merchant(context: StepContext[Any]) -> Merchant:
    if context.owner_id is None:
        raise ForeignCatalogue
    return Merchant.objects.get(pk=context.owner_id)


def _mine(merchant: Merchant) -> ProductQuerySet:
    return Product.objects.alive().filter(merchant=merchant)


def _fill(context: StepContext[Any], products: ProductQuerySet, made: Section) -> None:
    """Give every product to ``made``; stop when that is asked for."""

    def between(done: int) -> None:
        if done % TOLD_EVERY:
            context.check()
        else:
            context.update(COUNTED, done=done)

    for seen in stream(products, made.wants, between):
        made.add(seen)


def _keep(context: StepContext[Any], **fields: Any) -> Analysis:
    """One analysis a run: done again, what it kept before is replaced."""
    with transaction.atomic():
        Analysis.objects.filter(run_id=context.run_id).delete()
        return Analysis.objects.create(merchant_id=context.owner_id, run_id=context.run_id, **fields)


def compared(run: Run) -> None:
    """Tell of the end, in the transaction that ends the run."""
    known: dict[str, Any] = {"merchant_id": run.owner_id, "run_id": run.pk}
    if run.status == Status.SUCCEEDED and run.result is not None:
        told: dict[str, Any] = {name: run.result[name] for name in ("analysis_id", "brands", "cached")}
        jobs.emit(CompareCompleted(**known, **told), owner=run.owner)
    elif run.owner_id:
        jobs.emit(CompareFailed(**known, error=run.error), owner=run.owner)


def analysed(run: Run) -> None:
    """Tell of the end, in the transaction that ends the run."""
    known: dict[str, Any] = {"merchant_id": run.owner_id, "run_id": run.pk}
    if run.status == Status.SUCCEEDED and run.result is not None:
        told: dict[str, Any] = {name: run.result[name] for name in ("analysis_id", "products")}
        jobs.emit(FullCompleted(**known, **told), owner=run.owner)
    elif run.owner_id:
        jobs.emit(FullFailed(**known, error=run.error), owner=run.owner)
