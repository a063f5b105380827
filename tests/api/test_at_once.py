"""Requests sent by several programs at the same moment, on real threads."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from jobs.models import Event, Run
from products.models import Product
from tests.api.conftest import Caller, address
from tests.products.conftest import product_of  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 6


@pytest.fixture
def at_once(merchant, key_of):
    """Send from several threads that start together, each the same or what ``body`` gives for it; the answers."""
    key = key_of(merchant)

    def send(path: str, body: dict | Callable[[int], dict], **headers: str) -> list:
        barrier = threading.Barrier(THREADS)

        def one(number: int) -> object:
            barrier.wait()
            try:
                return Caller(key).post(path, body(number) if callable(body) else body, **headers)
            finally:
                connection.close()

        with ThreadPoolExecutor(THREADS) as pool:
            return list(pool.map(one, range(THREADS)))

    return send


def test_one_idempotency_key_makes_one_job(at_once, shop):
    answers = at_once("/scrape/async", address(shop), Idempotency_Key="k")

    assert {answer.status_code for answer in answers} == {202}
    assert {answer.json()["job_id"] for answer in answers} == {str(Run.objects.get().pk)}


def test_one_link_makes_one_product(at_once, shop):
    answers = at_once("/products", address(shop))

    assert {answer.status_code for answer in answers} == {202}
    assert {answer.json()["product_id"] for answer in answers} == {str(Product.objects.get().pk)}
    assert Run.objects.count() == 1


@pytest.mark.parametrize("path", ["/scrape/async", "/products"])
def test_no_more_links_are_taken_than_the_limit_lets_through(at_once, shop, settings, path):
    settings.IMPORTS_PER_MINUTE = 2

    answers = at_once(path, lambda number: address(shop, f"/pot{number}"))

    assert sorted(answer.status_code for answer in answers) == [202, 202, 429, 429, 429, 429]
    assert Run.objects.count() == 2


def test_one_link_counts_once_against_the_limit(at_once, shop, settings):
    settings.IMPORTS_PER_MINUTE = 1

    assert {answer.status_code for answer in at_once("/products", address(shop))} == {202}


def test_one_event_id_makes_one_event(at_once, merchant, product_of):  # noqa: F811
    product = product_of(merchant)
    data = {"productId": str(product.pk), "sourceUrl": product.link, "merchantId": str(merchant.pk)}

    answers = at_once("/events", {"id": str(uuid4()), "name": "product/scrape.requested", "data": data})

    assert sorted({answer.status_code for answer in answers}) == [200, 202]
    assert [answer.status_code for answer in answers].count(202) == 1
    assert len({tuple(answer.json()["run_ids"]) for answer in answers}) == 1
    assert Event.objects.filter(name="product/scrape.requested").count() == 1
