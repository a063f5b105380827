"""Many products to one store: asked first, with numbers, then sent, with a report."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from jobs import service as jobs
from jobs.ids import as_uuid
from merchants.access import MerchantRequest, merchant_required
from products import listing as product_list
from products.models import Product, ProductQuerySet
from products.publishing import service
from products.publishing.batches import Report
from products.publishing.models import Listing
from products.views.answers import go, page_or_part, wants_part

MOST = 10_000  # products in one batch


@merchant_required
@require_POST
def confirm(request: MerchantRequest) -> HttpResponse:
    """What the list's "Publish" leads to: how many, where to, and nothing is sent yet."""
    chosen = chosen_products(request)
    if not chosen.exists():
        messages.warning(request, _("Tick the products first"))
        return redirect("products:list")
    return render(request, "products/publish_many.html", _question(request, chosen))


def _question(request: MerchantRequest, chosen: ProductQuerySet) -> dict[str, object]:
    ready = ready_of(chosen)
    stores = []
    for store in service.open_stores(request.merchant):
        there = Listing.objects.filter(connection=store, product__in=ready).exclude(remote_id="").count()
        stores.append((store, there))
    total, number = chosen.count(), ready.count()
    return {
        "stores": stores,
        "total": total,
        "number": number,
        "unread": total - number,
        "most": MOST,
        "is_too_many": number > MOST,
        "query": product_list.Query.from_address(request.POST),
        "is_all": request.POST.get("all") == "yes",
        "ids": request.POST.getlist("product"),
    }


@merchant_required
@require_POST
def send(request: MerchantRequest) -> HttpResponse:
    stores = {str(one.pk): one for one in service.open_stores(request.merchant)}
    store = stores.get(request.POST.get("store", ""))
    products = list(ready_of(chosen_products(request)).order_by("created_at", "pk")[: MOST + 1])
    if store is None or not products or len(products) > MOST:
        messages.warning(request, _("Nothing was sent. Choose the products and the store again."))
        return redirect("products:list")
    batch = service.publish_many(products, store, user=request.user)
    return redirect("products:publish-report", batch.pk)


@merchant_required
@require_safe
@never_cache
@vary_on_headers("HX-Request")
def report(request: MerchantRequest, pk: UUID) -> HttpResponse:
    batch = get_object_or_404(request.merchant.publish_batches.select_related("connection"), pk=pk)
    found = Report(batch)
    if wants_part(request) and request.GET.get("v") == found.version:
        return HttpResponse(status=204)
    return page_or_part(request, "products/publish_report.html", "report", {"batch": batch, "report": found})


@merchant_required
@require_POST
def cancel(request: MerchantRequest, pk: UUID) -> HttpResponse:
    batch = get_object_or_404(request.merchant.publish_batches, pk=pk)
    if run := Report(batch).run:
        jobs.cancel(run)
    return go(request, request.path.removesuffix("/cancel"))


def chosen_products(request: MerchantRequest) -> ProductQuerySet:
    """The ticked products, or all that the filter matches. Foreign and malformed ids choose nothing."""
    if request.POST.get("all") == "yes":
        return product_list.Query.from_address(request.POST).matching(request.merchant)
    ids = [pk for pk in map(as_uuid, request.POST.getlist("product")) if pk]
    return request.merchant.products.alive().filter(pk__in=ids)


def ready_of(products: ProductQuerySet) -> ProductQuerySet:
    return products.filter(status__in=(Product.Status.IMPORTED, Product.Status.ENHANCED))
