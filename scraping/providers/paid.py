"""What the paid services have in common: when they are asked, what they may cost, what their answer must be."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal

from scraping.errors import BadLink, BudgetReached, ProviderTimeout, ScrapeError
from scraping.fetched import Document, FetchedPage, Report, Sentence
from scraping.links import Link
from scraping.net.addresses import check_url
from scraping.policy import PaidService, ScrapePolicy, Settle
from scraping.providers.provider import joined, lacks_page, may_be_drawn, recorded
from scraping.verdict import check_page

HTML = "text/html; charset=utf-8"
"""What services send is text in JSON: UTF-8, whatever the page came in."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """The page that a service brought. ``status`` is the shop's; ``cost_usd`` what the service charges for it."""

    document: Document
    status: int
    bytes_read: int
    cost_usd: Decimal


class Paid(ABC):
    """A paid service. A subclass has a ``key`` and says how it is asked."""

    key: str
    name: str

    def applies(self, link: Link, policy: ScrapePolicy, so_far: FetchedPage | None) -> bool:
        """Where it is set up and somebody pays; for an incomplete page only while its scripts have not run yet."""
        if self.key not in policy.services or policy.budget is None:
            return False
        if so_far is None or lacks_page(so_far):
            return True
        return policy.services[self.key].renders and may_be_drawn(so_far)

    def fetch(self, link: Link, policy: ScrapePolicy, report: Report, so_far: FetchedPage | None) -> FetchedPage:
        service = policy.services[self.key]
        with recorded(self.key, link.url) as record:
            cost = self.most_usd(service)  # unless we learn better
            settle = _reserve(policy, self.key, cost)
            try:
                report(Sentence("Asking %(host)s for the page", host=self.name))
                delivery = self.ask(link.url, service, policy)
                cost = record.cost_usd = delivery.cost_usd
            except ScrapeError as error:
                cost = record.cost_usd = self.cost_of_failure(error, service)
                raise
            finally:
                settle(cost)
            record.response = delivery
            record.page = page = self._page(link, delivery, policy, is_rendered=service.renders)
            check_page(page.status_code, {}, page.document)
        return joined(page, so_far, [record.attempt()])

    @abstractmethod
    def ask(self, url: str, service: PaidService, policy: ScrapePolicy) -> Delivery:
        """Raises ProviderError, BlockedByShop, PageTooLarge."""

    def most_usd(self, service: PaidService) -> Decimal:
        """The most that one request may cost."""
        return service.price_usd

    def cost_of_failure(self, error: ScrapeError, service: PaidService) -> Decimal:
        """Services charge for success only, but one whose answer we did not wait for may have succeeded."""
        return self.most_usd(service) if isinstance(error, ProviderTimeout) else Decimal(0)

    def _page(self, link: Link, delivery: Delivery, policy: ScrapePolicy, *, is_rendered: bool) -> FetchedPage:
        """Its address is believed only when we would have fetched it ourselves: readers resolve links by it."""
        document = delivery.document
        try:
            check_url(document.url, ports=policy.ports, allow_private=policy.allow_private)
        except BadLink:
            document = Document(link.url, document.content_type, document.body)
        return FetchedPage(link.url, document, delivery.status, self.key, is_rendered=is_rendered)


def _reserve(policy: ScrapePolicy, provider: str, usd: Decimal) -> Settle:
    if policy.budget is None:
        raise BudgetReached("nobody pays for this request")
    return policy.budget.reserve(provider, usd)
