"""The words for everything that the analyses keep as codes."""

from collections.abc import Callable
from typing import Any

from babel.lists import format_list
from babel.numbers import format_percent
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jobs.templatetags.times import number, reader_locale

type Text = str | Promise

NOTHING = "–"
PARTS: dict[str, Text] = {
    "name": gettext_lazy("Name"),
    "price": gettext_lazy("Price"),
    "availability": gettext_lazy("Availability"),
    "brand": gettext_lazy("Brand"),
    "category": gettext_lazy("Category"),
    "description": gettext_lazy("Description of 120 characters or more"),
    "pictures": gettext_lazy("3 pictures or more"),
    "properties": gettext_lazy("Specifications"),
    "sku": gettext_lazy("SKU"),
    "gtin": gettext_lazy("Barcode (GTIN)"),
}
STATES: dict[str, tuple[str, Text]] = {  # with the tone in which it is drawn
    "in_stock": ("good", gettext_lazy("In stock")),
    "other": ("info", gettext_lazy("On order")),
    "gone": ("bad", gettext_lazy("Not to be had")),
    "unknown": ("idle", gettext_lazy("The shop does not say")),
}
RISKS: dict[str, tuple[str, Text]] = {
    "discontinued": ("bad", gettext_lazy("Discontinued")),
    "out_of_stock": ("bad", gettext_lazy("Out of stock")),
    "last_variant": ("wait", gettext_lazy("One variant left")),
    "low_stock": ("wait", gettext_lazy("Few left")),
}
AGES: dict[str, tuple[str, Text]] = {
    "fresh": ("good", gettext_lazy("Less than 24 hours")),
    "recent": ("wait", gettext_lazy("24 to 48 hours")),
    "old": ("bad", gettext_lazy("Older")),
    "never": ("idle", gettext_lazy("Not known")),
}
LEVELS: dict[str, tuple[str, Text]] = {
    "budget": ("busy", gettext_lazy("Budget")),
    "usual": ("", gettext_lazy("Usual")),
    "premium": ("done", gettext_lazy("Premium")),
}
CRITERIA: dict[str, tuple[Text, Text]] = {  # with how its points come about
    "availability": (
        gettext_lazy("Availability"),
        gettext_lazy("Percent in stock, of the products whose availability is known."),
    ),
    "rating": (
        gettext_lazy("Rating"),
        gettext_lazy("100 × (mean − 1) ÷ 4; the mean counts every review, and there must be 5 at least."),
    ),
    "content": (
        gettext_lazy("Content"),
        gettext_lazy("Mean percent of the ten things that sell a product, from its name to its barcode."),
    ),
    "variants": (
        gettext_lazy("Variants"),
        gettext_lazy("Percent in stock, of the variants whose availability is known."),
    ),
    "freshness": (
        gettext_lazy("Freshness"),
        gettext_lazy("Percent read in the last 24 hours; those of the last 48 hours count half."),
    ),
}
LEFT_OUT: dict[str, Text] = {
    "no_price": gettext_lazy("without a price"),
    "no_currency": gettext_lazy("without a currency"),
    "no_rate": gettext_lazy("in a currency for which there is no rate"),
    "rate_too_old": gettext_lazy("in a currency whose rate is too old"),
}


def percent(value: str | None) -> str:
    """A percent that is kept as text, as the reader writes it."""
    if value is None:
        return NOTHING
    return format_percent(float(value) / 100, "#,##0.#%", locale=reader_locale(), numbering_system="latn")


def signed(value: str | None) -> str:
    """A difference in percent: what is above has a plus."""
    if value is None:
        return NOTHING
    text = format_percent(abs(float(value)) / 100, "#,##0.#%", locale=reader_locale(), numbering_system="latn")
    sign = "+" if float(value) > 0 else "−" if float(value) < 0 else ""
    return f"\u200e{sign}{text}"  # from right to left the sign would stand on the other side


def points(value: str | None) -> str:
    return NOTHING if value is None else number(float(value))


def of(part: int, whole: int) -> str:
    return _("%(part)s of %(whole)s") % {"part": number(part), "whole": number(whole)}


