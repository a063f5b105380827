"""What the tests of products share: products in any state, and a worker that does all queued work in this process."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from jobs.models import OPEN, Run
from jobs.wait import work_off
from merchants.models import Merchant
from products.imports import values
from products.models import Facts, Product
from scraping.snapshot import ProductSnapshot

SNAPSHOT: dict[str, Any] = ProductSnapshot(name="Copper pot", images=["https://shop.test/pot.jpg"]).as_json() | {
    "price": "129.50",
    "currency": "SAR",
    "brand": "Nahhas",
    "availability": "in_stock",
    "sources": {
        "price": {
            "source": "jsonld",
            "confidence": 0.9,
            "where": "offers.price",
            "reason": "agrees with the visible page",
            "alternatives": [
                {"field": "price", "value": "149.00", "source": "visible", "confidence": 0.4, "where": "del"},
            ],
        },
        "brand": {"source": "title", "confidence": 0.3, "where": "title", "reason": "", "alternatives": []},
    },
}


@pytest.fixture
def product_of() -> Callable[..., Product]:
    """Make a product of a merchant, by default imported with the facts of ``SNAPSHOT``."""

    def make(merchant: Merchant, *, snapshot: dict[str, Any] | None = None, **fields: Any) -> Product:
        facts = SNAPSHOT | (snapshot or {})
        address = f"https://shop.test/{uuid4()}"
        given = {"link": address, "link_key": address, "domain": "shop.test", "status": "IMPORTED", **fields}
        product = Product.objects.create(merchant=merchant, **(values.columns(facts, {}) | given))
        if product.is_ready:
            Facts.objects.create(product=product, snapshot=facts, read_at=timezone.now())
        return product

    return make


@pytest.fixture
def work_all() -> Callable[[], None]:
    """Do all queued work, retries and waits included, with real workers' code in this process."""

    def work() -> None:

        work_off(list(Run.objects.filter(status__in=OPEN).values_list("pk", flat=True)), threads=1)

    return work
