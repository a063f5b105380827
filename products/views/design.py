"""One page with every component, to look at when one of them changes: both languages, both themes, any width."""

from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jobs.models import SavedFilter, Status
from merchants.access import MerchantRequest, merchant_required
from products import charts
from products.forms import BudgetForm, ImportForm
from products.models import Product

COLOURS = ("paper", "raised", "sunken", "ink", "soft", "line", "brand", "saffron", "good", "bad", "info")
SAMPLES = {  # what shops write, in their own language
    "name": "Copper Dallah 1 L",
    "arabic": "تمر سكري فاخر ٣ كجم",
    "price": "SAR 1,249.50",
    "regular_price": "SAR 1,480.00",
    "source": "JSON-LD",
    "link": "https://shop.example/products/lamp",
    "took": "0.4 s",
}
SIZES = ("3xl", "2xl", "xl", "l", "m", "s", "xs")


@merchant_required
@require_safe
def design(request: MerchantRequest) -> HttpResponse:
    context = {
        "colours": COLOURS,
        "sizes": SIZES,
        "samples": SAMPLES,
        "product_statuses": Product.Status.choices,
        "run_statuses": Status.choices,
        "form": ImportForm(),
        "saved": [SavedFilter(name=SAMPLES["name"], address="q=dallah"), SavedFilter(name=SAMPLES["arabic"])],
        "wrong": BudgetForm({"usd": "120"}, most=Decimal(50)),
        "bars": _bars(),
        "boxes": _boxes(),
    }
    return render(request, "design.html", context)


def _bars() -> charts.Bars:
    counts = ((_("In stock"), 42, "good"), (_("Out of stock"), 7, "bad"), (_("Pre-order"), 3, "wait"))
    rows = [charts.Row(word, [charts.Part(n, tone)], str(n)) for word, n, tone in counts]
    return charts.bars(_("Availability"), rows)


def _boxes() -> charts.Boxes:
    low, high = (Decimal(n) for n in (40, 400))
    values = (low, Decimal(90), Decimal(129), Decimal(210), high)
    return charts.boxes(_("Price"), [charts.Spread("Najd Copper", values, "129")], str)
