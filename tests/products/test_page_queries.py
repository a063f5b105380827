"""A page asks the database as often for many rows as for a few: measured for all lists of the program at once."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from merchants.models import ApiKey, Membership, Notice, StoreConnection, WebhookEndpoint
from products.imports import service
from products.imports.lines import GivenLine
from products.models import Product, ProductImage, ProductVariant
from products.publishing.models import Listing
from products.watch.models import WatchAlert
from scraping.links import parse_link
from tests.jobs.monitor.conftest import run_of  # noqa: F401 - shared with the monitor's tests

pytestmark = pytest.mark.django_db


@pytest.fixture
def grow(merchant, user, product_of, make_user, run_of) -> Callable[[int], None]:  # noqa: F811
    """Give the merchant ``n`` more of everything that pages list."""

    def grow(n: int) -> None:
        batch = merchant.import_batches.first()
        for number in range(n):
            product = product_of(merchant, name=f"Pot {uuid4()}", brand=f"Brand {uuid4()}")
            ProductImage.objects.create(product=Product.objects.earliest("pk"), position=99 + number + n, url="/p.jpg")
            first = Product.objects.earliest("pk")
            ProductVariant.objects.create(product=first, position=99 + number + n, options={"size": str(number)})
            store = StoreConnection.objects.create(
                merchant=merchant, platform="salla", external_id=str(uuid4()), name="Shop", connected_at=timezone.now()
            )
            Listing.objects.create(product=first, connection=store)
            WatchAlert.objects.create(merchant=merchant, product=product, kind="gone", at=timezone.now(), mail="never")
            Notice.objects.create(merchant=merchant, user=user, kind="texts_ready", group=str(uuid4()), count=2)
            ApiKey.make(merchant, "a key", ["read"])
            WebhookEndpoint.objects.create(merchant=merchant, url="https://hook.test/", events=[])
            Membership.objects.create(merchant=merchant, user=make_user(f"{uuid4()}@example.com"), role="viewer")
            run_of(merchant)
            if batch:
                batch.lines.create(number=99 + number + n, text=product.link, product=product)

    return grow


def test_no_page_asks_once_for_each_row(client_of, user, merchant, product_of, grow):
    product = product_of(merchant, name="The first")
    links = [
        GivenLine(number=n, text=f"https://shop.test/{n}", link=parse_link(f"https://shop.test/{n}")) for n in (1, 2)
    ]
    batch = service.start_batch(merchant=merchant, lines=links)
    client = client_of(user)
    pages = [
        *("/products/", f"/products/{product.pk}", "/import", batch.get_absolute_url(), "/find?q=pot", "/monitor"),
        *("/monitor/failures", "/notifications/", "/alerts", "/insights/", "/products/proposals", "/products/export"),
        *("/settings/", "/settings/stores", "/settings/people", "/settings/keys", "/settings/webhooks"),
        *("/settings/watch", "/settings/feeds", "/settings/prices", "/settings/spending"),
    ]

    def counts() -> dict[str, int]:
        found = {}
        for page in pages:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(page).status_code == 200, page
            found[page] = len(asked)
        return found

    grow(2)
    counts()  # what is remembered between requests is there from now on
    few = counts()
    grow(9)
    counts()  # what the pages tell of the news counts as read, by one query more

    assert counts() == few
