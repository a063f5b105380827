"""Publishing: start it, stop selling, start anew, and hear of what changes."""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from jobs import service as jobs
from jobs.models import Run, Status
from merchants.models import Merchant, User
from merchants.stores.models import StoreConnection
from products.models import Product
from products.publishing import listings
from products.publishing.errors import ListingBusy, NotInStore
from products.publishing.models import Listing, PublishBatch, PublishBatchLine
from products.publishing.payloads import (
    BatchPublishRequested,
    OfferRequested,
    PublishCompleted,
    PublishFailed,
    PublishRequested,
    UnpublishRequested,
)
from products.publishing.reasons import ASKS_AGAIN
from products.publishing.status import LostRace, move, move_all

FLOW = "product/publish"
UNPUBLISH = "product/unpublish"
OFFER = "product/offer"
BATCH = "listings/publish"
AT_THE_SCREEN = 1  # priority: someone who waits for one product goes before a batch of thousands


def subject_of(payload: PublishRequested | UnpublishRequested | OfferRequested) -> str:
    """Only one run of a kind is open for a listing; prices alone and stock alone are kinds of their own."""
    parts = ["listing", str(payload.product_id), str(payload.connection_id)]
    if isinstance(payload, OfferRequested):
        parts += [name for name in ("price", "quantity") if getattr(payload, name)]
    return ":".join(parts)


def publish(product: Product, connection: StoreConnection, *, overwrite: bool = False) -> Run:
    """Send ``product`` to the store; the open run when it is being sent already. Raises ListingBusy.

    ``overwrite``: also over what was changed in the store itself, which is left alone otherwise.
    """
    listing = listings.find_or_make(product, connection)
    payload = PublishRequested(
        product_id=product.pk,
        connection_id=connection.pk,
        merchant_id=connection.merchant_id,
        overwrite=overwrite,
    )
    with transaction.atomic():
        run = jobs.emit(payload, owner=connection.merchant, priority=AT_THE_SCREEN).run
        _pushing(listing, run)
    return run


def unpublish(listing: Listing) -> Run:
    """Hide it from the store's buyers. Raises NotInStore, ListingBusy."""
    if not listing.is_in_store:
        raise NotInStore
    payload = UnpublishRequested(
        product_id=listing.product_id,
        connection_id=listing.connection_id,
        merchant_id=listing.connection.merchant_id,
    )
    with transaction.atomic():
        run = jobs.emit(payload, owner=listing.connection.merchant, priority=AT_THE_SCREEN).run
        _pushing(listing, run)
    return run


def push_offer(listing: Listing, *, price: bool = True, quantity: bool = True) -> Run:
    """Bring prices or stock alone up to date in the store, as the product's values and the price rules have them now.

    For what changes often, by hand or by rule: one or two calls instead of all steps. It may be asked for at any time:
    a publish that goes on is waited for, the open run is given when there is one, and nothing is sent when the store
    was sent the same before. An open run that has made up its mind already is followed by another one. Raises
    NotInStore when buyers cannot see it through us: never sent, or taken out.
    """
    if not listing.is_in_store or listing.status == Listing.Status.DRAFT:
        raise NotInStore
    payload = OfferRequested(
        product_id=listing.product_id,
        connection_id=listing.connection_id,
        merchant_id=listing.connection.merchant_id,
        price=price,
        quantity=quantity,
    )
    with transaction.atomic():
        Listing.objects.select_for_update().get(pk=listing.pk)  # a run that is open now does not end before the mark
        run = jobs.emit(payload, owner=listing.connection.merchant).run
        Listing.objects.filter(pk=listing.pk, status=Listing.Status.PUSHING, run_id=run.pk).update(is_touched=True)
    return run


def in_stores(product: Product) -> QuerySet[Listing]:
    """The listings through which buyers see ``product`` now; for ``push_offer`` and ``unpublish``.

    Where the last try failed the store still sells what it has, unless it has the product no more.
    """
    sold = (Listing.Status.LIVE, Listing.Status.OUT_OF_DATE, Listing.Status.PUSHING, Listing.Status.FAILED)
    there = Listing.objects.filter(
        product=product, status__in=sold, connection__status=StoreConnection.Status.CONNECTED
    )
    there = there.exclude(remote_id="").exclude(error_code=ASKS_AGAIN)
    return there.select_related("connection__merchant", "product")


