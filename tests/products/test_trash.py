"""Deleting products and taking it back, as a merchant does it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from products import trash
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
