"""Settings: the stores of a merchant, each with its state, its test and its end."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from merchants import encryption
from merchants.access import MerchantRequest, merchant_required
from merchants.models import StoreConnection
from merchants.stores import checking, connecting, connections, history, keeping, oauth, opening
from merchants.stores.connections import LostRace
from merchants.stores.forms import RetentionForm
from merchants.stores.models import Platform


@merchant_required
@require_safe
def stores_page(request: MerchantRequest) -> HttpResponse:
    context = {
        "stores": request.merchant.stores.order_by("created_at", "pk"),
        "waiting": connecting.waiting_for(request.user),
        "platforms": [(one.value, one.label, _can_connect(one.value)) for one in Platform],
        "can_keep_secrets": encryption.is_ready(),
        "may_change": request.membership.may("editor"),
    }
    return render(request, "merchants/stores.html", context)


def _can_connect(platform: str) -> bool:
    """Whether this installation can connect stores of that platform."""
    if platform == Platform.SALLA and settings.SALLA_MODE == "easy":
        return bool(settings.SALLA_APP_URL)
    needs_app = platform in (Platform.SALLA, Platform.ZID)
    return opening.is_known(platform) and (oauth.is_set_up(platform) or not needs_app)


@merchant_required
@never_cache
@require_safe
def store(request: MerchantRequest, pk: UUID) -> HttpResponse:
    found = _store(request, pk)
    past = history.of(found)
    context = {"store": found, "history": past, "may_change": request.membership.may("editor")}
    if not request.htmx or request.htmx.history_restore_request:
        return render(request, "merchants/store.html", context | {"form": RetentionForm(instance=found)})
    if request.GET.get("v") == past.version:
        return HttpResponse(status=204)  # nothing new: what the page shows stays
    return render(request, "merchants/store.html#state", context)


@merchant_required
@require_POST
def test(request: MerchantRequest, pk: UUID) -> HttpResponse:
    found = _store(request, pk)
    if found.is_open:
        checking.start(found, request.build_absolute_uri("/"))
    return redirect(found)


@merchant_required
@require_POST
def disconnect(request: MerchantRequest, pk: UUID) -> HttpResponse:
    found = _store(request, pk)
    try:
        connections.disconnect(found)
    except LostRace:
        messages.warning(request, _("The store changed at the same moment. Look again."))
    else:
        messages.success(request, _("Disconnected. We keep no key of the store; what was published stays there."))
    return redirect(found)


@merchant_required
@require_POST
def forget(request: MerchantRequest, pk: UUID) -> HttpResponse:
    """Take a store that is not connected out of the list, with all that is known of it."""
    found = _store(request, pk)
    if found.is_open:
        messages.warning(request, _("Disconnect the store first."))
        return redirect(found)
    keeping.forget(found)
    messages.success(request, _("The store was deleted here. In the store itself nothing changed."))
    return redirect("merchants:stores")


@merchant_required
@require_POST
def retain(request: MerchantRequest, pk: UUID) -> HttpResponse:
    found = _store(request, pk)
    form = RetentionForm(request.POST, instance=found)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
    return redirect(found)


def _store(request: MerchantRequest, pk: UUID) -> StoreConnection:
    return get_object_or_404(request.merchant.stores, pk=pk)
