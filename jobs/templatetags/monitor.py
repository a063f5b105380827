"""How the monitor words numbers, times and addresses."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs.monitor import masking
from jobs.monitor.filters import Filters
from jobs.monitor.queries import Count
from jobs.monitor.rows import title_of
from jobs.templatetags.times import number

register = template.Library()
register.filter(number)


@register.filter
def counted(count: Count) -> str:
    """A count that ends somewhere says so: "10,000+"."""
    return f"{number(count.number)}+" if count.is_capped else number(count.number)


@register.filter
def duration(seconds: float | None) -> str:
    """Seconds in the two largest units that matter."""
    if seconds is None:
        return ""
    if seconds < 10:
        return _("%(s)s s") % {"s": number(round(seconds, 1))}
    whole = round(seconds)
    days, hours, minutes = whole // 86400, whole // 3600, whole // 60
    if days > 1:
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    if hours:
        return _two(_("%(n)s h") % {"n": hours}, minutes % 60, _("%(n)s min"))
    if minutes:
        return _two(_("%(n)s min") % {"n": minutes}, whole % 60, _("%(n)s s"))
    return _("%(s)s s") % {"s": whole}


def _two(large: str, rest: int, small: str) -> str:
    return f"{large} {small % {'n': rest}}" if rest else large


@register.simple_tag
def runs_url(page: str, filters: Filters, **changes: str) -> str:
    """The address of one of the monitor's pages with these filters and ``changes``; ``after`` and ``action`` join."""
    more = {name: str(changes.pop(name)) for name in ("after", "action", "v") if name in changes}
    status = changes.pop("status", None)
    asked = filters if status is None else filters.with_status(status)
    address = asked.but(**{name: str(value) for name, value in changes.items()}).address(**more)
    return f"{reverse(page)}?{address}" if address else reverse(page)


@register.filter
def masked(value: Any) -> Any:
    """``value`` without secrets."""
    return masking.masked(value)


@register.filter
def flow_title(flow: str) -> str:
    return title_of(flow)


@register.filter
def of_status(counts: dict[str, Count], status: str) -> Count:
    return counts[status]
