"""Imports keep a pace per shop, and a run that is started again takes its product along."""

import pytest
from django.utils import timezone

from jobs import service as jobs
from jobs.models import Run, Status
from jobs.service import Replayed
from products import flows, trash
from products.imports import service
from products.imports.payloads import ScrapeRequested
from products.imports.service import ProductDeleted
from products.models import Product

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed(merchant, product_of):
    """A failed product and the run that failed with it."""

    def make(owner=merchant, **fields) -> tuple[Product, Run]:
        product = product_of(owner, status="FAILED", error_code="shop_down", **fields)
        service.request_readings([product], merchant=owner, queue="")
        run = jobs.open_run(service.subject_of(product), service.FLOW)
        Run.objects.filter(pk=run.pk).update(
            status=Status.FAILED, ended_at=timezone.now(), error_code="shop_down", error="no answer"
        )
        run.refresh_from_db()
        return product, run

    return make


@pytest.mark.parametrize(
    ("link", "key"),
    [
        ("https://www.shop.example/p/1", "shop.example"),
        ("https://shop.example:8443/p/2?a=b", "shop.example"),
        ("http://WWW.Shop.Example/p", "shop.example"),
        (f"https://{'a' * 60}.{'b' * 60}.{'c' * 60}.example/", f"{'b' * 51}.{'c' * 60}.example"),
    ],
)
def test_the_pace_belongs_to_the_shop_whatever_the_link(link, key, product_of, merchant):
    product = product_of(merchant)
    payload = ScrapeRequested(product_id=product.pk, source_url=link, merchant_id=merchant.pk)

    assert jobs.emit(payload, owner=merchant).run.pace_key == key


def test_reading_a_stored_page_keeps_no_pace():
    assert flows.REREAD_FLOW.pace(None) == ""


def test_a_failed_run_that_is_started_again_has_its_product_importing(failed):
    product, run = failed()

    new = jobs.rerun(run)

    product.refresh_from_db()
    assert (product.status, product.error_code, new.status) == ("IMPORTING", "", "QUEUED")


def test_a_run_of_an_imported_product_refreshes_it(failed):
    product, run = failed()
    Product.objects.filter(pk=product.pk).update(status="IMPORTED", error_code="")

    jobs.rerun(run)

    product.refresh_from_db()
    assert product.status == "IMPORTED"


def test_a_run_of_a_deleted_product_is_refused_and_nothing_is_left(failed):
    product, run = failed()
    trash.delete([product], product.merchant)

    with pytest.raises(ProductDeleted) as refusal:
        jobs.rerun(run)

    assert refusal.value.code == "product_deleted"
    assert Run.objects.count() == 1


def test_a_replay_moves_every_product_and_names_what_it_refused(failed):
    products = [failed() for _ in range(3)]
    trash.delete([products[0][0]], products[0][0].merchant)
    jobs.rerun(products[1][1])

    replayed = jobs.replay(Run.objects.filter(status=Status.FAILED))

    assert replayed == Replayed(started=1, already_open=1, refused={"product_deleted": 1})
    assert {Product.objects.get(pk=product.pk).status for product, _ in products[1:]} == {"IMPORTING"}
