"""Shopify's client against a shop on loopback whose GraphQL is checked by a schema."""

import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from merchants.models import StoreRate
from merchants.stores.clients.base import StoreSite
from merchants.stores.clients.errors import FieldsRefused, ImageRefused, ProductGone, StoreBusy
from merchants.stores.clients.shopify import ShopifyClient
from merchants.stores.errors import ReconnectNeeded
from merchants.stores.product import StoreImage, StoreOption, StoreProduct, StoreRefs, StoreVariant, Visibility
from tests.merchants.stores.clients.conftest import given
from tests.support.stores import shopify_costs
from tests.support.stores.common import Bucket
from tests.support.stores.shopify import ShopifyShop, open_shopify

NONE = StoreRefs()
GRAPHQL = ".*/graphql.json"


@pytest.fixture
def shop() -> Iterator[ShopifyShop]:
    with open_shopify() as shop:
        yield shop


@pytest.fixture
def client(db, shop, settings) -> ShopifyClient:
    settings.SCRAPE_POLICY = replace(settings.SCRAPE_POLICY, allow_private=frozenset({shop.site.pair}))
    return client_of(shop)


def client_of(shop: ShopifyShop, token: str = ShopifyShop.token) -> ShopifyClient:
    key = "shopify:dar.myshopify.com"
    site = StoreSite(key=key, api_url=shop.address, currency="SAR", language="en", is_given_by_merchant=True)
    return ShopifyClient(site, given(token))


def test_who_am_i(client):
    identity = client.check()

    assert (identity.external_id, identity.name, identity.currency) == ("dar.myshopify.com", "Dar", "SAR")


def test_a_wrong_token_asks_to_reconnect(client, shop):
    with pytest.raises(ReconnectNeeded):
        client_of(shop, "shpat_old").check()


def test_a_product_arrives_as_a_draft_and_is_shown_in_the_online_store(client, shop, lamp):
    lamps = client.ensure_category("Home > Lamps")
    refs = StoreRefs(brand=client.ensure_brand("Dar"), categories=(lamps,), tags=(client.ensure_tag("silk"),))

    made = client.create(lamp, refs)
    first = client.add_image(made.id, lamp.images[0], position=1)
    found = client.get(made.id)

    assert (found.text.name, found.text.seo_title, found.brand, found.tags) == ("Silk lamp", "Lamp", "Dar", ("silk",))
    assert (found.sku, found.price, found.regular_price, found.quantity) == ("LAMP-1", Decimal("149.50"), 199, 7)
    assert (found.categories, found.variants, found.visibility) == ((lamps,), (), Visibility.HIDDEN)
    assert [(image.id, image.alt, image.is_ready) for image in found.images] == [(first.id, "Lamp", False)]
    assert client.ensure_category("lamps") == lamps

    client.show(made.id)
    assert (client.get(made.id).visibility, shop.published) == (Visibility.LIVE, {made.id})
    client.hide(made.id)
    assert client.get(made.id).visibility == Visibility.HIDDEN


@pytest.mark.parametrize("fault", ["error_after", "cut_after"])
def test_a_lost_answer_never_makes_a_second_product(client, shop, lamp, fault):
    for _ in range(3):  # telling of our field, looking, asking for the location
        shop.order("then", "POST", GRAPHQL)
    shop.order(fault, "POST", GRAPHQL)
    with pytest.raises(Exception) as caught:
        client.create(lamp, NONE)
    assert caught.value.retryable

    assert client.create(lamp, NONE).id == next(iter(shop.products))
    assert len(shop.products) == 1


def test_an_update_deletes_nothing_of_others(client, shop, shirt):
    made = client.create(shirt, NONE)
    client.add_image(made.id, shirt.images[0], position=1)
    theirs = {"namespace": "custom", "key": "care", "type": "single_line_text_field", "value": "wash cold"}
    shop.products[made.id]["metafields"].append(theirs)

    client.update(made.id, replace(shirt, price=Decimal(1)), NONE)
    client.set_variants(made.id, shirt)

    kept = shop.products[made.id]
    assert theirs in kept["metafields"]
    assert (len(kept["media"]), len(kept["variants"])) == (1, 3)
    assert client.find(shirt.key, shirt.sku).id == made.id


