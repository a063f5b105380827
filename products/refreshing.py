"""Reading many products of a list again: some within the request, more by a run that asks for them in batches."""

from functools import partial
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from jobs.context import StepContext
from jobs.flows import Flow, Step
from jobs.models import Queue
from merchants.models import Merchant
from products import listing, many
from products.imports import service
from products.models import ProductQuerySet


class RefreshRequested(many.ManyRequested):
    """Read them again."""

    event: ClassVar[str] = "products/refresh.requested"


def refresh(found: ProductQuerySet, query: listing.Query, merchant: Merchant) -> int:
    """Read all ``found`` again, which are what ``query`` matches or a few ticked ones; how many they are."""
    again = partial(service.again_many, merchant=merchant, queue=Queue.BULK)
    return many.ask(found, query, merchant, RefreshRequested, again)


def ask(context: StepContext[RefreshRequested]) -> dict[str, Any]:
    """The run's step. Repeated after its worker died it goes through all again; what is being read is left alone."""
    merchant = Merchant.objects.get(pk=context.owner_id)
    again = partial(service.again_many, merchant=merchant, queue=Queue.BULK)
    return many.ask_all(context, merchant, again, lambda found: found)


REFRESH_FLOW = Flow(
    name="products/refresh",
    on=RefreshRequested,
    title=_("Asking for many products again"),
    deadline_s=1800,
    queue=Queue.BULK,
    steps=(Step(ask, title=_("Asking for the products again")),),
)
