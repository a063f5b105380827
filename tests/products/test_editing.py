"""A person changes a value while the page is read again, or while somebody else changes another one."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from products import editing
from products.imports import choices
from products.imports.steps import save_facts
from products.models import Product
from tests.products.conftest import SNAPSHOT
from tests.support import worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def open_page(merchant, product_of) -> Product:
    """The product as a request has loaded it."""
    return Product.objects.select_related("facts").get(pk=product_of(merchant).pk)


def read_again(product: Product, **found: Any) -> None:
    save_facts(Product.objects.get(pk=product.pk), SNAPSHOT | found, page_id=None)


def test_a_reading_that_was_saved_meanwhile_stays_in_force_beside_a_typed_value(open_page):
    read_again(open_page, price="99.00", name="Copper pot, 2 l")

    editing.type_value(open_page, "brand", "Najd", user=None)

    kept = Product.objects.get(pk=open_page.pk)
    assert (kept.name, kept.brand, str(kept.price)) == ("Copper pot, 2 l", "Najd", "99.0000")


def test_giving_a_value_back_keeps_what_was_read_meanwhile(merchant, product_of):
    chosen = SNAPSHOT["sources"] | {"price": SNAPSHOT["sources"]["price"] | {"reason": choices.REASON}}
    product = product_of(merchant, snapshot={"sources": chosen})
    open_page = Product.objects.select_related("facts").get(pk=product.pk)
    read_again(product, name="Copper pot, 2 l", sources=chosen)

    editing.use_read_value(open_page, "price")

    kept = Product.objects.select_related("facts").get(pk=product.pk)
    assert (kept.facts.snapshot["name"], kept.facts.snapshot["price"]) == ("Copper pot, 2 l", "149.00")


def test_a_candidate_that_a_reading_took_away_meanwhile_is_not_chosen(open_page):
    stamp = editing.stamp_of(editing.alternatives_of(open_page, "price")[0])
    read_again(open_page, sources={})

    with pytest.raises(editing.BadValue):
        editing.choose(open_page, "price", 0, stamp=stamp, user=None)


@pytest.mark.postgres
@pytest.mark.parametrize(
    "change",
    [
        lambda product: editing.type_value(product, "brand", "Najd", user=None),
        lambda product: editing.choose(product, "price", 0, user=None),
        lambda product: editing.use_read_value(product, "price"),
    ],
    ids=["typed", "chosen", "given back"],
)
def test_a_change_waits_for_a_reading_or_another_change_that_is_being_written(open_page, change):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
    with psycopg.connect(worker.address_of(connection)) as other:
        other.execute("SELECT 1 FROM products_facts WHERE product_id = %s FOR UPDATE", [open_page.pk])
        with pytest.raises(OperationalError, match="lock timeout"):
            change(open_page)

    change(open_page)


@pytest.mark.postgres
def test_a_reading_that_waited_for_a_change_leaves_its_value_in_force(open_page):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            editing.type_value(open_page, "brand", "Najd", user=None)
            reading = pool.submit(_read_and_close, open_page)
            _until_somebody_waits_for_us()
        reading.result(timeout=60)

    kept = Product.objects.get(pk=open_page.pk)
    assert (kept.brand, kept.name) == ("Najd", "Copper pot, 2 l")


def _read_and_close(product: Product) -> None:
    try:
        read_again(product, name="Copper pot, 2 l")
    finally:
        connection.close()


def _until_somebody_waits_for_us() -> None:
    waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    end = time.monotonic() + 60
    with connection.cursor() as cursor:
        while not cursor.execute(waiting).fetchone():
            assert time.monotonic() < end, "nobody waits"
