"""Insights: what can be asked and what was, the run that is watched, an analysis as a page and as a file."""

from datetime import UTC
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from jobs import service as jobs
from jobs.ids import as_uuid
from jobs.models import Run
from jobs.progress import progress_of
from merchants.access import MerchantRequest, merchant_required
from products.insights import service
from products.insights.forms import CompareForm
from products.insights.models import Analysis
from products.insights.payloads import CompareRequested
from products.insights.seen import age_of, ready
from products.insights.shown import shown
from products.insights.tables import as_csv
from products.models import ProductQuerySet
from products.views.answers import go, page_or_part, wants_part

OFFERED = 300  # brands that the form's fields offer


@merchant_required
@require_safe
@never_cache
def insights_page(request: MerchantRequest) -> HttpResponse:
    asked = {"brand_a": request.GET.get("a", ""), "brand_b": request.GET.get("b", "")}
    return _page(request, CompareForm(merchant=request.merchant, initial=asked))


def _page(request: MerchantRequest, form: CompareForm) -> HttpResponse:
    now, newest = timezone.now(), service.newest(request.merchant)
    brands = service.largest_brands(request.merchant, OFFERED)
    context = {
        "form": form,
        "brands": brands,
        "can_compare": len(brands) > 1,
        "has_products": ready(_mine(request)).exists(),
        "analyses": [(analysis, age_of(analysis.created_at, now)) for analysis in newest],
        "runs": [(run, progress_of(run)) for run in service.open_runs(request.merchant)[:5]],
    }
    return render(request, "products/insights.html", context, status=422 if form.errors else 200)


@merchant_required
@require_POST
def compare(request: MerchantRequest) -> HttpResponse:
    if "ticked" in request.POST or "product_a" in request.POST:
        return _compare_products(request)
    form = CompareForm(request.POST, merchant=request.merchant)
    if not form.is_valid():
        return _page(request, form)
    asked = CompareRequested(brand_a=form.cleaned_data["brand_a"], brand_b=form.cleaned_data["brand_b"])
    return redirect(service.address(service.compare(request.merchant, asked)))


def _compare_products(request: MerchantRequest) -> HttpResponse:
    """Two different products of this merchant that have been read; another's are not there."""
    given = request.POST.getlist("product") or [request.POST.get(name, "") for name in ("product_a", "product_b")]
    wanted = [pk for pk in map(as_uuid, given[:3]) if pk]
    if len(set(wanted)) != 2 or request.POST.get("all"):
        messages.warning(request, _("Tick two products to compare them."))
        return redirect("products:list")
    mine = _mine(request).filter(pk__in=wanted)
    if mine.count() < 2:
        raise Http404("no such products")
    if ready(mine).count() < 2:
        messages.warning(request, _("Only products that have been read can be compared."))
        return redirect("products:list")
    asked = CompareRequested(product_a=wanted[0], product_b=wanted[1])
    return redirect(service.address(service.compare(request.merchant, asked)))


@merchant_required
@require_POST
def analyse(request: MerchantRequest) -> HttpResponse:
    if service.payload_for(request.merchant) is None:
        messages.info(request, _("No product has been read yet. Import some first."))
        return redirect("products:insights")
    return redirect(service.address(service.analyse(request.merchant)))


@merchant_required
@require_safe
@never_cache
@vary_on_headers("HX-Request")
def analysis_run(request: MerchantRequest, pk: UUID) -> HttpResponse:
    run = _run(request, pk)
    if analysis := service.analysis_of(run):
        return _to_analysis(request, run, analysis)
    progress = progress_of(run)
    if wants_part(request) and request.GET.get("v") == progress.version:
        return HttpResponse(status=204)
    asked = run.payload if run.flow == service.COMPARE else {}
    context = {"run": run, "progress": progress, "asked": asked}
    return page_or_part(request, "products/insights_run.html", "watch", context)


def _to_analysis(request: MerchantRequest, run: Run, analysis: Analysis) -> HttpResponse:
    if (run.result or {}).get("cached"):
        if analysis.is_comparison:
            text = _("Nothing has changed since this comparison was made, so it is shown again.")
        else:
            text = _("Nothing has changed since this analysis was made, so it is shown again.")
        messages.info(request, text)
    return go(request, analysis.get_absolute_url())


@merchant_required
@require_POST
def cancel_analysis(request: MerchantRequest, pk: UUID) -> HttpResponse:
    run = _run(request, pk)
    jobs.cancel(run)
    return go(request, service.address(run))


@merchant_required
@require_safe
@never_cache
def analysis_page(request: MerchantRequest, pk: UUID) -> HttpResponse:
    analysis = _analysis(request, pk)
    template = "comparison" if analysis.is_comparison else "full"
    context = {"analysis": analysis, "shown": shown(analysis), "age": age_of(analysis.created_at, timezone.now())}
    return render(request, f"products/insights_{template}.html", context)


@merchant_required
@require_safe
def analysis_csv(request: MerchantRequest, pk: UUID) -> HttpResponse:
    analysis = _analysis(request, pk)
    day = analysis.created_at.astimezone(UTC).date().isoformat()
    answer = HttpResponse(as_csv(shown(analysis)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{analysis.kind}-{day}.csv"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _mine(request: MerchantRequest) -> ProductQuerySet:
    return request.merchant.products.alive()


def _run(request: MerchantRequest, pk: UUID) -> Run:
    return get_object_or_404(request.merchant.runs.filter(flow__in=(service.COMPARE, service.FULL)), pk=pk)


def _analysis(request: MerchantRequest, pk: UUID) -> Analysis:
    return get_object_or_404(request.merchant.analyses, pk=pk)
