"""A real worker finds what is due by itself, looks at a real shop and tells of it, once, however often it dies."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.models import Event, Run
from merchants.models import Merchant
from products.models import Facts, Product
from products.watch.models import Every, PricePoint, WatchAlert, WatchedProduct, WatchRule
from tests.products.conftest import SNAPSHOT
from tests.products.watch.conftest import page
from tests.support import worker
from tests.support.http import Site, open_site

KILLS = ["keep:after"]  # the facts are saved, and nobody has been told yet


@pytest.fixture
def site(monkeypatch):
    with open_site() as site:
        monkeypatch.setenv("SCRAPE_ALLOW_PRIVATE", site.pair)
        yield site


def due_product(site: Site) -> Product:
    merchant = Merchant.objects.create(name="Dar Al Qahwa", slug="dar-al-qahwa")
    WatchRule.objects.create(merchant=merchant, kind="price", percent=10)
    link = site.page("/pot", page(price="99.00"))
    product = Product.objects.create(
        merchant=merchant, link=link, link_key=link, domain="shop.test", status="IMPORTED", name="Copper pot"
    )
    now = timezone.now()
    Facts.objects.create(product=product, snapshot=SNAPSHOT | {"url": link}, read_at=now)
    PricePoint.objects.create(
        merchant=merchant, product=product, at=now - timedelta(days=1), price="129.50", currency="SAR",
        availability="in_stock",
    )  # fmt: skip
    WatchedProduct.objects.create(
        product=product, merchant=merchant, domain="shop.test", every=Every.DAY, slowest=Every.DAY,
        interval_s=Every.DAY, next_at=now,
    )  # fmt: skip
    return product


def test_a_due_product_is_looked_at_and_told_of_once_though_workers_die(tmp_path, django_db_blocker, site):
    with django_db_blocker.unblock(), worker.sqlite_database(tmp_path) as database:
        product = due_product(site)
        with worker.Crew(tmp_path, database, "memory://", kill_at=KILLS, imports=()) as crew:
            crew.until(lambda: WatchAlert.objects.exists(), seconds=150)
            crew.until(lambda: not Run.objects.filter(ended_at=None).exists())

        product.refresh_from_db()
        assert crew.kills == set(KILLS)
        assert str(product.price) == "99.0000"
        assert Run.objects.get(flow="product/look").queue == "bulk"
        assert WatchAlert.objects.get().new == "99.00"
        assert [str(point.price) for point in product.price_points.all()] == ["129.5000", "99.0000"]
        assert Event.objects.filter(name="product/watch.alerted").count() == 1
        assert WatchedProduct.objects.get().next_at > timezone.now() + timedelta(hours=12)
