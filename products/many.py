"""What is asked for many products of a list: for some within the request, for more by a run, in batches."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.http import QueryDict

from jobs import service as jobs
from jobs.context import StepContext
from jobs.flows import COUNTING
from jobs.models import Queue
from jobs.payloads import Payload
from merchants.models import Merchant
from products import listing
from products.models import Product, ProductQuerySet

AT_ONCE = 200  # products that a request asks for itself, some milliseconds each
BATCH = 200


class ManyRequested(Payload):
    """Base of what is asked for all products that ``filters`` (the list's query string) mean, made by ``until``.

    Whose products is not said here: those of the owner of the run that does it.
    """

    filters: str
    until: UUID


type Some = Callable[[Sequence[Product]], int]
"""Asks for some products; for how many it did."""


def ask(found: ProductQuerySet, query: listing.Query, merchant: Merchant, later: type[ManyRequested], now: Some) -> int:
    """Ask for all ``found``, which are what ``query`` matches or a few ticked ones; how many they are."""
    some = list(found[: AT_ONCE + 1])
    if len(some) <= AT_ONCE:
        return now(some)
    until = found.order_by("-pk").values_list("pk", flat=True)[0]
    jobs.emit(later(filters=query.address(), until=until), owner=merchant, queue=Queue.BULK)
    return found.count()


def ask_all[P: ManyRequested](
    context: StepContext[P], merchant: Merchant, some: Some, narrow: Callable[[ProductQuerySet], ProductQuerySet]
) -> dict[str, Any]:
    """The run's step, batch by batch in the order of their making. ``narrow``: those of them that are meant."""
    query = listing.Query.from_address(QueryDict(context.payload.filters))
    found = narrow(query.matching(merchant).filter(pk__lte=context.payload.until)).order_by("pk")
    asked, total = 0, found.count()
    rest = found
    while batch := list(rest[:BATCH]):
        asked += some(batch)
        rest = found.filter(pk__gt=batch[-1].pk)
        context.update(COUNTING, done=asked, total=max(total, asked))
    return {"asked": asked}
