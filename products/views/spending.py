"""Settings: what reading pages and asking models costs this month, and how much it may."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from merchants.access import MerchantRequest, merchant_required, role_required
from products import budget
from products.ai import spending as models
from products.forms import BudgetForm
from products.imports import spending


@merchant_required
@require_safe
def spending_page(request: MerchantRequest) -> HttpResponse:
    return _page(request, None)


@role_required("owner")
@require_POST
def change_budget(request: MerchantRequest) -> HttpResponse:
    report = spending.report(request.merchant)
    form = BudgetForm(request.POST, most=report.ceiling)
    if not form.is_valid():
        return _page(request, form)
    budget.want(request.merchant, form.cleaned_data["usd"])
    messages.success(request, _("Saved."))
    return redirect("products:spending")


def _page(request: MerchantRequest, form: BudgetForm | None) -> HttpResponse:
    report = spending.report(request.merchant)
    shown = form or BudgetForm(most=report.ceiling, initial={"usd": report.limit})
    context = {
        "report": report,
        "form": shown,
        "has_paid": spending.has_paid_services() or models.has_prices(),
        "ai": models.report(request.merchant),
    }
    return render(request, "products/spending.html", context, status=422 if form else 200)
