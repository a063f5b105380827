"""How listings and their prices are shown."""

from decimal import Decimal
from typing import Any

from babel import Locale
from django import template
from django.utils.translation import gettext as _

from products.publishing import reasons
from products.publishing.models import Listing
from products.publishing.pricing import Priced
from products.templatetags.products import money

register = template.Library()

TONES = {
    Listing.Status.DRAFT: "wait",
    Listing.Status.PUSHING: "busy",
    Listing.Status.LIVE: "good",
    Listing.Status.FAILED: "bad",
    Listing.Status.OUT_OF_DATE: "wait",
}


@register.filter
def listing_tone(status: str) -> str:
    return TONES[Listing.Status(status)]


@register.filter
def publish_reason(code: str) -> str:
    return str(reasons.sentence(code) or code)


@register.filter
def language_name(code: str) -> str:
    """A language in its own words."""
    return (Locale.parse(code.replace("-", "_")).get_display_name() or code).capitalize()


@register.filter
def way_of(priced: Priced) -> list[tuple[str, str]]:
    """How a price came about, line by line: what, and how much."""
    rate, lines = priced.rate, [(_("In the shop"), money(priced.shop_price, priced.rate.base))]
    if rate.base != rate.quote:
        lines.append((_("Rate"), _rate(priced)))
        lines.append((_("Converted"), money(priced.cost, rate.quote)))
    if priced.is_own:
        return [*lines, (_("Your own price"), money(priced.price, rate.quote))]
    parts: list[tuple[str, Decimal]] = [
        (_("Margin"), priced.margin),
        (_("VAT"), priced.vat),
        (_("Rounded up by"), priced.rounded_by),
    ]
    return [*lines, *((word, money(amount, rate.quote)) for word, amount in parts if amount)]


def _rate(priced: Priced) -> str:
    return f"1 {priced.rate.base} = {plain_rate(priced.rate.rate)} {priced.rate.quote}"


@register.filter
def plain_rate(rate: Any) -> str:
    """A rate without needless zeros."""
    text = f"{Decimal(str(rate)):,.8f}".rstrip("0").rstrip(".")
    return text or "0"


@register.filter
def rate_source(source: str) -> str:
    """Who said so: a service's host, or the merchant."""
    return _("typed by you") if source == "typed" else source


@register.simple_tag
def publish_state(state: str) -> dict[str, str]:
    """One line of a report, as a badge."""
    words = {
        "waiting": (_("To come"), "wait"),
        "sending": (_("Being sent"), "busy"),
        "done": (_("In the store"), "good"),
        "unchanged": (_("Nothing to send"), "done"),
        "failed": (_("Failed"), "bad"),
        "cancelled": (_("Cancelled"), "wait"),
    }
    word, tone = words[state]
    return {"word": word, "tone": tone}
