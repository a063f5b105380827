"""Prices and stock alone are brought up to date in every store; all else there stays as it is."""

from decimal import Decimal

import pytest

from jobs.models import Run
from merchants.stores.opening import open_store
from products import editing
from products.publishing import service
from products.publishing.errors import NotInStore
from products.publishing.models import Listing
from tests.products.publishing.test_every_store import STORES
from tests.products.publishing.test_publish import COLOURS, only

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def push(work_all):
    def send(listing: Listing, **what: bool) -> Listing:
        service.push_offer(listing, **what)
        work_all()
        return Listing.objects.get(pk=listing.pk)

    return send


def written(store) -> list[tuple[str, str]]:
    return [(call.method, call.path) for call in store.calls if call.method != "GET"]


def test_a_new_price_alone_goes_in_one_call_and_all_is_up_to_date(salla, store, lamp, publish, push):
    publish(lamp, store)
    only(salla)["name"] = "Renamed in the store"
    editing.type_value(lamp, "price", "90", user=None)
    before = len(written(salla))

    listing = push(Listing.objects.get(), quantity=False)

    assert (listing.status, listing.price) == ("LIVE", 90)
    assert Decimal(str(only(salla)["sale_price"])) == 90
    assert (only(salla)["name"], only(salla)["quantity"]) == ("Renamed in the store", 7)
    assert written(salla)[before:] == [("PUT", f"/products/{listing.remote_id}")]


def test_what_else_changed_stays_out_of_date(salla, store, lamp, publish, push):
    publish(lamp, store)
    editing.type_value(lamp, "name", "Silk lamp, large", user=None)
    editing.type_value(lamp, "price", "90", user=None)

    listing = push(Listing.objects.get())

    assert (listing.status, only(salla)["name"]) == ("OUT_OF_DATE", "Silk lamp")
    assert publish(lamp, store).status == "LIVE"
    assert only(salla)["name"] == "Silk lamp, large"


def test_the_same_once_more_sends_nothing(salla, store, lamp, publish, push):
    before = len(written(salla)) if publish(lamp, store) else 0

    assert push(Listing.objects.get()).status == "LIVE"
    assert len(written(salla)) == before


@pytest.mark.parametrize("name", list(STORES))
def test_variants_get_their_prices_and_stock_in_every_store(
    name, settings, pictures, merchant, store_of, lamp_of, publish, push
):
    with STORES[name](settings) as (_shop, given):
        given = {"external_id": "the-shop", "refresh_token": "", "expires_at": None} | given
        connection = store_of(merchant, platform=name, **given)
        lamp = lamp_of(merchant, variants=COLOURS, regular_price=None)
        listing = publish(lamp, connection)
        lamp.variants.filter(sku="L-R").update(price="95", stock_quantity=1)

        listing = push(listing)

        assert (listing.status, listing.error_detail) == ("LIVE", "")
        there = open_store(connection).get(listing.remote_id)
        assert {(one.sku, one.price, one.quantity) for one in there.variants} == {
            ("L-R", Decimal(95), 1),
            ("L-B", Decimal(120), 4),
        }
        assert len(there.images) == 2


def test_it_waits_for_a_publish_that_goes_on(salla, store, lamp, publish, work_all):
    listing = publish(lamp, store)
    editing.type_value(lamp, "price", "90", user=None)
    service.publish(lamp, store)
    editing.type_value(lamp, "price", "80", user=None)
    service.push_offer(listing)
    work_all()

    listing.refresh_from_db()
    assert (listing.status, listing.price, Run.objects.filter(status="FAILED").count()) == ("LIVE", 80, 0)


def test_no_rate_pushes_nothing_and_says_so(salla, store, lamp, publish, push):
    publish(lamp, store)
    editing.type_value(lamp, "currency", "USD", user=None)
    before = len(written(salla))

    listing = push(Listing.objects.get())

    assert (listing.status, listing.error_code, len(written(salla))) == ("FAILED", "no_rate", before)


def test_a_product_gone_there_asks_the_merchant(salla, store, lamp, publish, push):
    publish(lamp, store)
    salla.products.clear()
    editing.type_value(lamp, "price", "90", user=None)

    assert push(Listing.objects.get()).error_code == "product_gone_in_store"
    assert salla.products == {}


def test_what_buyers_do_not_see_gets_no_prices(salla, store, lamp, publish, work_all):
    listing = publish(lamp, store)
    assert list(service.in_stores(lamp)) == [listing]
    service.unpublish(listing)
    work_all()
    listing.refresh_from_db()

    assert list(service.in_stores(lamp)) == []
    with pytest.raises(NotInStore):
        service.push_offer(listing)
