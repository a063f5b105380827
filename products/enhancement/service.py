"""Having texts written: for one product, for many, and by itself where a page has none. And how such runs end."""

from collections.abc import Sequence
from itertools import batched
from uuid import UUID

from django.conf import settings

from jobs import service as jobs
from jobs.models import Queue, Run, Status
from merchants.models import Merchant
from products.enhancement.models import Proposal
from products.enhancement.payloads import EnhanceCompleted, EnhanceFailed, EnhanceRequested
from products.enhancement.steps import lacks_text
from products.models import Product

FLOW = "product/enhance"
AT_THE_SCREEN = 1  # priority: someone who waits for one product goes before a batch of thousands
AT_ONCE = 500


def subject_of(payload: EnhanceRequested) -> str:
    return subject(payload.product_id)


def subject(product_id: UUID) -> str:
    """Only one run is open for a product."""
    return f"product:{product_id}"


def enhance(product: Product) -> Run:
    """Have texts written; the open run when they are being written already."""
    payload = EnhanceRequested(product_id=product.pk, merchant_id=product.merchant_id)
    return jobs.emit(payload, owner=product.merchant, priority=AT_THE_SCREEN).run


def enhance_many(products: Sequence[Product], *, merchant: Merchant) -> int:
    """The same for many, behind whoever waits for one; how many. Those that are not read yet are left out."""
    ready = [product for product in products if product.is_ready]
    for some in batched(ready, AT_ONCE):
        asked = [EnhanceRequested(product_id=product.pk, merchant_id=merchant.pk) for product in some]
        jobs.emit_many(asked, owner=merchant, queue=Queue.AI)
    return len(ready)


def reading_ended(run: Run) -> None:
    """A page without text but with a picture: have the picture looked at, once, where a model can see.

    Once also when it failed: a page that is read every day would be paid for every day.
    """
    if run.status != Status.SUCCEEDED or not settings.AI.sees:
        return
    product = Product.objects.select_related("facts", "merchant").filter(pk=run.payload["productId"]).first()
    if product and product.is_ready and product.image and lacks_text(product) and not _was_tried(product):
        enhance(product)


def _was_tried(product: Product) -> bool:
    return product.proposals.exists() or jobs.latest_run(subject(product.pk), FLOW) is not None


def ended(run: Run) -> None:
    """Tell how it went. A product's status does not move here: an accepted text moves it, see ``deciding``."""
    product = Product.objects.select_related("merchant").filter(pk=run.payload["productId"]).first()
    if product is None:
        return
    if run.status == Status.SUCCEEDED:
        proposal = Proposal.objects.get(run_id=run.pk)
        jobs.emit(EnhanceCompleted(product_id=product.pk, proposal_id=proposal.pk), owner=product.merchant)
    else:
        jobs.emit(EnhanceFailed(product_id=product.pk, error=run.error), owner=product.merchant)
