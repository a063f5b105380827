"""Deleting products and taking it back, as a merchant does it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from jobs import sweep
from products import trash
from products.imports import service
from products.models import Product


def undo_of(page: str) -> str:
    return re.search(r'name="undo" value="([^"]+)"', page)[1]


def test_a_deleted_product_comes_back_by_undo(client_of, user, merchant, product_of):
    client, product = client_of(user), product_of(merchant)

    page = client.post(f"/products/{product.pk}/delete", follow=True).content.decode()
    assert not merchant.products.alive().exists()
    answer = client.post("/products/restore", {"undo": undo_of(page)}, follow=True)

    assert merchant.products.alive().get() == product
    assert "1 product is back." in answer.content.decode()


def test_undo_brings_back_what_went_together_and_nothing_else(client_of, user, merchant, product_of):
    client, first, *both = client_of(user), *(product_of(merchant) for _ in range(3))
    trash.delete([first], merchant)

    page = client.post("/products/bulk", {"action": "delete", "product": [p.pk for p in both]}, follow=True)
    client.post("/products/restore", {"undo": undo_of(page.content.decode())})

    assert set(merchant.products.alive()) == set(both)


def test_a_link_that_was_imported_anew_keeps_its_new_product(merchant, product_of):
    old, other = product_of(merchant), product_of(merchant)
    deletion = trash.delete([old, other], merchant)
    new = product_of(merchant, link_key=old.link_key)

    restored = trash.restore(deletion.undo, merchant)

    assert (restored.count, restored.left) == (1, 1)
    assert set(merchant.products.alive()) == {new, other}


def test_deleting_many_costs_few_statements_and_stops_all_their_imports(
    merchant, other_merchant, product_of, django_assert_max_num_queries
):
    many = [product_of(merchant) for _ in range(service.CANCELLED_AT_ONCE + 10)]
    foreign = product_of(other_merchant)
    service.again_many(many, merchant=merchant, queue="bulk")
    service.again(foreign)

    with django_assert_max_num_queries(12):
        deletion = trash.delete(merchant.products.alive(), merchant)
    trash.delete([foreign], merchant)
    sweep.end_what_should_not_wait()

    assert deletion.count == len(many) and not merchant.products.alive().exists()
    assert set(merchant.runs.values_list("status", flat=True)) == {"CANCELLED"}
    assert other_merchant.products.alive().get() == foreign
    assert other_merchant.runs.get().status == "QUEUED"
    with django_assert_max_num_queries(12):
        assert trash.restore(deletion.undo, merchant).count == len(many)


def test_undo_twice_is_told_and_harmless(merchant, product_of):
    deletion = trash.delete([product_of(merchant)], merchant)

    assert [trash.restore(deletion.undo, merchant).count for _ in range(2)] == [1, 0]


def test_undo_ends_after_a_day(client_of, user, merchant, product_of):
    deletion = trash.delete([product_of(merchant)], merchant)

    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        answer = client_of(user).post("/products/restore", {"undo": deletion.undo}, follow=True)

    assert "can no longer be undone" in answer.content.decode()
    assert not merchant.products.alive().exists()


def test_a_stranger_undoes_nothing(stranger, merchant, product_of):
    deletion = trash.delete([product_of(merchant)], merchant)

    answer = stranger.post("/products/restore", {"undo": deletion.undo}, follow=True)

    assert "can no longer be undone" in answer.content.decode()
    assert not Product.objects.alive().exists()


@pytest.mark.parametrize("undo", ["", "nonsense", ":::", "x" * 5000])
def test_nonsense_undoes_nothing(client_of, user, merchant, product_of, undo: str):
    trash.delete([product_of(merchant)], merchant)

    answer = client_of(user).post("/products/restore", {"undo": undo}, follow=True)

    assert (answer.status_code, Product.objects.alive().count()) == (200, 0)
