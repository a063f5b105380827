"""Salla's client against a Salla on loopback."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from django.db import connections

from merchants.stores.clients.errors import (
    FieldsRefused,
    ImageRefused,
    NoAnswer,
    ProductGone,
    SkuTaken,
    StoreBroken,
    StoreBusy,
    StoreForbids,
)
from merchants.stores.errors import ReconnectNeeded
from merchants.stores.product import ImageFile, StoreImage, StoreRefs, Visibility
from tests.merchants.stores.clients.conftest import COLORS, SIZES, given, salla_client_of, variants_of
from tests.support.stores.common import PNG

NONE = StoreRefs()
FILE = ImageFile(name="one.png", media_type="image/png", content=PNG)


def test_a_variant_whose_stock_was_not_counted_is_counted_again(salla, salla_client, shirt):
    made = salla_client.create(shirt, NONE)
    endless = replace(shirt, variants=tuple(replace(each, quantity=None) for each in shirt.variants))
    salla_client.set_variants(made.id, endless)
    unwanted = replace(shirt, variants=shirt.variants[:1])

    found = salla_client.set_variants(made.id, replace(unwanted, variants=(replace(shirt.variants[0], quantity=0),)))

    assert {each.quantity for each in found.variants} == {0}


def test_who_am_i(salla_client):
    identity = salla_client.check()

    assert (identity.external_id, identity.name, identity.currency) == ("1305146709", "متجر دار", "SAR")


def test_a_product_arrives_with_everything(salla, salla_client, lamp):
    refs = StoreRefs(
        brand=salla_client.ensure_brand("دار"),
        categories=(salla_client.ensure_category("المنزل > مصابيح"),),
        tags=(salla_client.ensure_tag("حرير"),),
    )

    made = salla_client.create(lamp, refs)
    for position, image in enumerate(lamp.images, 1):
        salla_client.add_image(made.id, image, position=position, file=FILE if position == 1 else None)
    found = salla_client.get(made.id)

    assert (found.sku, found.price, found.regular_price, found.quantity) == ("LAMP-1", Decimal("149.5"), 199, 7)
    assert (found.text.name, found.text.seo_title, found.text.subtitle) == ("مصباح حرير", "مصباح", "جديد")
    assert (found.brand, found.categories, found.tags) == (refs.brand, refs.categories, refs.tags)
    assert [(image.position, image.alt) for image in found.images] == [(1, "مصباح"), (2, "")]
    assert found.images[1].url == "https://shop.example/two.png"
    assert found.visibility == Visibility.LIVE
    assert found.url == f"https://salla.sa/dar/p{made.id}"


def test_texts_in_other_languages_are_sent_as_such(salla, salla_client, lamp):
    made = salla_client.create(lamp, NONE)

    kept = salla.products[int(made.id)]
    assert kept["name"] == "مصباح حرير"
    assert kept["translations"]["en"]["name"] == "Silk lamp"


def test_hidden_without_a_picture_and_out_without_a_quantity(salla_client, lamp):
    made = salla_client.create(replace(lamp, quantity=0), NONE)
    assert made.visibility == Visibility.HIDDEN

    salla_client.add_image(made.id, lamp.images[0], position=1, file=FILE)
    assert salla_client.get(made.id).visibility == Visibility.OUT

    salla_client.set_offer(made.id, replace(lamp, quantity=3), price=False)
    assert salla_client.get(made.id).visibility == Visibility.LIVE

    salla_client.hide(made.id)
    assert salla_client.get(made.id).visibility == Visibility.HIDDEN

    salla_client.show(made.id)
    assert salla_client.get(made.id).visibility == Visibility.LIVE


@pytest.mark.parametrize("fault", ["error_after", "cut_after"])
def test_a_lost_answer_never_makes_a_second_product(salla, salla_client, lamp, fault):
    salla.order(fault, "POST", "/products")
    with pytest.raises((StoreBroken, NoAnswer)) as caught:
        salla_client.create(lamp, NONE)
    assert caught.value.retryable

    made = salla_client.create(lamp, NONE)

    assert list(salla.products) == [int(made.id)]
    assert len(salla.made("POST", "/products")) == 1


def test_creating_twice_makes_one(salla, salla_client, lamp):
    assert salla_client.create(lamp, NONE).id == salla_client.create(lamp, NONE).id
    assert len(salla.products) == 1


def test_a_creation_slower_than_our_look_is_found_after_the_refusal(salla, salla_client, lamp):
    """The first try comes through between our look and our second try."""
    late = dict(lamp_form(salla_client, lamp))
    salla.order("then", "GET", "/products/sku/.*", action=lambda: salla.products.update(late))

    made = salla_client.create(lamp, NONE)

    assert list(salla.products) == [int(made.id)] == list(late)


def lamp_form(client, lamp):
    """The lamp as the store would keep it, taken out of the store again."""
    made = client.create(lamp, NONE)
    client.delete(made.id)
    product = {"id": int(made.id), "name": "x", "price": 1, "sku": lamp.sku, "images": [], "options": [], "skus": []}
    return {int(made.id): product | {"metadata_url": made.mark}}


def test_an_sku_of_a_product_that_is_not_ours_is_refused_and_left_alone(salla, salla_client, lamp):
    salla_client.create(replace(lamp, key="another listing"), NONE)

    with pytest.raises(SkuTaken) as caught:
        salla_client.create(lamp, NONE)

    assert (caught.value.code, caught.value.retryable) == ("sku_taken", False)
    assert len(salla.products) == 1


def test_changing_to_a_taken_sku_says_which_field(salla_client, lamp):
    salla_client.create(replace(lamp, key="another listing"), NONE)
    made = salla_client.create(replace(lamp, sku="LAMP-2"), NONE)

    with pytest.raises(SkuTaken) as caught:
        salla_client.update(made.id, lamp, NONE)

    assert caught.value.fields == {"sku": ["قيمة حقل رمز المنتج SKU مستخدمة من قبل"]}


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("gtin", {"gtin": "12345"}),
        ("tax_reason_code", {"with_tax": False}),
        ("metadata_title", {}),
    ],
)
def test_a_refusal_tells_the_field_and_the_words(salla_client, lamp, field, changes):
    if field == "metadata_title":
        changes = {"texts": {"ar": replace(lamp.texts["ar"], seo_title="ط" * 71)}}

    with pytest.raises(FieldsRefused) as caught:
        salla_client.create(replace(lamp, **changes), NONE)

    assert (list(caught.value.fields), caught.value.retryable) == ([field], False)


def test_what_would_be_refused_is_told_beforehand(salla_client, lamp, shirt):
    wrong = replace(
        lamp,
        gtin="12345",
        with_tax=False,
        currency="USD",
        sku="",
        images=(),
        regular_price=Decimal(1),
        texts={"ar": replace(lamp.texts["ar"], seo_title="ط" * 71, name=" ")},
    )

    found = [(lack.code, lack.field) for lack in salla_client.lacks(wrong)]

    assert sorted(found) == [
        ("gtin_wrong", "gtin"),
        ("image_missing", "images"),
        ("missing", "name"),
        ("missing", "sku"),
        ("regular_price_not_higher", "price"),
        ("tax_reason_missing", "tax_reason_code"),
        ("too_long", "seo_title"),
        ("wrong_currency", "price"),
    ]
    assert salla_client.lacks(lamp) == [] == salla_client.lacks(shirt)
    uncounted = replace(shirt, variants=tuple(replace(each, quantity=None) for each in shirt.variants))
    assert [lack.code for lack in salla_client.lacks(uncounted)] == ["quantity_missing"]


def test_variants_get_their_own_code_price_and_stock(salla, salla_client, shirt):
    made = salla_client.create(shirt, NONE)

    found = salla_client.set_variants(made.id, shirt)

    kept = {each.sku: each for each in found.variants}
    assert len(found.variants) == 4
    assert {sku: (each.price, each.regular_price, each.quantity) for sku, each in kept.items() if sku} == {
        "SHIRT-1": (101, 200, 1),
        "SHIRT-2": (102, 200, 2),
        "SHIRT-3": (103, 200, 3),
    }
    assert kept["SHIRT-3"].options == {SIZES.name: "كبير", COLORS.name: "أحمر"}
    assert kept[""].quantity == 0  # a combination that nobody has cannot be bought


def test_a_second_time_sends_nothing_and_a_change_sends_only_itself(salla, salla_client, shirt):
    made = salla_client.create(shirt, NONE)
    salla_client.set_variants(made.id, shirt)
    before = len(salla.made("PUT", ".*"))

    salla_client.set_variants(made.id, shirt)
    assert len(salla.made("PUT", ".*")) == before

    dearer = replace(shirt, variants=(replace(shirt.variants[0], price=Decimal(150)), *shirt.variants[1:]))
    salla_client.set_variants(made.id, dearer)
    assert len(salla.made("PUT", ".*")) == before + 1


def test_variants_go_on_where_they_stopped(salla, salla_client, shirt):
    made = salla_client.create(shirt, NONE)
    salla.order("cut_after", "PUT", r"/products/variants/\d+")
    with pytest.raises(NoAnswer):
        salla_client.set_variants(made.id, shirt)

    salla_client.set_variants(made.id, shirt)

    assert len(salla.made("PUT", r"/products/variants/\d+")) == 3


def test_codes_that_change_places_are_freed_first(salla, salla_client, shirt):
    made = salla_client.create(shirt, NONE)
    salla_client.set_variants(made.id, shirt)
    one, two, three = shirt.variants
    swapped = replace(shirt, variants=(replace(one, sku=two.sku), replace(two, sku=one.sku), three))

    found = salla_client.set_variants(made.id, swapped)

    codes = {each.sku: each.options for each in found.variants}
    assert (codes["SHIRT-1"], codes["SHIRT-2"]) == (two.options, one.options)


def test_options_come_and_go(salla, salla_client, shirt):
    made = salla_client.create(shirt, NONE)
    salla_client.set_variants(made.id, shirt)
    longer = replace(SIZES, values=("صغير", "وسط"))
    only_sizes = replace(
        shirt,
        options=(longer,),
        variants=tuple(
            replace(each, options={SIZES.name: size})
            for each, size in zip(variants_of([("", ""), ("", "")]), longer.values, strict=True)
        ),
    )

    found = salla_client.set_variants(made.id, only_sizes)
    assert {each.sku: each.options for each in found.variants} == {
        "SHIRT-1": {SIZES.name: "صغير"},
        "SHIRT-2": {SIZES.name: "وسط"},
    }

    assert salla_client.set_variants(made.id, replace(shirt, options=(), variants=())).variants == ()


def test_a_picture_whose_answer_was_lost_is_not_sent_again(salla, salla_client, lamp):
    made = salla_client.create(lamp, NONE)
    first = salla_client.add_image(made.id, lamp.images[0], position=1, file=FILE)
    salla.order("cut_after", "POST", r"/products/\d+/images")
    with pytest.raises(NoAnswer):
        salla_client.add_image(made.id, lamp.images[1], position=2, known=[first.id])

    second = salla_client.add_image(made.id, lamp.images[1], position=2, known=[first.id])

    assert [image.id for image in salla_client.get(made.id).images] == [first.id, second.id]


def test_pictures_that_the_store_does_not_take(salla, salla_client, lamp):
    made = salla_client.create(lamp, NONE)
    with pytest.raises(ImageRefused) as caught:
        salla_client.add_image(made.id, lamp.images[0], position=1, file=replace(FILE, content=b"<svg/>"))
    assert list(caught.value.fields) == ["photo"]

    for position in range(1, 11):
        salla_client.add_image(made.id, StoreImage(key=str(position), url="https://a.example/x.png"), position=position)
    with pytest.raises(ImageRefused):
        salla_client.add_image(made.id, lamp.images[0], position=11)
    assert len(salla.products[int(made.id)]["images"]) == 10


def test_pictures_are_taken_away_without_fuss(salla_client, lamp):
    made = salla_client.create(lamp, NONE)
    image = salla_client.add_image(made.id, lamp.images[0], position=1, file=FILE)

    salla_client.remove_image(made.id, image.id)
    salla_client.remove_image(made.id, image.id)

    assert salla_client.get(made.id).images == ()


def test_a_product_deleted_in_the_store(salla, salla_client, lamp):
    made = salla_client.create(lamp, NONE)
    salla_client.delete(made.id)
    salla_client.delete(made.id)

    for call in (salla_client.get, salla_client.hide, lambda pk: salla_client.update(pk, lamp, NONE)):
        with pytest.raises(ProductGone) as caught:
            call(made.id)
    assert (caught.value.code, caught.value.retryable) == ("product_gone_in_store", False)
    assert salla_client.find(lamp.key, lamp.sku) is None


def test_brands_are_looked_for_on_every_page_and_in_any_case(salla, salla_client):
    salla.brands = [{"id": number, "name": f"Brand {number}"} for number in range(100)]

    assert salla_client.ensure_brand("  BRAND   9 ") == "9"
    assert salla_client.ensure_tag("new") == salla_client.ensure_tag("New")
    assert (len(salla.brands), len(salla.tags)) == (100, 1)


def test_categories_of_one_name_at_different_places_are_different(salla, salla_client):
    lamps = salla_client.ensure_category("Home > Lamps")

    assert salla_client.ensure_category("Office > Lamps") != lamps
    assert salla_client.ensure_category("home>lamps") == lamps
    assert len(salla.categories) == 4


@pytest.mark.django_db(transaction=True)
def test_ten_workers_make_one_brand(salla):
    client = salla_client_of(salla)

    def one(_number: int) -> str:
        try:
            return client.ensure_brand("دار")
        except StoreBusy as busy:
            return f"busy {busy.retryable}"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        said = set(pool.map(one, range(10)))

    assert len(salla.brands) == 1
    assert said <= {str(salla.brands[0]["id"]), "busy True"}


def test_a_token_renewed_in_the_meantime_is_used_at_once(salla, db):
    salla.tokens = {"second-access"}

    assert salla_client_of(salla, given("first-access", "second-access")).check().name == "متجر دار"


def test_a_revoked_token_asks_to_reconnect(salla, db):
    salla.tokens = set()

    with pytest.raises(ReconnectNeeded) as caught:
        salla_client_of(salla).check()

    assert (caught.value.code, caught.value.retryable) == ("reconnect_needed", False)
    assert len(salla.calls) == 1


def test_a_missing_scope_is_final_and_a_fault_of_the_store_is_not(salla, salla_client):
    salla.order("error", "GET", "/store/info", status=403)
    with pytest.raises(StoreForbids) as forbidden:
        salla_client.check()

    salla.order("error", "GET", "/store/info", status=503)
    with pytest.raises(StoreBroken) as broken:
        salla_client.check()

    assert (forbidden.value.retryable, broken.value.retryable) == (False, True)


def test_a_store_that_cannot_be_reached_is_tried_again(salla, salla_client):
    salla.order("cut", "GET", "/store/info")

    with pytest.raises(NoAnswer) as caught:
        salla_client.check()

    assert (caught.value.code, caught.value.retryable) == ("store_unreachable", True)


def test_variants_that_nobody_counts_are_not_sold_out(salla_client, salla, shirt):
    whole = replace(shirt, variants=tuple(variants_of(list(product(SIZES.values, COLORS.values)), quantity=None)))
    made = salla_client.create(whole, NONE)
    salla_client.add_image(made.id, whole.images[0], position=1)

    found = salla_client.set_variants(made.id, whole)

    assert (found.visibility, {variant.quantity for variant in found.variants}) == (Visibility.LIVE, {None})
