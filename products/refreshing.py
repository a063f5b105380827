"""Reading many products of a list again: some within the request, more by a run that asks for them in batches."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from jobs import service as jobs
from jobs.context import StepContext
from jobs.flows import Flow, Step
from jobs.models import Queue
from jobs.payloads import Payload
from merchants.models import Merchant
from products import listing
from products.imports import service
from products.models import ProductQuerySet

AT_ONCE = 200  # products that a request asks for itself, some milliseconds each
BATCH = 200


class RefreshRequested(Payload):
    """Read again all products that ``filters`` (the list's query string) mean, made no later than ``until``.

    Whose products is not said here: those of the owner of the run that does it.
    """

    event: ClassVar[str] = "products/refresh.requested"
    filters: str
    until: UUID


def refresh(found: ProductQuerySet, query: listing.Query, merchant: Merchant) -> int:
    """Read all ``found`` again, which are what ``query`` matches or a few ticked ones; how many they are."""
    some = list(found[: AT_ONCE + 1])
    if len(some) <= AT_ONCE:
        return service.again_many(some, merchant=merchant, queue=Queue.BULK)
    until = found.order_by("-pk").values_list("pk", flat=True)[0]
    jobs.emit(RefreshRequested(filters=query.address(), until=until), owner=merchant, queue=Queue.BULK)
    return found.count()


def ask(context: StepContext[RefreshRequested]) -> dict[str, Any]:
    """The run's step. Repeated after its worker died it goes through all again; what is being read is left alone."""
    merchant = Merchant.objects.get(pk=context.owner_id)
    query = listing.Query.from_address(QueryDict(context.payload.filters))
    found = query.matching(merchant).filter(pk__lte=context.payload.until).order_by("pk")
    asked, total = 0, found.count()
    rest = found
    while some := list(rest[:BATCH]):
        asked += service.again_many(some, merchant=merchant, queue=Queue.BULK)
        rest = found.filter(pk__gt=some[-1].pk)
        context.update(f"{asked} of {max(total, asked)} done", done=asked, total=max(total, asked))
    return {"asked": asked}


REFRESH_FLOW = Flow(
    name="products/refresh",
    on=RefreshRequested,
    title=_("Asking for many products again"),
    deadline_s=1800,
    queue=Queue.BULK,
    steps=(Step(ask, title=_("Asking for the products again")),),
)
