"""One product in one store: what would be sent, what may be changed, and the buttons that do it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from jobs import service as jobs
from jobs.models import Run
from merchants.access import MerchantRequest, merchant_required
from merchants.stores.models import StoreConnection
from products.models import Product
from products.publishing import differing, listings, preview, service
from products.publishing.errors import ListingBusy, NotInStore
from products.publishing.forms import ListingForm, TextForm
from products.publishing.models import Listing
from products.views.answers import go, wants_part


@merchant_required
@require_safe
@never_cache
@vary_on_headers("HX-Request")
def section(request: MerchantRequest, pk: UUID) -> HttpResponse:
    """The Publish section alone, for the product's page to keep fresh; without htmx that page."""
    product = _product(request, pk)
    if not wants_part(request):
        return redirect(f"{product.get_absolute_url()}#publish")
    shown = preview.section(product, request.merchant)
    if request.GET.get("v") == shown["version"]:
        return HttpResponse(status=204)
    return render(request, "products/parts/publish.html", shown)


@merchant_required
@require_safe
@never_cache
def listing_page(request: MerchantRequest, pk: UUID, store: UUID) -> HttpResponse:
    product, connection = _product(request, pk), _store(request, store)
    return _page(request, preview.preview(product, connection), *_forms(request, product, connection))


@merchant_required
@require_POST
def save(request: MerchantRequest, pk: UUID, store: UUID) -> HttpResponse:
    product, connection = _product(request, pk), _store(request, store)
    form, texts = _forms(request, product, connection)
    if not all([form.is_valid(), *(text.is_valid() for text in texts)]):
        return _page(request, preview.preview(product, connection), form, texts, status=422)
    with transaction.atomic():
        listing = listings.find_or_make(product, connection)
        Listing.objects.filter(pk=listing.pk).update(**form.cleaned_data)
        for text in texts:
            listings.write_text(listing, text.language, text.cleaned_data)
        service.out_of_date(service.only(listing))
    messages.success(request, _("Saved."))
    return redirect("products:listing", pk, store)


@merchant_required
@require_POST
def act(request: MerchantRequest, pk: UUID, store: UUID, action: str) -> HttpResponse:
    """``publish``, ``overwrite``, ``unpublish``, ``again``, ``look`` or ``cancel``."""
    product, connection = _product(request, pk), _store(request, store)
    try:
        ACTIONS[action](product, connection)
    except ListingBusy:
        messages.warning(request, _("The product is being sent to this store already."))
    except NotInStore:
        messages.warning(request, _("The product is not in the store."))
    return go(request, f"{product.get_absolute_url()}#publish")


def _unpublish(product: Product, connection: StoreConnection) -> None:
    service.unpublish(listings.find_or_make(product, connection))


def _again(product: Product, connection: StoreConnection) -> None:
    service.create_again(listings.find_or_make(product, connection))


def _overwrite(product: Product, connection: StoreConnection) -> None:
    service.publish(product, connection, overwrite=True)


def _look(product: Product, connection: StoreConnection) -> None:
    differing.ask(listings.find_or_make(product, connection), priority=service.AT_THE_SCREEN)


def _cancel(product: Product, connection: StoreConnection) -> None:
    listing = listings.find_or_make(product, connection)
    run = Run.objects.filter(pk=listing.run_id).first() if listing.run_id else None
    if run is not None:
        jobs.cancel(run)


ACTIONS: dict[str, Callable[[Product, StoreConnection], object]] = {
    "publish": service.publish,
    "overwrite": _overwrite,
    "unpublish": _unpublish,
    "again": _again,
    "look": _look,
    "cancel": _cancel,
}


def _forms(
    request: MerchantRequest, product: Product, connection: StoreConnection
) -> tuple[ListingForm, list[TextForm]]:
    listing = listings.unsaved(product, connection)
    data = request.POST if request.method == "POST" else None
    written = {text.language: text for text in listing.texts.all()} if not listing._state.adding else {}
    defaults = {language: preview.text_defaults(listing, language) for language in preview.languages_of(connection)}
    texts = [
        TextForm(
            data,
            language=language,
            defaults=standing,
            initial={name: getattr(written.get(language), name, "") for name in standing},
        )
        for language, standing in defaults.items()
    ]
    return ListingForm(data, instance=listing, defaults=preview.defaults(listing)), texts


def _page(
    request: MerchantRequest, shown: preview.Preview, form: ListingForm, texts: list[TextForm], status: int = 200
) -> HttpResponse:
    context = {
        "product": shown.listing.product,
        "connection": shown.listing.connection,
        "listing": shown.listing,
        "shown": shown,
        "form": form,
        "texts": texts,
    }
    return render(request, "products/publish.html", context, status=status)


def _product(request: MerchantRequest, pk: UUID) -> Product:
    ready = (Product.Status.IMPORTED, Product.Status.ENHANCED)
    return get_object_or_404(request.merchant.products.alive().select_related("facts"), pk=pk, status__in=ready)


def _store(request: MerchantRequest, pk: UUID) -> StoreConnection:
    states = (StoreConnection.Status.CONNECTED, StoreConnection.Status.RECONNECT_NEEDED)
    return get_object_or_404(request.merchant.stores, pk=pk, status__in=states)
