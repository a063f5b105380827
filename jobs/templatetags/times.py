"""Times and numbers in the reader's words. Lives in the lowest app, so that every page can load it."""

from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date, format_datetime, format_skeleton, format_time, format_timedelta
from babel.numbers import format_decimal
from django import template
from django.utils import timezone
from django.utils.translation import get_language

register = template.Library()


def reader_locale() -> str:
    """The reader's language as Babel names it."""
    return (get_language() or "en").replace("-", "_")


@register.filter
def number(value: float | Decimal | None) -> str:
    """A number as the reader writes it."""
    return "" if value is None else str(format_decimal(value, locale=reader_locale(), numbering_system="latn"))


@register.filter
def ago(moment: datetime | None) -> str:
    """How long ago, in words."""
    if moment is None:
        return ""
    return format_timedelta(moment - timezone.now(), add_direction=True, locale=reader_locale())


@register.filter
def exact(moment: datetime | None) -> str:
    """The moment itself, for those who hover, in the merchant's time zone."""
    return format_datetime(timezone.localtime(moment), "medium", locale=reader_locale()) if moment else ""


@register.filter
def day(moment: date | None) -> str:
    """The day alone, short, where many stand beside each other. A moment has the day of the merchant's time zone."""
    local = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    return format_date(local, "medium", locale=reader_locale()) if local else ""


@register.filter
def clock(moment: datetime | None) -> str:
    """The time of the day to the second, the same in every language, so that columns of it line up."""
    return format_time(timezone.localtime(moment), "HH:mm:ss", locale=reader_locale()) if moment else ""


@register.filter
def month(of: date) -> str:
    """The month and its year in words."""
    return format_skeleton("yMMMM", of, locale=reader_locale())
