"""Time zones: the one that a merchant begins with, and those to choose from, by what they are called."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import get_timezone_location
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

UTC = "UTC"
BY_LANGUAGE = {"ar": "Asia/Riyadh"}
NO_PLACES = ("Etc/", "SystemV/", "US/", "Canada/", "Brazil/", "Mexico/", "Chile/")  # older names of what has a place


def usual_zone(language: str) -> str:
    """Where whoever reads ``language`` most likely is; UTC where nothing speaks for a place."""
    return BY_LANGUAGE.get(language.partition("-")[0], UTC)


def validate_zone(name: str) -> None:
    """Raises ValidationError for what is no time zone."""
    if name not in available_timezones():
        raise ValidationError(_("This is not a time zone."), code="zone")


@cache
def zone_choices(language: str) -> list[tuple[str, str]]:
    """Zone and what it is called in ``language``, UTC first, then by name. Of two names for one place the later one."""
    places = sorted(name for name in available_timezones() if "/" in name and not name.startswith(NO_PLACES))
    names = {get_timezone_location(name, locale=language.replace("-", "_")): name for name in places}
    return [(UTC, UTC), *sorted(((name, label) for label, name in names.items()), key=lambda pair: pair[1])]


def zone_name(zone: ZoneInfo, language: str) -> str:
    """What people call it."""
    return UTC if zone.key == UTC else get_timezone_location(zone, locale=language.replace("-", "_"))
