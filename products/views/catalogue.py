"""Reading all products again: the button, and the page that watches it shop by shop."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from jobs import service as jobs
from jobs.models import Run
from merchants.access import MerchantRequest, merchant_required
from products.catalogue import service
from products.catalogue.report import Report
from products.views.answers import go, page_or_part, wants_part


@merchant_required
@require_POST
def rescrape(request: MerchantRequest) -> HttpResponse:
    if service.payload_for(request.merchant) is None:
        messages.info(request, _("There are no products to read again."))
        return redirect("products:list")
    return redirect("products:rescrape-page", service.start(request.merchant).pk)


@merchant_required
@require_safe
@never_cache
@vary_on_headers("HX-Request")
def rescrape_page(request: MerchantRequest, pk: UUID) -> HttpResponse:
    report = Report(_run(request, pk))
    if wants_part(request) and request.GET.get("v") == report.version:
        return HttpResponse(status=204)
    return page_or_part(request, "products/catalogue.html", "report", {"report": report, "run": report.run})


@merchant_required
@require_POST
def cancel_rescrape(request: MerchantRequest, pk: UUID) -> HttpResponse:
    run = _run(request, pk)
    jobs.cancel(run)
    return go(request, service.address(run))


def _run(request: MerchantRequest, pk: UUID) -> Run:
    return get_object_or_404(request.merchant.runs.filter(flow=service.FLOW), pk=pk)
