"""Programs publish: one door, the right scope, their own products and stores."""

from uuid import uuid4

import pytest

from products.models import Product
from products.publishing.models import Listing
from tests.api.conftest import Caller, key_of  # noqa: F401
from tests.merchants.stores.conftest import store_of  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def program(merchant, key_of):  # noqa: F811
    return Caller(key_of(merchant))


def body(product, store, **more):
    data = {"productId": str(product.pk), "connectionId": str(store.pk), "merchantId": str(product.merchant_id)}
    return {"name": "product/publish.requested", "data": data | more}


def test_a_program_publishes(program, lamp, store, salla, work_all):
    first = program.post(f"/products/{lamp.pk}/publish", {"connection_id": str(store.pk)})
    second = program.post(f"/products/{lamp.pk}/publish", {})

    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["job_id"] == second.json()["job_id"]
    work_all()
    assert program.get(f"/jobs/{first.json()['job_id']}/status").json()["status"] == "finished"
    assert len(salla.products) == 1


def test_an_event_publishes_and_needs_the_scope(program, lamp, store, salla, merchant, key_of, work_all):  # noqa: F811
    without = Caller(key_of(merchant, ["read", "write"]))
    assert without.post("/events", body(lamp, store)).status_code == 403
    assert without.post(f"/products/{lamp.pk}/publish", {}).status_code == 403

    assert program.post("/events", body(lamp, store)).status_code == 202
    work_all()
    assert Listing.objects.get().status == "LIVE"


def test_prices_and_stock_need_the_scope_and_an_own_store_too(
    program,
    lamp,
    store,
    store_of,  # noqa: F811
    other_merchant,
    merchant,
    key_of,  # noqa: F811
):
    offer = body(lamp, store) | {"name": "product/offer.requested"}
    theirs = store_of(other_merchant, external_id="another-shop")

    assert Caller(key_of(merchant, ["read", "write"])).post("/events", offer).status_code == 403
    assert program.post("/events", offer | {"data": body(lamp, theirs)["data"]}).status_code == 404
    assert program.post("/events", offer).status_code == 202


def test_a_failed_import_stays_failed_when_its_publishing_is_asked_for(program, product_of, merchant, store, work_all):
    failed = product_of(merchant, status="FAILED", error_code="page_not_found")

    assert program.post(f"/products/{failed.pk}/publish", {}).status_code == 409
    assert program.post("/events", body(failed, store)).status_code == 202
    work_all()
    assert Product.objects.get(pk=failed.pk).status == "FAILED"


def test_what_is_another_s_is_not_there(other_merchant, key_of, lamp, store, lamp_of):  # noqa: F811
    other = Caller(key_of(other_merchant))
    theirs = lamp_of(other_merchant)

    assert other.post(f"/products/{lamp.pk}/publish", {"connection_id": str(store.pk)}).status_code == 404
    assert other.post(f"/products/{theirs.pk}/publish", {"connection_id": str(store.pk)}).status_code == 404
    assert other.post(f"/products/{theirs.pk}/publish", {"connection_id": str(uuid4())}).status_code == 404
    assert other.post("/events", body(theirs, store)).status_code == 404
    assert not Listing.objects.exists()


def test_nonsense_is_refused(program, lamp, store):
    assert program.post(f"/products/{lamp.pk}/publish", {"connection_id": "x"}).status_code == 422
    assert program.post(f"/products/{lamp.pk}/publish", {"more": 1}).status_code == 422
