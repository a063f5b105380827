"""A webhook's way in a real browser: add an address, keep its secret, send a test, watch it arrive."""

from dataclasses import replace

import pytest
from django.db import connection
from playwright.sync_api import expect

from merchants.webhooks import signing
from tests.support import worker
from tests.support.http import open_site

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_address_is_added_tested_and_seen_to_work(
    tmp_path, settings, merchant, signed_in_page, complaints, screenshots
):
    page = signed_in_page(merchant)
    with open_site() as receiver:
        url = receiver.page("/hook", b"thanks")
        settings.SCRAPE_POLICY = replace(settings.SCRAPE_POLICY, allow_private=frozenset({receiver.pair}))
        env = {"SCRAPE_ALLOW_PRIVATE": receiver.pair}
        with worker.Crew(tmp_path, worker.address_of(connection), "memory://", imports=(), env=env):
            page.goto("/settings/webhooks")
            screenshots(page, "webhooks")
            page.get_by_label("Address").fill(url)
            page.get_by_label("Description").fill("Warehouse")
            page.get_by_role("button", name="Add", exact=True).click()
            secret = page.locator("#new-secret").inner_text()
            page.get_by_role("button", name="Send a test").click()
            expect(page.get_by_text("Delivered")).to_be_visible(timeout=40_000)
            screenshots(page, "webhook")

        (asked,) = receiver.asked
    stamp = int(asked.headers["webhook-timestamp"])
    expected = signing.signature(secret, asked.headers["webhook-id"], stamp, asked.body)
    assert asked.headers["webhook-signature"] == expected
    assert complaints == []
