"""What a provider is, and how it keeps account of what it asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from time import monotonic
from typing import Protocol

from scraping.errors import ScrapeError
from scraping.fetched import Attempt, FetchedPage, Report
from scraping.links import Link
from scraping.policy import ScrapePolicy


class Provider(Protocol):
    """One way to get a page, or to add to it. Asked by ``scraping.providers.chain``."""

    @property
    def key(self) -> str:
        """Its name in ``ScrapePolicy.providers`` and in attempts."""

    def applies(self, link: Link, policy: ScrapePolicy, so_far: FetchedPage | None) -> bool:
        """Whether it could help. ``so_far`` is the page that an earlier provider got, None when all were blocked."""

    def fetch(self, link: Link, policy: ScrapePolicy, report: Report, so_far: FetchedPage | None) -> FetchedPage:
        """The page, or ``so_far`` with more ``extras``; its ``attempts`` are those of this call.

        Raises ScrapeError with the attempts of this call, and with the page that the shop showed instead.
        """


class Answer(Protocol):
    """What an account needs to know of an answer: the shop's status and the bytes that came over the wire."""

    @property
    def status(self) -> int: ...

    @property
    def bytes_read(self) -> int: ...


@dataclass(slots=True)
class Record:
    """One request while it goes on. Set ``response`` when there is one, ``page`` when it is worth showing."""

    provider: str
    url: str
    response: Answer | None = None
    page: FetchedPage | None = None
    cost_usd: Decimal = Decimal(0)
    _started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    _started: float = field(default_factory=monotonic)

    def attempt(self, error: ScrapeError | None = None) -> Attempt:
        return Attempt(
            provider=self.provider,
            url=self.url,
            started_at=self._started_at,
            duration_ms=round((monotonic() - self._started) * 1000),
            bytes_read=self.response.bytes_read if self.response else error.bytes_read if error else 0,
            status_code=self.response.status if self.response else error.status_code if error else None,
            cost_usd=self.cost_usd,
            error_code=error.code if error else "",
        )


@contextmanager
def recorded(provider: str, url: str) -> Iterator[Record]:
    """Account for one request. An error within leaves with its attempt and its page."""
    record = Record(provider, url)
    try:
        yield record
    except ScrapeError as error:
        error.attempts.append(record.attempt(error))
        error.page = record.page
        raise


PLATFORM_JSON = "platform_json"


def lacks_page(so_far: FetchedPage | None) -> bool:
    """Whether there is no page yet: none at all, or only a platform's data in its place."""
    return so_far is None or so_far.provider == PLATFORM_JSON


def joined(page: FetchedPage, so_far: FetchedPage | None, attempts: list[Attempt]) -> FetchedPage:
    """``page`` with what the platform told before it came."""
    return replace(page, extras=list(so_far.extras) if so_far else [], attempts=attempts)


_TOLD = ((b"product:price:amount", b"product:price:currency", b"og:image"), (b'Product"', b"priceCurrency", b'"image"'))
"""What the markup of a page holds that needs no scripts: either of these, whole."""


def may_be_drawn(so_far: FetchedPage) -> bool:
    """Whether running the page's scripts might bring what it lacks.

    Looks at little, since it is asked of every page: one whose markup tells price, currency and picture is not even
    read to find out.
    """
    body = so_far.document.body
    return not so_far.is_rendered and not any(all(mark in body for mark in marks) for marks in _TOLD)
