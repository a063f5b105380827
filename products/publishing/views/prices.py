"""Settings, Prices: the rules from a shop's price to the merchant's, and the rates between currencies."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from merchants.access import MerchantRequest, merchant_required
from products.models import Product
from products.publishing import listings, service
from products.publishing.forms import PriceRuleForm, RateForm
from products.publishing.models import PriceRule, Rate
from products.publishing.planning import Plan, Planner

EXAMPLES = 5


@merchant_required
@require_safe
def prices_page(request: MerchantRequest) -> HttpResponse:
    rule = _rule(request, request.GET["rule"]) if request.GET.get("rule") else None
    return _page(request, PriceRuleForm(instance=rule, merchant=request.merchant))


@merchant_required
@require_POST
def save_rule(request: MerchantRequest) -> HttpResponse:
    """Save it, or with ``look`` only show what it would do."""
    known = _rule(request, request.POST["rule"]) if request.POST.get("rule") else PriceRule(merchant=request.merchant)
    form = PriceRuleForm(request.POST, instance=known, merchant=request.merchant)
    if not form.is_valid():
        return _page(request, form, status=422)
    if "look" in request.POST:
        return _page(request, form, examples=examples(request, form.instance))
    form.save()
    service.out_of_date(service.of_merchant(request.merchant))
    messages.success(request, _("Saved. Products in your stores keep their prices until you update them."))
    return redirect("products:prices")


@merchant_required
@require_POST
def delete_rule(request: MerchantRequest, pk: int) -> HttpResponse:
    _rule(request, str(pk)).delete()
    service.out_of_date(service.of_merchant(request.merchant))
    messages.success(request, _("The rule was deleted."))
    return redirect("products:prices")


@merchant_required
@require_POST
def save_rate(request: MerchantRequest) -> HttpResponse:
    form = RateForm(request.POST)
    if not form.is_valid():
        return _page(request, PriceRuleForm(merchant=request.merchant), rate_form=form, status=422)
    data = form.cleaned_data
    Rate.objects.update_or_create(
        merchant=request.merchant,
        base=data["base"],
        quote=data["quote"],
        defaults={"rate": data["rate"], "source": "typed", "on": timezone.now().date(), "user": request.user},
    )
    messages.success(request, _("Saved."))
    return redirect("products:prices")


@merchant_required
@require_POST
def delete_rate(request: MerchantRequest, pk: int) -> HttpResponse:
    get_object_or_404(request.merchant.rates, pk=pk).delete()
    messages.success(request, _("The rate was deleted."))
    return redirect("products:prices")


def examples(request: MerchantRequest, rule: PriceRule) -> list[tuple[Product, Plan]]:
    """The newest products in a store that the rule is for, priced as it would have it."""
    stores = [one for one in service.open_stores(request.merchant) if rule.connection_id in (None, one.pk)]
    if not stores:
        return []
    others = PriceRule.objects.filter(merchant=request.merchant).exclude(pk=rule.pk)
    planner, rules = Planner(stores[0]), [*others, rule]
    priced = request.merchant.products.alive().filter(price__gt=Decimal(0)).select_related("facts")
    newest = priced.order_by("-created_at", "-pk")[:EXAMPLES]
    return [(product, planner.plan(listings.unsaved(product, stores[0]), rules=rules)) for product in newest]


def _page(
    request: MerchantRequest,
    form: PriceRuleForm,
    *,
    rate_form: RateForm | None = None,
    examples: list[tuple[Product, Plan]] | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "rate_form": rate_form or RateForm(),
        "rules": request.merchant.price_rules.select_related("connection"),
        "rates": request.merchant.rates.all(),
        "provided": _provided(request),
        "has_provider": bool(settings.RATES_URL),
        "examples": examples,
    }
    return render(request, "products/prices.html", context, status=status)


def _provided(request: MerchantRequest) -> list[Rate]:
    """The provider's rates to the currencies that this merchant's stores sell in."""
    currencies = {one.currency for one in service.open_stores(request.merchant)} | {"USD", "EUR"}
    return list(Rate.objects.filter(merchant=None, quote__in=currencies))


def _rule(request: MerchantRequest, pk: str) -> PriceRule:
    return get_object_or_404(request.merchant.price_rules, pk=int(pk) if pk.isascii() and pk.isdigit() else -1)