def test_variants_come_change_and_go(client, shirt):
    made = client.create(shirt, NONE)
    assert {each.sku: (each.price, each.regular_price, each.quantity) for each in made.variants} == {
        "SHIRT-1": (101, 200, 1),
        "SHIRT-2": (102, 200, 2),
        "SHIRT-3": (103, 200, 3),
    }

    fewer = client.set_variants(made.id, replace(shirt, variants=shirt.variants[:2]))
    assert [each.id for each in fewer.variants] == [each.id for each in made.variants[:2]]

    single = client.set_variants(made.id, replace(shirt, options=(), variants=()))
    assert (single.variants, single.sku) == ((), "SHIRT")


def test_more_variants_than_shopify_tells_at_once(client, shop, lamp):
    shop.bucket = Bucket(most=20_000, per_s=1000)
    sizes = tuple(str(number) for number in range(300))
    variants = tuple(StoreVariant(options={"Size": size}, sku=f"S{size}", price=Decimal(5)) for size in sizes)

    made = client.create(replace(lamp, options=(StoreOption(name="Size", values=sizes),), variants=variants), NONE)

    assert len(client.get(made.id).variants) == 300


def test_the_offer_of_more_variants_than_one_call_may_name(client, shop, lamp):
    shop.bucket = Bucket(most=20_000, per_s=1000)
    sizes = tuple(str(number) for number in range(300))
    variants = tuple(StoreVariant(options={"S": size}, sku=f"S{size}", price=Decimal(5), quantity=1) for size in sizes)
    many = replace(lamp, options=(StoreOption(name="S", values=sizes),), variants=variants)
    made = client.create(many, NONE)
    dearer = tuple(replace(variant, price=Decimal(6), quantity=2) for variant in variants)

    found = client.set_offer(made.id, replace(many, variants=dearer))

    assert {(each.price, each.quantity) for each in found.variants} == {(6, 2)}


def pictured(lamp: StoreProduct, variants: int, pictures: int) -> StoreProduct:
    """With so many variants, each showing one of so many pictures."""
    sizes = tuple(str(number) for number in range(variants))
    shown = tuple(
        StoreVariant(options={"S": size}, sku=f"S{size}", price=Decimal(5), quantity=1, image=f"p{n % pictures}")
        for n, size in enumerate(sizes)
    )
    images = tuple(StoreImage(key=f"p{n}", url=f"https://shop.example/{n}.png") for n in range(pictures))
    return replace(lamp, options=(StoreOption(name="S", values=sizes),), variants=shown, images=images)


@pytest.mark.parametrize(("variants", "pictures", "calls"), [(250, 120, 1), (900, 200, 2)])
def test_no_query_costs_more_than_one_may(client, shop, lamp, variants, pictures, calls):
    shop.bucket = Bucket(most=20_000, per_s=1000)  # of the largest plan
    many = pictured(lamp, variants, pictures)
    made = client.create(many, NONE)
    ids = {image.key: f"gid://shopify/MediaImage/{number}" for number, image in enumerate(many.images, 1)}
    shop.products[made.id]["media"] += [{"id": pk, "status": "READY", "source": pk} for pk in ids.values()]
    sent = len(shop.calls)

    found = client.set_variants(made.id, many, images=ids)

    assert (len(found.variants), len(found.images)) == (variants, pictures)
    assert shop.picture_of("S7") == ids["p7"]
    assert all(shop.picture_of(one.sku) == ids[one.image] for one in many.variants)
    assert sum(b"productSet(" in call.body for call in shop.calls[sent:]) == calls
    assert 0 < shop.dearest <= shopify_costs.MOST


class StandingBucket(Bucket):
    """Points come back only by ``wait``."""

    def take(self, cost: float = 1.0) -> bool:
        self._at = time.monotonic()
        return super().take(cost)

    def wait(self, seconds: float) -> None:
        self.give_back(seconds * self.per_s)


def test_a_long_product_is_read_in_the_end_however_few_points_are_left(client, shop, lamp):
    shop.bucket = Bucket(most=20_000, per_s=1000)
    made = client.create(pictured(lamp, 300, 1), NONE)
    shop.bucket = bucket = StandingBucket(most=2000, per_s=100)  # of the smallest plan
    bucket.take(1990)
    waits = []
    while len(waits) < 5:
        try:
            found = client.get(made.id)
            break
        except StoreBusy as busy:
            waits.append(busy.retry_after_s)
            bucket.wait(busy.retry_after_s)
            StoreRate.objects.all().delete()  # so long later

    assert len(waits) == 1
    assert len(found.variants) == 300