def create_again(listing: Listing) -> Run:
    """The store has it no more, and the merchant wants it there again. Raises ListingBusy."""
    with transaction.atomic():
        if listing.is_pushing:
            raise ListingBusy
        forget(listing)
        return publish(listing.product, listing.connection)


def forget(listing: Listing) -> None:
    """The store has nothing of it any more: what is made there next is a new product."""
    gone = {"remote_id": "", "remote_url": "", "admin_url": "", "content_hash": "", "is_hidden": False}
    gone |= {"sent": {}, "shown": {}, "differs": [], "looked_at": None}
    with transaction.atomic():
        if listing.status != Listing.Status.DRAFT:
            move(listing, Listing.Status.DRAFT, **gone)
        else:
            Listing.objects.filter(pk=listing.pk).update(**gone)
        listing.images.all().delete()
    listing.refresh_from_db()


def _pushing(listing: Listing, run: Run) -> None:
    """Raises ListingBusy when another run has it."""
    listing.refresh_from_db(fields=["status", "run_id"])
    if listing.is_pushing and listing.run_id == run.pk:
        return
    try:
        if listing.is_pushing and Run.objects.filter(pk__in=[listing.run_id], ended_at__isnull=True).exists():
            raise ListingBusy
        if not listing.is_pushing:
            move(listing, Listing.Status.PUSHING, run_id=run.pk)
    except LostRace as error:
        raise ListingBusy from error


def publish_many(products: Sequence[Product], connection: StoreConnection, *, user: User | None) -> PublishBatch:
    """Send many, behind whoever waits for one. The batch is the report."""
    with transaction.atomic():
        batch = PublishBatch.objects.create(merchant=connection.merchant, connection=connection, user=user)
        PublishBatchLine.objects.bulk_create(
            (PublishBatchLine(batch=batch, number=n, product=product) for n, product in enumerate(products, 1)),
            batch_size=500,
        )
        payload = BatchPublishRequested(batch_id=batch.pk, merchant_id=connection.merchant_id)
        jobs.emit(payload, owner=connection.merchant)
    return batch


def batch_subject(payload: BatchPublishRequested) -> str:
    return f"publish-batch:{payload.batch_id}"


# --- How runs end ---------------------------------------------------------------------------------------------------
def published(run: Run) -> None:
    """Map the end of a publish to its listing, in the transaction that ends the run."""
    listing = _held_by(run)
    if listing is None:
        return
    if run.status == Status.SUCCEEDED:
        _is_live(listing, run)
    else:
        _failed(listing, run)


def _is_live(listing: Listing, run: Run) -> None:
    result = run.result or {}
    checked = run.steps.get(name="check").result or {}
    now = checked["pricing"]
    sent = {} if result["nothing_to_do"] else {"pushed_at": timezone.now()}
    move(
        listing,
        Listing.Status.LIVE,
        content_hash=checked["hash"],
        sent=checked["product"],
        shown=result["shown"],
        differs=result["differs"],
        looked_at=timezone.now(),
        price=result["price"],
        currency=now["rate"]["quote"],
        pricing=now,
        notes=result["notes"],
        is_hidden=result["is_hidden"],
        **sent,
    )
    listing.refresh_from_db(fields=["is_touched"])  # a change may have been saved while the move waited for its lock
    if listing.is_touched:
        move(listing, Listing.Status.OUT_OF_DATE, is_touched=False)
    tell = PublishCompleted(product_id=listing.product_id, connection_id=listing.connection_id)
    jobs.emit(tell, owner=listing.connection.merchant)


def _failed(listing: Listing, run: Run) -> None:
    move(listing, Listing.Status.FAILED, error_code=run.error_code, error_detail=run.error, retry_at=run.retry_at)
    tell = PublishFailed(product_id=listing.product_id, connection_id=listing.connection_id, error=run.error)
    jobs.emit(tell, owner=listing.connection.merchant)


