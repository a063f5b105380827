"""Puts the merchant whom a person works for on the request: the only place where a page learns its owner."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from merchants.models import Merchant


class MerchantMiddleware:
    """``request.merchant`` (lazy; None for strangers) and ``request.owner``, the name that ``jobs`` knows it by."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.merchant = request.owner = SimpleLazyObject(lambda: current_merchant(request))
        return self.get_response(request)


def current_merchant(request: HttpRequest) -> Merchant | None:
    raise NotImplementedError
