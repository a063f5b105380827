"""Oxylabs Web Scraper API, realtime: ``POST /v1/queries`` with user and password, the page in ``results[0]``."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scraping.errors import BlockedByShop, ProviderUnavailable
from scraping.fetched import Document
from scraping.policy import PaidService, ScrapePolicy
from scraping.providers.paid import HTML, Delivery, Paid
from scraping.providers.service import ServiceAnswer, ask, basic, check_service, status_of

_FAULTED = frozenset({612, 613})  # "undefined internal error", "faulted after too many retries"; not charged


@dataclass(frozen=True, slots=True)
class Oxylabs(Paid):
    """Charges for results with the shop's 2xx and 4xx, one price each. The key is ``user:password``."""

    key: str = "oxylabs"
    name: str = "Oxylabs"

    def ask(self, url: str, service: PaidService, policy: ScrapePolicy) -> Delivery:
        user, _, password = service.key.partition(":")
        answer = ask(
            "POST",
            service.url,
            headers={"Authorization": basic(user, password)},
            data={"source": "universal", "url": url, **({"render": "html"} if service.renders else {})},
            timeout_s=service.timeout_s,
            limit_bytes=policy.page_limit_bytes,
        )
        check_service(self.name, answer, blocked=_FAULTED, why=_words(answer))
        result = _result(answer)
        status = status_of(result.get("status_code"))
        if status in _FAULTED:
            raise BlockedByShop("Oxylabs did not get past the shop's guard either")
        document = Document(
            str(result.get("url") or url), HTML, str(result.get("content") or "").encode("utf-8", "replace")
        )
        cost = service.price_usd if 200 <= status < 500 and status != 429 else Decimal(0)
        return Delivery(document, status, answer.bytes_read, cost)


def _result(answer: ServiceAnswer) -> dict[str, Any]:
    """Raises ProviderUnavailable for an answer without a page."""
    results = answer.object().get("results")
    if not isinstance(results, list) or not results or not isinstance(results[0], dict):
        raise ProviderUnavailable("Oxylabs sent no result")
    return results[0]


def _words(answer: ServiceAnswer) -> str:
    return str(answer.problem().get("message", ""))
