"""Products: import by link, look, change, read again, delete."""

from typing import Annotated, Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Status

from jobs import service as jobs
from jobs.api import shown as jobs_shown
from jobs.api.access import may
from jobs.api.keyset import unknown_cursor
from jobs.api.problems import WITH_BODY, Problem, answers, invalid
from jobs.api.schemas import Accepted, Cursor, JobId, Limit
from jobs.models import Run
from jobs.visible import visible_run
from products import editing, listing, trash
from products.api import shown
from products.api.access import MerchantApiRequest
from products.api.links import check_limits, link_of
from products.api.schemas import (
    ProductAccepted,
    ProductDetail,
    ProductPage,
    ProductState,
    ProductThere,
    ProductValues,
    ScrapeIn,
)
from products.imports import service
from products.imports.limits import one_at_a_time
from products.models import Product

router = Router(tags=["Products"])

SortName = Literal["newest", "oldest", "name", "read"]
Text = Annotated[str, Query(max_length=200)]


@router.get("/products", auth=may("read"), response=answers({200: ProductPage}, 404), summary="List products")
def list_products(
    request: MerchantApiRequest,
    q: Text = "",
    status: ProductState | None = None,
    platform: Text = "",
    brand: Text = "",
    complete: Literal["yes", "no"] | None = None,
    sort: SortName = "newest",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> ProductPage:
    """`q` searches name, brand and link, word by word."""
    asked = {"q": q, "status": status or "", "platform": platform, "brand": brand, "complete": complete or ""}
    query = listing.Query.from_address(asked | {"sort": sort})
    if cursor and not listing.is_cursor(cursor, query):
        raise unknown_cursor()
    page = listing.page_of(query, request.merchant, cursor, size=limit)
    return ProductPage(
        products=[shown.item(product) for product in page.products], next_cursor=page.next_cursor or None
    )


@router.post(
    "/products",
    auth=may("write"),
    response=answers({202: ProductAccepted, 200: ProductThere}, *WITH_BODY),
    summary="Import a product",
)
def import_product(request: MerchantApiRequest, asked: ScrapeIn) -> Status[ProductAccepted] | Status[ProductThere]:
    """Make a product of the page at this link. The same link is the same product, however often it is sent.

    200 when it was there already and is ready; one that failed is tried again.
    """
    link = link_of(asked.source_url)
    with one_at_a_time(request.merchant):
        if not request.merchant.products.alive().filter(link_key=link.key).exists():
            check_limits(request.merchant)
        product = service.start(merchant=request.merchant, link=link).product
    run = jobs.latest_run(service.subject_of(product), service.FLOW)
    if run and product.is_importing:
        return Status(202, ProductAccepted(**dict(jobs_shown.accepted(run)), product_id=product.pk))
    return Status(200, _there(product, run))


def _there(product: Product, run: Run | None) -> ProductThere:
    job = visible_run(product.merchant, str(run.pk)) if run else None
    return ProductThere(
        product_id=product.pk,
        job_id=job.pk if job else None,
        status="finished",
        stream_url=jobs_shown.job_path(job, "stream") if job else None,
        status_url=jobs_shown.job_path(job, "status") if job else None,
        message=str(_("This product is there already.")),
    )


def product_of(request: MerchantApiRequest, product_id: str) -> Product:
    """The caller's product with its facts. Raises Problem 404 for unknown, foreign, deleted and malformed ids alike."""
    mine = request.merchant.products.alive().select_related("facts", "merchant")
    try:
        product = mine.filter(pk=UUID(product_id)).first()
    except ValueError:
        product = None
    if product is None:
        raise Problem(404, "product_not_found", _("Product not found"))
    return product


@router.get(
    "/products/{product_id}", auth=may("read"), response=answers({200: ProductDetail}, 404), summary="A product"
)
def one_product(request: MerchantApiRequest, product_id: JobId) -> ProductDetail:
    """The values in force, the merchant's own, and the whole snapshot of the page."""
    return shown.detail(product_of(request, product_id))


@router.patch(
    "/products/{product_id}",
    auth=may("write"),
    response=answers({200: ProductDetail}, 404, 409, *WITH_BODY),
    summary="Set own values",
)
def change_product(request: MerchantApiRequest, product_id: JobId, own: ProductValues) -> ProductDetail:  # type: ignore[valid-type]  # made by create_model
    """All or none are set. 409 `product_not_ready` while there is nothing read that they could stand in place of."""
    product = product_of(request, product_id)
    if not product.is_ready:
        raise Problem(409, "product_not_ready", _("This product has not been read yet."))
    with transaction.atomic():
        _set_values(product, own.model_dump(exclude_unset=True), request)  # type: ignore[attr-defined]
    return shown.detail(product_of(request, product_id))


def _set_values(product: Product, own: dict[str, str | None], request: MerchantApiRequest) -> None:
    """Raises Problem 422 with every field that does not fit."""
    user = None if request.api_key else request.user
    wrong: dict[str, str] = {}
    for name, text in own.items():
        try:
            if text is None:
                editing.use_read_value(product, name)
            else:
                editing.type_value(product, name, text, user=user)
        except editing.BadValue as error:
            wrong[name] = str(error)
    if wrong:
        raise invalid(**wrong)


@router.post(
    "/products/{product_id}/refresh",
    auth=may("write"),
    response=answers({202: Accepted}, 404, 413, 415),
    summary="Read a product again",
)
def refresh_product(request: MerchantApiRequest, product_id: JobId) -> Status[Accepted]:
    """Its own values stay. While it is being read already, that job is given."""
    product = product_of(request, product_id)
    check_limits(request.merchant)
    service.again(product)
    run = jobs.latest_run(service.subject_of(product), service.FLOW)
    assert run is not None
    return Status(202, jobs_shown.accepted(run))


@router.delete(
    "/products/{product_id}",
    auth=may("write"),
    response=answers({204: None}, 404, 413, 415),
    summary="Delete it",
)
def delete_product(request: MerchantApiRequest, product_id: JobId) -> Status[None]:
    """An import that goes on is cancelled."""
    trash.delete([product_of(request, product_id)], request.merchant)
    return Status(204, None)
