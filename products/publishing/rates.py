"""The rates between currencies: a merchant's own, else the provider's. Never 1:1 for want of one."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from lxml import etree

from merchants.stores.platforms import policy_for
from products.publishing.errors import NoRate, RateTooOld
from products.publishing.models import Rate
from products.publishing.pricing import RateUsed
from scraping.net import client
from scraping.net.status import check_status

CODE = re.compile(r"[A-Z]{3}")
LONGEST = Decimal(10) ** 12
PLACES = Decimal("0.000000000001")


class BadRates(Exception):
    """The provider's answer holds no rates that we can read."""

    code = "bad_rates"


@dataclass(frozen=True, slots=True)
class Given:
    """What a provider says: one ``base`` is so much of each of ``quotes``."""

    base: str
    on: date
    quotes: dict[str, Decimal]


class Rates:
    """All rates that serve one merchant, read once. ``find`` looks at the merchant's own first."""

    def __init__(self, merchant_id: UUID | None) -> None:
        rows = list(Rate.objects.filter(merchant=None))
        own = list(Rate.objects.filter(merchant_id=merchant_id)) if merchant_id else []
        self._tables = [{(row.base, row.quote): row for row in table} for table in (own, rows)]

    def find(self, base: str, quote: str) -> RateUsed:
        """Straight, the other way round, or by way of the provider's own currency. Raises NoRate, RateTooOld."""
        if base == quote:
            return RateUsed(base=base, quote=quote)
        for table in self._tables:
            if found := _straight(table, base, quote) or _by_way_of(table, base, quote):
                return found
        raise NoRate(f"{base} → {quote}")


def _straight(table: Mapping[tuple[str, str], Rate], base: str, quote: str) -> RateUsed | None:
    if row := table.get((base, quote)):
        return _used(base, quote, row.rate, row)
    if row := table.get((quote, base)):
        return _used(base, quote, 1 / row.rate, row)
    return None


def _by_way_of(table: Mapping[tuple[str, str], Rate], base: str, quote: str) -> RateUsed | None:
    """Providers give everything against one currency; two of its rates of one table make the third."""
    for middle in sorted({row.base for row in table.values()} - {base, quote}):
        first, second = _straight(table, base, middle), _straight(table, middle, quote)
        if first and second and first.on and second.on:
            older = min((first, second), key=lambda used: used.on or date.min)
            return RateUsed(base=base, quote=quote, rate=first.rate * second.rate, source=older.source, on=older.on)
    return None


def _used(base: str, quote: str, rate: Decimal, row: Rate) -> RateUsed:
    """Rates that a merchant typed hold until they are changed; a provider's grow old. Raises RateTooOld."""
    oldest = timezone.now().date() - timedelta(days=settings.RATES_OLDEST_D)
    if row.merchant_id is None and row.on < oldest:
        raise RateTooOld(f"{base} → {quote}: {row.on}")
    return RateUsed(base=base, quote=quote, rate=rate, source=row.source, on=row.on)


def refresh() -> int:
    """Fetch the provider's rates and keep them; gives how many. Nothing without RATES_URL.

    Raises ScrapeError when the provider does not answer, BadRates when it answers something else. What was there stays.
    """
    if not settings.RATES_URL:
        return 0
    answer = client.get(settings.RATES_URL, policy_for(settings.RATES_URL), expect="any")
    check_status(answer.status, answer.headers)
    given = read(answer.body)
    source = urlsplit(settings.RATES_URL).hostname or ""
    with transaction.atomic():
        for quote, rate in given.quotes.items():
            Rate.objects.update_or_create(
                merchant=None,
                base=given.base,
                quote=quote,
                defaults={"rate": rate, "source": source, "on": given.on},
            )
    return len(given.quotes)


def read(body: bytes) -> Given:
    """A provider's answer: the ECB's XML, or JSON with ``base`` and ``rates``. Raises BadRates."""
    given = _from_json(body) if body.lstrip().startswith(b"{") else _from_ecb(body)
    if not given.quotes or not CODE.fullmatch(given.base):
        raise BadRates("no rates in the answer")
    if given.on > timezone.now().date() + timedelta(days=2):
        raise BadRates(f"rates of the future: {given.on}")
    return given


def _from_json(body: bytes) -> Given:
    try:
        data = json.loads(body, parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError) as error:
        raise BadRates(str(error)) from error
    base, quotes = data.get("base") or data.get("base_code"), data.get("rates") or data.get("conversion_rates")
    if not isinstance(base, str) or not isinstance(quotes, dict):
        raise BadRates("neither base nor rates")
    return Given(base, _day(data), dict(_good(base, quotes.items())))


def _day(data: dict[str, Any]) -> date:
    """The day that the provider names, as ISO date, HTTP date or Unix time. Raises BadRates."""
    told = data.get("date") or data.get("time_last_update_utc") or data.get("timestamp")
    try:
        if isinstance(told, Decimal):
            return datetime.fromtimestamp(int(told), UTC).date()
        text = str(told)
        return date.fromisoformat(text[:10]) if text[:4].isdigit() else parsedate_to_datetime(text).date()
    except (ValueError, TypeError, OverflowError) as error:
        raise BadRates(f"no date: {told!r}") from error


def _from_ecb(body: bytes) -> Given:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
        (day,) = {node.get("time", "") for node in root.iterfind(".//{*}Cube[@time]")}
        quotes = [(node.get("currency"), node.get("rate")) for node in root.iterfind(".//{*}Cube[@currency]")]
        return Given("EUR", date.fromisoformat(day), dict(_good("EUR", quotes)))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadRates(str(error)) from error


def _good(base: str, quotes: Any) -> Iterator[tuple[str, Decimal]]:
    for code, value in quotes:
        try:
            rate = Decimal(str(value)).quantize(PLACES)
        except InvalidOperation:
            continue
        is_good = rate.is_finite() and 0 < rate < LONGEST
        if is_good and isinstance(code, str) and CODE.fullmatch(code) and code != base:
            yield code, rate
