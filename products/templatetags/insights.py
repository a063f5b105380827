"""How pages word what the analyses keep."""

from typing import Any

from django import template
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from jobs.templatetags.times import ago
from products.insights import labels

register = template.Library()


@register.filter
def age_word(age: str) -> str:
    """How old an analysis is, in one or two words."""
    words = {"fresh": _("Less than 24 hours"), "recent": _("24 to 48 hours"), "old": _("Older")}
    return words.get(age, "")


@register.filter
def age_tone(age: str) -> str:
    return labels.AGES[age][0] if age in labels.AGES else ""


@register.filter
def ago_of(moment: str | None) -> str:
    """How long ago a moment was that is kept as text."""
    return ago(parse_datetime(moment)) if moment else ""


@register.filter
def products_word(count: int) -> str:
    return labels.products(count)


@register.filter
def isolated(name: str) -> str:
    """A name in an attribute, where no <bdi> can stand: its full stop stays at its end in Arabic too."""
    return f"\u2068{name}\u2069"


@register.filter
def item(row: Any, place: int) -> Any:
    return row[place]
