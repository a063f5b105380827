"""What every template of this installation may use beside its own values."""

from collections.abc import Callable
from functools import cache

from django.http import HttpRequest

from config.demo_shop.catalogue import DEMO_LINKS, DemoLink
from merchants.notices import reading

_offered: tuple[DemoLink, ...] = ()


def offer_demo_links(is_open: bool) -> None:
    """Let the import page list the demo shop's links, or not. Called where the shop is opened."""
    global _offered
    _offered = DEMO_LINKS if is_open else ()


def unread_count(request: HttpRequest) -> dict[str, Callable[[], int]]:
    """``unread_count`` for the bell: asked for only where a page shows it, with one query."""

    @cache
    def count() -> int:
        merchant = getattr(request, "merchant", None)
        return reading.unread_count(request.user, merchant) if merchant else 0  # type: ignore[arg-type]

    return {"unread_count": count}


def demo_links(request: HttpRequest) -> dict[str, tuple[DemoLink, ...]]:
    """``demo_links`` for the import page: empty unless the demo shop is open for this process."""
    return {"demo_links": _offered}
