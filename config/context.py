"""What every template of this installation may use beside its own values."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest

from config.demo_shop.catalogue import DEMO_LINKS, DemoLink
from merchants.notices import reading

_offered: tuple[DemoLink, ...] = ()


def offer_demo_links(is_open: bool) -> None:
    """Let the import page list the demo shop's links, or not. Called where the shop is opened."""
    global _offered
    _offered = DEMO_LINKS if is_open else ()


def unread_count(request: HttpRequest) -> dict[str, Callable[[], int]]:
    """``unread_count`` for the bell: asked for only where a page shows it, with one query.

    A page with a bell is one that a person has opened: what they were told of it counts as read.
    """

    @cache
    def count() -> int:
        merchant = getattr(request, "merchant", None)
        if not merchant:
            return 0
        person: Any = request.user
        if request.method != "GET" or request.resolver_match is None:
            return reading.unread_count(person, merchant)
        ids = {str(value) for value in request.resolver_match.kwargs.values()}
        return reading.opened(person, merchant, request.path, request.META.get("QUERY_STRING", ""), ids)

    return {"unread_count": count}


def demo_links(request: HttpRequest) -> dict[str, tuple[DemoLink, ...]]:
    """``demo_links`` for the import page: empty unless the demo shop is open for this process."""
    return {"demo_links": _offered}
