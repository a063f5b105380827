"""Settings: the keys of this merchant's programs."""

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from merchants import once
from merchants.access import MerchantRequest, merchant_required, role_required
from merchants.forms import ApiKeyForm
from merchants.models import ApiKey
from merchants.views.account import require_get_or_post


@merchant_required
@require_safe
def keys_page(request: MerchantRequest) -> HttpResponse:
    return _page(request, ApiKeyForm())


def _page(request: MerchantRequest, form: ApiKeyForm, made: str = "", status: int = 200) -> HttpResponse:
    keys = request.merchant.api_keys.order_by(F("revoked_at").desc(nulls_first=True), "-created_at", "-pk")
    return render(request, "merchants/keys.html", {"form": form, "made": made, "keys": keys}, status=status)


@role_required("owner")
@never_cache
@require_get_or_post
def make(request: MerchantRequest) -> HttpResponse:
    """Answer with the page that shows the new key, this once: it is not kept, not even in the session."""
    if request.method != "POST":  # a change of language on the answer
        return redirect("merchants:keys")
    form = ApiKeyForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    if once.is_again(request):
        return redirect("merchants:keys")
    given = form.cleaned_data
    _key, made = ApiKey.make(request.merchant, given["name"], given["scopes"], form.expires_at())
    return _page(request, ApiKeyForm(), made=made, status=201)


@role_required("owner")
@require_POST
def revoke(request: MerchantRequest, pk: int) -> HttpResponse:
    get_object_or_404(request.merchant.api_keys, pk=pk, revoked_at=None).revoke()
    messages.success(request, _("The key was revoked. Programs that use it are refused from now on."))
    return redirect("merchants:keys")
