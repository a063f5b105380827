"""Programs as callers: a client that sends a key, and a shop on loopback whose pages can be read."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from jobs.models import OPEN, Run
from jobs.wait import work_off
from merchants.models import ApiKey, Merchant
from tests.support.http import Site, open_site

SCOPES = ["read", "write", "publish"]
PAGE = """<html><head><title>Copper pot</title><script type="application/ld+json">{
  "@context": "https://schema.org", "@type": "Product", "name": "Copper pot", "image": "https://shop.test/pot.jpg",
  "offers": {"@type": "Offer", "price": "129.50", "priceCurrency": "SAR", "availability": "https://schema.org/InStock"}
}</script></head><body><h1>Copper pot</h1><p>129.50 SAR</p></body></html>"""


@pytest.fixture
def key_of(db) -> Callable[..., str]:
    """The text of a new key of a merchant."""

    def make(merchant: Merchant, scopes: list[str] | None = None) -> str:
        return ApiKey.make(merchant, "a program", SCOPES if scopes is None else scopes)[1]

    return make


class Caller:
    """A program with a key, or with none. Paths are below ``/api/v1``."""

    def __init__(self, key: str = "") -> None:
        self.client = Client(headers={"Authorization": f"Bearer {key}"} if key else {}, raise_request_exception=False)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", query)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        given = {"content_type": "application/json"} | ({"data": body} if body is not None else {})
        return getattr(self.client, method)(f"/api/v1{path}", headers=named, **given)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("post", path, body, **headers)

    def patch(self, path: str, body: Any = None) -> Any:
        return self.send("patch", path, body)

    def delete(self, path: str) -> Any:
        return self.send("delete", path)


@pytest.fixture
def program(merchant, key_of) -> Caller:
    """A program of ``merchant`` with every scope."""
    return Caller(key_of(merchant))


@pytest.fixture
def other_program(other_merchant, key_of) -> Caller:
    """A program of ``other_merchant``, which must see nothing of ``merchant``."""
    return Caller(key_of(other_merchant))


@pytest.fixture
def nobody() -> Caller:
    return Caller()


@pytest.fixture
def shop(settings):
    """A shop with a page at ``/pot``."""
    with open_site() as site:
        site.page("/pot", PAGE)
        settings.SCRAPE_POLICY = replace(settings.SCRAPE_POLICY, allow_private=frozenset({site.pair}))
        yield site


@pytest.fixture
def work_all() -> Callable[[], None]:
    """Do all queued work in this thread, retries and waits included."""

    def work() -> None:
        work_off(list(Run.objects.filter(status__in=OPEN).values_list("pk", flat=True)), threads=1)

    return work


def address(site: Site, path: str = "/pot") -> dict[str, str]:
    return {"source_url": site.url(path)}
