"""The order and the texts of pictures that a store has, at each of the stores."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from merchants.stores.clients.base import StoreClient, StoreSite
from merchants.stores.clients.errors import StoreBusy
from merchants.stores.clients.shopify import ShopifyClient
from merchants.stores.clients.woocommerce import WooCommerceClient
from merchants.stores.clients.zid import ZidClient
from merchants.stores.product import ImageFile, PlacedImage, StoreRefs
from tests.merchants.stores.clients.conftest import given, salla_client_of
from tests.support.stores.common import PNG, StoreServer
from tests.support.stores.salla import open_salla
from tests.support.stores.shopify import open_shopify
from tests.support.stores.woocommerce import open_woocommerce
from tests.support.stores.zid import open_zid

FILE = ImageFile(name="one.png", media_type="image/png", content=PNG)
WRITES = {"POST", "PUT", "PATCH", "DELETE"}

type Opened = tuple[StoreServer, StoreClient]


@contextmanager
def salla(settings: Any) -> Iterator[Opened]:
    with open_salla() as store:
        yield store, salla_client_of(store)


@contextmanager
def zid(settings: Any) -> Iterator[Opened]:
    with open_zid() as store:
        site = StoreSite(key="zid:77", api_url=store.api_url, currency="SAR")
        yield store, ZidClient(site, given(store.authorization, second=store.manager))


@contextmanager
def woocommerce(settings: Any) -> Iterator[Opened]:
    with open_woocommerce() as shop:
        settings.SCRAPE_POLICY = replace(settings.SCRAPE_POLICY, allow_private=frozenset({shop.site.pair}))
        site = StoreSite(key="woocommerce:x", api_url=shop.address, currency="SAR", is_given_by_merchant=True)
        yield shop, WooCommerceClient(site, given(shop.key, second=shop.secret))


@contextmanager
def shopify(settings: Any) -> Iterator[Opened]:
    with open_shopify() as shop:
        settings.SCRAPE_POLICY = replace(settings.SCRAPE_POLICY, allow_private=frozenset({shop.site.pair}))
        site = StoreSite(key="shopify:x", api_url=shop.address, currency="SAR", is_given_by_merchant=True)
        yield shop, ShopifyClient(site, given(shop.token))


STORES: dict[str, Callable[[Any], Any]] = {"salla": salla, "zid": zid, "woocommerce": woocommerce, "shopify": shopify}


@pytest.fixture(params=list(STORES))
def opened(request, db, settings) -> Iterator[Opened]:
    with STORES[request.param](settings) as both:
        yield both


@pytest.fixture
def pictures(opened, lamp) -> list[str]:
    """The ids of three pictures of a product in the store, in order; the product's stands first."""
    _server, client = opened
    made = client.create(lamp, StoreRefs())
    ids = [made.id]
    for number in range(1, 4):
        image = replace(lamp.images[0], url=f"https://shop.example/{number}.png", alt={"ar": f"text {number}"})
        ids.append(client.add_image(made.id, image, position=number, file=FILE, known=ids).id)
    for _time in range(4):  # Shopify fetches them meanwhile
        client.get(made.id)
    return ids


def placed(*pairs: tuple[str, str | None]) -> list[PlacedImage]:
    return [PlacedImage(id=pk, alt=alt, load=lambda: FILE) for pk, alt in pairs]


def shown(client: StoreClient, product_id: str) -> list[tuple[str, str]]:
    images = [client.get(product_id).images for _time in range(4)][-1]
    return [(image.id, image.alt) for image in sorted(images, key=lambda image: image.position)]


def test_order_and_texts_change_and_the_ids_stay(opened, pictures):
    _server, client = opened
    product, first, second, third = pictures

    client.arrange_images(product, placed((third, "new"), (first, None), (second, "text 2")))

    assert shown(client, product) == [(third, "new"), (first, "text 1"), (second, "text 2")]


def test_what_is_as_it_should_be_is_not_sent(opened, pictures):
    server, client = opened
    product, first, second, third = pictures
    before = len(server.calls)

    client.arrange_images(product, placed((first, "text 1"), (second, None), (third, "text 3")))

    sent = server.calls[before:]
    assert [call for call in sent if call.method in WRITES and b"query(" not in call.body] == []


def test_a_picture_of_the_merchants_own_stays_where_it_is(opened, pictures):
    _server, client = opened
    product, first, second, third = pictures

    client.arrange_images(product, placed((third, None), (first, None)))  # the second is not of ours

    assert [pk for pk, _alt in shown(client, product)] == [third, second, first]


def test_one_that_is_gone_is_passed_over(opened, pictures):
    _server, client = opened
    product, first, second, third = pictures
    client.remove_image(product, first)

    client.arrange_images(product, placed((third, None), (first, "x"), (second, None)))

    assert [pk for pk, _alt in shown(client, product)] == [third, second]


def test_a_text_waits_until_shopify_has_fetched_the_picture(db, settings, lamp):
    with shopify(settings) as (_shop, client):
        made = client.create(lamp, StoreRefs())
        image = client.add_image(made.id, lamp.images[0], position=1)

        with pytest.raises(StoreBusy):
            client.arrange_images(made.id, placed((image.id, "new")))
        client.arrange_images(made.id, placed((image.id, "new")))

        assert shown(client, made.id) == [(image.id, "new")]
