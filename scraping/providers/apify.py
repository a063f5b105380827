"""Apify: runs an actor for one page and waits for the items of its dataset."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scraping.errors import BlockedByShop, ProviderRefused, ProviderTimeout, ScrapeError
from scraping.fetched import Document
from scraping.policy import PaidService, ScrapePolicy
from scraping.providers.paid import HTML, Delivery, Paid
from scraping.providers.service import ServiceAnswer, ask, check_service, status_of

PAGE_FUNCTION = """async function pageFunction(context) {
    return {
        url: document.location.href,
        status: context.response ? context.response.status : 200,
        html: document.documentElement.outerHTML,
    };
}"""
_CONTENT = ("html", "content", "body")  # as various actors call it
_RUN_FAILED = 400
_RUN_TOO_LONG = 408
_MARGIN_S = 5.0  # the run ends before we stop listening


@dataclass(frozen=True, slots=True)
class Apify(Paid):
    """Charges what the run used, also when it failed, and does not tell in this answer: ``price_usd`` is recorded."""

    key: str = "apify"
    name: str = "Apify"

    def ask(self, url: str, service: PaidService, policy: ScrapePolicy) -> Delivery:
        answer = ask(
            "POST",
            f"{service.url.rstrip('/')}/v2/actors/{service.actor.replace('/', '~')}/run-sync-get-dataset-items",
            headers={"Authorization": f"Bearer {service.key}"},
            query={"timeout": str(int(max(service.timeout_s - _MARGIN_S, 1)))},
            data=_input(url),
            timeout_s=service.timeout_s,
            limit_bytes=policy.page_limit_bytes,
        )
        kind, why = _error(answer)
        if answer.status == _RUN_FAILED and kind == "run-failed":
            raise BlockedByShop("the Apify actor did not get the page either")
        if answer.status == _RUN_TOO_LONG:
            raise ProviderTimeout("the Apify actor took too long")
        check_service(self.name, answer, why=why)
        return _delivery(answer, url, service)

    def cost_of_failure(self, error: ScrapeError, service: PaidService) -> Decimal:
        """A refused or unreached service ran nothing; else something ran."""
        ran = isinstance(error, BlockedByShop | ProviderTimeout)
        return service.price_usd if ran else Decimal(0)


def _input(url: str) -> dict[str, Any]:
    """What apify/web-scraper takes: one page, no links followed, its HTML once the network is quiet."""
    return {
        "startUrls": [{"url": url}],
        "pageFunction": PAGE_FUNCTION,
        "proxyConfiguration": {"useApifyProxy": True},
        "waitUntil": ["networkidle2"],
        "linkSelector": "",
        "maxPagesPerCrawl": 1,
        "maxResultsPerCrawl": 1,
        "maxRequestRetries": 1,
        "downloadMedia": False,
        "injectJQuery": False,
        "runMode": "PRODUCTION",
    }


def _delivery(answer: ServiceAnswer, url: str, service: PaidService) -> Delivery:
    items = answer.json()
    item = items[0] if isinstance(items, list) and items and isinstance(items[0], dict) else None
    if item is None or item.get("#error"):
        raise BlockedByShop("the Apify actor brought no page")
    html = next((item[name] for name in _CONTENT if isinstance(item.get(name), str)), None)
    if html is None:
        raise ProviderRefused(f"the actor's item has none of {', '.join(_CONTENT)}")
    document = Document(str(item.get("url") or url), HTML, html.encode("utf-8", "replace"))
    return Delivery(document, status_of(item.get("status")), answer.bytes_read, service.price_usd)


def _error(answer: ServiceAnswer) -> tuple[str, str]:
    """Kind and message of ``{"error": {"type", "message"}}``."""
    error = answer.problem().get("error")
    return (str(error.get("type", "")), str(error.get("message", ""))) if isinstance(error, dict) else ("", "")
