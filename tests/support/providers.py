"""Local servers that speak the protocols of the paid services, as their documentation tells them.

    with paid_services() as services:
        services.page("http://127.0.0.1:1/lamp", "<title>A lamp</title>")
        policy = replace(policy, services=services.set_up("zyte"), budget=Purse("1"))

Each checks the key, refuses malformed requests and answers as the real one does; ``fail`` makes one answer otherwise.
"""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

from scraping.errors import BudgetReached
from scraping.policy import PaidService, Settle
from tests.support.http import Answering, Site, open_site

KEYS = {"zyte": "zyte-key", "scraperapi": "scraper-key", "oxylabs": "user:pa:ss", "apify": "apify-token"}
PATHS = {
    "zyte": "/v1/extract",
    "scraperapi": "/",
    "oxylabs": "/v1/queries",
    "apify": "/v2/actors/apify~web-scraper/run-sync-get-dataset-items",
}
PRICES = {"zyte": "0.016", "scraperapi": "0.0125", "oxylabs": "0.00135", "apify": "0.02"}
CREDITS = "10"


@dataclass
class Shown:
    """What the shop shows to the service."""

    body: str
    status: int = 200
    url: str = ""


@dataclass
class Services:
    site: Site
    pages: dict[str, Shown] = field(default_factory=dict)
    failures: dict[str, tuple[int, bytes, dict[str, str]]] = field(default_factory=dict)

    def page(self, url: str, body: str, *, status: int = 200, final: str = "") -> None:
        self.pages[url] = Shown(body, status, final or url)

    def fail(self, key: str, status: int, body: object = b"", **headers: str) -> None:
        """Let the service answer so instead, underscores in header names for dashes."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.failures[key] = (status, data, headers)

    def set_up(self, *names: str, **changes: Any) -> dict[str, PaidService]:
        """What an operator would configure."""
        return {
            key: PaidService(
                **{
                    "key": KEYS[key],
                    "url": self.site.url("" if key == "apify" else PATHS[key]),
                    "price_usd": Decimal(PRICES[key]),
                    "credit_usd": Decimal("0.0005") if key == "scraperapi" else Decimal(0),
                    "actor": "apify/web-scraper" if key == "apify" else "",
                    "timeout_s": 5.0,
                    **changes,
                }
            )
            for key in names
        }

    def asked(self, key: str) -> list[Any]:
        """The requests that the service got: their JSON, or their query."""
        found = [one for one in self.site.asked if urlsplit(one.path).path == PATHS[key]]
        return [json.loads(one.body) if one.body else parse_qs(urlsplit(one.path).query) for one in found]

    def serve(self, key: str, answer: Answering) -> None:
        asked = self.site.asked[-1]
        if key in self.failures:
            status, body, headers = self.failures[key]
            answer.write(body, status=status, **{"Content_Type": "application/json", **headers})
        else:
            getattr(self, key)(answer, asked)

    def zyte(self, answer: Answering, asked: Any) -> None:
        """Basic authorisation with the key as user and no password; a problem document for failures."""
        if asked.headers.get("authorization") != _basic("zyte-key:"):
            _json(answer, {"type": "/auth/key-not-found", "title": "Authentication Key Not Found", "status": 401}, 401)
            return
        wanted = json.loads(asked.body)
        shown = self.pages.get(wanted["url"])
        if asked.headers.get("content-type") != "application/json" or shown is None:
            _json(answer, {"type": "/download/temporary-error", "title": "Website Ban", "status": 520}, 520)
            return
        data: dict[str, Any] = {"url": shown.url, "statusCode": shown.status}
        if wanted.get("browserHtml"):
            data["browserHtml"] = shown.body
        if wanted.get("httpResponseBody"):
            data["httpResponseBody"] = base64.b64encode(shown.body.encode("windows-1256")).decode()
        if wanted.get("httpResponseHeaders"):
            data["httpResponseHeaders"] = [{"name": "Content-Type", "value": "text/html; charset=windows-1256"}]
        _json(answer, data)

    def scraperapi(self, answer: Answering, asked: Any) -> None:
        """The page itself, with its price in credits in a header; 500 when it could not be had."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}
        if query.get("api_key") != "scraper-key":
            answer.write(b"Unauthorized request, please make sure your API key is valid.", status=401)
            return
        if int(query["max_cost"]) < int(CREDITS):
            answer.write(
                b"This request would cost more than your max_cost. You can see the cost per request in the header",
                status=403,
            )
            return
        shown = self.pages.get(query["url"])
        if shown is None:
            answer.write(b"Request failed. You will not be charged for this request.", status=500)
            return
        answer.write(
            shown.body.encode(), status=shown.status, sa_credit_cost=CREDITS, sa_final_url=shown.url,
            sa_statuscode=str(shown.status),
        )  # fmt: skip

    def oxylabs(self, answer: Answering, asked: Any) -> None:
        """Basic authorisation with user and password; the shop's status stands within the result."""
        if asked.headers.get("authorization") != _basic("user:pa:ss"):
            _json(answer, {"message": "Client not found"}, 401)
            return
        wanted = json.loads(asked.body)
        if wanted.get("source") != "universal":
            _json(answer, {"message": "Unsupported source"}, 400)
            return
        shown = self.pages.get(wanted["url"])
        result = (
            {"content": shown.body, "status_code": shown.status, "url": shown.url, "page": 1}
            if shown
            else {"content": "", "status_code": 613, "url": wanted["url"], "page": 1}
        )
        _json(answer, {"results": [{**result, "job_id": "7", "created_at": "2026-11-22 08:00:00"}]})

    def apify(self, answer: Answering, asked: Any) -> None:
        """Bearer authorisation; 201 with the items of the dataset, which tell a failed page by ``#error``."""
        if asked.headers.get("authorization") != "Bearer apify-token":
            error = {"type": "user-or-token-not-found", "message": "User was not found or token is not valid"}
            _json(answer, {"error": error}, 401)
            return
        wanted = json.loads(asked.body)
        assert "timeout" in parse_qs(urlsplit(asked.path).query)
        assert wanted["maxPagesPerCrawl"] == 1 and "outerHTML" in wanted["pageFunction"]
        shown = self.pages.get(wanted["startUrls"][0]["url"])
        item = {"url": shown.url, "status": shown.status, "html": shown.body, "#error": False} if shown else None
        _json(answer, [item or {"#error": True, "#debug": {"statusCode": 403}}], 201)


class Purse:
    """A budget in memory. ``left`` is in USD; ``reserved`` and ``settled`` tell what happened in order."""

    def __init__(self, usd: str) -> None:
        self.left = Decimal(usd)
        self.reserved: list[tuple[str, Decimal]] = []
        self.settled: list[Decimal] = []

    def reserve(self, provider: str, usd: Decimal) -> Settle:
        if usd > self.left:
            raise BudgetReached("the purse is empty")
        self.left -= usd
        self.reserved.append((provider, usd))

        def settle(cost: Decimal) -> None:
            self.left += usd - cost
            self.settled.append(cost)

        return settle


@contextmanager
def paid_services() -> Iterator[Services]:
    with open_site() as site:
        services = Services(site)
        for key, path in PATHS.items():
            site.route(path, lambda answer, key=key: services.serve(key, answer))
        yield services


def _basic(login: str) -> str:
    return "Basic " + base64.b64encode(login.encode()).decode()


def _json(answer: Answering, data: object, status: int = 200) -> None:
    answer.write(json.dumps(data).encode(), status=status, Content_Type="application/json")
