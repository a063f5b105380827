"""How changes of facts are put into words for the reader."""

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs.templatetags.times import number
from products.models import FactChange, Product
from products.templatetags.products import money

register = template.Library()

NOTHING = "–"
LONGEST = 80


@register.filter
def then(change: FactChange) -> str:
    """What it was before; of pictures, how many went."""
    if change.kind == FactChange.Kind.IMAGES:
        return (
            ngettext("%(n)s gone", "%(n)s gone", len(change.old)) % {"n": number(len(change.old))} if change.old else ""
        )
    return _value(change, change.old)


@register.filter
def now(change: FactChange) -> str:
    """What it is; of pictures, how many came."""
    if change.kind == FactChange.Kind.IMAGES:
        return (
            ngettext("%(n)s new", "%(n)s new", len(change.new)) % {"n": number(len(change.new))} if change.new else ""
        )
    return _value(change, change.new)


def _value(change: FactChange, value: Any) -> str:
    if value in (None, ""):
        return NOTHING
    if change.kind.endswith("price"):
        return money(value, change.product.currency)
    if change.kind.endswith("availability"):
        return str(dict(Product.Availability.choices).get(value, value))
    text = str(value)
    return f"{text[:LONGEST]}…" if len(text) > LONGEST else text


@register.simple_tag
def shop_count(done: int, total: int) -> str:
    return _("%(done)s of %(total)s shops") % {"done": number(done), "total": number(total)}
