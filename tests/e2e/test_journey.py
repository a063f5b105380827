"""A shop owner's first hour in one go, through the real parts: signs up, imports, corrects, has texts written, connects
a store and publishes. The keyboard alone starts the import, and nothing jumps while it is watched."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from config.demo_shop.server import serve
from merchants.models import Merchant
from products.publishing.models import Listing
from tests.conftest import PASSWORD
from tests.products.publishing.conftest import salla  # noqa: F401 - a fixture
from tests.support import worker

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_MS = 60_000
MOST_SHIFT = 0.1  # what Core Web Vitals call good
SHIFTS = """new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.tellShift(one.value);
}).observe({ type: "layout-shift", buffered: true });"""
# ruff: noqa: F811


def test_from_signing_up_to_a_product_in_the_store(tmp_path, settings, page: Page, complaints, salla):
    salla.accounts.add_store(1305146709)
    with serve(slow_s=0.5) as shop:
        pair = f"{shop.server_name}:{shop.server_port}"
        settings.SCRAPE_POLICY = replace(settings.SCRAPE_POLICY, allow_private=frozenset({pair}))
        crew = worker.Crew(
            tmp_path,
            worker.address_of(connection),
            "memory://",
            imports=(),
            env={"SCRAPE_ALLOW_PRIVATE": pair},
            settings=dict(salla.settings),
        )
        with crew:
            signs_up(page)
            imports_by_keyboard(page, shop.url("json-ld"))
            corrects_the_brand(page)
            has_texts_written(page)
            connects_the_store(page)
            publishes(page)
            hears_of_it(page)

    assert Listing.objects.get().status == "LIVE"
    assert [one["name"] for one in salla.products.values()]
    assert complaints == []


def next_step(page: Page, title: str) -> None:
    """Follow what the page names as the next thing to do."""
    page.locator(".next-step").get_by_role("link", name=title).click()


def signs_up(page: Page) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("Shop name").fill("قهوة الدار")
    page.get_by_label("Email").fill("sara@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password (again)").fill(PASSWORD)
    page.get_by_role("button", name="Make account").click()
    page.goto("/")
    expect(page.locator(".first-steps .is-next")).to_contain_text("Import a product")


def imports_by_keyboard(page: Page, link: str) -> None:
    shifts: list[float] = []
    page.expose_function("tellShift", lambda value: shifts.append(value))
    page.add_init_script(SHIFTS)
    page.goto("/import")
    field = page.get_by_label("Product link")
    for _ in range(30):
        if field.evaluate("one => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.type(link)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/products/[0-9a-f-]{36}$"), timeout=PATIENCE_MS)
    assert sum(shifts) < MOST_SHIFT, shifts


def corrects_the_brand(page: Page) -> None:
    next_step(page, "Correct a value")
    line = page.locator("#fact-brand")
    line.locator("summary").first.click()
    line.get_by_role("textbox").fill("Dar Al Qahwa")
    line.get_by_role("button", name="Save").click()
    expect(line.locator(".value")).to_have_text("Dar Al Qahwa")
    page.reload()


def has_texts_written(page: Page) -> None:
    next_step(page, "Have texts written")
    page.get_by_role("button", name="Write texts").click()
    page.get_by_role("link", name="proposed texts").click(timeout=PATIENCE_MS)
    page.get_by_role("button", name="that the source bears out").click()
    page.locator(".back").click()
    expect(page.get_by_text("Enhanced").first).to_be_visible()


def connects_the_store(page: Page) -> None:
    next_step(page, "Connect a store")
    page.get_by_role("link", name="Salla").click()
    page.get_by_text("it answers").wait_for(timeout=PATIENCE_MS)


def publishes(page: Page) -> None:
    page.goto(f"/products/{Merchant.objects.get().products.get().pk}")
    next_step(page, "Publish it")
    page.locator("#publish").get_by_role("button", name="Publish").click()
    expect(page.locator("#publish").get_by_text("In the store", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    page.goto("/import")
    expect(page.locator(".first-steps")).to_have_count(0)


def hears_of_it(page: Page) -> None:
    """Of the texts the person knows, who opened them; what was published is news."""
    page.get_by_role("link", name="Notifications, 1 unread").click()
    page.get_by_role("link", name="is in").click()
    page.go_back()
    expect(page.get_by_role("link", name="Notifications", exact=True)).to_be_visible()
