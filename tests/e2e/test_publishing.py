"""A product's way into a store in a real browser: connect the store, look before sending, publish, see it live."""

import os

import pytest
from django.conf import settings as django_settings
from django.db import connection
from playwright.sync_api import expect

from products import editing
from products.models import Product
from products.publishing import service
from products.publishing.models import Listing
from tests.merchants.stores.conftest import store_of  # noqa: F401 - a fixture
from tests.products.publishing.conftest import lamp_of, pictures, salla  # noqa: F401 - fixtures
from tests.products.publishing.test_publish import COLOURS
from tests.support import worker

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_MS = 60_000
# ruff: noqa: F811


def test_from_connecting_a_store_to_taking_the_product_out_again(
    tmp_path, merchant, signed_in_page, complaints, screenshots, lamp_of, salla, pictures
):
    """A dollar product, a riyal store: no rate, a rate and a rule, published, updated, changed there, taken out."""
    salla.accounts.add_store(1305146709)
    lamp = lamp_of(merchant, currency="USD", regular_price=None, variants=COLOURS)
    lamp.facts.snapshot |= {"images": [pictures.url("/1.png")]}  # the browser asks no other host
    lamp.facts.save()
    Product.objects.update(image=pictures.url("/1.png"))
    page = signed_in_page(merchant)
    env = {"SCRAPE_ALLOW_PRIVATE": pictures.pair}
    database = worker.address_of(connection)
    with worker.Crew(tmp_path, database, "memory://", imports=(), env=env, settings=dict(salla.settings)):
        connects(page, lamp, screenshots)
        sets_prices(page, screenshots)
        publishes(page, lamp, screenshots)
        (there,) = salla.products.values()
        there["name"] = "Renamed in the store"
        updates(page, lamp, screenshots)
        publishes_again_with_many(page, screenshots)
        for name, path in {"files": "/products/export", "feeds": "/settings/feeds"}.items():
            page.goto(path)
            screenshots(page, name)
        page.goto(lamp.get_absolute_url())
        page.locator("#publish").get_by_role("button", name="Take it out").click()
        expect(page.get_by_text("It is still in the store, hidden from buyers.")).to_be_visible(timeout=PATIENCE_MS)

    assert Listing.objects.get().status == "DRAFT"
    assert (there["name"], there["status"]) == ("Renamed in the store", "hidden")
    assert {variant["sku"] for variant in there["skus"]} == {"L-R", "L-B"}
    assert complaints == []


def connects(page, lamp, screenshots):
    page.goto(lamp.get_absolute_url())
    page.get_by_role("link", name="Connect a store").click()
    page.get_by_role("link", name="Salla").click()
    page.get_by_role("heading", name="متجر دار").wait_for()
    page.get_by_text("it answers").wait_for(timeout=PATIENCE_MS)
    page.goto(lamp.get_absolute_url())
    page.locator("#publish").get_by_role("link", name="Preview and edit").click()
    expect(page.get_by_text("We know no rate between")).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_be_disabled()
    screenshots(page, "publish-no-rate")


def sets_prices(page, screenshots):
    page.get_by_role("link", name="Open the prices").click()
    rate = page.locator("form", has=page.get_by_label("Rate", exact=True))
    rate.get_by_label("From").fill("USD")
    rate.get_by_label("To", exact=True).fill("SAR")
    rate.get_by_label("Rate", exact=True).fill("3.75")
    rate.get_by_role("button", name="Save").click()
    rule = page.locator("form", has=page.get_by_label("Margin in percent"))
    rule.get_by_label("Margin in percent").fill("20")
    rule.get_by_label("Rounding").select_option(".99")
    rule.get_by_role("button", name="See what it would do").click()
    expect(page.get_by_text("450.99").first).to_be_visible()
    screenshot_of_form(page, "prices-looked-at")
    rule.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.").first).to_be_visible()
    screenshots(page, "prices")


def publishes(page, lamp, screenshots):
    section = page.locator("#publish")
    page.goto(lamp.get_absolute_url())
    expect(section.get_by_text("Not in the store")).to_be_visible()
    screenshots(page, "publish-section-draft")
    section.get_by_role("link", name="Preview and edit").click()
    expect(page.get_by_text("450.99").first).to_be_visible()
    screenshots(page, "publish-preview")
    page.get_by_role("button", name="Publish").click()
    expect(section.get_by_text("In the store", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    screenshots(page, "publish-live")


def updates(page, lamp, screenshots):
    section = page.locator("#publish")
    editing.type_value(lamp, "brand", "Dar", user=None)
    page.reload()
    expect(section.get_by_text("Out of date", exact=True)).to_be_visible()
    section.get_by_role("button", name="Update").click()
    expect(section.get_by_text("so it was left as it is there")).to_be_visible(timeout=PATIENCE_MS)
    screenshots(page, "publish-kept")


def publishes_again_with_many(page, screenshots):
    page.goto("/products/")
    page.locator("tbody input[type=checkbox]").first.check()
    page.get_by_role("button", name="Publish").click()
    screenshot_of_form(page, "publish-many")
    page.get_by_role("button", name="Publish 1 product").click()
    expect(page.get_by_text("Nothing to send").nth(1)).to_be_visible(timeout=PATIENCE_MS)
    screenshots(page, "publish-report")


def screenshot_of_form(page, name: str) -> None:
    """Of a page that a POST gave, so in the language that it has."""
    if os.environ.get("SCREENSHOTS") == "1":
        page.screenshot(path=django_settings.VAR_DIR / "screenshots" / f"{name}-desktop-en.png", full_page=True)


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
