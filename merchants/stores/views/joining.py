"""Settings: a store is connected, claimed, or connected again."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from merchants import encryption
from merchants.access import MerchantRequest, merchant_required, role_required
from merchants.models import Membership, Merchant, StoreConnection
from merchants.stores import checking, connecting, joining, oauth, states, waiting
from merchants.stores.errors import NotSetUp, StoreError
from merchants.stores.forms import FORMS, KeysForm
from merchants.stores.models import Platform
from merchants.stores.reasons import sentence
from merchants.views.account import require_get_or_post

BY_CODE = (Platform.SALLA, Platform.ZID)


@waiting.waits_for_store("POST")
@role_required("editor")
@never_cache
@require_get_or_post
def connect(request: MerchantRequest, platform: str) -> HttpResponse:
    """To the platform's own login, or the form for keys. ``?store=`` names one that is connected again.

    A plain link leads here and not a form: the content policy lets no form end at another site.
    """
    if not encryption.is_ready():
        return _back(request, "no_field_keys")
    if platform in BY_CODE:
        return _to_login(request, platform)
    if platform not in FORMS:
        raise Http404
    return _by_keys(request, FORMS[platform])


def _to_login(request: MerchantRequest, platform: str) -> HttpResponse:
    if platform == Platform.SALLA and settings.SALLA_MODE == "easy":
        return redirect(settings.SALLA_APP_URL) if settings.SALLA_APP_URL else _back(request, NotSetUp.code)
    store = _named(request)
    state = states.begin(request.session, platform, request.merchant.pk, store.pk if store else "")
    try:
        return redirect(oauth.authorize_url(platform, state=state, redirect_uri=_redirect_uri(request, platform)))
    except NotSetUp as error:
        return _back(request, error.code)


def _by_keys(request: MerchantRequest, kind: type[KeysForm]) -> HttpResponse:
    store = _named(request)
    form = kind(request.POST or None, initial={"address": store.address} if store else None)
    if request.method == "POST" and form.is_valid():
        try:
            waiting.check_turn(request)
            joined = joining.by_keys(request.merchant, form)
            checking.start(joined, request.build_absolute_uri("/"))
            return _done(request, joined)
        except StoreError as error:
            form.add_error(None, str(sentence(error.code)))
    context = {"form": form, "platform": kind.platform, "platform_name": Platform(kind.platform).label, "store": store}
    return render(request, "merchants/store_connect.html", context, status=422 if form.errors else 200)


def _named(request: MerchantRequest) -> StoreConnection | None:
    """The store that is to be connected again. Raises Http404 for any that is not the merchant's own."""
    text = request.GET.get("store", "")
    if not text:
        return None
    try:
        return get_object_or_404(request.merchant.stores, pk=UUID(text))
    except ValueError:
        raise Http404 from None


@waiting.waits_for_store("GET")
@merchant_required
@never_cache
@require_safe
def callback(request: MerchantRequest, platform: str) -> HttpResponse:
    """The platform sends the person back here with a code. Salla's own installations bring a ``state`` of its own."""
    if platform not in BY_CODE:
        raise Http404
    begun = states.take(request.session, platform, request.GET.get("state", ""))
    merchant = _merchant_of(request, begun.merchant_id) if begun else None
    if begun is None or merchant is None:
        return _back(request, "state_unknown")
    code = request.GET.get("code", "")
    if not code:
        return _back(request, "person_refused")
    try:
        waiting.check_turn(request)
        uri = _redirect_uri(request, platform)
        store = joining.by_code(merchant, platform, code, redirect_uri=uri, store_id=begun.store_id)
        checking.start(store, request.build_absolute_uri("/"))
        return _done(request, store)
    except StoreError as error:
        return _back(request, error.code)


def _merchant_of(request: MerchantRequest, merchant_id: str) -> Merchant | None:
    """The merchant for whom the connection was begun, if this person may still change things there."""
    places = [one for one in request.memberships if str(one.merchant_id) == merchant_id]
    return places[0].merchant if places and places[0].may(Membership.Role.EDITOR) else None


def _redirect_uri(request: MerchantRequest, platform: str) -> str:
    return request.build_absolute_uri(reverse("merchants:store-callback", args=[platform]))


def _back(request: MerchantRequest, code: str) -> HttpResponse:
    messages.error(request, str(sentence(code)))
    return redirect("merchants:stores")


def _done(request: MerchantRequest, store: StoreConnection) -> HttpResponse:
    messages.success(request, _("%(store)s is connected.") % {"store": store})
    return redirect(store)


@merchant_required
@never_cache
@require_get_or_post
def claim(request: MerchantRequest, token: str) -> HttpResponse:
    """The link that was mailed to the store's owner: say which account here the store belongs to."""
    waiting = connecting.waiting_of(token)
    if waiting is None:
        return render(request, "merchants/store_claim.html", status=404)
    if request.method == "POST":
        return _done(request, connecting.claim(waiting, request.merchant))
    return render(request, "merchants/store_claim.html", {"waiting": waiting})


@merchant_required
@require_POST
def take(request: MerchantRequest, pk: UUID) -> HttpResponse:
    """A store whose owner's address is this person's own, proven here."""
    waiting = get_object_or_404(connecting.waiting_for(request.user), pk=pk)
    return _done(request, connecting.claim(waiting, request.merchant))
