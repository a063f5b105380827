"""One product's texts: source beside proposal, decided field by field."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from jobs import service as jobs
from jobs.templatetags.times import number
from merchants.access import MerchantRequest, merchant_required
from products.content import FIELDS, LISTS, ProductText
from products.enhancement import deciding, service, showing
from products.enhancement.errors import Decided, Empty, OpenClaims
from products.enhancement.models import Proposal
from products.enhancement.showing import Card
from products.enhancement.texts import LANGUAGES, tidy
from products.guard import Known
from products.models import Product
from products.proof import sources_of
from products.views.answers import go, wants_part

TYPED_LIMIT = 60_000


@merchant_required
@require_safe
@never_cache
@vary_on_headers("HX-Request")
def texts_page(request: MerchantRequest, pk: UUID) -> HttpResponse:
    """Without texts the page shows itself anew once they are written; with texts, which may be typed in, it tells."""
    product = _product(request, pk)
    if not wants_part(request):
        return _page(request, product)
    progress, error = showing.writing(product)
    if progress and request.GET.get("v") == progress.version:
        return HttpResponse(status=204)
    if not progress and "shown" not in request.GET:
        return go(request, _address(product))
    proposal = showing.newest(product)
    is_over = not progress and proposal is not None and str(proposal.pk) != request.GET.get("shown")
    context = {"product": product, "proposal": proposal, "progress": progress, "error": error, "is_over": is_over}
    return render(request, "products/texts.html#writing", context)


@merchant_required
@require_safe
@never_cache
@vary_on_headers("HX-Request")
def section(request: MerchantRequest, pk: UUID) -> HttpResponse:
    """The section of the product's page alone, to keep it fresh; without htmx that page."""
    product = _product(request, pk)
    if not wants_part(request):
        return redirect(f"{product.get_absolute_url()}#texts")
    shown = showing.section(product)
    if request.GET.get("v") == shown.version:
        return HttpResponse(status=204)
    return render(request, "products/parts/texts.html", {"texts": shown, "product": product})


@merchant_required
@require_POST
def write(request: MerchantRequest, pk: UUID) -> HttpResponse:
    product = _product(request, pk)
    service.enhance(product)
    return go(request, f"{product.get_absolute_url()}#texts")


@merchant_required
@require_POST
def cancel(request: MerchantRequest, pk: UUID) -> HttpResponse:
    product = _product(request, pk)
    if run := showing.run_of(product):
        jobs.cancel(run)
    return go(request, f"{product.get_absolute_url()}#texts")


@merchant_required
@require_POST
def accept_traced(request: MerchantRequest, pk: UUID) -> HttpResponse:
    product = _product(request, pk)
    count = deciding.accept_traced(_open_proposal(product), user=request.user)
    text = ngettext("%(count)s text was accepted.", "%(count)s texts were accepted.", count)
    messages.success(request, text % {"count": number(count)})
    return go(request, _address(product))


@merchant_required
@require_POST
def reject_all(request: MerchantRequest, pk: UUID) -> HttpResponse:
    product = _product(request, pk)
    count = deciding.reject_all(_open_proposal(product), user=request.user)
    text = ngettext("%(count)s text was rejected.", "%(count)s texts were rejected.", count)
    messages.success(request, text % {"count": number(count)})
    return go(request, _address(product))


@merchant_required
@require_POST
def save_field(request: MerchantRequest, pk: UUID, language: str, field: str) -> HttpResponse:
    """Accept what is proposed, as it is or changed; or change what was accepted before."""
    product = _product(request, pk)
    card = _card(product, language, field)
    waited = card.is_open
    typed = request.POST.get("value", "")[:TYPED_LIMIT]
    confirmed = [key.split("\x1f", 1) for key in request.POST.getlist("confirm") if "\x1f" in key]
    try:
        _save(request, card, typed, confirmed)
    except OpenClaims as wrong:
        error = _("Confirm what is marked, or take it out of the text.")
        return _page(request, product, wrong=_again(card, typed, error, wrong), status=422)
    except Empty:
        error = _("Nothing would be left of the text. Reject it instead.")
        return _page(request, product, wrong=_again(card, typed, error), status=422)
    except Decided:
        messages.warning(request, _("This was decided meanwhile."))
    following = showing.next_open(product, language, field) if waited else None
    return go(request, _address(product, following or card.anchor))


