"""The notices about products: what this app's events mean to people, in which words, and where they lead."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jobs import schedules
from jobs.errors import CANCELLED
from jobs.models import Event
from jobs.templatetags.times import number
from merchants.notices import kinds
from merchants.notices.hearing import hear
from merchants.notices.kinds import Data, Kind
from merchants.notices.writing import News, tell
from products.budget import BudgetReached
from products.catalogue.payloads import RescrapeCompleted, RescrapeFailed
from products.enhancement.payloads import EnhanceCompleted, EnhanceFailed
from products.imports.payloads import ScrapeFailed
from products.models import ImportBatch, ImportBatchLine, Product
from products.publishing.models import Listing
from products.publishing.payloads import PublishCompleted, PublishFailed
from products.templatetags.products import money
from products.templatetags.watch import happened
from products.watch.models import WatchAlert
from products.watch.payloads import WatchAlerted

BATCHES_EVERY_S = 20.0
AT_ONCE = 200  # batches that one round looks at
NAME_LIMIT = 120


# --- From events to news --------------------------------------------------------------------------------------------
def _products(events: Sequence[Event]) -> dict[UUID, Product]:
    return Product.objects.alive().in_bulk([UUID(event.data["productId"]) for event in events])


def _about(product: Product) -> dict[str, str]:
    return {"id": str(product.pk), "name": str(product)[:NAME_LIMIT]}


def imports_failed(events: Sequence[Event]) -> Iterator[News]:
    """Of products that were to be imported. Those of a batch are told of at its end, those that are there stay."""
    in_batch = ImportBatchLine.objects.filter(product=OuterRef("pk"), batch__ended_at=None)
    failed = Product.objects.alive().filter(pk__in=[event.data["productId"] for event in events], status="FAILED")
    for product in failed.exclude(error_code=CANCELLED).exclude(Exists(in_batch)):
        yield News(merchant_id=product.merchant_id, kind="import_failed", data=_about(product))


def texts(kind: str, events: Sequence[Event]) -> Iterator[News]:
    for product in _products(events).values():
        yield News(merchant_id=product.merchant_id, kind=kind, data=_about(product))


def publishing(kind: str, events: Sequence[Event]) -> Iterator[News]:
    for event in events:
        found = Listing.objects.filter(product=event.data["productId"], connection=event.data["connectionId"])
        listing = found.exclude(error_code=CANCELLED).select_related("product", "connection").first()
        if listing:
            data = _about(listing.product) | {"store": str(listing.connection), "store_id": str(listing.connection_id)}
            yield News(merchant_id=listing.product.merchant_id, kind=kind, data=data)


def alerts(events: Sequence[Event]) -> Iterator[News]:
    """Those of one look are one piece of news."""
    products = _products(events)
    for event in events[-1:]:
        product = products.get(UUID(event.data["productId"]))
        if product:
            facts = {name: event.data.get(name) for name in ("kind", "old", "new", "currency", "percent", "variant")}
            data = _about(product) | {"what": facts}
            yield News(merchant_id=product.merchant_id, kind="alert", data=data, count=len(events))


def catalogue_read(events: Sequence[Event]) -> Iterator[News]:
    for event in events:
        data = {name: event.data.get(name) for name in ("runId", "productsTotal", "changed", "failed")}
        yield News(merchant_id=event.owner_id, kind="catalogue_read", group=str(event.data["runId"]), data=data)


def budget_reached(events: Sequence[Event]) -> Iterator[News]:
    for event in events:
        yield News(
            merchant_id=event.owner_id, kind="budget", group=event.data["month"], data={"usd": event.data["limitUsd"]}
        )


def end_batches() -> int:
    """Tell of imports of many links whose last link is done; how many.

    A round looks, and not the end of each product: of two that end at once neither would see the other's end.
    """
    open_lines = ImportBatchLine.objects.filter(batch=OuterRef("pk"), product__status=Product.Status.IMPORTING)
    done = list(ImportBatch.objects.filter(ended_at=None).exclude(Exists(open_lines)).order_by("pk")[:AT_ONCE])
    return sum(_end_batch(batch) for batch in done)


def _end_batch(batch: ImportBatch) -> bool:
    if not ImportBatch.objects.filter(pk=batch.pk, ended_at=None).update(ended_at=timezone.now()):
        return False
    counts = batch.lines.aggregate(
        total=Count("pk"), good=Count("pk", filter=Q(product__status__in=("IMPORTED", "ENHANCED")))
    )
    data = {"id": str(batch.pk), **counts, "bad": counts["total"] - counts["good"]}
    tell(News(merchant_id=batch.merchant_id, kind="imports_done", group=str(batch.pk), data=data))
    return True


# --- In words -------------------------------------------------------------------------------------------------------
def _counted(one: Callable[[Data], str], many: Callable[[int], str]) -> Callable[[Data, int], str]:
    """A sentence that names the product where there is one, and counts where there are more."""
    return lambda data, count: one(data) if count == 1 else many(count)


def isolated(text: str) -> str:
    """``text`` kept from mixing with the sentence around it, whichever way either is written."""
    return f"\u2068{text}\u2069"


def _isolated(data: Data) -> dict[str, str]:
    return {name: isolated(str(value)) for name, value in data.items()}


def say_imports_done(data: Data, count: int) -> str:
    if not data["good"]:
        text = ngettext("The link could not be imported.", "None of the %(n)s links could be imported.", data["bad"])
        return text % {"n": number(data["bad"])}
    read = ngettext("%(n)s link was imported.", "%(n)s links were imported.", data["good"]) % {
        "n": number(data["good"])
    }
    if not data["bad"]:
        return read
    bad = ngettext("%(n)s could not be.", "%(n)s could not be.", data["bad"]) % {"n": number(data["bad"])}
    return f"{read} {bad}"


def say_catalogue_read(data: Data, count: int) -> str:
    if data["productsTotal"] is None:
        return _("None of your shops could be read.")
    total, changed = data["productsTotal"], data["changed"]
    read = ngettext("%(n)s product was read again.", "%(n)s products were read again.", total) % {"n": number(total)}
    return read + " " + ngettext("%(n)s has changed.", "%(n)s have changed.", changed) % {"n": number(changed)}


def say_alert(data: Data, count: int) -> str:
    if count == 1:
        return f"{isolated(data['name'])}: {happened(WatchAlert(**data['what']))}"
    return ngettext("%(n)s change at your shops", "%(n)s changes at your shops", count) % {"n": number(count)}


def say_budget(data: Data, count: int) -> str:
    usd = money(data["usd"], "USD")
    return _("This month's budget of %(usd)s is used up. What costs money waits until you raise it.") % {"usd": usd}


def _to(one: str, many: str, asked: str = "") -> Callable[[Data, int], str]:
    """To the page ``one`` of the product there is, or to the list ``many`` where there are more."""
    return lambda data, count: reverse(one, args=[data["id"]]) if count == 1 else reverse(many) + asked


def _to_listing(data: Data, count: int) -> str:
    if count == 1:
        return reverse("products:listing", args=[data["id"], data["store_id"]])
    return reverse("jobs:monitor") + "?flow=product%2Fpublish"


def _kinds() -> Iterable[Kind]:
    yield from _of_imports()
    yield from _of_watching()
    yield from _of_texts()
    yield from _of_stores()
    yield from _of_money()


def _of_imports() -> Iterable[Kind]:
    yield Kind(
        name="imports_done",
        title=gettext_lazy("An import of many links is done"),
        icon="import",
        tone="good",
        say=say_imports_done,
        lead=lambda data, count: reverse("products:batch", args=[data["id"]]),
    )
    yield Kind(
        name="import_failed",
        title=gettext_lazy("An import failed"),
        icon="warning",
        tone="bad",
        say=_counted(
            lambda data: _("“%(name)s” could not be imported.") % _isolated(data),
            lambda n: ngettext("%(n)s import failed.", "%(n)s imports failed.", n) % {"n": number(n)},
        ),
        lead=_to("products:import-status", "products:list", "?status=FAILED"),
    )
    yield Kind(
        name="catalogue_read",
        title=gettext_lazy("All products were read again"),
        icon="refresh",
        say=say_catalogue_read,
        lead=lambda data, count: reverse("products:rescrape-page", args=[data["runId"]]),
    )


def _of_watching() -> Iterable[Kind]:
    yield Kind(
        name="alert",
        title=gettext_lazy("Something changed at a shop that is watched"),
        icon="eye",
        say=say_alert,
        lead=lambda data, count: reverse("products:alerts"),
        mail=True,
        mails_itself=True,
    )


def _of_texts() -> Iterable[Kind]:
    yield Kind(
        name="texts_ready",
        title=gettext_lazy("Texts are ready to be looked at"),
        icon="spark",
        tone="good",
        say=_counted(
            lambda data: _("Texts for “%(name)s” are ready.") % _isolated(data),
            lambda n: (
                ngettext("Texts are ready for %(n)s product.", "Texts are ready for %(n)s products.", n)
                % {"n": number(n)}
            ),
        ),
        lead=_to("products:texts", "products:proposals"),
    )
    yield Kind(
        name="texts_failed",
        title=gettext_lazy("Texts could not be written"),
        icon="warning",
        tone="bad",
        say=_counted(
            lambda data: _("No texts could be written for “%(name)s”.") % _isolated(data),
            lambda n: (
                ngettext("Writing failed for %(n)s product.", "Writing failed for %(n)s products.", n)
                % {"n": number(n)}
            ),
        ),
        lead=_to("products:texts", "jobs:monitor", "?flow=product%2Fenhance&status=FAILED"),
    )


def _of_stores() -> Iterable[Kind]:
    yield Kind(
        name="published",
        title=gettext_lazy("A product was published"),
        icon="upload",
        tone="good",
        say=_counted(
            lambda data: _("“%(name)s” is in %(store)s.") % _isolated(data),
            lambda n: ngettext("%(n)s product was published.", "%(n)s products were published.", n) % {"n": number(n)},
        ),
        lead=_to_listing,
    )
    yield Kind(
        name="publish_failed",
        title=gettext_lazy("A product could not be published"),
        icon="warning",
        tone="bad",
        say=_counted(
            lambda data: _("“%(name)s” could not be published to %(store)s.") % _isolated(data),
            lambda n: (
                ngettext("%(n)s product was not published.", "%(n)s products were not published.", n) % {"n": number(n)}
            ),
        ),
        lead=_to_listing,
    )


def _of_money() -> Iterable[Kind]:
    yield Kind(
        name="budget",
        title=gettext_lazy("The month's budget is used up"),
        icon="money",
        tone="bad",
        say=say_budget,
        lead=lambda data, count: reverse("products:spending"),
        role="editor",
        mail=True,
    )


def register() -> None:
    """Called once when the apps are ready."""
    kinds.register(*_kinds())
    hear(ScrapeFailed, imports_failed)
    hear(RescrapeCompleted, catalogue_read)
    hear(RescrapeFailed, catalogue_read)
    hear(PublishCompleted, partial(publishing, "published"))
    hear(PublishFailed, partial(publishing, "publish_failed"))
    hear(EnhanceCompleted, partial(texts, "texts_ready"))
    hear(EnhanceFailed, partial(texts, "texts_failed"))
    hear(WatchAlerted, alerts)
    hear(BudgetReached, budget_reached)
    schedules.register(
        schedules.Round("import-batches", gettext_lazy("Look which imports are done"), BATCHES_EVERY_S, end_batches)
    )
