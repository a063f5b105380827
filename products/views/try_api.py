"""The client of the API, as a page: submit, watch, resume. All of it happens in the browser (static/js/job.js)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from merchants.access import MerchantRequest, merchant_required

CURL = """curl -H 'Authorization: Bearer KEY' -H 'Content-Type: application/json' \\
  -d '{"source_url": "https://shop.example/product"}' %s"""


@merchant_required
@require_safe
def try_api(request: MerchantRequest) -> HttpResponse:
    address = request.build_absolute_uri(reverse("api:scrape_async"))
    return render(request, "products/try_api.html", {"curl": CURL % address})
