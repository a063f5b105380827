"""A store at Salla, a shop with pictures, and products that were read there."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from merchants.models import Merchant, StoreConnection
from products.models import Product, ProductImage, ProductVariant
from products.publishing import service
from products.publishing.models import Listing
from tests.merchants.stores.conftest import store_of  # noqa: F401 - a fixture shared with the stores' tests
from tests.products.conftest import SNAPSHOT
from tests.support.http import Site, open_site
from tests.support.stores.common import PNG
from tests.support.stores.salla import SallaStore, open_salla

LAMP = SNAPSHOT | {
    "name": "Silk lamp",
    "description": None,
    "description_html": "<p onclick=\"steal()\">Warm light.</p><script>alert('x')</script><img src=x onerror=alert(1)>",
    "price": "100.00",
    "regular_price": "150.00",
    "currency": "SAR",
    "sku": "LAMP-1",
    "brand": "Noor",
    "weight": "1.2 kg",
    "gtin": "4006381333931",
    "breadcrumbs": ["Home", "Living", "Lamps", "Silk lamp"],
    "stock_quantity": 7,
}


@pytest.fixture
def salla(settings) -> Iterator[SallaStore]:
    with open_salla() as store:
        for name, value in store.settings.items():
            setattr(settings, name, value)
        yield store


@pytest.fixture
def pictures(settings) -> Iterator[Site]:
    """The shop's pictures; ``/1.png`` to ``/4.png`` are there."""
    with open_site() as site:
        for number in range(1, 5):
            site.page(f"/{number}.png", PNG + bytes([number]), Content_Type="image/png")
        settings.SCRAPE_POLICY = replace(settings.SCRAPE_POLICY, allow_private=frozenset({site.pair}))
        yield site


@pytest.fixture
def store(salla, merchant, store_of) -> StoreConnection:  # noqa: F811
    return store_of(merchant)


@pytest.fixture
def lamp_of(product_of, pictures) -> Callable[..., Product]:
    """A lamp of a merchant with pictures; ``variants`` as rows of ``ProductVariant``."""

    def make(
        merchant: Merchant,
        *,
        images: tuple[str, ...] = ("/1.png", "/2.png"),
        variants: tuple[dict[str, Any], ...] = (),
        **facts: Any,
    ) -> Product:
        product = product_of(merchant, snapshot=LAMP | facts)
        ProductImage.objects.bulk_create(
            ProductImage(product=product, position=n, url=pictures.url(path)) for n, path in enumerate(images)
        )
        ProductVariant.objects.bulk_create(
            ProductVariant(product=product, position=n, **fields) for n, fields in enumerate(variants)
        )
        return product

    return make


@pytest.fixture
def lamp(lamp_of, merchant) -> Product:
    return lamp_of(merchant)


@pytest.fixture
def publish(work_all) -> Callable[..., Listing]:
    """Publish and do all the work."""

    def send(product: Product, connection: StoreConnection) -> Listing:
        service.publish(product, connection)
        work_all()
        return Listing.objects.get(product=product, connection=connection)

    return send
