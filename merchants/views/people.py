"""Settings: who works for this merchant."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from merchants import people
from merchants.access import MerchantRequest, merchant_required, role_required
from merchants.forms import InviteForm, RoleForm
from merchants.models import Membership
from merchants.views.account import require_get_or_post


@merchant_required
@require_safe
def people_page(request: MerchantRequest) -> HttpResponse:
    return _page(request, InviteForm(merchant=request.merchant))


def _page(request: MerchantRequest, form: InviteForm, status: int = 200) -> HttpResponse:
    places = list(request.merchant.memberships.select_related("user").order_by("created_at", "pk"))
    owners = [place for place in places if place.role == Membership.Role.OWNER]
    context = {
        "form": form,
        "places": places,
        "sole_owner": owners[0] if len(owners) == 1 else None,
        "invitations": request.merchant.invitations.order_by("sent_at", "pk"),
        "roles": Membership.Role.choices,
    }
    return render(request, "merchants/people.html", context, status=status)


@role_required("owner")
@require_get_or_post
def invite(request: MerchantRequest) -> HttpResponse:
    if request.method != "POST":  # a reload of the answer, or a change of language on it
        return redirect("merchants:people")
    form = InviteForm(request.POST, merchant=request.merchant)
    if not form.is_valid():
        return _page(request, form, status=422)
    email, role = form.cleaned_data["email"], form.cleaned_data["role"]
    try:
        result = people.invite(merchant=request.merchant, email=email, role=role, request=request)
    except people.NotTold as failure:
        return _not_told(request, form, failure.place)
    except people.TooManyMails:
        text = _("%(count)d invitations went out within 24 hours, as many as may in a day. Try again tomorrow.")
        return _refused(request, form, text % {"count": people.MAILS_A_DAY})
    except people.MailedJustNow:
        minutes = people.MAIL_AGAIN_AFTER // timedelta(minutes=1)
        text = _("A message went to %(email)s a moment ago. Another one can be sent after %(minutes)d minutes.")
        return _refused(request, form, text % {"email": email, "minutes": minutes})
    if isinstance(result, Membership):
        messages.success(request, _("%(email)s now works with you.") % {"email": email})
    else:
        messages.success(request, _("An invitation went to %(email)s. It is valid for 7 days.") % {"email": email})
    return redirect("merchants:people")


def _refused(request: MerchantRequest, form: InviteForm, text: str) -> HttpResponse:
    form.add_error(None, text)
    return _page(request, form, status=429)


def _not_told(request: MerchantRequest, form: InviteForm, place: Membership | None) -> HttpResponse:
    email = {"email": form.cleaned_data["email"]}
    if place:
        text = _("%(email)s now works with you. The message that says so could not be sent: please tell them yourself.")
        messages.warning(request, text % email)
        return redirect("merchants:people")
    form.add_error(None, _("The invitation to %(email)s could not be sent. Try again in a few minutes.") % email)
    return _page(request, form, status=503)


@role_required("owner")
@require_POST
def withdraw(request: MerchantRequest, pk: str) -> HttpResponse:
    get_object_or_404(request.merchant.invitations, pk=pk).delete()
    messages.success(request, _("The invitation was withdrawn; its link no longer works."))
    return redirect("merchants:people")


@role_required("owner")
@require_POST
def change_role(request: MerchantRequest, pk: int) -> HttpResponse:
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("There is no such role."))
        return redirect("merchants:people")
    return _change(request, pk, lambda place: people.change_role(place, form.cleaned_data["role"]))


@role_required("owner")
@require_POST
def remove(request: MerchantRequest, pk: int) -> HttpResponse:
    return _change(request, pk, people.remove)


def _change(request: MerchantRequest, pk: int, change: Callable[[Membership], None]) -> HttpResponse:
    place = get_object_or_404(request.merchant.memberships, pk=pk)
    try:
        change(place)
        messages.success(request, _("Saved."))
    except people.LastOwner:
        messages.error(request, _("An account needs an owner. Make somebody else an owner first."))
    return redirect("merchants:people")
