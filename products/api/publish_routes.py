"""Publishing a product to one of the merchant's stores."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Router, Status
from pydantic import ConfigDict

from jobs.api import shown as jobs_shown
from jobs.api.access import may
from jobs.api.problems import WITH_BODY, Problem, answers
from jobs.api.schemas import Accepted, Body, JobId
from products.api.access import MerchantApiRequest
from products.api.product_routes import product_of
from products.publishing import service
from products.publishing.errors import ListingBusy

router = Router(tags=["Products"])


class PublishIn(Body):
    """`connection_id`: the store. It may be left out where there is only one."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"connection_id": "0199d5a6-4a7e-7cc0-8b5e-0d2f4c9d1a11"}}
    )

    connection_id: UUID | None = None


@router.post(
    "/products/{product_id}/publish",
    auth=may("publish"),
    response=answers({202: Accepted}, 404, 409, *WITH_BODY),
    summary="Publish a product",
)
def publish_product(request: MerchantApiRequest, product_id: JobId, asked: PublishIn) -> Status[Accepted]:
    """Bring it into the store, or up to date there; while that goes on, that job is given. It never makes a second one.

    409 `product_not_ready` before it has been read, `choose_a_store` when there are several and none is named,
    `listing_busy` while it is being taken out of that store.
    """
    product = product_of(request, product_id)
    if not product.is_ready:
        raise Problem(409, "product_not_ready", _("This product has not been read yet."))
    stores = service.open_stores(request.merchant)
    chosen = [store for store in stores if asked.connection_id in (None, store.pk)]
    if not chosen:
        raise Problem(404, "store_not_found", _("Store not found"))
    if len(chosen) > 1:
        raise Problem(409, "choose_a_store", _("There are several stores. Name one."))
    try:
        run = service.publish(product, chosen[0])
    except ListingBusy as error:
        raise Problem(409, "listing_busy", _("The product is being sent to this store already.")) from error
    return Status(202, jobs_shown.accepted(run))