@merchant_required
@require_POST
def reject_field(request: MerchantRequest, pk: UUID, language: str, field: str) -> HttpResponse:
    product = _product(request, pk)
    card = _card(product, language, field)
    try:
        if card.proposed is None:
            raise Decided
        deciding.reject(card.proposed, user=request.user)
    except Decided:
        messages.warning(request, _("This was decided meanwhile."))
    return go(request, _address(product, showing.next_open(product, language, field) or card.anchor))


def _save(request: MerchantRequest, card: Card, typed: str, confirmed: list[list[str]]) -> None:
    """Raises OpenClaims, Empty, Decided."""
    value = typed.splitlines() if card.field in LISTS else typed
    if card.proposed and card.is_open:
        deciding.accept(card.proposed, user=request.user, value=value, confirmed=confirmed, known=card.known)
        return
    if not card.text or not card.standing:
        raise Decided
    deciding.keep(
        card.product,
        card.language,
        card.field,
        tidy(card.field, value),
        maker=card.text.made_by.get(card.field, ""),
        confirmed=confirmed,
        known=card.known,
    )


def _again(card: Card, typed: str, error: str, wrong: OpenClaims | None = None) -> Card:
    card.typed, card.error, card.doubted = typed, error, wrong.claims if wrong else []
    return card


def _page(request: MerchantRequest, product: Product, *, wrong: Card | None = None, status: int = 200) -> HttpResponse:
    proposal = showing.newest(product)
    progress, error = showing.writing(product)
    sheets = showing.sheets(product, proposal)
    if wrong:
        for sheet in sheets:
            sheet.cards[:] = [wrong if _is_same(card, wrong) else card for card in sheet.cards]
    context = {
        "product": product,
        "at": wrong.anchor if wrong else request.GET.get("at", ""),
        "proposal": proposal,
        "progress": progress,
        "error": error,
        "sheets": sheets,
        "open_count": sum(sheet.open_count for sheet in sheets),
        "traced_count": sum(card.is_open and not card.doubts for sheet in sheets for card in sheet.cards),
        "history": showing.history(product),
        "spent": showing.spent_on(product),
        "is_picture": proposal is not None and proposal.maker == ProductText.Maker.PICTURE,
        "picture_note": showing.PICTURE_NOTE,
        "maker": ProductText.Maker(proposal.maker).label if proposal else "",
    }
    return render(request, "products/texts.html", context, status=status)


def _is_same(one: Card, other: Card) -> bool:
    return (one.language, one.field) == (other.language, other.field)


def _card(product: Product, language: str, field: str) -> Card:
    if language not in LANGUAGES or field not in FIELDS:
        raise Http404
    proposal = showing.newest(product)
    proposed = proposal and proposal.fields.filter(language=language, field=field).select_related("proposal").first()
    text = product.texts.filter(language=language).first()
    if not proposed and not text:
        raise Http404
    return Card(product, language, field, text, proposed or None, Known(sources_of(product)))


def _open_proposal(product: Product) -> Proposal:
    return get_object_or_404(Proposal, product=product, is_open=True)


def _product(request: MerchantRequest, pk: UUID) -> Product:
    ready = (Product.Status.IMPORTED, Product.Status.ENHANCED)
    return get_object_or_404(request.merchant.products.alive().select_related("facts"), pk=pk, status__in=ready)


def _address(product: Product, at: str = "") -> str:
    """``at``: the anchor of the text whose first control takes the keyboard, which a fragment would leave outside."""
    return f"{product.get_absolute_url()}/texts{f'?at={at}' if at else ''}"
