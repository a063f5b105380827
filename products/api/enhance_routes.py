"""Having a product's texts written."""

from django.utils.translation import gettext_lazy as _
from ninja import Router, Status

from jobs.api import shown as jobs_shown
from jobs.api.access import may
from jobs.api.problems import Problem, answers
from jobs.api.schemas import Accepted, JobId
from products.api.access import MerchantApiRequest
from products.api.product_routes import product_of
from products.enhancement import service

router = Router(tags=["Products"])


@router.post(
    "/products/{product_id}/enhance",
    auth=may("write"),
    response=answers({202: Accepted}, 404, 409, 413, 415),
    summary="Write texts for a product",
)
def enhance_product(request: MerchantApiRequest, product_id: JobId) -> Status[Accepted]:
    """Texts in Arabic and English are written and proposed; while that goes on, that job is given.

    A person accepts them in the app, or they are accepted by themselves where the merchant's settings say so. The
    job's result names the proposal. 409 `product_not_ready` before the product has been read.
    """
    product = product_of(request, product_id)
    if not product.is_ready:
        raise Problem(409, "product_not_ready", _("This product has not been read yet."))
    return Status(202, jobs_shown.accepted(service.enhance(product)))
