"""How often a page that is read in bulk asks the database: a million products are that many times each statement."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from jobs import dispatch, engine
from jobs.models import Run
from products.imports import service
from products.models import Product
from products.watch import due
from products.watch.models import WatchedProduct
from tests.products.watch.conftest import page, path_of

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def counting() -> Iterator[list[str]]:
    """The statements that are executed in the block, without those that begin and end transactions."""
    said: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not sql.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            said.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield said


def statements_of_one(queue: str = "bulk") -> list[str]:
    """Those of one ticket, as a worker gets it while the queue is long and has its tickets."""
    dispatch._spared[queue] = 1
    run = Run.objects.get(ended_at=None)
    with counting() as said:
        engine.execute(run.pk, "worker-1", queue)
    run.refresh_from_db()
    assert run.status == "SUCCEEDED", run.error_code
    return said


@pytest.fixture
def read_before(watched) -> Product:
    """A product that was read and looked at already, so that nothing is new."""
    product = watched(variants=[("S", "10.00"), ("M", "12.00")])
    WatchedProduct.objects.filter(pk=product.pk).update(known={})
    return product


def read_again(product: Product) -> list[str]:
    service.again(product, queue="bulk")
    return statements_of_one()


def look_at(product: Product) -> list[str]:
    WatchedProduct.objects.filter(pk=product.pk).update(next_at=timezone.now())
    assert due.send_due() == 1
    return statements_of_one()


def fewest(way: Callable[[Product], list[str]], product: Product) -> int:
    """How many statements it takes when nothing comes between: on a slow machine a lease is renewed meanwhile."""
    return min(len(way(product)) for _ in range(3))


def test_reading_a_page_again_takes_half_of_the_48_statements_that_it_took(read_before):
    read_again(read_before)
    read_again(read_before)  # what sites allow is known in this process from now on

    assert fewest(read_again, read_before) <= 24


def test_a_merchant_who_watches_nothing_pays_no_more(read_before):
    WatchedProduct.objects.all().delete()
    read_before.merchant.watch_schedules.all().delete()
    read_again(read_before)
    read_again(read_before)

    assert fewest(read_again, read_before) <= 24


def test_a_look_at_a_page_that_is_as_it_was_takes_few_statements(read_before):
    look_at(read_before)
    look_at(read_before)

    assert fewest(look_at, read_before) <= 19
    assert WatchedProduct.objects.get().outcome == "unchanged"


def test_a_changed_page_costs_what_is_new_and_no_more(read_before, shop):
    read_again(read_before)
    shop.page(path_of(read_before), page(variants=[("S", "9.00"), ("M", "12.00")]))

    assert len(read_again(read_before)) <= 36
    assert read_before.price_points.count() == 2
