"""What was changed in the store itself is found when somebody asks or when the store tells, and nothing is sent."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from jobs.models import Run
from merchants.stores import incoming
from merchants.stores.models import StoreConnection
from merchants.stores.reasons import sentence
from products.publishing.models import Listing
from tests.products.publishing.test_publish import COLOURS, only

pytestmark = pytest.mark.django_db(transaction=True)


def tell(store, listing, event="product.price.updated", at=None):
    message = incoming.Message(
        id=uuid4(), platform="salla", event=event, external_id=store.external_id,
        sent_at=at or timezone.now() + timedelta(minutes=1), data={"id": int(listing.remote_id)}, store=store,
    )  # fmt: skip
    for handler in incoming.handlers_of(message.event):
        handler(message)


def looks() -> int:
    return Run.objects.filter(flow="listing/look").count()


def test_a_person_asks_and_sees_what_is_different(salla, store, lamp_of, merchant, publish, work_all, client_of, user):
    product = lamp_of(merchant, variants=COLOURS, regular_price=None)
    publish(product, store)
    there, client = only(salla), client_of(user)
    there["name"] = "My own title"
    there["categories"] = []
    red = next(sku for sku in there["skus"] if sku["sku"] == "L-R")
    red["price"] = red["regular_price"] = {"amount": 95, "currency": "SAR"}
    red["stock_quantity"] = 1
    written = [call for call in salla.calls if call.method != "GET"]

    client.post(f"/products/{product.pk}/publish/{store.pk}/look")
    assert "Asking the store…" in client.get(product.get_absolute_url()).text
    work_all()

    listing = Listing.objects.get()
    assert [told["field"] for told in listing.differs] == [
        "name", "categories", "variants.L-R.price", "variants.L-R.quantity",
    ]  # fmt: skip
    assert (listing.status, listing.looked_at > listing.pushed_at) == ("LIVE", True)
    page = client.get(product.get_absolute_url()).text
    assert "My own title" in page
    assert "Variant L-R: Price" in page
    assert "SAR\u00a0100.00" in page and "SAR\u00a095.00" in page
    assert [call for call in salla.calls if call.method != "GET"] == written


def test_nothing_that_is_different_is_said_too(salla, store, lamp, publish, work_all, client_of, user):
    publish(lamp, store)
    client, said = client_of(user), "Nothing was changed in the store."
    assert said not in client.get(lamp.get_absolute_url()).text, "nobody has asked"

    client.post(f"/products/{lamp.pk}/publish/{store.pk}/look")
    work_all()
    assert said in client.get(lamp.get_absolute_url()).text

    only(salla)["name"] = "My own title"
    client.post(f"/products/{lamp.pk}/publish/{store.pk}/look")
    work_all()
    page = client.get(lamp.get_absolute_url()).text
    assert said not in page and f"/products/{lamp.pk}/publish/{store.pk}/overwrite" in page


def test_the_store_tells_of_a_change_and_it_is_looked_at(salla, store, lamp, publish, work_all):
    listing = publish(lamp, store)
    only(salla)["sale_price"] = 95

    tell(store, listing, at=listing.pushed_at - timedelta(seconds=1))  # of our own sending
    assert looks() == 0
    tell(store, listing)
    tell(store, listing, "product.updated")
    assert looks() == 1  # one for both
    work_all()

    listing.refresh_from_db()
    assert listing.differs == [{"field": "price", "before": ["100", "150"], "now": ["95", "150"]}]
    assert publish(lamp, store).notes[0]["code"] == "nothing_to_do"
    assert only(salla)["sale_price"] == 95


def test_what_is_not_ours_or_being_sent_is_not_looked_at(salla, store, lamp, publish):
    listing = publish(lamp, store)
    Listing.objects.update(status="PUSHING", run_id=uuid4())
    tell(store, listing)
    Listing.objects.update(status="DRAFT", run_id=None)
    tell(store, listing)
    listing.remote_id = "4711"
    tell(store, listing)

    assert looks() == 0


def test_a_look_that_fails_says_why_and_a_product_that_is_gone_is_found_gone(
    salla, store, lamp, publish, work_all, client_of, user
):
    publish(lamp, store)
    client = client_of(user)
    StoreConnection.objects.update(status="reconnect_needed", error_code="refresh_refused")
    client.post(f"/products/{lamp.pk}/publish/{store.pk}/look")
    work_all()
    assert str(sentence("refresh_refused")) in client.get(lamp.get_absolute_url()).text

    StoreConnection.objects.update(status="connected", error_code="")
    salla.products.clear()
    client.post(f"/products/{lamp.pk}/publish/{store.pk}/look")
    work_all()

    listing = Listing.objects.get()
    assert (listing.status, listing.error_code) == ("FAILED", "product_gone_in_store")
    assert "Create it again" in client.get(lamp.get_absolute_url()).text


def test_a_viewer_and_a_stranger_ask_nothing(
    salla, store, lamp, publish, client_of, make_user, merchant, other_merchant
):
    publish(lamp, store)
    address = f"/products/{lamp.pk}/publish/{store.pk}/look"

    assert client_of(make_user("viewer@example.com", merchant, "viewer")).post(address).status_code == 403
    assert client_of(make_user("stranger@example.com", other_merchant)).post(address).status_code == 404
    assert looks() == 0
