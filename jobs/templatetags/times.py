"""Times in the reader's words. Lives in the lowest app, so that every page can load it."""

from datetime import datetime

from babel.dates import format_date, format_datetime, format_timedelta
from django import template
from django.utils import timezone
from django.utils.translation import get_language

register = template.Library()


def reader_locale() -> str:
    """The reader's language as Babel names it."""
    return (get_language() or "en").replace("-", "_")


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
def day(moment: datetime | None) -> str:
    """The day alone, short, where many stand beside each other."""
    return format_date(timezone.localtime(moment), "medium", locale=reader_locale()) if moment else ""
