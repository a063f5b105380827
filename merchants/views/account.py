"""A person's own pages: name and language, the choice among merchants, a first merchant."""

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from merchants import accounts, addresses
from merchants.access import MerchantRequest, login_required
from merchants.forms import AccountForm, NewMerchantForm
from merchants.middleware import SESSION_KEY

require_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_get_or_post
def account(request: MerchantRequest) -> HttpResponse:
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        return _saved(request, form)
    return render(request, "merchants/account.html", {"form": form}, status=422 if form.errors else 200)


def _saved(request: MerchantRequest, form: AccountForm) -> HttpResponse:
    user = form.save()
    with translation.override(user.language):
        messages.success(request, _("Saved."))
    response = redirect("merchants:account")
    accounts.speak(response, user.language)
    return response


@login_required
@require_POST
def switch(request: MerchantRequest) -> HttpResponse:
    """Work for another of the person's merchants. Anybody else's is not found."""
    chosen = request.POST.get("merchant", "")
    if not any(str(place.merchant_id) == chosen for place in request.memberships):
        raise Http404
    request.session[SESSION_KEY] = chosen
    return redirect("/")


@login_required
@require_safe
@never_cache
def go(request: MerchantRequest, pk: UUID, mark: str, page: str) -> HttpResponse:
    """To a page as one of the merchant whom an e-mail was about. No stranger's link is marked, and changes the shop."""
    if not addresses.is_marked(pk, mark) or not any(place.merchant_id == pk for place in request.memberships):
        raise Http404
    if request.merchant is None or request.merchant.pk != pk:
        request.session[SESSION_KEY] = str(pk)
    asked = request.META.get("QUERY_STRING", "")
    return redirect("/" + quote(page.lstrip("/\\")) + (f"?{asked}" if asked else ""))


@login_required
@require_get_or_post
def new_merchant(request: MerchantRequest) -> HttpResponse:
    form = NewMerchantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        merchant = accounts.open_account(name=form.cleaned_data["shop_name"], owner=request.user)
        request.session[SESSION_KEY] = str(merchant.pk)
        return redirect("/")
    return render(request, "merchants/new.html", {"form": form}, status=422 if form.errors else 200)
