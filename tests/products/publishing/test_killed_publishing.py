"""Real workers die before and after each step of a publish, and in the middle of calls: one product, whole."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.models import Run
from merchants.encryption import Sealed
from merchants.models import Merchant, StoreConnection
from products.imports import values
from products.models import Facts, Product, ProductImage
from products.publishing import service
from products.publishing.models import Listing
from tests.products.publishing.conftest import LAMP
from tests.support import worker
from tests.support.http import open_site
from tests.support.stores.common import PNG
from tests.support.stores.salla import open_salla

STEPS = ("check", "prepare", "look", "put_product", "send_images", "set_variants", "show", "verify")
KILLS = ["check:before", *(f"{step}:after" for step in STEPS)]  # after one step is before the next
PATIENCE_S = 480.0


@pytest.fixture(params=["sqlite", "postgres"])
def database(request, tmp_path, django_db_blocker):
    made = worker.sqlite_database(tmp_path) if request.param == "sqlite" else worker.postgres_database()
    with django_db_blocker.unblock(), made as address:
        yield address


@pytest.fixture
def pictures():
    with open_site() as site:
        for number in (1, 2, 3):
            site.page(f"/{number}.png", PNG + bytes([number]), Content_Type="image/png")
        yield site


@pytest.fixture
def salla(settings, pictures, monkeypatch):
    """Both this process and the workers may open the store and the pictures on loopback."""
    with open_salla() as store:
        monkeypatch.setenv("SCRAPE_ALLOW_PRIVATE", pictures.pair)
        settings.SCRAPE_POLICY = replace(settings.SCRAPE_POLICY, allow_private=frozenset({pictures.pair}))
        for name, value in store.settings.items():
            setattr(settings, name, value)
        yield store


def lamp_and_store(pictures) -> tuple[Product, StoreConnection]:
    merchant = Merchant.objects.create(name="Dar Al Qahwa", slug="dar-al-qahwa")
    now = timezone.now()
    connection = StoreConnection.objects.create(
        merchant=merchant,
        platform="salla",
        external_id="1305146709",
        currency="SAR",
        language="ar",
        access_token=Sealed.of("first-access"),
        expires_at=now + timedelta(days=14),
        connected_at=now,
        tokens_at=now,
    )
    address = "https://shop.test/lamp"
    product = Product.objects.create(
        merchant=merchant, link=address, link_key=address, domain="shop.test", status="IMPORTED",
        **values.columns(LAMP, {}),
    )  # fmt: skip
    Facts.objects.create(product=product, snapshot=LAMP, read_at=now)
    for n in (1, 2, 3):
        ProductImage.objects.create(product=product, position=n, url=pictures.url(f"/{n}.png"))
    for n, colour in enumerate(("Red", "Blue")):
        product.variants.create(
            position=n, options={"Colour": colour}, sku=f"L-{colour}", price="100", stock_quantity=2
        )
    return product, connection


def assert_published_once(salla) -> None:
    listing = Listing.objects.get()
    assert (listing.status, listing.error_code, Run.objects.get().error) == ("LIVE", "", "")
    (there,) = salla.products.values()
    assert listing.remote_id == str(there["id"])
    assert [image["sort"] for image in there["images"]] == [1, 2, 3]
    assert sorted(variant["sku"] for variant in there["skus"]) == ["L-Blue", "L-Red"]
    assert (len(salla.brands), len(salla.categories)) == (1, 2)
    assert [(c.old, c.new) for c in listing.changes.order_by("id")] == [("DRAFT", "PUSHING"), ("PUSHING", "LIVE")]


def crew(tmp_path, database, salla, **how):
    settings = json.loads(json.dumps(salla.settings))
    return worker.Crew(tmp_path, database, "memory://", imports=(), settings=settings, **how)


def test_a_worker_killed_around_every_step_leaves_one_right_product(tmp_path, database, salla, pictures):
    product, connection = lamp_and_store(pictures)
    with crew(tmp_path, database, salla, kill_at=KILLS) as workers:
        service.publish(product, connection)
        workers.until(lambda: Listing.objects.exclude(status="PUSHING").exists(), seconds=PATIENCE_S)

    assert workers.kills == set(KILLS)
    assert_published_once(salla)


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/brands"), ("POST", "/products"), ("POST", r"/products/\d+/images"), ("PUT", r"/products/variants/\d+")],
)
def test_a_worker_killed_before_it_hears_an_answer_makes_nothing_twice(
    tmp_path, django_db_blocker, salla, pictures, method, path
):
    """The store has done it; the worker dies before the answer is there, and knows nothing of it afterwards."""
    with django_db_blocker.unblock(), worker.sqlite_database(tmp_path) as database:
        product, connection = lamp_and_store(pictures)
        with crew(tmp_path, database, salla) as workers:
            salla.order("then", method, path, action=workers.kill)
            service.publish(product, connection)
            workers.until(lambda: Listing.objects.exclude(status="PUSHING").exists(), seconds=PATIENCE_S)
            assert workers.started == 2

        assert_published_once(salla)
