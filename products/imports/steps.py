"""The steps of an import, in order: get the page, find the product in it, keep it. Each may run twice."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_noop

import scraping
from jobs.context import StepContext
from jobs.models import Run, Status
from jobs.service import emit
from merchants.models import Merchant
from products.imports import choices, values
from products.imports.changes import Change, compare
from products.imports.pages import keep_attempts, keep_page, load_page
from products.imports.payloads import RereadRequested, ScrapeCompleted, ScrapeFailed, ScrapeRequested
from products.imports.spending import policy_for
from products.models import FactChange, Facts, OwnValue, Product, ProductImage, ProductVariant, StoredPage
from products.status import move
from scraping.errors import PageUnchanged, ScrapeError
from scraping.fetched import FetchedPage, Known, Sentence
from scraping.policy import ScrapePolicy

CHANGES_TOLD = 100  # changes that a run's result names; the product's history has all of them


class NoStoredPage(Exception):
    """There is no page to read again. Final: only the shop can give a new one."""

    code = "no_stored_page"
    retryable = False


def fetch(context: StepContext[ScrapeRequested]) -> dict[str, Any]:
    """Get the page and store it. Raises ScrapeError, which says whether to try again."""
    products = choices.are_asked_for(Product.objects.select_related("merchant"))
    product = context.memory["product"] = products.get(pk=context.payload.product_id)
    return {"stored_page": get_page(product, context.payload.source_url, context).pk}


def get_page(of: Product | Merchant, address: str, context: StepContext[Any]) -> StoredPage:
    """Fetch ``address`` and keep what came and what it cost, also of a failure. Raises ScrapeError."""
    return store_page(of, fetch_page(of, address, context), context)


def store_page(of: Product | Merchant, page: FetchedPage, context: StepContext[Any]) -> StoredPage:
    """Keep ``page``, and hand it on to the next step in memory."""
    stored = keep_page(of, page, run_id=context.run_id)
    context.memory["page"] = stored.pk, page
    return stored


def fetch_page(
    of: Product | Merchant,
    address: str,
    context: StepContext[Any],
    *,
    policy: ScrapePolicy | None = None,
    known: Known | None = None,
) -> FetchedPage:
    """Fetch ``address`` and record what it cost; of a failure also the page. ``policy``: in place of the merchant's.

    Raises ScrapeError; PageUnchanged, which leaves no record, when the page is still as it is ``known``.
    """
    context.reading(address)

    def report(said: Sentence) -> None:
        context.update(said.id, values=said.values)

    chosen = policy or policy_for(of if isinstance(of, Merchant) else of.merchant)
    try:
        page = scraping.fetch(address, chosen, report, known=known)
    except PageUnchanged:
        raise
    except ScrapeError as error:
        keep_attempts(of, error.attempts, run_id=context.run_id)
        if error.page is not None:
            keep_page(of, error.page, run_id=context.run_id)
        raise
    keep_attempts(of, page.attempts, run_id=context.run_id)
    return page


def take_stored(context: StepContext[RereadRequested]) -> dict[str, Any]:
    """Take the newest stored page instead of asking the shop. Raises NoStoredPage."""
    stored = StoredPage.objects.filter(product_id=context.payload.product_id).first()
    if stored is None:
        raise NoStoredPage("the stored pages of this product have been cleared")
    return {"stored_page": stored.pk}


def read(context: StepContext[Any]) -> dict[str, Any]:
    """Find the product in the stored page. Raises ScrapeError when there is none."""
    snapshot = scraping.read(_page(context)).as_json()
    shown: dict[str, Any] = {name: snapshot[name] for name in ("name", "main_image", "price", "currency")}
    context.update(gettext_noop("Found the product"), **shown)
    return {"snapshot": snapshot}


def keep(context: StepContext[Any]) -> dict[str, Any]:
    """Save what was read and what is new in it. Saving the same snapshot again changes nothing."""
    product = context.memory.get("product") or Product.objects.get(pk=context.payload.product_id)
    snapshot, stored = choices.applied(product, context.results["read"]["snapshot"]), _page_id(context)
    changes = save_facts(product, snapshot, page_id=stored, run_id=context.run_id)
    context.memory["snapshot"] = snapshot
    return {
        "product_id": str(product.pk),
        "changes": [change.dump() for change in changes[:CHANGES_TOLD]],
        "changes_total": len(changes),
    }


def _page(context: StepContext[Any]) -> FetchedPage:
    """The page to read: as this worker fetched it just now, else as it was stored."""
    page_id = _page_id(context)
    held, page = context.memory.pop("page", (None, None))
    if held == page_id:
        return page
    return load_page(StoredPage.objects.select_related("product").get(pk=page_id))


def _page_id(context: StepContext[Any]) -> int:
    """The page that the first step, whichever it was, took."""
    first = next(context.results[name] for name in ("fetch", "take_stored", "look") if name in context.results)
    return int(first["stored_page"])


def save_facts(
    product: Product, snapshot: dict[str, Any], *, page_id: int | None, run_id: UUID | None = None
) -> list[Change]:
    """Replace the facts of ``product`` by ``snapshot`` and give what changed; the merchant's own values stay in force.

    A run that saves a second time, since its worker died after the first, gets the first time's answer again.
    """
    now = timezone.now()
    facts = {"snapshot": snapshot, "page_id": page_id, "read_at": now}
    with transaction.atomic():
        known = _locked_facts(product)
        changes = _note_changes(product, known, snapshot, run_id=run_id, page_id=page_id, now=now)
        if known is None:
            Facts.objects.update_or_create(product=product, defaults=facts)
        else:
            if known.snapshot == snapshot:
                del facts["snapshot"]  # large, and mostly the same when a page is read again
            Facts.objects.filter(pk=known.pk).update(**facts)
        _write_columns(product, snapshot, now, has_own=known is None or getattr(known, "has_own"))  # noqa: B009 - annotated
        _write_images(product, snapshot, known.snapshot if known else {})
        _write_variants(product, snapshot, known.snapshot if known else {})
    return changes


def _locked_facts(product: Product) -> Facts | None:
    """The facts in force, with the knowledge whether the merchant has set values of its own."""
    own = OwnValue.objects.filter(product=OuterRef("product"))
    facts = Facts.objects.select_for_update(of=("self",)).filter(product=product)
    return facts.annotate(has_own=Exists(own)).order_by().first()


def _write_columns(product: Product, snapshot: dict[str, Any], now: datetime, *, has_own: bool) -> None:
    """``has_own`` is as old as the wait for the lock, so the UPDATE that relies on there being none asks again."""
    mine, times = Product.objects.filter(pk=product.pk), {"read_at": now, "updated_at": now}
    without = mine.exclude(Exists(OwnValue.objects.filter(product=OuterRef("pk"))))
    if has_own or not without.update(**values.columns(snapshot, {}), **times):
        own = dict(product.own_values.values_list("field", "value"))
        mine.update(**values.columns(snapshot, own), **times)


def _write_images(product: Product, snapshot: dict[str, Any], before: dict[str, Any]) -> None:
    """Most readings find the pictures as they were: nothing is written then."""
    if snapshot["images"] != before.get("images"):
        product.images.all().delete()
        ProductImage.objects.bulk_create(
            ProductImage(product=product, position=n, url=url[:4096]) for n, url in enumerate(snapshot["images"])
        )


def _write_variants(product: Product, snapshot: dict[str, Any], before: dict[str, Any]) -> None:
    """The same for variants, and for which of them the link names."""
    if any(snapshot.get(name) != before.get(name, ()) for name in ("variants", "selected_variant")):
        product.variants.all().delete()
        ProductVariant.objects.bulk_create(_variants(product, snapshot))


def _note_changes(
    product: Product,
    known: Facts | None,
    snapshot: dict[str, Any],
    *,
    run_id: UUID | None,
    page_id: int | None,
    now: datetime,
) -> list[Change]:
    """Write the product's history. A first reading has nothing to be compared with."""
    if known is None:
        return []
    is_reread = page_id is not None and page_id == known.page_id
    if run_id and (is_reread or page_id is None):  # else this very run cannot have saved before
        noted = FactChange.objects.filter(run_id=run_id, product=product).order_by("pk")
        if noted:
            return [Change(row.kind, row.old, row.new, row.variant) for row in noted]
    found = compare(choices.read_alike(product, known.snapshot, snapshot), snapshot)
    FactChange.objects.bulk_create(
        FactChange(product=product, run_id=run_id, at=now, is_reread=is_reread, **change.dump()) for change in found
    )
    return found


