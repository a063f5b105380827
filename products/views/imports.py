"""Import by link: the form, the page that watches one import, the page of many."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from jobs import versions
from merchants.access import MerchantRequest, merchant_required
from products import first_steps
from products.forms import ImportForm
from products.imports import limits, reporting, service, watching
from products.imports.reasons import reason_for
from products.models import Product
from products.views.answers import go, page_or_part, wants_part
from products.views.received import bookmark_for
from scraping.links import Link

RECENT = 12  # last imports under the form


@merchant_required
@require_safe
def home(request: MerchantRequest) -> HttpResponse:
    return redirect("products:list" if request.merchant.products.alive().exists() else "products:import")


@merchant_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: MerchantRequest) -> HttpResponse:
    return _start(request) if request.method == "POST" else _form(request, ImportForm())


def _start(request: MerchantRequest) -> HttpResponse:
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid() or not form.good:
        return _form(request, form, status=422)
    with limits.one_at_a_time(request.merchant):
        refusal = limits.refusal(request.merchant, len(form.good))
        if not refusal:
            return _take(request, form.lines)
    form.add_error(None, refusal)
    return _form(request, form, status=429)


def _take(request: MerchantRequest, lines: Sequence[service.GivenLine]) -> HttpResponse:
    if len(lines) == 1 and (link := lines[0].link):
        return _one(request, link)
    return redirect(service.start_batch(merchant=request.merchant, lines=lines))


def _one(request: MerchantRequest, link: Link) -> HttpResponse:
    started = service.start(merchant=request.merchant, link=link)
    if started.product.is_ready:
        messages.info(request, _("You have this product already. “Read again” reads its page anew."))
    return redirect("products:import-status", started.product.pk)


def _form(request: MerchantRequest, form: ImportForm, status: int = 200) -> HttpResponse:
    recent = request.merchant.products.alive().order_by("-created_at", "-id")[:RECENT]
    steps = first_steps.of(request)
    context = {"form": form, "recent": recent, "bookmark": bookmark_for(request), "first_steps": steps}
    answer = render(request, "products/import.html", context, status=status)
    first_steps.end(answer, request.merchant, steps)
    return answer


@merchant_required
@require_POST
def put_steps_away(request: MerchantRequest) -> HttpResponse:
    answer = redirect("products:home")
    first_steps.put_away(answer, request.merchant)
    return answer


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def import_status(request: MerchantRequest, pk: UUID) -> HttpResponseBase:
    """Most polls find nothing new: what the page shows stays, and neither session nor person are looked for."""
    if wants_part(request) and versions.is_current(request.GET.get("v", ""), viewer=_viewer(request)):
        return HttpResponse(status=204)
    return _import_status(request, pk)


@merchant_required
def _import_status(request: MerchantRequest, pk: UUID) -> HttpResponse:
    product = _product(request, pk)
    if product.is_ready:
        return go(request, product.get_absolute_url())
    watched = watching.watch(product, viewer=_viewer(request))
    return page_or_part(request, "products/import_status.html", "status", {"product": product, "watched": watched})


@merchant_required
@require_safe
@never_cache
def import_status_json(request: MerchantRequest, pk: UUID) -> JsonResponse:
    product = _product(request, pk)
    error = str(reason_for(product.error_code).sentence) if product.is_failed else None
    return JsonResponse(
        {
            "status": product.status,
            "productId": str(product.pk),
            "error": error,
            "error_code": product.error_code or None,
        }
    )


@merchant_required
@require_POST
def try_again(request: MerchantRequest, pk: UUID) -> HttpResponse:
    product = _product(request, pk)
    service.again(product)
    return go(request, product.get_absolute_url() if product.is_ready else watching.address(product))


@merchant_required
@require_POST
def cancel(request: MerchantRequest, pk: UUID) -> HttpResponse:
    product = _product(request, pk)
    service.cancel(product)
    return go(request, watching.address(product))


@merchant_required
@require_safe
@never_cache
@vary_on_headers("HX-Request")
def batch(request: MerchantRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(request.merchant.import_batches, pk=pk)
    report = reporting.batch_report(found, request.GET.get("state", ""), request.GET.get("page", ""))
    if wants_part(request) and request.GET.get("v") == report.version:
        return HttpResponse(status=204)
    return page_or_part(request, "products/batch.html", "lines", {"batch": found, "report": report})


def _viewer(request: MerchantRequest) -> str:
    return request.session.session_key or ""


def _product(request: MerchantRequest, pk: UUID) -> Product:
    return get_object_or_404(request.merchant.products.alive(), pk=pk)
