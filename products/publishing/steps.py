"""The steps that bring a product into a store, in order. Each looks at what is there first, so each may run again."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_noop

from jobs.context import StepContext
from jobs.models import Run
from merchants.stores import opening as stores
from merchants.stores.clients.base import StoreClient
from merchants.stores.clients.errors import ProductGone, SkuTaken
from merchants.stores.errors import ReconnectNeeded, StoreClosed
from merchants.stores.models import StoreConnection
from merchants.stores.product import RemoteProduct, StoreProduct, StoreRefs, Visibility
from products.publishing import compose, images
from products.publishing.comparing import differences, notes_on
from products.publishing.errors import (
    ForeignStore,
    ListingBusy,
    NotInStore,
    NotReady,
    ProductNotThere,
    PublishError,
    StoreShowsOtherwise,
)
from products.publishing.listings import listing_of
from products.publishing.merging import changed_there, merge, seen_after
from products.publishing.models import Listing
from products.publishing.payloads import (
    OfferRequested,
    PublishRequested,
    StoreLookRequested,
    UnpublishRequested,
)
from products.publishing.planning import Planner
from products.publishing.status import move

type Context = (
    StepContext[PublishRequested]
    | StepContext[UnpublishRequested]
    | StepContext[OfferRequested]
    | StepContext[StoreLookRequested]
)


def check(context: StepContext[PublishRequested]) -> dict[str, Any]:
    """Take the listing, and decide what the store is to have. What follows sends exactly that.

    Raises ForeignStore, ProductNotThere, ListingBusy, StoreClosed, ReconnectNeeded, NotReady and what pricing raises.
    """
    listing = take(context)
    left_out = listing.left_out
    Listing.objects.filter(pk=listing.pk).update(is_touched=False, notes=left_out)
    plan = Planner(listing.connection).plan(mine(context))
    if plan.composed is None:
        raise PublishError.of(plan.error_code)
    if plan.missing:
        Listing.objects.filter(pk=listing.pk, run_id=context.run_id).update(notes=plan.missing)
        raise NotReady(", ".join(f"{lack['field']}: {lack['code']}" for lack in plan.missing))
    product, digest = plan.composed.product, plan.composed.hash
    return {
        "product": compose.dump(product),
        "hash": digest,
        "pricing": plan.composed.priced.dump(),
        "notes": plan.notes,
        "is_same": listing.is_in_store
        and listing.content_hash == digest
        and not left_out
        and not context.payload.overwrite,
    }


def prepare(context: StepContext[PublishRequested]) -> dict[str, Any]:
    """Make sure that brand, category and tags are there."""
    if _is_same(context):
        return {}
    store, product = _store(context), _composed(context)
    can = store.capabilities
    return {
        "brand": store.ensure_brand(product.brand) if product.brand and can.has_brands else "",
        "categories": [store.ensure_category(path) for path in product.categories],
        "tags": [store.ensure_tag(tag) for tag in product.tags] if can.has_tags else [],
    }


def look(context: StepContext[PublishRequested]) -> dict[str, Any]:
    """What was changed in the store since we read it last stays, unless it is to be overwritten.

    What was lost there and cannot stay away, such as a variant or an SKU, is sent again though nothing changed here.
    Raises ProductGone.
    """
    listing, product, refs = held(context), _composed(context), _ensured(context)
    if not listing.remote_id or not listing.shown or context.payload.overwrite:
        return {"kept": []}
    store = _store(context)
    there = store.get(listing.remote_id)
    if _is_same(context):  # nothing was prepared
        refs = StoreRefs(brand=there.brand, categories=there.categories, tags=there.tags)
    merged = merge(
        product,
        refs,
        sent=compose.load(listing.sent) if listing.sent else None,
        shown=listing.shown,
        there=there,
        language=listing.connection.language or "ar",
    )
    return {
        "kept": merged.kept,
        "product": compose.dump(merged.product),
        "refs": asdict(merged.refs),
        "lost": differences(merged.product, there, store.capabilities),
    }


def put_product(context: StepContext[PublishRequested]) -> dict[str, Any]:
    """Make the product, or bring it up to date: texts, price, SEO. Its id is remembered before anything else is done.

    Raises ProductGone when the store has it no more: whether to make it anew is the merchant's decision.
    """
    listing = held(context)
    if _is_same(context):
        return {"remote_id": listing.remote_id}
    store, product, refs = _store(context), _product(context), _refs(context)
    remote_id = listing.remote_id or _found_by_mark(listing, product, store)
    if remote_id:
        remote = _remember(listing, context, store.update(remote_id, product, refs))
        is_told = not listing.shown or store.capabilities.update_tells_all  # an answer may tell less than a look
        there = remote if is_told else store.get(remote_id)
        _note_sent(context, there, with_variants=not product.variants)
    else:
        _note_try(listing, product.sku)
        remote = _remember(listing, context, store.create(product, refs))
    return {"remote_id": remote.id}


def _found_by_mark(listing: Listing, product: StoreProduct, store: StoreClient) -> str:
    """The product that an earlier try made without our hearing of it, also under the SKU that it had then."""
    for sku in dict.fromkeys([*listing.tried_skus, product.sku]):
        try:
            found = store.find(product.key, sku)
        except SkuTaken:
            if sku == product.sku:
                raise
            continue
        if found is not None:
            return found.id
    return ""


def _note_try(listing: Listing, sku: str) -> None:
    """Before it is sent: whatever becomes of the answer, we know under which SKU to look."""
    if sku not in listing.tried_skus:
        listing.tried_skus = [*listing.tried_skus, sku]
        listing.save(update_fields=["tried_skus"])


def _remember(listing: Listing, context: Context, remote: RemoteProduct) -> RemoteProduct:
    known = {"remote_id": remote.id, "remote_url": remote.url, "admin_url": remote.admin_url}
    Listing.objects.filter(pk=listing.pk, run_id=context.run_id).update(**known)
    return remote


def _note_sent(context: StepContext[PublishRequested], there: RemoteProduct, *, with_variants: bool) -> None:
    listing = held(context)
    fields = {"shown": listing.shown and seen_after(listing.shown, there, context.results["look"]["kept"])}
    if with_variants:
        fields["sent"] = context.results["check"]["product"]
    keep_sent(context, **fields)


def keep_sent(context: Context, **fields: object) -> None:
    """Write ``shown`` and ``sent`` at once: when the run fails later on, what it did is no person's change.

    Until the run succeeds the listing has no hash, for nobody knows whether the store has all of it.
    """
    Listing.objects.filter(pk=held(context).pk, run_id=context.run_id).update(content_hash="", **fields)


def send_images(context: StepContext[PublishRequested]) -> dict[str, Any]:
    """Bring the pictures there, in order, with their texts. Raises NoImageTaken."""
    listing, kept = held(context), False
    if not _is_same(context):
        kept = images.send(listing, _product(context), _store(context), context)
    rows = listing.images.all()
    left_out = [row.error_code for row in rows if row.error_code]
    return {"images": sum(bool(row.remote_id) for row in rows), "left_out": left_out, "kept_texts": kept}


def set_variants(context: StepContext[PublishRequested]) -> dict[str, Any]:
    """Options and variants, each with its SKU, price, stock."""
    listing = held(context)
    if _is_same(context):
        return {}
    there = dict(listing.images.exclude(remote_id="").values_list("key", "remote_id"))
    remote = _store(context).set_variants(listing.remote_id, _product(context), images=there)
    _note_sent(context, remote, with_variants=True)
    return {"variants": len(remote.variants)}


def show(context: StepContext[PublishRequested]) -> dict[str, Any]:
    """Let buyers see it, or not, as the merchant wants."""
    listing = held(context)
    if _is_same(context):
        return {}
    store, is_hidden = _store(context), _product(context).visibility == Visibility.HIDDEN
    if is_hidden:
        store.hide(listing.remote_id)
    else:
        store.show(listing.remote_id)
    if listing.shown and "is_hidden" not in context.results["look"]["kept"]:
        keep_sent(context, shown=listing.shown | {"is_hidden": is_hidden})
    return {}


def verify(context: StepContext[PublishRequested]) -> dict[str, Any]:
    """Read it back. Raises StoreShowsOtherwise when money or variants are not as sent, ProductGone."""
    listing, product = held(context), _product(context)
    remote = _store(context).get(listing.remote_id)
    if wrong := differences(product, remote, _store(context).capabilities):
        raise StoreShowsOtherwise(", ".join(wrong))
    _remember(listing, context, remote)
    checked, sent = context.results["check"], context.results["send_images"]
    notes = [*checked["notes"], *notes_on(product, remote, sent, language=listing.connection.language or "ar")]
    if _is_same(context):
        notes = [{"code": "nothing_to_do"}, *notes]
    kept = context.results["look"]["kept"]
    named = [*kept, *(["image_alts"] if sent.get("kept_texts") else [])]
    notes += _left_out(product, context.results["prepare"])
    notes += [{"code": "kept_from_store", "field": name} for name in named]
    shown = seen_after(listing.shown, remote, kept)
    return {
        "productId": str(listing.product_id),
        "connectionId": str(listing.connection_id),
        "remote_id": remote.id,
        "url": remote.url,
        "nothing_to_do": _is_same(context),
        "is_hidden": remote.visibility in (Visibility.HIDDEN, Visibility.OUT),
        "notes": notes,
        "shown": shown,
        "differs": changed_there(shown, remote),
        "price": str(product.price),
    }


def _left_out(product: StoreProduct, made: dict[str, Any]) -> list[dict[str, Any]]:
    """The categories that the store does not have and that cannot be made there."""
    pairs = zip(product.categories, made.get("categories", ()), strict=False)
    return [{"code": "category_left_out", "value": path} for path, known in pairs if not known]


def take_out(context: StepContext[UnpublishRequested]) -> dict[str, Any]:
    """Hide it from buyers; everything stays in the store. What is gone there already needs nothing."""
    listing = take(context)
    if not listing.is_in_store:
        raise NotInStore
    context.update(gettext_noop("Taking it out of the buyers' sight"))
    try:
        stores.open_store(listing.connection).hide(listing.remote_id)
    except ProductGone:
        return {"is_gone": True}
    return {"is_gone": False}


def take(context: Context) -> Listing:
    """The listing, being sent by this run. Raises ListingBusy, StoreClosed, ReconnectNeeded and what ``mine`` does."""
    listing = mine(context)
    check_open(listing.connection)
    if listing.is_pushing and listing.run_id != context.run_id:
        _take_over(listing, context)
    elif not listing.is_pushing:
        move(listing, Listing.Status.PUSHING, run_id=context.run_id)
    return listing


def check_open(connection: StoreConnection) -> None:
    """Raises StoreClosed, ReconnectNeeded."""
    if connection.status == StoreConnection.Status.RECONNECT_NEEDED:
        raise ReconnectNeeded(connection.error_code)
    if not connection.is_open:
        raise StoreClosed


def _take_over(listing: Listing, context: Context) -> None:
    """From a run that has ended without saying so. Raises ListingBusy while it is open."""
    if Run.objects.filter(pk__in=[listing.run_id], ended_at__isnull=True).exists():
        raise ListingBusy
    held = Listing.objects.filter(pk=listing.pk, run_id=listing.run_id)
    if not held.update(run_id=context.run_id):
        raise ListingBusy
    listing.run_id = context.run_id


def mine(context: Context) -> Listing:
    """Raises ForeignStore, ProductNotThere."""
    asked = context.payload
    connection = StoreConnection.objects.filter(pk=asked.connection_id, merchant_id=asked.merchant_id).first()
    if connection is None or context.owner_id not in (None, asked.merchant_id):
        raise ForeignStore
    listing = listing_of(asked.product_id, connection)
    if listing is None:
        raise ProductNotThere
    return listing


def held(context: Context) -> Listing:
    """The listing as it is now. Raises ListingBusy when another run has taken it."""
    listing = mine(context)
    if listing.run_id != context.run_id:
        raise ListingBusy
    return listing


def _is_same(context: Context) -> bool:
    """The store has everything that is to be there."""
    return bool(context.results["check"]["is_same"]) and not context.results.get("look", {}).get("lost")


def _composed(context: Context) -> StoreProduct:
    return compose.load(context.results["check"]["product"])


def _product(context: Context) -> StoreProduct:
    """What is sent: as it was composed, with what stays as it is in the store."""
    looked = context.results["look"]
    return compose.load(looked["product"]) if "product" in looked else _composed(context)


def _ensured(context: Context) -> StoreRefs:
    made = context.results["prepare"]
    return _refs_of(made) if made else StoreRefs()


def _refs(context: Context) -> StoreRefs:
    looked = context.results["look"]
    return _refs_of(looked["refs"]) if "refs" in looked else _ensured(context)


def _refs_of(data: dict[str, Any]) -> StoreRefs:
    return StoreRefs(brand=data["brand"], categories=tuple(data["categories"]), tags=tuple(data["tags"]))


def _store(context: Context) -> StoreClient:
    return stores.open_store(mine(context).connection)