def unpublished(run: Run) -> None:
    """Map the end of an unpublish to its listing."""
    listing = _held_by(run)
    if listing is None:
        return
    if run.status != Status.SUCCEEDED:
        move(listing, Listing.Status.FAILED, error_code=run.error_code, error_detail=run.error, retry_at=run.retry_at)
    elif (run.result or {}).get("is_gone"):
        forget(listing)
    else:
        shown = listing.shown and listing.shown | {"is_hidden": True}  # our doing, not a person's in the store
        move(listing, Listing.Status.DRAFT, content_hash="", is_hidden=True, notes=[], shown=shown)


def offered(run: Run) -> None:
    """Map the end of an offer to its listing: live when all of it is as here, else out of date as it was.

    What was touched meanwhile is offered once more, since this run may not have seen it.
    """
    listing = _held_by(run)
    if listing is None:
        return
    if run.status != Status.SUCCEEDED:
        move(listing, Listing.Status.FAILED, error_code=run.error_code, error_detail=run.error, retry_at=run.retry_at)
        return
    checked = run.steps.get(name="check").result or {}
    result = run.result or {}
    sent = {name: result[name] for name in ("shown", "differs")} | {"looked_at": timezone.now()}
    sent["notes"] = [*listing.left_out, *result["notes"]]
    if not checked["is_same"]:
        sent |= {"pushed_at": timezone.now()}
    if run.payload["price"]:
        now = checked["pricing"]
        sent |= {"price": result["price"], "currency": now["rate"]["quote"], "pricing": now}
    move(listing, Listing.Status.LIVE, content_hash=checked["hash"], sent=checked["product"], **sent)
    listing.refresh_from_db(fields=["is_touched"])  # the row is ours by now: nobody marks it until this is written
    is_touched = listing.is_touched
    if is_touched or not checked["is_whole"]:
        move(listing, Listing.Status.OUT_OF_DATE, is_touched=False)
    if is_touched:
        push_offer(listing, price=run.payload["price"], quantity=run.payload["quantity"])


def _held_by(run: Run) -> Listing | None:
    held = Listing.objects.filter(status=Listing.Status.PUSHING, run_id=run.pk)
    return held.select_related("connection__merchant").first()


def started_again(run: Run) -> None:
    """A publish was started again, by the monitor or the API."""
    take_many([run])


def take_many(runs: Iterable[Run]) -> None:
    """The listings that ``runs`` are about to send are being sent. One that another run has is left to that."""
    for run in runs:
        connection = StoreConnection.objects.filter(pk=run.payload["connectionId"]).first()
        listing = listings.listing_of(run.payload["productId"], connection) if connection else None
        if listing is not None:
            with suppress(ListingBusy):
                _pushing(listing, run)


# --- What changes elsewhere -----------------------------------------------------------------------------------------
def out_of_date(which: Q) -> int:
    """What was sold of these listings is no longer what would be sent. Gives how many were live."""
    found = Listing.objects.filter(which)
    found.filter(status=Listing.Status.PUSHING).update(is_touched=True)
    return move_all(found, Listing.Status.LIVE, Listing.Status.OUT_OF_DATE)


def only(listing: Listing) -> Q:
    return Q(pk=listing.pk)


def of_merchant(merchant: Merchant) -> Q:
    return Q(connection__merchant=merchant)


def deleted_in_store(connection: StoreConnection, remote_id: str) -> bool:
    """The store says that a product is gone. Whether it was one of ours that nobody is sending."""
    listing = Listing.objects.filter(connection=connection, remote_id=remote_id).exclude(remote_id="").first()
    if listing is None or listing.is_pushing:
        return False
    if listing.status == Listing.Status.DRAFT:
        forget(listing)
    elif listing.status != Listing.Status.FAILED:
        move(listing, Listing.Status.FAILED, error_code=ASKS_AGAIN, error_detail="product.deleted")
    return True


def open_stores(merchant: Merchant) -> list[StoreConnection]:
    """Where this merchant can publish to, now or after a reconnect."""
    states = (StoreConnection.Status.CONNECTED, StoreConnection.Status.RECONNECT_NEEDED)
    return list(merchant.stores.filter(status__in=states).order_by("created_at"))
