"""Settings: the overview, and the shop's own name."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from merchants.access import MerchantRequest, merchant_required, role_required
from merchants.forms import MerchantForm
from merchants.views.account import require_get_or_post

IN_TROUBLE = Q(failing_since__isnull=False) | Q(off_because__in=["gone", "failing"])


@merchant_required
@require_safe
def overview(request: MerchantRequest) -> HttpResponse:
    """Each part of the settings with its state at a glance."""
    webhooks = request.merchant.webhook_endpoints
    stores = request.merchant.stores
    context = {
        "store_count": stores.filter(status="connected").count(),
        "stores_in_trouble": stores.filter(status="reconnect_needed").exists(),
        "webhook_count": webhooks.filter(is_active=True).count(),
        "webhooks_in_trouble": webhooks.filter(IN_TROUBLE).exists(),
        "people_count": request.merchant.memberships.count(),
        "invitation_count": request.merchant.invitations.count(),
        "key_count": request.merchant.api_keys.filter(revoked_at=None).count(),
    }
    return render(request, "merchants/overview.html", context)


@role_required("owner")
@require_get_or_post
def shop(request: MerchantRequest) -> HttpResponse:
    form = MerchantForm(request.POST or None, instance=request.merchant)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("merchants:shop")
    return render(request, "merchants/shop.html", {"form": form}, status=422 if form.errors else 200)
