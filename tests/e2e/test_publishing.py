"""A product's way into a store in a real browser: connect the store, look before sending, publish, see it live."""

import pytest
from django.db import connection
from playwright.sync_api import expect

from products.models import Product
from products.publishing import service
from products.publishing.models import Listing, PriceRule
from tests.merchants.stores.conftest import store_of  # noqa: F401 - a fixture
from tests.products.publishing.conftest import lamp_of, pictures, salla  # noqa: F401 - fixtures
from tests.products.publishing.test_publish import COLOURS
from tests.support import worker

pytestmark = pytest.mark.django_db(transaction=True)
# ruff: noqa: F811


def test_a_store_is_connected_and_a_product_goes_live(
    tmp_path, settings, merchant, signed_in_page, complaints, screenshots, lamp_of, salla, pictures
):
    salla.accounts.add_store(1305146709)
    lamp = lamp_of(merchant, variants=COLOURS, regular_price=None)
    Product.objects.update(image=pictures.url("/1.png"))  # the browser asks no other host
    PriceRule.objects.create(merchant=merchant, margin_percent=20, rounding=".99")
    page = signed_in_page(merchant)
    env = {"SCRAPE_ALLOW_PRIVATE": pictures.pair}
    database = worker.address_of(connection)
    with worker.Crew(tmp_path, database, "memory://", imports=(), env=env, settings=dict(salla.settings)):
        page.goto(lamp.get_absolute_url())
        page.get_by_role("link", name="Connect a store").click()
        page.get_by_role("link", name="Salla").click()
        page.get_by_role("heading", name="متجر دار").wait_for()
        page.get_by_text("it answers").wait_for(timeout=40_000)
        page.goto(lamp.get_absolute_url())
        section = page.locator("#publish")
        expect(section.get_by_text("Not in the store")).to_be_visible()
        screenshots(page, "publish-section-draft")

        section.get_by_role("link", name="Preview and edit").click()
        expect(page.get_by_text("120.99").first).to_be_visible()
        screenshots(page, "publish-preview")
        page.get_by_role("button", name="Publish").click()
        expect(section.get_by_text("In the store", exact=True)).to_be_visible(timeout=40_000)
        screenshots(page, "publish-live")

        page.goto("/settings/prices")
        screenshots(page, "prices")
        page.goto("/products/")
        page.locator("tbody input[type=checkbox]").first.check()
        page.get_by_role("button", name="Publish").click()
        page.get_by_role("button", name="Publish 1 product").click()
        expect(page.get_by_text("Nothing to send").nth(1)).to_be_visible(timeout=40_000)
        screenshots(page, "publish-report")

    (there,) = salla.products.values()
    assert Listing.objects.get().status == "LIVE"
    assert {variant["sku"] for variant in there["skus"]} == {"L-R", "L-B"}
    assert complaints == []


def test_every_state_can_be_seen(merchant, store_of, signed_in_page, complaints, screenshots, lamp_of, salla, pictures):
    lamp = lamp_of(merchant, regular_price=None)
    Product.objects.update(image=pictures.url("/1.png"))
    states = {
        "LIVE": {"remote_id": "1", "price": "120.99", "currency": "SAR", "notes": [{"code": "hidden_in_store"}]},
        "OUT_OF_DATE": {"remote_id": "2"},
        "FAILED": {
            "error_code": "not_ready_for_store",
            "notes": [{"code": "gtin_wrong", "field": "gtin", "value": "12", "limit": 0}],
        },
        "DRAFT": {"remote_id": "4", "is_hidden": True},
    }
    for number, (status, fields) in enumerate(states.items()):
        store = store_of(merchant, external_id=str(number), name=f"Store {number}")
        Listing.objects.create(product=lamp, connection=store, status=status, **fields)
    gone = store_of(merchant, external_id="gone", name="Gone there")
    Listing.objects.create(product=lamp, connection=gone, status="FAILED", error_code="product_gone_in_store")
    closed = store_of(merchant, external_id="closed", name="Closed", status="reconnect_needed")
    Listing.objects.create(product=lamp, connection=closed, status="FAILED", error_code="access_refused")
    service.publish(lamp, store_of(merchant, external_id="sending", name="Sending"))
    usd = store_of(merchant, external_id="usd", name="Dollars", currency="USD")

    page = signed_in_page(merchant)
    page.goto(lamp.get_absolute_url())
    section = page.locator("#publish")
    for words in ("does not have 8, 12, 13 or 14 digits", "Create it again", "Connect it again", "hidden from buyers"):
        expect(section.get_by_text(words).first).to_be_visible()
    expect(section.get_by_role("button", name="Cancel")).to_be_visible()
    screenshots(page, "publish-states")
    page.goto(f"{lamp.get_absolute_url()}/publish/{usd.pk}")
    expect(page.get_by_text("We know no rate")).to_be_visible()
    screenshots(page, "publish-no-rate")
    assert complaints == []
