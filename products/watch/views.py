"""Settings, Watching; the list of alerts; and how often one product is looked at."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jobs.ids import as_uuid
from merchants.access import MerchantRequest, merchant_required
from products.models import Product
from products.watch import due, history, schedules, shops
from products.watch.forms import AS_ABOVE, PreferencesForm, RuleForm, ScheduleForm
from products.watch.models import Every, WatchedProduct, WatchKind, WatchPreferences, WatchRule
from products.watch.schedules import Choices, Chosen

PAGE_SIZE = 50


@merchant_required
@require_safe
def watch_page(request: MerchantRequest) -> HttpResponse:
    rule = _rule(request, request.GET["rule"]) if request.GET.get("rule") else None
    return _page(request, rule_form=_rule_form(request, instance=rule))


@merchant_required
@require_POST
def save_schedule(request: MerchantRequest) -> HttpResponse:
    """Of one shop, or without one of all products."""
    domain = request.POST.get("domain", "")
    if domain and domain not in shops.domains_of(request.merchant):
        raise Http404("no such shop")
    form = ScheduleForm(request.POST, above=AS_ABOVE if domain else "")
    if not form.is_valid():
        return _page(request, schedule_form=form, domain=domain, status=422)
    schedules.choose(request.merchant, every=form.every_s, slowest=form.slowest_s, domain=domain)
    messages.success(request, _("Saved. The products are looked at as you chose from now on."))
    return redirect("products:watch")


@merchant_required
@require_POST
def save_rule(request: MerchantRequest) -> HttpResponse:
    """Save it, or with ``look`` only show what it would have told of."""
    known = _rule(request, request.POST["rule"]) if request.POST.get("rule") else WatchRule(merchant=request.merchant)
    form = _rule_form(request, request.POST, instance=known)
    if not form.is_valid():
        return _page(request, rule_form=form, status=422)
    if "look" in request.POST:
        return _page(request, rule_form=form, preview=history.preview(request.merchant, form.instance))
    form.save()
    messages.success(request, _("The rule is saved."))
    return redirect("products:watch")


@merchant_required
@require_POST
def delete_rule(request: MerchantRequest, pk: int) -> HttpResponse:
    _rule(request, str(pk)).delete()
    messages.success(request, _("The rule was deleted."))
    return redirect("products:watch")


@merchant_required
@require_POST
def save_preferences(request: MerchantRequest) -> HttpResponse:
    form = PreferencesForm(request.POST, instance=_preferences(request))
    if not form.is_valid():
        return _page(request, preferences_form=form, status=422)
    form.save()
    messages.success(request, _("Saved."))
    return redirect("products:watch")


@merchant_required
@require_POST
def watch_product(request: MerchantRequest, pk: UUID) -> HttpResponse:
    """How often one product is looked at; with ``look`` it is looked at as soon as a worker is free."""
    product = get_object_or_404(request.merchant.products.alive(), pk=pk)
    if "look" in request.POST:
        due.look_now(get_object_or_404(WatchedProduct.objects.select_related("product", "merchant"), pk=product.pk))
        messages.info(request, _("It is looked at as soon as its shop's turn comes."))
        return redirect(f"{product.get_absolute_url()}#history")
    form = ScheduleForm(request.POST, above=AS_ABOVE)
    if form.is_valid():
        schedules.choose(request.merchant, every=form.every_s, slowest=form.slowest_s, product=product)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    return redirect(f"{product.get_absolute_url()}#history")


@merchant_required
@require_safe
def alerts_page(request: MerchantRequest) -> HttpResponse:
    kind = request.GET.get("kind", "")
    mine = request.merchant.watch_alerts.filter(product__deleted_at=None).select_related("product")
    found = mine.filter(kind=kind) if kind in WatchKind.values else mine
    if before := as_uuid(request.GET.get("before", "")):
        found = found.filter(pk__lt=before)
    page = list(found.order_by("-pk")[: PAGE_SIZE + 1])
    context = {
        "alerts": page[:PAGE_SIZE],
        "next_before": page[PAGE_SIZE - 1].pk if len(page) > PAGE_SIZE else None,
        "kind": kind,
        "kinds": WatchKind.choices,
        "has_unseen": request.merchant.watch_alerts.filter(is_seen=False).exists(),
        "is_watching": WatchedProduct.objects.filter(merchant=request.merchant).exists(),
    }
    return render(request, "products/alerts.html", context)


@merchant_required
@require_POST
def see_alerts(request: MerchantRequest) -> HttpResponse:
    request.merchant.watch_alerts.filter(is_seen=False).update(is_seen=True)
    return redirect("products:alerts")


def section(product: Product) -> dict[str, Any]:
    """What the product's page shows of its watch and its history."""
    watched = WatchedProduct.objects.filter(pk=product.pk).first()
    choices = Choices(product.merchant_id, [product.pk])
    chosen, above = choices.of(product.pk, product.domain), choices.of_shop(product.domain)
    own = chosen if chosen.source == "product" else None
    return {
        "watched": watched,
        "history": history.history_of(product),
        "watch_form": ScheduleForm(
            initial=_initial(own) if own else {"every": AS_ABOVE},
            above=_("As its shop (%(often)s)") % {"often": often(above)},
            auto_id="watch_%s",
        ),
    }


