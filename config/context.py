"""What every template of this installation may use beside its own values."""

from django.http import HttpRequest

from config.demo_shop.catalogue import DEMO_LINKS, DemoLink

_offered: tuple[DemoLink, ...] = ()


def offer_demo_links(is_open: bool) -> None:
    """Let the import page list the demo shop's links, or not. Called where the shop is opened."""
    global _offered
    _offered = DEMO_LINKS if is_open else ()


def demo_links(request: HttpRequest) -> dict[str, tuple[DemoLink, ...]]:
    """``demo_links`` for the import page: empty unless the demo shop is open for this process."""
    return {"demo_links": _offered}
