"""Having texts written for many products of a list: some asked for within the request, more by a run, in batches."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from jobs.context import StepContext
from jobs.flows import Flow, Step
from jobs.models import Queue, Run
from merchants.models import Merchant
from products import listing, many
from products.enhancement import service
from products.models import Product, ProductQuerySet


class EnhanceManyRequested(many.ManyRequested):
    """Have texts written for those of them that have been read."""

    event: ClassVar[str] = "products/enhance.requested"


def enhance(found: ProductQuerySet, query: listing.Query, merchant: Merchant) -> int:
    """Have texts written for all ``found`` that have been read; how many they are."""

    def now(some: Sequence[Product]) -> int:
        return service.enhance_many(some, merchant=merchant)

    return many.ask(_read(found), query, merchant, EnhanceManyRequested, now)


def _read(found: ProductQuerySet) -> ProductQuerySet:
    return found.filter(status__in=(Product.Status.IMPORTED, Product.Status.ENHANCED))


def ask(context: StepContext[EnhanceManyRequested]) -> dict[str, Any]:
    """The run's step. Repeated after its worker died it asks nothing twice: what a model writes is paid for."""
    merchant = Merchant.objects.get(pk=context.owner_id)
    since = Run.objects.values_list("created_at", flat=True).get(pk=context.run_id)

    def some(batch: Sequence[Product]) -> int:
        subjects = {service.subject(product.pk): product for product in batch}
        asked = Run.objects.filter(flow=service.FLOW, subject__in=subjects, created_at__gt=since)
        done = set(asked.values_list("subject", flat=True))
        service.enhance_many([one for subject, one in subjects.items() if subject not in done], merchant=merchant)
        return len(batch)

    return many.ask_all(context, merchant, some, _read)


ENHANCE_MANY_FLOW = Flow(
    name="products/enhance",
    on=EnhanceManyRequested,
    title=_("Asking for texts of many products"),
    deadline_s=1800,
    queue=Queue.BULK,
    steps=(Step(ask, title=_("Asking for the texts")),),
)
