"""What a merchant changed in the store itself is never overwritten silently."""

from decimal import Decimal

import pytest

from merchants.stores.opening import open_store
from products import editing
from products.publishing import service
from products.publishing.models import Listing
from tests.products.publishing.test_every_store import STORES
from tests.products.publishing.test_publish import COLOURS, only

pytestmark = pytest.mark.django_db(transaction=True)


def kept(listing: Listing) -> list[str]:
    return [note["field"] for note in listing.notes if note["code"] == "kept_from_store"]


def test_what_was_changed_there_stays_and_is_named_until_ours_is_sent_over_it(
    salla, store, lamp, publish, work_all, client_of, user
):
    publish(lamp, store)
    only(salla)["name"], only(salla)["sale_price"] = "My own title", 95
    only(salla)["categories"] = []
    editing.type_value(lamp, "price", "90", user=None)
    editing.type_value(lamp, "name", "Silk lamp, large", user=None)

    for _times in range(2):  # it is not forgotten by the first update
        listing = publish(lamp, store)
        assert (listing.status, listing.error_detail, kept(listing)) == ("LIVE", "", ["name", "categories", "price"])
        assert (only(salla)["name"], Decimal(str(only(salla)["sale_price"]))) == ("My own title", 95)
        assert (only(salla)["categories"], listing.price) == ([], 95)
    page = client_of(user).get(lamp.get_absolute_url()).content.decode()
    assert "Price: you changed it in the store, so it was left as it is there." in page

    client_of(user).post(f"/products/{lamp.pk}/publish/{store.pk}/overwrite")
    work_all()

    listing.refresh_from_db()
    assert (listing.status, kept(listing), listing.price) == ("LIVE", [], 90)
    assert only(salla)["name"] == "Silk lamp, large"
    assert len(only(salla)["categories"]) == 1


@pytest.mark.parametrize("asked", ["publish", "offer"])
def test_what_a_failed_try_sent_is_not_taken_for_the_merchants_change(
    salla, store, lamp, pictures, publish, work_all, asked
):
    listing = publish(lamp, store)
    editing.type_value(lamp, "price", "120", user=None)
    if asked == "publish":
        lamp.images.create(position=2, url=pictures.url("/3.png"))
        salla.order("error", "POST", "/products/[0-9]+/images", times=99)
        assert publish(lamp, store).status == "FAILED"
    else:
        salla.order("then", "PUT", "/products/[0-9]+", action=lambda: only(salla).update(sale_price=121))
        service.push_offer(listing)
        work_all()
        assert Listing.objects.get().error_code == "store_shows_otherwise"
    salla._faults.clear()
    editing.type_value(lamp, "price", "130", user=None)

    listing = publish(lamp, store)

    assert (listing.status, kept(listing), listing.price) == ("LIVE", [], 130)
    assert Decimal(str(only(salla)["sale_price"])) == 130


def test_units_sold_there_are_not_put_back_by_another_change(salla, store, lamp, publish):
    publish(lamp, store)
    only(salla)["quantity"] = 4
    editing.type_value(lamp, "name", "Silk lamp, large", user=None)

    listing = publish(lamp, store)
    assert (listing.status, listing.notes, only(salla)["quantity"]) == ("LIVE", [], 4)

    lamp.facts.snapshot |= {"stock_quantity": 20}
    lamp.facts.save()
    publish(lamp, store)
    assert only(salla)["quantity"] == 20


def test_a_product_hidden_there_stays_hidden_and_one_taken_out_here_comes_back(salla, store, lamp, publish, work_all):
    listing = publish(lamp, store)
    only(salla)["status"] = "hidden"
    editing.type_value(lamp, "name", "Silk lamp, large", user=None)
    listing = publish(lamp, store)
    assert (kept(listing), listing.is_hidden, salla.status_of(only(salla))) == (["is_hidden"], True, "hidden")

    service.publish(lamp, store, overwrite=True)
    work_all()
    assert salla.status_of(only(salla)) == "sale"

    service.unpublish(listing)
    work_all()
    assert kept(publish(lamp, store)) == []
    assert salla.status_of(only(salla)) == "sale"


def test_a_picture_that_was_put_there_stays_and_ours_still_arrive(salla, store, lamp, pictures, publish):
    publish(lamp, store)
    salla.add_picture(only(salla), sort=3)
    lamp.images.create(position=2, url=pictures.url("/3.png"))

    listing = publish(lamp, store)

    assert (listing.status, listing.error_detail, listing.images.count()) == ("LIVE", "", 3)
    assert len(only(salla)["images"]) == 4
    theirs = {image["url"] for image in only(salla)["images"]} & {"https://cdn.salla.sa/theirs.png"}
    assert theirs and not listing.images.filter(remote_id="1").exists()


def test_a_variant_and_an_sku_that_were_lost_there_come_back_though_nothing_changed_here(
    salla, store, lamp_of, merchant, publish
):
    lamp = lamp_of(merchant, variants=COLOURS, regular_price=None)
    publish(lamp, store)
    there = only(salla)
    there["skus"][0]["sku"], there["sku"] = None, "MINE"
    categories = list(there["categories"])

    listing = publish(lamp, store)

    assert (listing.status, listing.error_detail, kept(listing)) == ("LIVE", "", [])
    assert {variant["sku"] for variant in there["skus"]} == {"L-R", "L-B"}
    assert (there["sku"], there["categories"]) == ("LAMP-1", categories)
    assert publish(lamp, store).notes == [{"code": "nothing_to_do"}]


def test_an_automatic_price_leaves_a_price_that_was_set_there(salla, store, lamp, publish, work_all):
    listing = publish(lamp, store)
    only(salla)["sale_price"] = 95
    editing.type_value(lamp, "price", "90", user=None)
    service.push_offer(listing)
    work_all()

    listing.refresh_from_db()
    assert (listing.status, kept(listing), listing.price) == ("LIVE", ["price"], 95)
    assert Decimal(str(only(salla)["sale_price"])) == 95


@pytest.mark.parametrize("name", list(STORES))
def test_nothing_counts_as_changed_where_nothing_was(name, settings, pictures, merchant, store_of, lamp_of, publish):
    """A store's own way of showing things is no change."""
    with STORES[name](settings) as (_shop, given):
        given = {"external_id": "the-shop", "refresh_token": "", "expires_at": None} | given
        connection = store_of(merchant, platform=name, **given)
        lamp = lamp_of(merchant, variants=COLOURS, regular_price=None)
        publish(lamp, connection)
        lamp.variants.filter(sku="L-R").update(price="95")

        listing = publish(lamp, connection)

        assert (listing.status, listing.error_detail, kept(listing)) == ("LIVE", "", [])
        there = open_store(connection).get(listing.remote_id)
        assert {one.price for one in there.variants} == {Decimal(95), Decimal(120)}