def rating(mean: str | None, reviews: int) -> str:
    """Always with how many said so."""
    if mean is None:
        return NOTHING
    text = ngettext("%(mean)s of 5 by %(n)s review", "%(mean)s of 5 by %(n)s reviews", reviews)
    return text % {"mean": number(float(mean)), "n": number(reviews)}


def products(count: int) -> str:
    return ngettext("%(n)s product", "%(n)s products", count) % {"n": number(count)}


def parts(codes: list[str]) -> str:
    return format_list([str(PARTS[code]) for code in codes if code in PARTS], locale=reader_locale())


def finding(told: dict[str, Any]) -> str:
    """One finding as a sentence; names of brands and categories stand between isolating marks."""
    values = {
        "n": number(told["n"]),
        "total": number(told["total"]),
        "names": format_list([f"\u2068{name}\u2069" for name in told["names"]], locale=reader_locale()),
    }
    more = told["n"] - len(told["names"])
    text = _sentence(told["code"], told["n"]) % values
    if told["code"] in NAMING and more > 0:
        text = f"{text} {ngettext('And %(n)s more.', 'And %(n)s more.', more) % {'n': number(more)}}"
    return text


NAMING = {"brands_without_stock", "gaps", "few", "premium", "budget"}


def _sentence(code: str, n: int) -> str:
    """The words for a finding's code."""
    match code:
        case "no_price":
            return ngettext(
                "%(n)s of %(total)s products has no price.", "%(n)s of %(total)s products have no price.", n
            )
        case "no_currency":
            return ngettext("%(n)s price has no currency.", "%(n)s prices have no currency.", n)
        case "no_rate":
            return ngettext(
                "%(n)s price could not be converted: there is no fresh rate for %(names)s. Add one under Prices.",
                "%(n)s prices could not be converted: there is no fresh rate for %(names)s. Add one under Prices.",
                n,
            )
        case "premium":
            return _("Well above the usual price of their categories: %(names)s.")
        case "budget":
            return _("Well below the usual price of their categories: %(names)s.")
        case "brands_without_stock":
            return _("Nothing can be bought of %(names)s.")
        case "gaps":
            return _("Price bands without any product: %(names)s.")
        case "few":
            return _("Categories with one or two products only: %(names)s.")
        case _:
            return OF_PRODUCTS[code](n) if code in OF_PRODUCTS else code


OF_PRODUCTS: dict[str, Callable[[int], str]] = {
    "discontinued": lambda n: ngettext(
        "%(n)s product is discontinued.",
        "%(n)s products are discontinued.",
        n,
    ),
    "out_of_stock": lambda n: ngettext(
        "%(n)s product is out of stock.",
        "%(n)s products are out of stock.",
        n,
    ),
    "last_variant": lambda n: ngettext(
        "Of %(n)s product only one variant is left.",
        "Of %(n)s products only one variant is left.",
        n,
    ),
    "low_stock": lambda n: ngettext(
        "Of %(n)s product there are 5 pieces or fewer.",
        "Of %(n)s products there are 5 pieces or fewer.",
        n,
    ),
    "unknown_stock": lambda n: ngettext(
        "Of %(n)s product the shop does not say whether it is in stock.",
        "Of %(n)s products the shop does not say whether they are in stock.",
        n,
    ),
    "no_description": lambda n: ngettext(
        "%(n)s product has no description, or one of a few words.",
        "%(n)s products have no description, or one of a few words.",
        n,
    ),
    "few_pictures": lambda n: ngettext(
        "%(n)s product has fewer than 3 pictures.",
        "%(n)s products have fewer than 3 pictures.",
        n,
    ),
    "failed": lambda n: ngettext(
        "%(n)s product could not be read.",
        "%(n)s products could not be read.",
        n,
    ),
    "stale": lambda n: ngettext(
        "%(n)s product was read more than 48 hours ago: its price may have changed.",
        "%(n)s products were read more than 48 hours ago: their prices may have changed.",
        n,
    ),
    "poor_rating": lambda n: ngettext(
        "%(n)s product is rated below 3.5 by its buyers.",
        "%(n)s products are rated below 3.5 by buyers.",
        n,
    ),
}
