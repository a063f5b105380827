"""A whole catalogue read again: shop by shop, with the changes summed up."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jobs import engine, fanout, service
from jobs.models import Event, Run
from products import trash
from products.catalogue import service as catalogue
from products.catalogue.payloads import RescrapeRequested, ShopRescrapeRequested
from products.catalogue.steps import shop_subject
from products.imports import service as imports
from products.models import Product
from tests.support.http import open_site

PAGE = """<html><head><title>Pot</title><script type="application/ld+json">{"@type": "Product", "name": "Copper pot",
"brand": "Nahhas", "image": "https://shop.test/pot.jpg", "offers": {"price": "%s", "priceCurrency": "SAR",
"availability": "https://schema.org/InStock"}}</script></head><body><h1>Copper pot</h1></body></html>"""


@pytest.fixture
def shop(settings):
    settings.JOBS_PACE_AT_ONCE = 0
    with open_site() as site:
        settings.SCRAPE_POLICY = type(settings.SCRAPE_POLICY)(allow_private=frozenset({site.pair}))
        yield site


@pytest.fixture
def sold_at(merchant, shop, product_of):
    """A product of a shop, by default with the facts that ``PAGE`` at 129.50 gives."""

    def make(domain: str, page: str | None = PAGE % "129.50", owner=merchant, **fields) -> Product:
        path = f"/{domain}/{uuid4()}"
        link = shop.page(path, page) if page else shop.url(path)
        return product_of(owner, link=link, link_key=link, domain=domain, **fields)

    return make


@pytest.fixture
def read_again(merchant, work_all):
    def run() -> Run:
        started = catalogue.start(merchant)
        work_all()
        return Run.objects.get(pk=started.pk)

    return run


@pytest.fixture
def started(merchant):
    """A catalogue whose readings are queued, and none has begun."""

    def start() -> Run:
        run = catalogue.start(merchant)
        engine.execute(run.pk, "worker")
        for shop in run.children.all():
            engine.execute(shop.pk, "worker")
        return run

    return start


def test_shops_are_read_one_by_one_and_their_changes_summed_up(sold_at, read_again):
    sold_at("a.test")
    cheaper = sold_at("a.test", PAGE % "99.00")
    sold_at("b.test")
    gone = sold_at("b.test", page=None)

    run = read_again()

    timestamp = run.result.pop("timestamp")
    assert run.result == {"success": True, "shops_processed": 2, "products_total": 4, "changed": 1, "failed": 1}
    assert timestamp.endswith("Z")
    assert timezone.now() - datetime.fromisoformat(timestamp) < timedelta(minutes=1)
    assert [shop.result["domain"] for shop in run.children.order_by("pk")] == ["a.test", "b.test"]
    assert [line.message for line in run.lines.filter(kind="update")] == ["1 of 2 shops", "2 of 2 shops"]
    assert list(cheaper.changes.values_list("kind", "new")) == [("price", "99.00")]
    gone.refresh_from_db()
    assert (gone.status, gone.name) == ("IMPORTED", "Copper pot")  # what was read before stays


def test_everything_runs_on_the_bulk_queue(sold_at, read_again):
    sold_at("a.test")

    read_again()

    assert set(Run.objects.values_list("flow", "queue")) == {
        ("catalogue/rescrape", "bulk"),
        ("catalogue/rescrape-shop", "bulk"),
        ("product/import", "bulk"),
    }


def test_one_bad_shop_does_not_stop_the_rest(sold_at, read_again):
    sold_at("bad.test", page=None)
    sold_at("bad.test", page=None)
    sold_at("good.test")

    run = read_again()

    bad, good = run.children.order_by("payload__domain")
    assert (bad.status, bad.error_code, good.status) == ("FAILED", "page_not_found", "SUCCEEDED")
    assert (run.status, run.result["shops_processed"], run.result["failed"]) == ("SUCCEEDED", 2, 2)
    assert run.result["products_total"] == 3


def test_it_fails_if_every_shop_failed(sold_at, read_again):
    sold_at("a.test", page=None)
    sold_at("b.test", page=None)

    run = read_again()

    assert (run.status, run.error_code, run.result) == ("FAILED", "every_shop_failed", None)
    event = Event.objects.get(name="catalogue/rescrape.failed")
    assert event.data == {"merchantId": str(run.owner_id), "runId": str(run.pk), "error": "No shop could be read."}


def test_the_end_is_told_by_an_event(sold_at, read_again, merchant):
    sold_at("a.test")

    run = read_again()

    event = Event.objects.get(name="catalogue/rescrape.completed")
    numbers = {"shopsProcessed": 1, "productsTotal": 1, "changed": 0, "failed": 0, "success": True}
    assert event.owner == merchant
    assert event.data == {"merchantId": str(merchant.pk), "runId": str(run.pk), **numbers}


def test_no_products_end_at_once_and_say_so(merchant, read_again):
    run = read_again()

    assert run.status == "SUCCEEDED"
    assert (run.result["shops_processed"], run.result["products_total"]) == (0, 0)
    assert run.lines.get(kind="update").message == "There are no products to read again."
    assert catalogue.payload_for(merchant) is None


def test_deleted_and_foreign_products_do_not_count(sold_at, read_again, other_merchant):
    sold_at("a.test")
    sold_at("a.test", deleted_at=timezone.now())
    sold_at("a.test", owner=other_merchant)

    assert read_again().result["products_total"] == 1


def test_a_product_that_is_deleted_meanwhile_does_not_count(sold_at, started, work_all):
    sold_at("a.test")
    late = sold_at("a.test")
    run = started()
    trash.delete([late], late.merchant)

    work_all()

    run.refresh_from_db()
    assert run.result["products_total"] == 1


def test_failed_products_are_tried_again_and_others_keep_their_status(sold_at, read_again):
    failed = sold_at("a.test", status="FAILED", error_code="shop_unreachable")
    enhanced = sold_at("a.test", status="ENHANCED")

    read_again()

    failed.refresh_from_db()
    enhanced.refresh_from_db()
    assert (failed.status, failed.error_code, enhanced.status) == ("IMPORTED", "", "ENHANCED")


def test_there_is_one_at_a_time_for_a_merchant(merchant, other_merchant):
    first = catalogue.start(merchant)

    assert catalogue.start(merchant) == first
    assert catalogue.open_run(merchant) == first
    assert catalogue.start(other_merchant) != first


def test_a_reading_that_goes_on_already_is_waited_for(sold_at, started, work_all, monkeypatch):
    monkeypatch.setattr(fanout, "LOOK_AGAIN_S", 0.5)
    imports.again(sold_at("a.test"))

    run = started()
    work_all()

    run.refresh_from_db()
    assert (run.result["products_total"], Run.objects.filter(flow="product/import").count()) == (1, 1)


def test_nobody_reads_the_catalogue_of_somebody_else(sold_at, merchant, other_merchant, work_all):
    sold_at("a.test")
    run = service.emit(RescrapeRequested(merchant_id=merchant.pk), owner=other_merchant).run

    work_all()

    run.refresh_from_db()
    assert (run.status, run.error_code) == ("FAILED", "foreign_catalogue")
    assert not Run.objects.filter(flow="product/import").exists()


def test_a_cancelled_catalogue_calls_shops_and_products_off(sold_at, merchant, work_all):
    sold_at("a.test")
    run = catalogue.start(merchant)
    service.cancel(run)
    work_all()

    run.refresh_from_db()
    assert run.status == "CANCELLED"
    assert Event.objects.filter(name="catalogue/rescrape.failed").count() == 1


def test_a_shop_with_a_very_long_name_has_a_subject_that_fits():
    long = ShopRescrapeRequested(merchant_id=uuid4(), domain="x" * 250)
    other = ShopRescrapeRequested(merchant_id=long.merchant_id, domain="x" * 249 + "y")

    assert len(shop_subject(long)) <= 120
    assert shop_subject(long) != shop_subject(other)


def test_many_products_are_queued_some_at_a_time(merchant, started, monkeypatch):
    monkeypatch.setattr(fanout, "SPAWNED_AT_ONCE", 100)
    links = [f"https://a.test/{n}" for n in range(250)]
    Product.objects.bulk_create(
        Product(merchant=merchant, link=link, link_key=link, domain="a.test", status="IMPORTED") for link in links
    )

    with CaptureQueriesContext(connection) as queries:
        shop = started().children.get()

    assert (shop.children_total, shop.children_open, shop.status) == (250, 250, "WAITING")
    assert len(queries) < 120


def page(run: Run) -> str:
    return reverse("products:rescrape-page", args=[run.pk])


@pytest.fixture
def client(client_of, user):
    return client_of(user)


def test_the_button_starts_it_and_leads_to_its_page(client, merchant, product_of):
    product_of(merchant)

    answer = client.post(reverse("products:rescrape"))

    assert answer.url == page(Run.objects.get())
    assert page(Run.objects.get()) in client.get(reverse("products:list")).content.decode()


def test_without_products_there_is_no_button_and_nothing_starts(client):
    assert "Read all again" not in client.get(reverse("products:list")).content.decode()
    assert client.post(reverse("products:rescrape")).url == reverse("products:list")
    assert not Run.objects.exists()


def test_the_page_shows_shops_with_their_reasons_and_what_changed(sold_at, read_again, client):
    sold_at("bad.test", page=None)
    cheaper = sold_at("good.test", PAGE % "99.00")
    run = read_again()

    shown = client.get(page(run)).content.decode()

    assert "2 of 2 shops" in shown
    assert shown.index("bad.test") < shown.index("good.test")
    assert "this page does not exist" in shown
    assert cheaper.get_absolute_url() in shown
    assert "129.50" in shown
    assert "99.00" in shown
    assert "every 2s" not in shown


def test_the_page_is_watched_until_the_end(sold_at, started, work_all, client):
    sold_at("a.test")
    run = started()

    shown = client.get(page(run), headers={"HX-Request": "true"}).content.decode()
    version = re.search(r"\?v=(\w+)", shown)[1]

    assert "0 of 1 shops" in shown
    assert client.get(f"{page(run)}?v={version}", headers={"HX-Request": "true"}).status_code == 204
    work_all()
    ended = client.get(f"{page(run)}?v={version}", headers={"HX-Request": "true"}).content.decode()
    assert "1 of 1 shops" in ended
    assert "as it was" in ended


def test_it_can_be_cancelled_from_its_page(sold_at, started, client):
    sold_at("a.test")
    run = started()

    assert client.post(reverse("products:cancel-rescrape", args=[run.pk])).url == page(run)

    run.refresh_from_db()
    assert run.status == "CANCELLED"
    assert "It was cancelled" in client.get(page(run)).content.decode()


def test_nothing_to_read_has_a_page_too(merchant, client, read_again):
    assert "There was nothing to read" in client.get(page(read_again())).content.decode()


def test_a_strangers_page_is_not_found_and_other_runs_have_none(stranger, merchant, client, product_of):
    run = catalogue.start(merchant)
    other = imports.again(product_of(merchant)) or Run.objects.get(flow="product/import")

    assert stranger.get(page(run)).status_code == 404
    assert stranger.post(reverse("products:cancel-rescrape", args=[run.pk])).status_code == 404
    assert client.get(page(other)).status_code == 404


def test_viewers_look_and_do_not_start(client_of, make_user, merchant):
    viewer = client_of(make_user("viewer@example.com", merchant, "viewer"))

    assert viewer.post(reverse("products:rescrape")).status_code == 403
    assert viewer.get(page(catalogue.start(merchant))).status_code == 200