def _variants(product: Product, snapshot: dict[str, Any]) -> list[ProductVariant]:
    named = {product.named_variant, snapshot.get("selected_variant")} - {"", None}

    def is_ours(data: dict[str, Any]) -> bool:
        """A price in another currency than the product's would be sold as if it were in the product's."""
        return data.get("currency") in (None, "", snapshot.get("currency"))

    return [
        ProductVariant(
            product=product,
            position=n,
            options=data["options"],
            name=(data["name"] or "")[:500],
            sku=(data["sku"] or "")[:120],
            gtin=(data["gtin"] or "")[:14],
            price=values.decimal_or_none(data["price"]) if is_ours(data) else None,
            regular_price=values.decimal_or_none(data["regular_price"]) if is_ours(data) else None,
            availability=data["availability"] or "",
            stock_quantity=values.count_or_none(data["stock_quantity"]),
            image=(data["image"] or "")[:4096],
            source_id=(data["source_id"] or "")[:120],
            is_named_in_link=bool(named & {data["source_id"], data["sku"], data["name"]}),
        )
        for n, data in enumerate(snapshot["variants"])
    ]


def ended(run: Run, product: Product) -> None:
    """Map the end of an import to the product's status, in the transaction that ends the run.

    Only a product that is importing moves: the end of a refresh stays with its run.
    """
    succeeded = run.status == Status.SUCCEEDED
    if product.is_importing and succeeded:
        move(product, Product.Status.IMPORTED)
    elif product.is_importing:
        move(product, Product.Status.FAILED, error_code=run.error_code, error_detail=run.error, retry_at=run.retry_at)
    tell = ScrapeCompleted(product_id=product.pk) if succeeded else ScrapeFailed(product_id=product.pk, error=run.error)
    emit(tell, owner=product.merchant)