def test_no_step_needs_more_points_than_the_smallest_plan_has_at_once(client, shop, lamp):
    """Else it would be begun again and again, and never end."""
    shop.bucket = Bucket(most=20_000, per_s=1000)
    many = pictured(lamp, 250, 1)
    made = client.create(many, NONE)
    steps = [
        lambda: client.get(made.id),
        lambda: client.update(made.id, many, NONE),
        lambda: client.set_variants(made.id, many),
        lambda: client.images(made.id),
        lambda: client.show(made.id),
    ]
    for step in steps:
        shop.bucket = StandingBucket(most=2000, per_s=0.001)
        StoreRate.objects.all().delete()
        step()


def test_what_others_have_listed_beyond_one_page_is_kept(client, shop, lamp):
    made = client.create(lamp, NONE)
    theirs = [
        {"namespace": "custom", "key": f"k{n}", "type": "single_line_text_field", "value": "x"} for n in range(150)
    ]
    shop.products[made.id]["metafields"] += theirs

    client.update(made.id, lamp, NONE)

    assert len(shop.products[made.id]["metafields"]) == 151


def test_variants_show_their_pictures_and_have_the_products_weight(client, shop, shirt):
    pictured = replace(shirt, variants=(replace(shirt.variants[0], image="two"), *shirt.variants[1:]))
    made = client.create(pictured, NONE)
    first = client.add_image(made.id, shirt.images[0], position=1)
    second = client.add_image(made.id, shirt.images[1], position=2)

    client.set_variants(made.id, pictured, images={"one": first.id, "two": second.id})
    client.update(made.id, pictured, NONE)

    kept = shop.products[made.id]["variants"]
    assert [variant.get("file") for variant in kept] == [second.id, None, None]
    weights = {each["inventoryItem"]["measurement"]["weight"]["value"] for each in shop.sent_variants}
    assert weights == {1250.0}


def test_a_picture_that_shopify_could_not_fetch_is_none(client, shop, lamp):
    made = client.create(lamp, NONE)
    shop.broken_images = {lamp.images[0].url}
    client.add_image(made.id, lamp.images[0], position=1)
    client.add_image(made.id, lamp.images[1], position=2)

    assert [image.position for image in client.get(made.id).images] == [1]
    client.update(made.id, lamp, NONE)
    assert len(shop.products[made.id]["media"]) == 1


def test_points_are_told_and_throttling_closes_the_shop(client, shop):
    shop.bucket = Bucket(most=1000, per_s=0.2)
    client.check()
    shop.bucket.take(997)

    with pytest.raises(StoreBusy) as caught:
        client.check()

    assert caught.value.retry_after_s > 2
    with pytest.raises(StoreBusy):
        client_of(shop).check()


def test_what_shopify_does_not_take(client, shop, lamp):
    with pytest.raises(FieldsRefused) as caught:
        client.create(replace(lamp, texts={"en": replace(lamp.texts["en"], name="")}), NONE)
    assert caught.value.fields == {"input.title": ["Title can't be blank"]}

    made = client.create(lamp, NONE)
    shop.refused_images = {lamp.images[0].url}
    with pytest.raises(ImageRefused):
        client.add_image(made.id, lamp.images[0], position=1)


def test_pictures_and_products_are_taken_away_without_fuss(client, lamp):
    made = client.create(lamp, NONE)
    image = client.add_image(made.id, lamp.images[0], position=1)
    assert client.add_image(made.id, lamp.images[0], position=1) == image
    client.remove_image(made.id, image.id)
    client.remove_image(made.id, image.id)
    assert client.get(made.id).images == ()

    client.delete(made.id)
    client.delete(made.id)
    for call in (client.get, client.hide, lambda pk: client.update(pk, lamp, NONE)):
        with pytest.raises(ProductGone):
            call(made.id)


def test_stock_counted_and_not(client, lamp):
    made = client.create(lamp, NONE)

    client.set_offer(made.id, replace(lamp, quantity=None), price=False)
    assert client.get(made.id).quantity is None

    client.set_offer(made.id, replace(lamp, quantity=4), price=False)
    assert client.get(made.id).quantity == 4