def often(chosen: Chosen) -> str:
    """How often, in words."""
    return str(Every(chosen.every).label).lower()


def _page(
    request: MerchantRequest,
    *,
    rule_form: RuleForm | None = None,
    schedule_form: ScheduleForm | None = None,
    preferences_form: PreferencesForm | None = None,
    preview: history.Preview | None = None,
    domain: str | None = None,
    status: int = 200,
) -> HttpResponse:
    shop = domain if domain is not None else _shop_asked(request)
    choices = Choices(request.merchant.pk)
    context = {
        "shops": shops.shops_of(request.merchant),
        "of_all": choices.of_all(),
        "shop": shop,
        "schedule_form": schedule_form or _schedule_form(choices, shop),
        "rules": request.merchant.watch_rules.all(),
        "rule_form": rule_form or _rule_form(request),
        "preferences_form": preferences_form or PreferencesForm(instance=_preferences(request)),
        "preview": preview,
        "previewed": history.PREVIEWED,
        "is_watching": WatchedProduct.objects.filter(merchant=request.merchant).exists(),
    }
    return render(request, "products/watch.html", context, status=status)


def _shop_asked(request: MerchantRequest) -> str:
    asked = request.GET.get("shop", "")
    if asked and asked not in shops.domains_of(request.merchant):
        raise Http404("no such shop")
    return asked


def _schedule_form(choices: Choices, shop: str) -> ScheduleForm:
    chosen = choices.of_shop(shop)
    if not shop:
        return ScheduleForm(initial=_initial(chosen))
    above = _("As for all products (%(often)s)") % {"often": often(choices.of_all())}
    return ScheduleForm(initial=_initial(chosen) if chosen.source == "shop" else {"every": AS_ABOVE}, above=above)


def _initial(chosen: Chosen) -> dict[str, Any]:
    return {"every": chosen.every, "slowest": chosen.slowest if chosen.slowest > chosen.every else ""}


def _rule_form(request: MerchantRequest, *args: Any, **kwargs: Any) -> RuleForm:
    return RuleForm(*args, merchant=request.merchant, domains=shops.domains_of(request.merchant), **kwargs)


def _preferences(request: MerchantRequest) -> WatchPreferences:
    known = WatchPreferences.objects.filter(merchant=request.merchant).first()
    return known or WatchPreferences(merchant=request.merchant)


def _rule(request: MerchantRequest, pk: str) -> WatchRule:
    fits = pk.isascii() and pk.isdigit() and len(pk) < 19
    return get_object_or_404(request.merchant.watch_rules, pk=int(pk) if fits else -1)
