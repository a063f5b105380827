"""The one door through which a listing's status moves."""

from django.db import transaction
from django.db.models import QuerySet

from products.publishing.models import Listing, ListingChange

AT_ONCE = 500  # listings in one transaction


class IllegalMove(Exception):
    """No arrow leads there; see ``Listing.NEXT``."""


class LostRace(Exception):
    """Somebody else moved the listing first."""


def move(listing: Listing, to: Listing.Status, **fields: object) -> None:
    """Take ``listing`` to status ``to`` and record the move, both or neither. ``fields`` are written with it.

    The UPDATE names the old status and the run that has the listing, so of two workers exactly one wins. Leaving FAILED
    clears the error, leaving PUSHING the run. Raises IllegalMove, LostRace.
    """
    if to not in Listing.NEXT[Listing.Status(listing.status)]:
        raise IllegalMove(f"{listing.status} -> {to}")
    if to != Listing.Status.FAILED:
        fields = {"error_code": "", "error_detail": "", "retry_at": None, **fields}
    if to != Listing.Status.PUSHING:
        fields = {"run_id": None, **fields}
    with transaction.atomic():
        mine = Listing.objects.filter(pk=listing.pk, status=listing.status, run_id=listing.run_id)
        if not mine.update(status=to, **fields):
            raise LostRace(f"listing {listing.pk} is no longer {listing.status}")
        ListingChange.objects.create(
            listing=listing, old=listing.status, new=to, error_code=str(fields.get("error_code", ""))
        )
    listing.status = to
    for name, value in fields.items():
        setattr(listing, name, value)


def move_all(listings: QuerySet[Listing], old: Listing.Status, to: Listing.Status) -> int:
    """Take all of ``listings`` that are at ``old`` to status ``to``, many at a time; how many. Raises IllegalMove."""
    if to not in Listing.NEXT[old]:
        raise IllegalMove(f"{old} -> {to}")
    moved = 0
    while some := _move_some(listings.filter(status=old), old, to):
        moved += some
    return moved


def _move_some(listings: QuerySet[Listing], old: Listing.Status, to: Listing.Status) -> int:
    """Locked first, so that each that moves is recorded and nobody moves it in between."""
    with transaction.atomic():
        ids = list(listings.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        Listing.objects.filter(pk__in=ids).update(status=to)
        ListingChange.objects.bulk_create(ListingChange(listing_id=pk, old=old, new=to) for pk in ids)
    return len(ids)
