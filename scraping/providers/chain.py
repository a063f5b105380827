"""Ask one provider after the other, as few as possible, and keep account of all."""

import logging
from collections.abc import Callable

from scraping.errors import (
    BlockedByShop,
    ChallengePage,
    EmptyPage,
    PageGone,
    PageNotFound,
    ProviderError,
    ScrapeError,
    ShopBusy,
)
from scraping.fetched import Attempt, FetchedPage, Known, Report
from scraping.links import Link, parse_link
from scraping.policy import ScrapePolicy
from scraping.providers.apify import Apify
from scraping.providers.browser import Browser
from scraping.providers.direct import Direct
from scraping.providers.oxylabs import Oxylabs
from scraping.providers.platform_json import PlatformJson
from scraping.providers.provider import PLATFORM_JSON, Provider
from scraping.providers.scraperapi import ScraperApi
from scraping.providers.zyte import Zyte

log = logging.getLogger(__name__)

PROVIDERS: dict[str, Provider] = {
    provider.key: provider
    for provider in (Direct(), PlatformJson(), Browser(), Zyte(), ScraperApi(), Oxylabs(), Apify())
}

ESCALATING = (BlockedByShop, ChallengePage, EmptyPage, ProviderError)
"""Failures that another way of asking may overcome. A page that is gone is gone for everybody."""
SETTLING = (PageNotFound, PageGone)
"""What is true of the page however it was asked for, even when somebody else was only refused."""

type Lacking = Callable[[FetchedPage], int]
"""How many of the values that a product needs cannot be read from a page."""


def fetch(
    link: str | Link,
    policy: ScrapePolicy,
    report: Report,
    *,
    lacking: Lacking | None = None,
    known: Known | None = None,
) -> FetchedPage:
    """The page of ``link``, by the providers of ``policy`` in their order.

    A shop may have an order of its own.

    The next one is asked when the one before was blocked, or when something is ``lacking`` in its page (None: nothing
    ever is). ``lacking`` is called only while there is somebody left to ask. Later failures never lose a page, and a
    later page that lacks more than the one before is not taken.

    ``known``: how the page was when it was read last; raises PageUnchanged, and asks nobody else, when it still is.

    Raises ScrapeError: the first failure, with the ``attempts`` of all and the ``page`` that was shown instead. It is
    worth a retry when any of them is.
    """
    if isinstance(link, str):
        link = parse_link(link, ports=policy.ports, allow_private=policy.allow_private)
    errand = _Errand(link, policy, report, lacking)
    for provider in _asked(policy.chain_for(link.host), known):
        if provider.applies(link, policy, errand.page):
            if errand.is_done():
                break
            errand.ask(provider)
    return errand.result()


def _asked(keys: tuple[str, ...], known: Known | None) -> list[Provider]:
    """The providers in their order. Only plain HTTP can tell cheaply whether a page is as it was."""
    providers = [PROVIDERS[key] for key in keys]
    return [Direct(known=known) if isinstance(one, Direct) and known else one for one in providers]


class _Errand:
    """What was got so far for one link."""

    def __init__(self, link: Link, policy: ScrapePolicy, report: Report, lacking: Lacking | None) -> None:
        self.page: FetchedPage | None = None
        self._link = link
        self._policy = policy
        self._report = report
        self._lacking = lacking
        self._attempts: list[Attempt] = []
        self._failures: list[tuple[str, ScrapeError]] = []
        self._lacks: int | None = None  # in ``page``; None when nobody has looked

    def ask(self, provider: Provider) -> None:
        try:
            page = provider.fetch(self._link, self._policy, self._report, self.page)
        except ScrapeError as error:
            log.info("%s: %s gave %s: %s", self._link.host, provider.key, error.code, error)
            self._failures.append((provider.key, error))
            self._attempts += error.attempts
        else:
            self._attempts += page.attempts
            self._take(page)

    def _take(self, page: FetchedPage) -> None:
        """Keep the better of two pages; the same page with more ``extras`` is no second one."""
        before, lacked = self.page, self._lacks
        self.page, self._lacks = page, None
        if before is not None and page.document is not before.document and lacked is not None:
            if self._count(page) > lacked:
                self.page, self._lacks = before, lacked
            self.page.is_rendered |= page.is_rendered  # as much as its scripts can do has been tried

    def is_done(self) -> bool:
        """Whether nobody else needs to be asked."""
        if self.page is None:
            return bool(self._failures) and _is_final(*self._failures[-1])
        return self._count(self.page) == 0

    def _count(self, page: FetchedPage) -> int:
        if self._lacks is None:
            self._lacks = self._lacking(page) if self._lacking else 0
        return self._lacks

    def result(self) -> FetchedPage:
        if self.page is None:
            if not self._failures:
                raise LookupError(f"none of the providers {self._policy.chain_for(self._link.host)} applies")
            raise self._failure()
        self.page.attempts = self._attempts
        return self.page

    def _failure(self) -> ScrapeError:
        errors = [error for _, error in self._failures]
        settled = [error for key, error in self._failures if isinstance(error, SETTLING) and key != PLATFORM_JSON]
        failure = (settled or errors)[0]
        failure.attempts = self._attempts
        failure.page = failure.page or next((error.page for error in errors if error.page), None)
        hopeful = next((error for error in errors if error.retryable), None)
        if hopeful and not settled:
            failure.retryable, failure.retry_after_s = True, hopeful.retry_after_s
        return failure


def _is_final(key: str, error: ScrapeError) -> bool:
    """A platform's data may be missing where its page is not; but a shop that is too busy is so for both."""
    return not isinstance(error, ESCALATING) and (key != PLATFORM_JSON or isinstance(error, ShopBusy))
