"""A page that the merchant sends from an own browser: by a bookmark, as a file, or as pasted source."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import escapejs
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from merchants.access import MerchantRequest, merchant_required
from products.forms import ReceivedPageForm
from products.imports import received, watching
from products.models import Product

BOOKMARK = (
    "javascript:(()=>{{const o='{origin}',w=open(o+'{path}?from=bookmark');if(!w)return alert('{blocked}');"
    "addEventListener('message',function f(e){{if(e.source===w&&e.origin===o&&e.data==='wared:ready')"
    "{{removeEventListener('message',f);w.postMessage({{wared:'page',address:location.href,"
    "html:document.documentElement.outerHTML}},o)}}}})}})()"
)
"""Opens our page and hands it the document once it asks for it. It sends nothing to anybody else, and knows no secret:
the shop's scripts could read it."""


@merchant_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def from_browser(request: MerchantRequest) -> HttpResponse:
    product = _product(request)
    if request.method != "POST":
        return _page(request, ReceivedPageForm(), product)
    form = ReceivedPageForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, product, status=422)
    try:
        link = received.link_for(form.saved, form.cleaned_data["address"], product)
        received.check_origin(form.saved, link, insists=form.cleaned_data["insist"])
        taken = received.take(form.saved, link, merchant=request.merchant)
    except received.NotTaken as reason:
        form.add_error(None, str(reason))
        return _page(request, form, product, status=422, must_insist=reason.insist)
    return redirect(taken.get_absolute_url() if taken.is_ready else watching.address(taken))


def bookmark_for(request: MerchantRequest) -> str:
    """What the merchant keeps in the browser's bar: it sends the page that is open there to this address."""
    origin = f"{request.scheme}://{request.get_host()}"
    blocked = escapejs(_("Your browser kept Wared from opening a tab. Allow pop-ups for this shop, and press again."))
    return BOOKMARK.format(origin=origin, path=reverse("products:from-browser"), blocked=blocked)


def _page(
    request: MerchantRequest,
    form: ReceivedPageForm,
    product: Product | None,
    *,
    status: int = 200,
    must_insist: bool = False,
) -> HttpResponse:
    context = {"form": form, "product": product, "bookmark": bookmark_for(request), "must_insist": must_insist}
    answer = render(request, "products/from_browser.html", context, status=status)
    if request.GET.get("from") == "bookmark":
        answer["Cross-Origin-Opener-Policy"] = "unsafe-none"  # else the shop's tab, which holds the page, is cut off
    return answer


def _product(request: MerchantRequest) -> Product | None:
    """The product that the page is for, if one is named. A stranger's is not found."""
    named = request.GET.get("product")
    if not named:
        return None
    try:
        pk = UUID(named)
    except ValueError as error:
        raise Http404("no such product") from error
    return get_object_or_404(request.merchant.products.alive(), pk=pk)
