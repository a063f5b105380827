"""Insights in a real browser with a real worker: compare two brands, read the score, take the file, analyse all."""

from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import expect

from tests.support import worker

pytestmark = pytest.mark.django_db(transaction=True)


def test_brands_are_compared_and_the_catalogue_analysed(
    tmp_path,
    merchant,
    catalogue,
    dollars,
    signed_in_page,
    complaints,
    screenshots,
):
    page = signed_in_page(merchant)
    page.goto("/products/")
    page.get_by_role("link", name="Insights").click()
    page.get_by_label("First brand").fill("nahhas")
    page.get_by_label("Second brand").fill("دار القهوه")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    screenshots(page, "insights-run")
    with worker.Crew(tmp_path, worker.address_of(connection), "memory://", imports=()):
        expect(page.get_by_role("heading", name="Side by side")).to_be_visible(timeout=40_000)
        screenshots(page, "insights-comparison")
        expect(page.get_by_text("ahead")).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        page.get_by_role("link", name="Insights").first.click()
        page.get_by_role("button", name="Analyse").click()
        expect(page.get_by_role("heading", name="Look at this first")).to_be_visible(timeout=40_000)
    screenshots(page, "insights-full")
    expect(page.get_by_text("1 product is out of stock.")).to_be_visible()
    pdf = tmp_path / "analysis.pdf"
    page.pdf(path=pdf, prefer_css_page_size=True)
    page.goto("/insights/")
    screenshots(page, "insights")

    assert "Nahhas" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert pdf.read_bytes().startswith(b"%PDF")
    expect(page.get_by_role("row")).to_have_count(3)
    assert complaints == []
