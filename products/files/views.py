"""Files: choosing, watching, downloading. Feeds: the settings page, and the address that Google fetches."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from jobs import service as jobs
from jobs.ids import as_uuid
from jobs.models import Run
from jobs.progress import progress_of
from merchants.access import MerchantRequest, merchant_required, role_required
from merchants.encryption import NoFieldKeys, Sealed, SecretUnreadable
from merchants.views.account import require_get_or_post
from products import listing
from products.files import feeds, reasons, service
from products.files.formats import FORMATS
from products.files.forms import ExportForm, FeedForm
from products.files.models import Feed
from products.files.payloads import MOST_CHOSEN, ExportRequested
from products.views.answers import go, page_or_part, wants_part

NOT_YET_S = 60  # when to come again for a feed whose first file is being written


@dataclass(frozen=True, slots=True)
class Which:
    """Which products a file is about: the named ones, else all that the list's filters mean."""

    ids: tuple[UUID, ...]
    query: listing.Query
    count: int

    @property
    def is_capped(self) -> bool:
        return self.count > listing.COUNT_CAP


def _which(request: MerchantRequest, params: QueryDict) -> Which:
    """Foreign and malformed ids choose nothing."""
    query = listing.Query.from_address(params)
    wanted = [pk for pk in map(as_uuid, params.getlist("product")[:MOST_CHOSEN]) if pk]
    if not params.getlist("product"):
        return Which((), query, listing.count_of(query, request.merchant))
    mine = request.merchant.products.alive().filter(pk__in=wanted)
    ids = tuple(mine.order_by("pk").values_list("pk", flat=True))
    return Which(ids, query, len(ids))


@merchant_required
@require_get_or_post
def export_page(request: MerchantRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    which = _which(request, given)
    form = ExportForm(request.POST if request.method == "POST" else None, merchant=request.merchant)
    if request.method == "POST" and which.count and form.is_valid():
        return redirect(service.address(_start(request, which, form)))
    context = {"form": form, "which": which, "formats": FORMATS.values(), "files": service.last_files(request.merchant)}
    status = 422 if request.method == "POST" else 200
    return render(request, "products/files.html", context, status=status)


def _start(request: MerchantRequest, which: Which, form: ExportForm) -> Run:
    asked = ExportRequested(
        merchant_id=request.merchant.pk,
        kind=form.cleaned_data["kind"],
        filters="" if which.ids else which.query.address(),
        product_ids=which.ids,
        currency=form.cleaned_data["currency"],
        by_rules=form.cleaned_data["by_rules"],
        store_id=form.store_id,
        language=form.language,
    )
    return service.start(request.merchant, asked)


@merchant_required
@require_safe
@never_cache
@vary_on_headers("HX-Request")
def export_run(request: MerchantRequest, pk: UUID) -> HttpResponse:
    run = _run(request, pk)
    progress = progress_of(run)
    if wants_part(request) and request.GET.get("v") == progress.version:
        return HttpResponse(status=204)
    file = service.file_of(run)
    context = {
        "run": run,
        "progress": progress,
        "file": file,
        "left_out": reasons.lines(file.left_out) if file else [],
        "by_ai": (run.result or {}).get("by_ai", 0),
        "form": FORMATS.get(run.payload.get("kind", "")),
        "written": service.written(run),
    }
    return page_or_part(request, "products/files_run.html", "export", context)


@merchant_required
@require_POST
def cancel_export(request: MerchantRequest, pk: UUID) -> HttpResponse:
    run = _run(request, pk)
    jobs.cancel(run)
    return go(request, service.address(run))


@merchant_required
@require_safe
def download(request: MerchantRequest, pk: UUID) -> HttpResponseBase:
    file = get_object_or_404(request.merchant.export_files, pk=pk, is_ready=True)
    return service.answer(request, file, as_download=True)


def _run(request: MerchantRequest, pk: UUID) -> Run:
    return get_object_or_404(request.merchant.runs.filter(flow=service.FLOW), pk=pk)


# --- Feeds ------------------------------------------------------------------------------------------------------------
@merchant_required
@require_safe
@never_cache
def feeds_page(request: MerchantRequest) -> HttpResponse:
    return _feeds(request, FeedForm(merchant=request.merchant))


def _feeds(request: MerchantRequest, form: FeedForm) -> HttpResponse:
    found = request.merchant.feeds.select_related("file")
    shown = [(feed, _address(request, feed), reasons.lines(feed.file.left_out) if feed.file else []) for feed in found]
    context = {"feeds": shown, "form": form, "is_full": len(shown) >= feeds.MOST}
    return render(request, "products/files_feeds.html", context, status=422 if form.errors else 200)


def _address(request: HttpRequest, feed: Feed) -> str:
    """Where Google fetches it; empty when its secret can no longer be read and a new address is needed."""
    try:
        secret = Sealed(feed.secret).open()
    except (NoFieldKeys, SecretUnreadable):
        return ""
    return request.build_absolute_uri(reverse("products:feed", args=[secret, feeds.ENDINGS[feed.kind]]))


@role_required("editor")
@require_POST
def make_feed(request: MerchantRequest) -> HttpResponse:
    form = FeedForm(request.POST, merchant=request.merchant)
    if not form.is_valid():
        return _feeds(request, form)
    if request.merchant.feeds.count() >= feeds.MOST:
        messages.warning(request, _("There are enough feeds. Delete one first."))
        return redirect("products:feeds")
    try:
        feeds.make(request.merchant, form.feed())
    except NoFieldKeys:
        messages.error(request, _("Feeds cannot be made here yet: the operator has to set FIELD_KEYS."))
    else:
        messages.success(request, _("The feed is being written. Give its address to Google Merchant Center."))
    return redirect("products:feeds")


@role_required("editor")
@require_POST
def rotate_feed(request: MerchantRequest, pk: UUID) -> HttpResponse:
    feed = get_object_or_404(request.merchant.feeds, pk=pk)
    try:
        feeds.rotate(feed)
    except NoFieldKeys:
        messages.error(request, _("Feeds cannot be made here yet: the operator has to set FIELD_KEYS."))
    else:
        messages.success(request, _("The feed has a new address. The old one works no longer."))
    return redirect("products:feeds")


@role_required("editor")
@require_POST
def delete_feed(request: MerchantRequest, pk: UUID) -> HttpResponse:
    feeds.delete(get_object_or_404(request.merchant.feeds, pk=pk))
    messages.success(request, _("The feed was deleted. Its address works no longer."))
    return redirect("products:feeds")


@require_safe
def feed(request: HttpRequest, secret: str, ending: str) -> HttpResponseBase:
    """For whoever knows the secret. Until the first file is there: 503, come again."""
    found = feeds.found_by(secret, ending)
    if found is None:
        raise Http404
    feeds.asked_for(found)
    if found.file is None:
        return HttpResponse(status=503, headers={"Retry-After": str(NOT_YET_S)})
    response = service.answer(request, found.file, as_download=False)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
