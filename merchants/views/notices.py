"""What a person has been told of, and what they want to be told of. Their own, so viewers may change it too."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from merchants.access import MerchantRequest, role_required
from merchants.notices import choosing, kinds, reading
from merchants.views.account import require_get_or_post


@role_required("viewer")
@require_safe
@never_cache
def notices_page(request: MerchantRequest) -> HttpResponse:
    only_unread = request.GET.get("show") == "unread"
    page = reading.page_of(request.user, request.merchant, request.GET.get("after", ""), only_unread=only_unread)
    context = {"page": page, "only_unread": only_unread, "is_later": "after" in request.GET, "now": timezone.now()}
    return render(request, "merchants/notices.html", context)


@role_required("viewer")
@require_safe
@never_cache
def open_notice(request: MerchantRequest, pk: UUID) -> HttpResponse:
    """Go where it leads. Having followed it is having read it."""
    notice = reading.mark_read(request.user, request.merchant, pk)
    kind = kinds.get(notice.kind) if notice else None
    if notice is None or kind is None:
        raise Http404("no such notice")
    return redirect(kind.lead(notice.data, notice.count))


@role_required("viewer")
@require_POST
def read_notice(request: MerchantRequest, pk: UUID) -> HttpResponse:
    if reading.mark_read(request.user, request.merchant, pk) is None:
        raise Http404("no such notice")
    return redirect("notices:list")


@role_required("viewer")
@require_POST
def read_all(request: MerchantRequest) -> HttpResponse:
    reading.mark_all_read(request.user, request.merchant, request.POST.get("until", ""))
    return redirect("notices:list")


@role_required("viewer")
@require_get_or_post
def choices(request: MerchantRequest) -> HttpResponse:
    if request.method == "POST":
        choosing.choose(request.user, request.POST.getlist("here"), request.POST.getlist("mail"))
        messages.success(request, _("Saved."))
        return redirect("merchants:notice-choices")
    context = {"choices": choosing.choices_of(request.user)}
    return render(request, "merchants/notice_choices.html", context)
