"""Settings: the addresses that are told of results, and what became of everything that was sent there."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from merchants import encryption, once
from merchants.access import MerchantRequest, merchant_required, role_required
from merchants.models import WebhookDelivery, WebhookEndpoint
from merchants.views.account import require_get_or_post
from merchants.webhooks import endpoints, log, sending
from merchants.webhooks.forms import EndpointForm


@merchant_required
@require_safe
def webhooks_page(request: MerchantRequest) -> HttpResponse:
    return _list(request, EndpointForm())


def _list(request: MerchantRequest, form: EndpointForm, status: int = 200) -> HttpResponse:
    mine = list(request.merchant.webhook_endpoints.order_by("created_at", "pk"))
    context = {
        "form": form,
        "endpoints": mine,
        "is_full": len(mine) >= endpoints.MOST,
        "can_keep_secrets": encryption.is_ready(),
    }
    return render(request, "merchants/webhooks.html", context, status=status)


@role_required("owner")
@never_cache
@require_get_or_post
def add(request: MerchantRequest) -> HttpResponse:
    """Answer with the page that shows the secret, this once."""
    if request.method != "POST":  # a change of language on the answer
        return redirect("merchants:webhooks")
    form = EndpointForm(request.POST)
    if request.merchant.webhook_endpoints.count() >= endpoints.MOST or not encryption.is_ready():
        return _list(request, EndpointForm(), status=422)
    if not form.is_valid():
        return _list(request, form, status=422)
    if once.is_again(request):
        return redirect("merchants:webhooks")
    given = {name: form.cleaned_data[name] for name in ("url", "description", "events")}
    made, secret = endpoints.make(request.merchant, **given)
    return _page(request, made, EndpointForm(instance=made), secret=secret, status=201)


@merchant_required
@never_cache
@require_safe
def webhook(request: MerchantRequest, pk: UUID) -> HttpResponse:
    endpoint = _endpoint(request, pk)
    page = log.page_of(endpoint, request.GET.get("after", ""))
    if not request.htmx or request.htmx.history_restore_request:
        return _page(request, endpoint, EndpointForm(instance=endpoint))
    if request.GET.get("v") == page.version:
        return HttpResponse(status=204)  # nothing new: what the page shows stays
    return render(request, "merchants/webhook.html#log", {"endpoint": endpoint, "page": page})


def _page(
    request: MerchantRequest, endpoint: WebhookEndpoint, form: EndpointForm, *, secret: str = "", status: int = 200
) -> HttpResponse:
    endpoint = _endpoint(request, endpoint.pk)  # a refused form has changed the object in memory
    page = log.page_of(endpoint, request.GET.get("after", ""))
    context = {"endpoint": endpoint, "form": form, "secret": secret, "page": page}
    return render(request, "merchants/webhook.html", context, status=status)


@role_required("owner")
@require_get_or_post
def change(request: MerchantRequest, pk: UUID) -> HttpResponse:
    endpoint = _endpoint(request, pk)
    if request.method != "POST":
        return redirect(endpoint)
    form = EndpointForm(request.POST, instance=endpoint)
    if not form.is_valid():
        return _page(request, endpoint, form, status=422)
    form.save()
    messages.success(request, _("Saved."))
    return redirect(endpoint)


@role_required("owner")
@never_cache
@require_get_or_post
def rotate(request: MerchantRequest, pk: UUID) -> HttpResponse:
    """Answer with the page that shows the new secret, this once."""
    endpoint = _endpoint(request, pk)
    if request.method != "POST" or not encryption.is_ready() or once.is_again(request):
        return redirect(endpoint)
    try:
        secret = endpoints.rotate(endpoint)
    except endpoints.ChangedMeanwhile:
        messages.warning(
            request, _("Somebody else has changed this secret this very moment, and was shown the new one.")
        )
        return redirect(endpoint)
    return _page(request, endpoint, EndpointForm(instance=endpoint), secret=secret, status=201)


@role_required("owner")
@require_POST
def switch(request: MerchantRequest, pk: UUID) -> HttpResponse:
    endpoint = _endpoint(request, pk)
    endpoints.switch(endpoint, on=request.POST.get("on") == "yes")
    return redirect(endpoint)


@role_required("owner")
@require_POST
def test(request: MerchantRequest, pk: UUID) -> HttpResponse:
    endpoint = _endpoint(request, pk)
    sending.send_test(endpoint)
    messages.info(request, _("A test is on its way. What comes of it stands below."))
    return redirect(endpoint)


@role_required("owner")
@require_POST
def delete(request: MerchantRequest, pk: UUID) -> HttpResponse:
    _endpoint(request, pk).delete()
    messages.success(request, _("The address was deleted. Nothing is sent there any more."))
    return redirect("merchants:webhooks")


@merchant_required
@never_cache
@require_safe
def delivery(request: MerchantRequest, pk: UUID, delivery_pk: UUID) -> HttpResponse:
    found = _delivery(request, pk, delivery_pk)
    context = {"delivery": found, "endpoint": found.endpoint, "attempts": found.attempts.all()}
    return render(request, "merchants/webhook_delivery.html", context | {"body": log.readable(found.body)})


@role_required("owner")
@require_POST
def again(request: MerchantRequest, pk: UUID, delivery_pk: UUID) -> HttpResponse:
    found = _delivery(request, pk, delivery_pk)
    sending.send_again(found)
    messages.info(request, _("It is sent once more, under the same id."))
    return redirect(found.endpoint)


def _endpoint(request: MerchantRequest, pk: UUID) -> WebhookEndpoint:
    return get_object_or_404(request.merchant.webhook_endpoints.select_related("merchant"), pk=pk)


def _delivery(request: MerchantRequest, pk: UUID, delivery_pk: UUID) -> WebhookDelivery:
    mine = WebhookDelivery.objects.filter(endpoint__merchant=request.merchant, endpoint=pk)
    return get_object_or_404(mine.select_related("endpoint__merchant"), pk=delivery_pk)
