"""Deciding on all proposals that wait, however many: by a run, one product after the other."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jobs import service as jobs
from jobs.context import StepContext
from jobs.flows import COUNTING, Flow, Step
from jobs.models import Queue, Run
from jobs.payloads import Payload
from merchants.models import Merchant, User
from products.enhancement import deciding
from products.enhancement.models import Proposal

BATCH = 50


class DecideRequested(Payload):
    """Accept what the source bears out of all proposals up to ``until``, or reject them, in the name of a person."""

    event: ClassVar[str] = "products/decide.requested"
    accepts: bool
    until: UUID
    user_id: int


def waiting(merchant_id: Any) -> QuerySet[Proposal]:
    return Proposal.objects.filter(product__merchant=merchant_id, product__deleted_at=None, is_open=True)


def decide_all(merchant: Merchant, *, accepts: bool, user: User) -> Run | None:
    """Decide on all that wait now; None when nothing does."""
    newest = waiting(merchant.pk).order_by("-pk").values_list("pk", flat=True).first()
    if newest is None:
        return None
    return jobs.emit(DecideRequested(accepts=accepts, until=newest, user_id=user.pk), owner=merchant).run


def decide(context: StepContext[DecideRequested]) -> dict[str, Any]:
    """The run's step. Done again, it goes on with what is still open."""
    asked = context.payload
    user = User.objects.filter(pk=asked.user_id).first()
    act = deciding.accept_traced if asked.accepts else deciding.reject_all
    found = waiting(context.owner_id).filter(pk__lte=asked.until).select_related("product__facts").order_by("pk")
    products, texts, total = 0, 0, found.count()
    rest = found
    while some := list(rest[:BATCH]):
        for proposal in some:
            texts += act(proposal, user=user)
        products += len(some)
        rest = found.filter(pk__gt=some[-1].pk)
        context.update(COUNTING, done=products, total=max(total, products))
    return {"products": products, "texts": texts}


DECIDE_FLOW = Flow(
    name="products/decide",
    on=DecideRequested,
    title=_("Deciding on proposed texts"),
    deadline_s=3600,
    queue=Queue.BULK,
    steps=(Step(decide, title=_("Going through the texts")),),
)
