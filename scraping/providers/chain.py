"""Ask one provider after the other, as few as possible, and keep account of all."""

import logging
from collections.abc import Callable

from scraping.errors import BlockedByShop, ChallengePage, EmptyPage, ScrapeError
from scraping.fetched import Attempt, FetchedPage, Report
from scraping.links import Link, parse_link
from scraping.policy import ScrapePolicy
from scraping.providers.direct import Direct
from scraping.providers.platform_json import PlatformJson
from scraping.providers.provider import Provider

log = logging.getLogger(__name__)

PROVIDERS: dict[str, Provider] = {provider.key: provider for provider in (Direct(), PlatformJson())}

ESCALATING = (BlockedByShop, ChallengePage, EmptyPage)
"""Failures that another way of asking may overcome. A page that is gone is gone for everybody."""

type Judge = Callable[[FetchedPage], bool]


def fetch(link: str | Link, policy: ScrapePolicy, report: Report, *, good_enough: Judge | None = None) -> FetchedPage:
    """The page of ``link``, by the providers of ``policy`` in their order.

    The next one is asked when the one before was blocked, or when its page is not ``good_enough`` (None: every page
    is). ``good_enough`` is called only while there is somebody left to ask. Later failures never lose a page.

    Raises ScrapeError: the first failure, with the ``attempts`` of all and the ``page`` that was shown instead.
    """
    if isinstance(link, str):
        link = parse_link(link, ports=policy.ports, allow_private=policy.allow_private)
    errand = _Errand(link, policy, report, good_enough)
    for key in policy.providers:
        provider = PROVIDERS[key]
        if provider.applies(link, errand.page):
            if errand.is_done():
                break
            errand.ask(provider)
    return errand.result()


class _Errand:
    """What was got so far for one link."""

    def __init__(self, link: Link, policy: ScrapePolicy, report: Report, good_enough: Judge | None) -> None:
        self.page: FetchedPage | None = None
        self._link = link
        self._policy = policy
        self._report = report
        self._good_enough = good_enough
        self._attempts: list[Attempt] = []
        self._failures: list[ScrapeError] = []
        self._is_enough: bool | None = None

    def ask(self, provider: Provider) -> None:
        try:
            self.page = provider.fetch(self._link, self._policy, self._report, self.page)
        except ScrapeError as error:
            log.info("%s: %s gave %s: %s", self._link.host, provider.key, error.code, error)
            self._failures.append(error)
            self._attempts += error.attempts
        else:
            self._is_enough = None
            self._attempts += self.page.attempts

    def is_done(self) -> bool:
        """Whether nobody else needs to be asked."""
        if self.page is None:
            return bool(self._failures) and not isinstance(self._failures[-1], ESCALATING)
        if self._is_enough is None:
            self._is_enough = self._good_enough is None or self._good_enough(self.page)
        return self._is_enough

    def result(self) -> FetchedPage:
        if self.page is None:
            if not self._failures:
                raise LookupError(f"none of the providers {self._policy.providers} applies")
            failure = self._failures[0]
            failure.attempts = self._attempts
            raise failure
        self.page.attempts = self._attempts
        return self.page
