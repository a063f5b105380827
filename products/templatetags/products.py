"""How values of products are shown: money in the reader's language, cleaned HTML, names of fields and sources."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

import nh3
from babel.lists import format_list
from babel.numbers import format_currency
from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from jobs.templatetags.times import number, reader_locale
from products import evidence
from products.factsheet import LEVELS, Fact
from products.imports.reasons import LINK_DETAILS, Reason, reason_for
from products.imports.reporting import BatchReport
from products.imports.values import FIELDS
from products.listing import Query
from products.models import Product
from scraping.links import readable_host

register = template.Library()

SIGN_OF_LETTERS = re.compile(r"^([A-Z]{3})(?=\d)")  # CLDR wants a space between letters and digits; Babel leaves it out
SIGN_AT_END = re.compile(r"[A-Z]+\$$")  # "US$": from right to left the dollar would stand before its letters
OTHER_FIELDS = {"images": _("Pictures"), "image": _("Pictures"), "main_image": _("Pictures")}


@register.filter
def money(amount: Any, currency: str | None = "") -> str:
    """``amount`` with its currency as the reader writes it; a bare number when the currency is not known."""
    if amount in (None, ""):
        return ""
    try:
        value = Decimal(str(amount))
    except InvalidOperation:
        return str(amount)
    if currency:
        text = format_currency(value, currency, locale=reader_locale(), numbering_system="latn")
        return SIGN_AT_END.sub("\\g<0>\u200e", SIGN_OF_LETTERS.sub("\\1\u00a0", text))
    return number(value)


@register.filter
def cost(usd: Any) -> str:
    """USD of one request or of many: small amounts need more digits than cents."""
    amount = Decimal(str(usd or 0))
    digits = "0.0000" if 0 < amount < 1 else "0.00"
    text = format_currency(
        amount, "USD", f"¤#,##{digits}", locale=reader_locale(), currency_digits=False, numbering_system="latn"
    )
    return SIGN_AT_END.sub("\\g<0>\u200e", text)


@register.filter
def cleaned(html: str | None) -> SafeString:
    """HTML from a shop, cleaned once more before it is shown."""
    return mark_safe(nh3.clean(html or "", tags=SHOWN_TAGS, attributes={}))  # noqa: S308 - nh3 has cleaned it


@register.filter
def short_link(link: str) -> SafeString:
    """A link in place of a name: without its scheme, and broken where its path has parts, not within a word."""
    parts = Truncator(link.partition("://")[2] or link).chars(70).split("/")
    return format_html_join(mark_safe("/<wbr>"), "{}", ((part,) for part in parts))


SHOWN_TAGS = {
    *("p", "br", "ul", "ol", "li", "b", "strong", "i", "em", "h2", "h3", "h4", "h5", "h6", "blockquote"),
    *("table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "hr", "sub", "sup"),
}


@register.filter
def reason(code: str) -> Any:
    return reason_for(code)


@register.filter
def link_detail(slug: str) -> Any:
    return LINK_DETAILS.get(slug, "")


@register.filter
def level_word(level: str) -> Any:
    return LEVELS.get(level, "")


@register.filter
def sentence(reason: Reason) -> Any:
    return reason.sentence


@register.filter
def field_names(names: list[str]) -> str:
    """Names of fields as the reader knows them, as a list in words."""
    known = [str(FIELDS[name].label) if name in FIELDS else str(OTHER_FIELDS.get(name, name)) for name in names]
    return format_list(known, locale=reader_locale())


@register.filter
def shown(fact: Fact, currency: str) -> str:
    """A fact's value as one line for the reader."""
    return _in_words(fact, fact.value, currency)


@register.simple_tag
def other_value(fact: Fact, value: Any, currency: str) -> str:
    """Another value of the same field, as ``shown`` shows the one in force."""
    return Truncator(_in_words(fact, value, currency)).chars(200)


def _in_words(fact: Fact, value: Any, currency: str) -> str:
    if fact.field.kind == "money":
        return money(value, currency)
    if fact.field.kind == "availability":
        return str(dict(Product.Availability.choices).get(value, value))
    return number(value) if isinstance(value, int) else str(value)


PERIODS = {"month": _("a month"), "year": _("a year"), "once": _("once")}


@register.filter
def period_word(period: str | None) -> Any:
    """What a plan's price is paid for; nothing where the page does not say."""
    return PERIODS.get(period or "", "")


@register.filter
def platform_name(key: str) -> str:
    return key.replace("_", " ").title()


@register.filter
def shop_name(domain: str) -> str:
    """A shop's host in its own letters."""
    return readable_host(domain)


@register.filter
def provider_name(provider: str) -> Any:
    return evidence.provider_name(provider)


@register.filter
def same(value: str, other: str) -> bool:
    return value == other


@register.filter
def value_of(query: Query, name: str) -> str:
    return getattr(query, name)


@register.simple_tag
def query_with(query: Query, **changes: str) -> str:
    """The address of the list with ``changes`` to its question."""
    return "?" + query.address(**changes)


@register.simple_tag
def page_of_batch(report: BatchReport, here: str, step: int) -> str:
    """The address of the next or the page before of an import of many links, in the same state."""
    return f"{here}?{urlencode({'state': report.state, 'page': report.page + step})}"
