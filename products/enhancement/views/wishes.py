"""Settings, Texts: tone, length, and what is accepted by itself."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from merchants.access import MerchantRequest, merchant_required
from products.enhancement.forms import WritingForm
from products.enhancement.models import WritingSettings


@merchant_required
@require_http_methods(["GET", "HEAD", "POST"])
def writing_page(request: MerchantRequest) -> HttpResponse:
    known = WritingSettings.objects.filter(merchant=request.merchant).first()
    form = WritingForm(request.POST or None, instance=known or WritingSettings(merchant=request.merchant))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("products:writing")
    context = {"form": form, "endpoint": settings.AI}
    return render(request, "products/writing.html", context, status=422 if form.errors else 200)
