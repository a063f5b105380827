"""The same product into a store of every platform: once, with its price, pictures and variants."""

from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

import pytest

from merchants.stores.opening import open_store
from products import editing
from products.publishing import service
from products.publishing.models import Listing
from tests.products.publishing.test_publish import COLOURS
from tests.support.stores.shopify import open_shopify
from tests.support.stores.woocommerce import open_woocommerce
from tests.support.stores.zid import open_zid

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def woocommerce(settings):
    with open_woocommerce() as shop:
        policy = settings.SCRAPE_POLICY
        settings.SCRAPE_POLICY = replace(policy, allow_private=policy.allow_private | {shop.site.pair})
        yield shop, {"address": shop.address, "access_token": shop.key, "second_token": shop.secret}


@contextmanager
def zid(settings):
    with open_zid() as shop:
        settings.ZID_API_URL = shop.api_url
        shop.categories.append({"id": 6, "name": "Lamps"})
        yield shop, {"external_id": "77", "access_token": shop.authorization, "second_token": shop.manager}


@contextmanager
def shopify(settings):
    with open_shopify() as shop:
        policy = settings.SCRAPE_POLICY
        settings.SCRAPE_POLICY = replace(policy, allow_private=policy.allow_private | {shop.site.pair})
        yield shop, {"address": shop.address, "access_token": shop.token, "language": "en"}


STORES = {"shopify": shopify, "woocommerce": woocommerce, "zid": zid}


@pytest.fixture(params=list(STORES))
def there(request, settings, pictures, merchant, store_of):
    """The local store and its connection."""
    with STORES[request.param](settings) as (shop, given):
        given = {"external_id": "the-shop", "refresh_token": "", "expires_at": None} | given
        yield shop, store_of(merchant, platform=request.param, **given)


def test_a_product_with_variants_arrives_once_and_whole(there, lamp_of, merchant, publish, pictures):
    shop, connection = there
    blue = COLOURS[1] | {"image": pictures.url("/2.png")}
    product = lamp_of(merchant, variants=(COLOURS[0], blue), regular_price=None)
    shop.order("error_after", "POST", ".*/(products/?|graphql.json)")

    listing = publish(product, connection)

    assert (listing.status, listing.error_code, listing.error_detail) == ("LIVE", "", "")
    assert len(shop.products) == 1
    remote = open_store(connection).get(listing.remote_id)
    assert {(v.sku, v.price, v.quantity) for v in remote.variants} == {
        ("L-R", Decimal(100), 3),
        ("L-B", Decimal(120), 4),
    }
    assert len(remote.images) == 2
    assert remote.visibility == "live"
    if open_store(connection).capabilities.has_variant_images:
        assert shop.picture_of("L-B") == remote.images[1].id


def test_it_is_brought_up_to_date_and_taken_out(there, lamp, publish, work_all):
    shop, connection = there
    publish(lamp, connection)
    editing.type_value(lamp, "price", "90", user=None)

    listing = publish(lamp, connection)
    assert (listing.status, listing.error_detail) == ("LIVE", "")
    assert open_store(connection).get(listing.remote_id).price == 90
    assert publish(lamp, connection).notes[0] == {"code": "nothing_to_do"}

    service.unpublish(listing)
    work_all()
    assert Listing.objects.get().status == "DRAFT"
    assert open_store(connection).get(listing.remote_id).visibility == "hidden"
    assert len(shop.products) == 1
