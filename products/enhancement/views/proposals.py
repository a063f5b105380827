"""The proposals of many products: what waits, and deciding on many at once."""

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jobs.ids import as_uuid
from jobs.models import OPEN, Run
from jobs.templatetags.times import number
from merchants.access import MerchantRequest, merchant_required
from products.content import ProductText
from products.enhancement import deciding, many, service
from products.enhancement.models import Proposal

SHOWN = 100
WAITS = Q(fields__state="open")


@merchant_required
@require_safe
@never_cache
def open_proposals(request: MerchantRequest) -> HttpResponse:
    waiting = _waiting(request).select_related("product")
    shown = list(
        waiting.annotate(
            texts=Count("fields", filter=WAITS), doubtful=Count("fields", filter=WAITS & Q(fields__untraced__gt=0))
        ).order_by("-created_at", "-pk")[:SHOWN]
    )
    total = waiting.count() if len(shown) == SHOWN else len(shown)
    context = {
        "proposals": shown,
        "total": total,
        "hidden": total - len(shown),
        "writing": Run.objects.filter(owner_id=request.merchant.pk, flow=service.FLOW, status__in=OPEN).count(),
        "makers": dict(ProductText.Maker.choices),
    }
    return render(request, "products/proposals.html", context)


@merchant_required
@require_POST
def decide(request: MerchantRequest) -> HttpResponse:
    """``accept`` takes what the source bears out, and leaves texts with an open claim; ``reject`` puts all away."""
    action = request.POST.get("action", "")
    if action not in {"accept", "reject"}:
        raise Http404("unknown action")
    if request.POST.get("all") == "yes":
        return _decide_all(request, accepts=action == "accept")
    chosen = list(_chosen(request).select_related("product__facts")[:SHOWN])
    if not chosen:
        messages.warning(request, _("Tick the products first"))
        return redirect("products:proposals")
    if action == "accept":
        count = sum(deciding.accept_traced(proposal, user=request.user) for proposal in chosen)
        text = ngettext("%(count)s text was accepted.", "%(count)s texts were accepted.", count)
    else:
        count = sum(deciding.reject_all(proposal, user=request.user) for proposal in chosen)
        text = ngettext("%(count)s text was rejected.", "%(count)s texts were rejected.", count)
    messages.success(request, text % {"count": number(count)})
    return redirect("products:proposals")


def _decide_all(request: MerchantRequest, *, accepts: bool) -> HttpResponse:
    if run := many.decide_all(request.merchant, accepts=accepts, user=request.user):
        messages.success(request, _("All that wait are being gone through. You may leave this page."))
        return redirect("jobs:run", run.pk)
    return redirect("products:proposals")


def _waiting(request: MerchantRequest) -> QuerySet[Proposal]:
    return many.waiting(request.merchant.pk)


def _chosen(request: MerchantRequest) -> QuerySet[Proposal]:
    """Foreign and malformed ids choose nothing."""
    return _waiting(request).filter(pk__in=[pk for pk in map(as_uuid, request.POST.getlist("proposal")) if pk])
