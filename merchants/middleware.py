"""Puts the merchant whom a person works for on the request: the only place where a page learns its owner."""

from collections.abc import Awaitable, Callable
from functools import cache, cached_property

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from jobs.about import note
from merchants.models import Membership, Merchant

SESSION_KEY = "merchant"  # id of the merchant chosen last, as text

type Answer = HttpResponseBase | Awaitable[HttpResponseBase]


class WithMerchant(HttpRequest):
    """A request that finds its merchant when first asked, with one query beyond session and user.

    Real attributes and not a lazy object, since a lazy object around None is not None. Asynchronous code asks in a
    thread: ``await sync_to_async(lambda: request.owner)()``.
    """

    @cached_property
    def memberships(self) -> list[Membership]:
        """All places of the signed-in person, oldest first; none for strangers."""
        if not self.user.is_authenticated:
            return []
        return list(self.user.memberships.select_related("merchant").order_by("created_at", "pk"))

    @cached_property
    def membership(self) -> Membership | None:
        """The place at the merchant chosen last, else the oldest one. From now on times are shown as they are there."""
        if not self.memberships:
            return None
        chosen = self.session.get(SESSION_KEY)
        found = next((one for one in self.memberships if str(one.merchant_id) == chosen), self.memberships[0])
        timezone.activate(found.merchant.zone)
        return found

    @cached_property
    def merchant(self) -> Merchant | None:
        if self.membership is None:
            return None
        note(merchant=self.membership.merchant_id)
        return self.membership.merchant

    @cached_property
    def owner(self) -> Merchant | None:
        """The merchant by the name that ``jobs`` knows it by."""
        return self.merchant


@cache
def with_merchant(kind: type[HttpRequest]) -> type[HttpRequest]:
    """The server's own kind of request (WSGI or ASGI) and ``WithMerchant`` in one."""
    return type(kind.__name__, (WithMerchant, kind), {})


class MerchantMiddleware:
    """Gives every request ``merchant``, ``membership``, ``memberships`` and ``owner``. Stands after authentication."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Answer]) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Answer:
        timezone.deactivate()  # the thread may have served another merchant before
        request.__class__ = with_merchant(type(request))  # type: ignore[arg-type]  # a class, not its instances, is hashed
        return self.get_response(request)
