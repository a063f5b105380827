"""What the link of an invitation opens: taking the place, with an account or by making one."""

from django.contrib.auth import login
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache

from merchants import people
from merchants.access import MerchantRequest
from merchants.forms import JoinForm
from merchants.middleware import SESSION_KEY
from merchants.models import Invitation, Membership, User
from merchants.views.account import require_get_or_post

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@require_get_or_post
def invitation(request: MerchantRequest, token: str) -> HttpResponse:
    offer = people.invitation_of(token)
    if offer is None:
        return render(request, "merchants/invitation_over.html", status=404)
    if request.user.is_authenticated:
        return _for_signed_in(request, offer)
    if User.objects.filter(email=offer.email).exists():
        return _for_known(request, offer)
    return _for_new(request, offer)


def _for_known(request: MerchantRequest, offer: Invitation) -> HttpResponse:
    return render(request, "merchants/invitation.html", {"offer": offer, "must_sign_in": True})


def _for_signed_in(request: MerchantRequest, offer: Invitation) -> HttpResponse:
    """Only the invited address may take the place: a link that was passed on must not."""
    is_me = request.user.email == offer.email
    if request.method == "POST" and is_me:
        return _go_to(request, people.accept(offer, request.user))
    return render(request, "merchants/invitation.html", {"offer": offer, "is_me": is_me})


def _for_new(request: MerchantRequest, offer: Invitation) -> HttpResponse:
    user = User(email=offer.email, language=translation.get_language())
    form = JoinForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                form.save()
                place = people.accept(offer, user)
        except IntegrityError:
            if not User.objects.filter(email=offer.email).exists():
                raise
            return _for_known(request, offer)  # a second click, sent before the first one's person was there
        login(request, user, backend=BACKEND)
        return _go_to(request, place)
    context = {"offer": offer, "form": form}
    return render(request, "merchants/invitation.html", context, status=422 if form.errors else 200)


def _go_to(request: MerchantRequest, place: Membership) -> HttpResponse:
    request.session[SESSION_KEY] = str(place.merchant_id)
    return redirect("/")
