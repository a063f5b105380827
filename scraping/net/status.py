"""What a status says, for callers that know no better. ``scraping.verdict`` looks at pages more closely."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scraping.errors import BlockedByShop, PageGone, PageNotFound, ShopBusy, ShopUnreachable

LONGEST_WAIT_S = 30 * 24 * 3600.0
"""A shop that says "in the year 9999" or a thousand digits means "not soon"; nobody can reckon with more."""


def check_status(status: int, headers: Mapping[str, str]) -> None:
    """Return for 1xx to 3xx. Raises PageNotFound, PageGone, BlockedByShop, ShopBusy, ShopUnreachable.

    429 and a 503 with ``Retry-After`` are ShopBusy; other statuses from 500 on are ShopUnreachable.
    """
    if status < 400:
        return
    wait_s = retry_after_s(headers)
    if status == 404:
        raise PageNotFound(status_code=status)
    if status == 410:
        raise PageGone(status_code=status)
    if status == 429 or (status == 503 and wait_s is not None):
        raise ShopBusy(f"status {status}", status_code=status, retry_after_s=wait_s)
    if status >= 500:
        raise ShopUnreachable(f"status {status}", status_code=status)
    raise BlockedByShop(f"status {status}", status_code=status)


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds from now by ``Retry-After``, given in seconds or as a date, at most ``LONGEST_WAIT_S``.

    None when it is missing or nonsense.
    """
    text = headers.get("Retry-After", headers.get("retry-after", "")).strip()
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_WAIT_S)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:  # "-0000": UTC without saying so
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - datetime.now(UTC)).total_seconds(), 0.0), LONGEST_WAIT_S)
