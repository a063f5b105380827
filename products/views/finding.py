"""The page, and the dialog of every page, that goes anywhere by its name."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from merchants.access import MerchantRequest, merchant_required
from products import finding
from products.views.answers import page_or_part

LONGEST = 2048  # characters; a link may be as long


@merchant_required
@require_safe
@vary_on_headers("HX-Request")
def find(request: MerchantRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    found = finding.find(words, request.merchant, request.membership)
    return page_or_part(request, "products/find.html", "found", {"words": words, "found": found})
