"""ScraperAPI: a GET with the key and the page's address in the query; the answer is the page itself."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from scraping.errors import BudgetReached
from scraping.fetched import Document
from scraping.policy import PaidService, ScrapePolicy
from scraping.providers.paid import Delivery, Paid
from scraping.providers.service import ServiceAnswer, ask, check_service

_BLOCKED = frozenset({500})  # "failed after retrying for 70 seconds"; not charged
_OF_THE_SHOP = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class ScraperApi(Paid):
    """Charges credits for 200 and 404, and tells how many. ``max_cost`` keeps a request within ``price_usd``."""

    key: str = "scraperapi"
    name: str = "ScraperAPI"

    def ask(self, url: str, service: PaidService, policy: ScrapePolicy) -> Delivery:
        query = {"api_key": service.key, "url": url, "max_cost": str(_most_credits(service))}
        if service.renders:
            query["render"] = "true"
        answer = ask("GET", service.url, query=query, timeout_s=service.timeout_s, limit_bytes=policy.page_limit_bytes)
        if answer.status == 403 and b"max_cost" in answer.body:
            raise BudgetReached("this page costs more ScraperAPI credits than one request may")
        if answer.status not in _OF_THE_SHOP:
            check_service(self.name, answer, blocked=_BLOCKED, why=_words(answer))
        document = Document(
            answer.headers.get("sa-final-url", url), answer.headers.get("Content-Type", ""), answer.body
        )
        return Delivery(document, answer.status, answer.bytes_read, _cost(answer, service))


def _most_credits(service: PaidService) -> int:
    return max(int(service.price_usd / service.credit_usd), 1) if service.credit_usd else 1


def _cost(answer: ServiceAnswer, service: PaidService) -> Decimal:
    """By the credits that the answer names; the most when it names none."""
    try:
        credits_taken = Decimal(answer.headers["sa-credit-cost"])
    except (KeyError, InvalidOperation):
        return service.price_usd
    return credits_taken * service.credit_usd if credits_taken.is_finite() else service.price_usd


def _words(answer: ServiceAnswer) -> str:
    return answer.body[:200].decode("utf-8", "replace") if answer.status in (400, 401, 403, 429) else ""
