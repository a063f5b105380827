"""A product with as many variants as Shopify tells at once, through all steps and within what a query may cost."""

import pytest

from merchants.stores.opening import open_store
from tests.products.publishing.test_every_store import shopify
from tests.support.stores import shopify_costs
from tests.support.stores.common import Bucket

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER = 250


def test_250_variants_with_pictures_get_to_shopify(settings, pictures, merchant, store_of, lamp_of, publish):
    with shopify(settings) as (shop, given):
        shop.bucket = Bucket(most=2000, per_s=50_000)  # the smallest plan's, and time flies
        connection = store_of(
            merchant, platform="shopify", external_id="the-shop", refresh_token="", expires_at=None, **given
        )
        variants = tuple(
            {
                "options": {"Size": f"S{n}"},
                "sku": f"L-{n}",
                "price": str(100 + n),
                "stock_quantity": n,
                "image": pictures.url(f"/{1 + n % 4}.png"),
            }
            for n in range(NUMBER)
        )
        product = lamp_of(merchant, variants=variants, regular_price=None)

        listing = publish(product, connection)

        assert (listing.status, listing.error_code, listing.error_detail) == ("LIVE", "", "")
        found = open_store(connection).get(listing.remote_id)
        assert {(one.sku, one.price, one.quantity) for one in found.variants} == {
            (f"L-{n}", 100 + n, n) for n in range(NUMBER)
        }
        assert len(found.images) == 4
        assert shop.picture_of("L-6") == found.images[2].id
        assert 0 < shop.dearest <= shopify_costs.MOST
