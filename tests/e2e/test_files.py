"""A file in a real browser: tick products, choose the form, wait, download; and a feed's page."""

from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import expect

from tests.products.files import rules
from tests.support import worker

pytestmark = pytest.mark.django_db(transaction=True)


def test_products_are_ticked_exported_and_downloaded(
    tmp_path, merchant, product_of, signed_in_page, complaints, screenshots
):
    product_of(merchant, snapshot={"name": "دلة قهوة نحاسية"}, image="")
    product_of(merchant, snapshot={"price": None}, image="")
    product_of(merchant, image="")
    page = signed_in_page(merchant)
    page.goto("/products/")
    screenshots(page, "products-bulk")
    for box in page.get_by_role("checkbox", name="Choose").all():
        box.check()
    page.get_by_role("button", name="Export").click()
    expect(page.get_by_text("The 3 products that you have chosen")).to_be_visible()
    screenshots(page, "export")
    page.get_by_label("Shopify CSV").check()
    page.get_by_role("button", name="Write the file").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    screenshots(page, "export-run")
    with worker.Crew(tmp_path, worker.address_of(connection), "memory://", imports=()):
        expect(page.get_by_role("link", name="Download")).to_be_visible(timeout=40_000)
    expect(page.get_by_text("without a price")).to_be_visible()
    screenshots(page, "export-done")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()

    assert len(rules.check_shopify(Path(download.value.path()).read_bytes())) == 2
    page.goto("/settings/feeds")
    page.get_by_label("Name").fill("Google")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Make feed").evaluate("it => { it.click(); setTimeout(() => it.click(), 20) }")
    expect(page.get_by_text("/feeds/")).to_have_count(1)
    assert len(sent) == 1  # a double click sends once
    screenshots(page, "feeds")
    assert complaints == []
