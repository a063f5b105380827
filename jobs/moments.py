"""Moments as programs get them."""

from datetime import UTC, datetime


def in_utc(moment: datetime, timespec: str = "milliseconds") -> str:
    """ISO 8601 in UTC, ending in ``Z``. ``timespec`` is that of ``isoformat``."""
    return moment.astimezone(UTC).isoformat(timespec=timespec).replace("+00:00", "Z")
