"""WooCommerce's client against a shop on loopback."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from merchants.stores.clients.base import StoreSite
from merchants.stores.clients.errors import (
    FieldsRefused,
    ImageRefused,
    NoAnswer,
    NotPossible,
    ProductGone,
    SkuTaken,
    StoreAddressRefused,
    StoreBroken,
)
from merchants.stores.clients.http import Reply, StoreHttp
from merchants.stores.clients.woocommerce import WooCommerceClient
from merchants.stores.errors import ReconnectNeeded
from merchants.stores.product import StoreOption, StoreRefs, StoreVariant, Visibility
from tests.merchants.stores.clients.conftest import given
from tests.support.stores.woocommerce import WooCommerceShop, open_woocommerce

NONE = StoreRefs()


@pytest.fixture
def shop() -> Iterator[WooCommerceShop]:
    with open_woocommerce() as shop:
        yield shop


@pytest.fixture
def client(db, shop, settings) -> WooCommerceClient:
    settings.SCRAPE_POLICY = replace(settings.SCRAPE_POLICY, allow_private=frozenset({shop.site.pair}))
    return client_of(shop.address)


def client_of(address: str, secret: str = "cs_secret") -> WooCommerceClient:
    site = StoreSite(
        key="woocommerce:dar.example", api_url=address, currency="SAR", language="en", is_given_by_merchant=True
    )
    return WooCommerceClient(site, given("ck_key", second=secret))


def test_many_variants_go_and_codes_change_places(client, lamp):
    sizes = tuple(str(number) for number in range(130))
    variants = tuple(StoreVariant(options={"S": size}, sku=f"S{size}", price=Decimal(5)) for size in sizes)
    many = replace(lamp, options=(StoreOption(name="S", values=sizes),), variants=variants)
    made = client.create(many, NONE)
    client.set_variants(made.id, many)

    kept = (replace(variants[0], sku="S1"), replace(variants[1], sku="S0"))
    fewer = replace(many, options=(StoreOption(name="S", values=("0", "1")),), variants=kept)
    found = client.set_variants(made.id, fewer)

    assert {(each.options["S"], each.sku) for each in found.variants} == {("0", "S1"), ("1", "S0")}


def test_who_am_i(client):
    identity = client.check()

    assert (identity.external_id, identity.name, identity.currency) == ("dar.example", "Dar & Co", "SAR")


@pytest.mark.parametrize("told", [{}, [], "Hello", None])
def test_an_address_that_answers_something_else_is_no_such_store(client, monkeypatch, told):
    monkeypatch.setattr(StoreHttp, "ask", lambda *args, **options: Reply(status=200, headers={}, data=told))

    with pytest.raises(StoreBroken):
        client.check()


def test_an_address_inside_our_network_or_without_https_is_not_called(shop, db):
    for address in (shop.address, "http://shop.example", "https://127.0.0.1"):
        with pytest.raises(StoreAddressRefused):
            client_of(address).check()
    assert shop.calls == []


def test_wrong_keys_ask_to_reconnect(client, shop):
    with pytest.raises(ReconnectNeeded):
        client_of(shop.address, secret="cs_old").check()


def test_a_product_arrives_as_a_draft_with_prices_as_texts(client, shop, lamp):
    refs = StoreRefs(categories=(client.ensure_category("Home & Garden > Lamps"),), tags=(client.ensure_tag("silk"),))

    made = client.create(lamp, refs)
    first = client.add_image(made.id, lamp.images[0], position=1)
    second = client.add_image(made.id, lamp.images[1], position=2, known=[first.id])
    found = client.get(made.id)

    kept = shop.products[int(made.id)]
    assert (kept["regular_price"], kept["sale_price"], kept["weight"]) == ("199", "149.50", "1.25")
    assert (found.sku, found.price, found.regular_price, found.quantity) == ("LAMP-1", Decimal("149.50"), 199, 7)
    assert (found.text.name, found.visibility) == ("Silk lamp", Visibility.HIDDEN)
    assert [(image.id, image.alt) for image in found.images] == [(first.id, "Lamp"), (second.id, "")]
    assert (found.categories, found.tags) == (refs.categories, refs.tags)

    client.show(made.id)
    assert client.get(made.id).visibility == Visibility.LIVE
    client.hide(made.id)
    assert client.get(made.id).visibility == Visibility.HIDDEN


@pytest.mark.parametrize("fault", ["error_after", "cut_after"])
def test_a_lost_answer_never_makes_a_second_product(client, shop, lamp, fault):
    shop.order(fault, "POST", ".*/products")
    with pytest.raises(Exception) as caught:
        client.create(lamp, NONE)
    assert caught.value.retryable

    assert client.create(lamp, NONE).id == str(*shop.products)


def test_an_sku_of_another_product_is_refused(client, lamp):
    client.create(replace(lamp, key="another"), NONE)

    with pytest.raises(SkuTaken):
        client.create(lamp, NONE)


def test_variations_come_change_and_go(client, shop, shirt):
    made = client.create(shirt, NONE)
    image = client.add_image(made.id, shirt.images[0], position=1)
    one, two, three = shirt.variants
    pictured = replace(shirt, variants=(replace(one, image="one"), two, three))

    found = client.set_variants(made.id, pictured)
    assert {each.sku: (each.price, each.regular_price, each.quantity, each.image) for each in found.variants} == {
        "SHIRT-1": (101, 200, 1, image.id),
        "SHIRT-2": (102, 200, 2, ""),
        "SHIRT-3": (103, 200, 3, ""),
    }

    batches = len(shop.made("POST", ".*/batch"))
    client.set_variants(made.id, pictured)
    assert len(shop.made("POST", ".*/batch")) == batches

    fewer = replace(shirt, variants=(replace(one, price=Decimal(90)), replace(two, sku=three.sku)))
    found = client.set_variants(made.id, fewer)
    assert {each.sku: each.price for each in found.variants} == {"SHIRT-1": 90, "SHIRT-3": 102}

    assert client.set_variants(made.id, replace(shirt, options=(), variants=())).variants == ()


def test_variations_whose_answer_was_lost_are_not_doubled(client, shop, shirt):
    made = client.create(shirt, NONE)
    shop.order("cut_after", "POST", ".*/batch")
    with pytest.raises(NoAnswer):
        client.set_variants(made.id, shirt)

    assert len(client.set_variants(made.id, shirt).variants) == 3


def test_a_taken_code_of_a_variation_is_told(client, lamp, shirt):
    client.create(replace(lamp, sku="SHIRT-2"), NONE)
    made = client.create(replace(shirt, key="other"), NONE)

    with pytest.raises(SkuTaken) as caught:
        client.set_variants(made.id, shirt)

    assert caught.value.fields == {"variants": ["Invalid or duplicated SKU."]}


def test_pictures_lost_refused_and_taken_away(client, shop, lamp):
    made = client.create(lamp, NONE)
    shop.order("cut_after", "PUT", r".*/products/\d+")
    with pytest.raises(NoAnswer):
        client.add_image(made.id, lamp.images[0], position=1)
    first = client.add_image(made.id, lamp.images[0], position=1)
    assert len(shop.products[int(made.id)]["images"]) == 1

    shop.refused_images = {lamp.images[1].url}
    with pytest.raises(ImageRefused):
        client.add_image(made.id, lamp.images[1], position=2, known=[first.id])

    client.remove_image(made.id, first.id)
    client.remove_image(made.id, first.id)
    assert client.get(made.id).images == ()


def test_a_product_in_the_bin_or_gone(client, shop, lamp):
    made = client.create(lamp, NONE)
    shop.products[int(made.id)]["status"] = "trash"
    for call in (client.get, client.hide, lambda pk: client.update(pk, lamp, NONE)):
        with pytest.raises(ProductGone):
            call(made.id)

    client.delete(made.id)
    client.delete(made.id)
    assert shop.products == {}


def test_stock_counted_and_not(client, shop, lamp):
    made = client.create(lamp, NONE)

    client.set_offer(made.id, replace(lamp, quantity=None), price=False)
    assert client.get(made.id).quantity is None

    client.set_offer(made.id, replace(lamp, quantity=4), price=False)
    assert client.get(made.id).quantity == 4


def test_a_term_that_a_person_made_at_the_same_moment_is_found(client, shop):
    there = {"id": 5, "name": "Lamps", "parent": 0}
    shop.order("then", "GET", ".*/categories", times=1)
    shop.order("then", "GET", ".*/categories", action=lambda: shop.terms["categories"].append(there))

    assert client.ensure_category("lamps") == "5"
    assert client.ensure_category("Lamps") == "5"


def test_a_refusal_tells_the_field(client, lamp, monkeypatch):
    monkeypatch.setattr("merchants.stores.clients.woocommerce_forms.money", lambda *prices: {"regular_price": 5})

    with pytest.raises(FieldsRefused) as caught:
        client.create(lamp, NONE)

    assert caught.value.fields == {"regular_price": ["regular_price is not of type string."]}


def test_brands_are_not_possible(client):
    with pytest.raises(NotPossible):
        client.ensure_brand("Dar")
