"""Zid's client against a Zid on loopback."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from merchants.stores.clients.base import StoreSite
from merchants.stores.clients.errors import ImageRefused, ProductGone, SkuTaken
from merchants.stores.clients.zid import ZidClient
from merchants.stores.errors import ReconnectNeeded
from merchants.stores.product import ImageFile, StoreRefs, Visibility
from tests.merchants.stores.clients.conftest import given
from tests.support.stores.common import PNG
from tests.support.stores.zid import ZidStore, open_zid

NONE = StoreRefs()
FILE = ImageFile(name="one.png", media_type="image/png", content=PNG)


@pytest.fixture
def store() -> Iterator[ZidStore]:
    with open_zid() as store:
        yield store


@pytest.fixture
def client(db, store) -> ZidClient:
    return client_of(store)


def client_of(store: ZidStore, second: str = ZidStore.manager) -> ZidClient:
    site = StoreSite(key="zid:77", api_url=store.api_url, currency="SAR", language="ar")
    return ZidClient(site, given(store.authorization, second=second))


def test_both_tokens_are_needed(client, store):
    identity = client.check()
    assert (identity.external_id, identity.name, identity.currency) == ("77", "متجر دار", "SAR")

    with pytest.raises(ReconnectNeeded):
        client_of(store, second="old").check()


def test_a_product_arrives_in_both_languages(client, store, lamp):
    refs = StoreRefs(categories=(client.ensure_category("المنزل > مصابيح"),), tags=(client.ensure_tag("حرير"),))
    made = client.create(lamp, refs)
    image = client.add_image(made.id, lamp.images[0], position=1, file=FILE)
    client.show(made.id)
    found = client.get(made.id)

    assert store.products[made.id]["name"] == {"ar": "مصباح حرير", "en": "Silk lamp"}
    assert (found.sku, found.price, found.regular_price, found.quantity) == ("LAMP-1", Decimal("149.5"), 199, 7)
    assert (found.categories, found.images[0].id, found.visibility) == (("5",), image.id, Visibility.LIVE)
    client.hide(made.id)
    assert client.get(made.id).visibility == Visibility.HIDDEN


@pytest.mark.parametrize("fault", ["error_after", "cut_after"])
def test_a_lost_answer_never_makes_a_second_product(client, store, lamp, fault):
    store.order(fault, "POST", "/products/")
    with pytest.raises(Exception) as caught:
        client.create(lamp, NONE)
    assert caught.value.retryable

    assert client.create(lamp, NONE).id == next(iter(store.products))
    assert len(store.products) == 1


def test_an_sku_of_another_product_is_refused(client, lamp):
    client.create(replace(lamp, key="another"), NONE)

    with pytest.raises(SkuTaken):
        client.create(lamp, NONE)


def test_variants_come_change_and_go(client, store, shirt):
    made = client.create(shirt, NONE)

    found = client.set_variants(made.id, shirt)
    assert {each.sku: (each.price, each.regular_price, each.quantity) for each in found.variants} == {
        "SHIRT-1": (101, 200, 1),
        "SHIRT-2": (102, 200, 2),
        "SHIRT-3": (103, 200, 3),
    }

    fewer = client.set_variants(made.id, replace(shirt, variants=shirt.variants[:2]))
    assert {each.id for each in fewer.variants} < {each.id for each in found.variants}
    assert len(store.attributes) == 2
    assert client.set_variants(made.id, replace(shirt, options=(), variants=())).variants == ()


def test_pictures_and_products_go(client, lamp):
    made = client.create(lamp, NONE)
    with pytest.raises(ImageRefused):
        client.add_image(made.id, lamp.images[0], position=1, file=replace(FILE, content=b"<svg/>"))
    image = client.add_image(made.id, lamp.images[0], position=1, file=FILE)
    assert client.add_image(made.id, lamp.images[0], position=1, file=FILE) == image
    client.remove_image(made.id, image.id)
    client.remove_image(made.id, image.id)

    client.delete(made.id)
    client.delete(made.id)
    with pytest.raises(ProductGone):
        client.get(made.id)
