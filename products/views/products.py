"""The list of products, one product, and what can be done with them."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from jobs import saved
from jobs.ids import as_uuid
from jobs.templatetags.times import number
from merchants.access import MerchantRequest, merchant_required
from merchants.models import Merchant
from products import editing, enhancing, factsheet, first_steps, holding, listing, refreshing, trash
from products.catalogue import service as catalogue
from products.enhancement import showing
from products.imports import service, watching
from products.imports.pages import page_text
from products.models import Product, ProductQuerySet
from products.publishing import preview
from products.views.answers import go, page_or_part, wants_part
from products.watch import views as watch


@merchant_required
@require_safe
@vary_on_headers("HX-Request")
def product_list(request: MerchantRequest) -> HttpResponse:
    query = listing.Query.from_address(request.GET)
    page = listing.page_of(query, request.merchant, request.GET.get("after", ""))
    context = {"query": query, "page": page, "sorts": listing.SORTS, "statuses": Product.Status.choices}
    context["from_pictures"] = showing.from_pictures(page.products)
    steps = None if wants_part(request) else first_steps.of(request)
    if not wants_part(request):
        context |= {"choices": listing.choices(request.merchant), "total": listing.count_of(query, request.merchant)}
        context["cap"] = listing.COUNT_CAP
        context["rescrape"] = catalogue.open_run(request.merchant)
        context["first_steps"] = steps
        context |= saved.shown(request.merchant, listing.SAVED_AS, query.address())
    answer = page_or_part(request, "products/list.html", "results", context)
    first_steps.end(answer, request.merchant, steps)
    return answer


@merchant_required
@require_safe
def product_page(request: MerchantRequest, pk: UUID) -> HttpResponse:
    product = get_object_or_404(_products(request).select_related("facts"), pk=pk)
    if not product.is_ready:
        return redirect(watching.address(product))
    context = {
        "product": product,
        "sheet": factsheet.sheet(product),
        "snapshot": factsheet.snapshot_of(product),
        "attempts": watching.last_attempts(product),
        **watching.refresh_state(product),
        **preview.section(product, request.merchant),
        **watch.section(product),
        "texts": showing.section(product),
        "next_step": first_steps.next_of(request),
    }
    return render(request, "products/product.html", context)


@merchant_required
@require_safe
def page_as_seen(request: MerchantRequest, pk: UUID) -> HttpResponse:
    """The newest stored page, as text: what a stranger wrote is never rendered here."""
    product = get_object_or_404(_products(request), pk=pk)
    stored = get_object_or_404(product.stored_pages.all()[:1])
    return render(
        request, "products/page_as_seen.html", {"product": product, "stored": stored, "text": page_text(stored)}
    )


@merchant_required
@require_POST
def edit_value(request: MerchantRequest, pk: UUID, field: str) -> HttpResponse:
    product, error = _product_with_facts(request, pk), ""
    try:
        if "number" in request.POST:
            number, stamp = _number(request.POST["number"]), request.POST.get("stamp", "")
            editing.choose(product, field, number, stamp=stamp, user=request.user)
        elif "read" in request.POST:
            editing.use_read_value(product, field)
        else:
            editing.type_value(product, field, request.POST.get("value", ""), user=request.user)
    except editing.NoSuchField as wrong:
        raise Http404(str(wrong)) from wrong
    except editing.BadValue as wrong:
        error = str(wrong)
    return _fact_answer(request, product, field, error)


def _fact_answer(request: MerchantRequest, product: Product, field: str, error: str) -> HttpResponse:
    """For a fragment the changed line and the head of the page; without htmx the page, with the error as a message."""
    if wants_part(request):
        context = {
            "product": product,
            "fact": factsheet.line(product, field),
            "error": error,
            "typed": request.POST.get("value") if error else None,
            "is_open": bool(error),
            "is_answer": True,
        }
        answer = render(request, "products/product.html#fact", context, status=422 if error else 200)
        answer.write(render_to_string("products/product.html#in_force", context, request))
        return answer
    if error:
        messages.error(request, error)
    return redirect(product)


@merchant_required
@require_POST
def refresh(request: MerchantRequest, pk: UUID) -> HttpResponse:
    product = get_object_or_404(_products(request), pk=pk)
    service.again(product)
    messages.info(request, _("The page is being read again. Your own values stay."))
    return go(request, product.get_absolute_url())


@merchant_required
@require_POST
def release_hold(request: MerchantRequest, pk: UUID) -> HttpResponse:
    product = get_object_or_404(_products(request), pk=pk)
    if holding.release(product):
        messages.success(request, _("The quantity is being given back in your stores."))
    return go(request, product.get_absolute_url())


@merchant_required
@require_POST
def delete(request: MerchantRequest, pk: UUID) -> HttpResponse:
    product = get_object_or_404(_products(request), pk=pk)
    deletion = trash.delete([product], request.merchant)
    messages.success(request, _("“%(name)s” was deleted.") % {"name": product}, extra_tags=deletion.undo)
    return go(request, reverse("products:list"))


@merchant_required
@require_POST
def restore(request: MerchantRequest) -> HttpResponse:
    try:
        restored = trash.restore(request.POST.get("undo", ""), request.merchant)
    except trash.TooLate:
        messages.warning(request, _("This deletion can no longer be undone."))
    else:
        _tell_restored(request, restored)
    return redirect("products:list")


def _tell_restored(request: MerchantRequest, restored: trash.Restored) -> None:
    if restored.count:
        text = ngettext("%(count)s product is back.", "%(count)s products are back.", restored.count)
        messages.success(request, text % {"count": number(restored.count)})
    if restored.left:
        text = ngettext(
            "%(count)s product stays deleted: its link was imported again meanwhile.",
            "%(count)s products stay deleted: their links were imported again meanwhile.",
            restored.left,
        )
        messages.warning(request, text % {"count": number(restored.left)})


@merchant_required
@require_POST
def bulk(request: MerchantRequest) -> HttpResponse:
    action = request.POST.get("action", "")
    if action == "export":
        return redirect(_export_address(request))
    query = listing.Query.from_address(request.POST)
    chosen = _chosen(request, query)
    if action not in {"delete", "refresh", "enhance"}:
        raise Http404("unknown action")
    if chosen.exists():
        text, undo = _act_on(chosen, action, query, request.merchant)
        messages.success(request, text, extra_tags=undo)
    else:
        messages.warning(request, _("Tick the products first"))
    asked = query.address()
    return redirect(f"{reverse('products:list')}?{asked}" if asked else "products:list")


def _export_address(request: MerchantRequest) -> str:
    """The page that makes files, about the ticked products; about all that the filter matches when none is ticked."""
    ticked = [] if request.POST.get("all") == "yes" else request.POST.getlist("product")[: listing.PAGE_SIZE]
    asked = urlencode({"product": ticked}, doseq=True) if ticked else listing.Query.from_address(request.POST).address()
    return f"{reverse('products:export')}?{asked}"


def _act_on(chosen: ProductQuerySet, action: str, query: listing.Query, merchant: Merchant) -> tuple[str, str]:
    """Do ``action`` to the products; the sentence that says so, and what undoes it (empty when nothing does)."""
    undo = ""
    if action == "delete":
        deletion = trash.delete(chosen, merchant)
        count, undo = deletion.count, deletion.undo
        text = ngettext("%(count)s product was deleted.", "%(count)s products were deleted.", count)
    elif action == "enhance":
        count = enhancing.enhance(chosen, query, merchant)
        text = ngettext(
            "Texts are being written for %(count)s product.", "Texts are being written for %(count)s products.", count
        )
        text = text if count else _("Only products that have been read can have texts: none of these has been.")
    else:
        count = refreshing.refresh(chosen, query, merchant)
        text = ngettext("%(count)s product is being read again.", "%(count)s products are being read again.", count)
    return text % {"count": number(count)}, undo


def _chosen(request: MerchantRequest, query: listing.Query) -> ProductQuerySet:
    """The ticked products, or all that the filter matches. Foreign and malformed ids choose nothing."""
    if request.POST.get("all") == "yes":
        return query.matching(request.merchant)
    ticked = [pk for pk in map(as_uuid, request.POST.getlist("product")) if pk]
    return _products(request).filter(pk__in=ticked[: listing.PAGE_SIZE])


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else -1


def _products(request: MerchantRequest) -> ProductQuerySet:
    return request.merchant.products.alive()


def _product_with_facts(request: MerchantRequest, pk: UUID) -> Product:
    return get_object_or_404(_products(request).select_related("facts"), pk=pk)
