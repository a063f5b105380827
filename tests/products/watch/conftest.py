"""A shop whose pages change, products of it that are watched, and a scheduler that is asked by hand."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

import scraping
from jobs.models import Run
from merchants.models import Merchant
from products.imports import service
from products.models import Product
from products.watch import due, schedules
from products.watch.models import Every, WatchedProduct, WatchRule
from tests.support.http import Site, open_site


def page(**values: Any) -> str:
    """A product's page with markup. ``variants`` as pairs of size and price."""
    said = {"price": "129.50", "currency": "SAR", "state": "InStock", "name": "Copper pot", "sku": "POT-1"} | values
    offer = {"@type": "Offer", "priceCurrency": said["currency"], "availability": f"https://schema.org/{said['state']}"}
    offer |= {"price": said["price"]} if said["price"] is not None else {}
    data = {"@type": "Product", "name": said["name"], "sku": said["sku"], "image": "https://a.test/p.jpg"}
    if sizes := said.get("variants"):
        one = {"@type": "Product", "name": said["name"], "image": "https://a.test/p.jpg"}
        data |= {"@type": "ProductGroup", "productGroupID": "g", "variesBy": "https://schema.org/size"}
        data["hasVariant"] = [
            one | {"sku": f"POT-{size}", "size": size, "offers": offer | {"price": price}} for size, price in sizes
        ]
    else:
        data["offers"] = offer
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    return f"<html><head><title>{said['name']}</title>{head}</head><body><h1>{said['name']}</h1></body></html>"


@pytest.fixture
def shop(settings) -> Iterator[Site]:
    """No pace: it is tested by itself. ``/robots.txt`` is not there, so everything may be read."""
    settings.JOBS_PACE_AT_ONCE = 0
    with open_site() as site:
        settings.SCRAPE_POLICY = replace(
            settings.SCRAPE_POLICY, allow_private=frozenset({site.pair}), providers=("direct", "platform_json")
        )
        yield site


@pytest.fixture
def reads(monkeypatch) -> list[str]:
    """The addresses of the pages that were read, which is what costs."""
    done: list[str] = []
    real = scraping.read

    def counting(fetched: scraping.FetchedPage) -> scraping.ProductSnapshot:
        done.append(fetched.url)
        return real(fetched)

    monkeypatch.setattr(scraping, "read", counting)
    monkeypatch.setattr("scraping.engine.read", counting)
    return done


@pytest.fixture
def look(work_all) -> Callable[[Product], WatchedProduct]:
    """Let the scheduler find the product due, and do all the work. Its look must have ended since."""

    def go(product: Product) -> WatchedProduct:
        WatchedProduct.objects.filter(pk=product.pk).update(next_at=timezone.now())
        assert due.send_due() == 1
        while Run.objects.filter(ended_at=None).exists():  # what a look sends off, such as an e-mail, is work too
            work_all()
        return WatchedProduct.objects.get(pk=product.pk)

    return go


@pytest.fixture
def watched(merchant, shop, product_of, work_all) -> Callable[..., Product]:
    """A product that was read from the shop and is watched, every day unless said otherwise."""

    def make(
        path: str = "", *, owner: Merchant = merchant, every: int = Every.DAY, slowest: int = 0, **values: Any
    ) -> Product:
        path = path or f"/{uuid4()}"
        link = shop.page(path, page(**values)) if path not in shop.routes else shop.url(path)
        product = product_of(owner, link=link, link_key=link, domain="shop.test", status="IMPORTING")
        schedules.choose(owner, every=every, slowest=slowest)
        service.again(product)
        work_all()
        product.refresh_from_db()
        assert product.is_ready, product.error_code
        return product

    return make


@pytest.fixture
def rule(merchant):
    def make(kind: str = "price", **fields) -> WatchRule:
        return WatchRule.objects.create(merchant=merchant, kind=kind, **fields)

    return make


def path_of(product: Product) -> str:
    return "/" + product.link.split("/", 3)[3]
