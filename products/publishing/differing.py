"""Looking at a product in its store without sending anything: when a person asks, and when the store tells of a change.

What was found different is kept with the listing for its page. Nothing here is changed by it: an update keeps what was
changed in the store (``merging``), and whoever wants ours there instead says so.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone

from jobs import service as jobs
from jobs.context import StepContext
from jobs.models import Run
from merchants.stores import opening as stores
from merchants.stores.clients.errors import ProductGone
from merchants.stores.models import StoreConnection
from products.publishing import service
from products.publishing.errors import NotInStore
from products.publishing.merging import changed_there
from products.publishing.models import Listing
from products.publishing.payloads import StoreLookRequested
from products.publishing.steps import check_open, mine

FLOW = "listing/look"


def subject_of(payload: StoreLookRequested) -> str:
    return subject(payload.product_id, payload.connection_id)


def subject(product_id: object, connection_id: object) -> str:
    return f"listing-look:{product_id}:{connection_id}"


def ask(listing: Listing, *, priority: int = 0) -> Run:
    """Look at it as soon as the store's turn comes; the open run when there is one. Raises NotInStore."""
    if not listing.is_in_store:
        raise NotInStore
    merchant = listing.connection.merchant
    payload = StoreLookRequested(
        product_id=listing.product_id, connection_id=listing.connection_id, merchant_id=merchant.pk
    )
    return jobs.emit(payload, owner=merchant, priority=priority).run


def heard(connection: StoreConnection, remote_id: str, at: datetime | None) -> bool:
    """The store tells that a product was changed there. Whether it is one of ours that is worth a look.

    Our own sending makes stores tell as well: what is being sent, and what was told of before its end, is known.
    """
    mine = Listing.objects.filter(connection=connection, remote_id=remote_id).exclude(remote_id="")
    listing = mine.exclude(status__in=[Listing.Status.PUSHING, Listing.Status.DRAFT]).first()
    if listing is None or (at and listing.pushed_at and at <= listing.pushed_at):
        return False
    listing.connection = connection
    ask(listing)
    return True


def look(context: StepContext[StoreLookRequested]) -> dict[str, Any]:
    """Read it in the store, and keep what is different.

    Raises NotInStore, StoreClosed, ReconnectNeeded, ProductGone and what stores raise.
    """
    listing = mine(context)
    if not listing.is_in_store:
        raise NotInStore
    check_open(listing.connection)
    if listing.is_pushing:  # which looks by itself
        return {"differs": None}
    try:
        there = stores.open_store(listing.connection).get(listing.remote_id)
    except ProductGone:
        service.deleted_in_store(listing.connection, listing.remote_id)
        raise
    found = changed_there(listing.shown, there)
    same = Listing.objects.filter(pk=listing.pk, run_id=None, pushed_at=listing.pushed_at)  # else this is old
    same.update(differs=found, looked_at=timezone.now())
    return {"differs": len(found)}
