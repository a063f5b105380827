"""From a pasted link to a product, in a real browser, with a real worker and a real shop."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page, expect

from config.demo_shop.server import serve
from products.imports import lines, service
from products.models import Product
from products.watch.models import PricePoint, WatchAlert
from tests.support import worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def shop():
    with serve(slow_s=1.5) as shop:
        yield shop


@pytest.fixture
def at_work(tmp_path, settings, shop):
    """A Celery worker in a process of its own, on this test's database; it and the pages may open the demo shop."""
    address = f"{shop.server_name}:{shop.server_port}"
    settings.SCRAPE_POLICY = replace(settings.SCRAPE_POLICY, allow_private=frozenset({address}))
    env = {"SCRAPE_ALLOW_PRIVATE": address}
    with worker.Crew(tmp_path, worker.address_of(connection), "memory://", imports=(), env=env) as crew:
        yield crew


def paste(page: Page, text: str) -> None:
    page.goto("/import")
    page.get_by_label("Product link").fill(text)
    page.get_by_role("button", name="Import", exact=True).first.click()


def test_a_link_becomes_a_product_and_a_fall_of_its_price_is_told_of(
    at_work, shop, merchant, signed_in_page, complaints, screenshots
):
    page = signed_in_page(merchant)

    paste(page, shop.url("slow"))

    expect(page.get_by_text("Reading the page")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_visible()
    screenshots(page, "importing")
    expect(page).to_have_url(re.compile(r"/products/[0-9a-f-]{36}$"), timeout=20_000)
    product = merchant.products.get()
    expect(page.get_by_role("heading", name=product.name)).to_be_visible()
    screenshots(page, "product")

    watch_for_a_fall(page, product)
    PricePoint.objects.filter(product=product).update(price=product.price * 2)  # as if the shop had been dearer so far
    page.get_by_role("button", name="Look now").click()
    at_work.until(WatchAlert.objects.exists)
    page.goto("/alerts")
    expect(page.get_by_text("(⁦−50 %⁩)")).to_be_visible()
    screenshots(page, "alerts")
    assert complaints == []


def watch_for_a_fall(page: Page, product: Product) -> None:
    """Have the product looked at every hour, and ask to be told when its price falls by a tenth."""
    page.get_by_label("Look at it").select_option(label="Every hour")
    page.locator(".watch-line").get_by_role("button", name="Save").click()
    page.goto("/settings/watch")
    rule = page.locator("#rule")
    rule.get_by_label("When").select_option(label="The price changes")
    rule.get_by_label("Direction").select_option(label="Down")
    rule.get_by_label("By at least, in percent").fill("10")
    rule.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The price falls by at least")).to_be_visible()
    page.goto(f"{product.get_absolute_url()}#history")


def test_a_failed_import_says_why_and_can_be_tried_again(at_work, shop, merchant, signed_in_page, screenshots):
    page = signed_in_page(merchant)

    paste(page, shop.url("not-found"))

    expect(page.get_by_text("The shop says that this page does not exist.")).to_be_visible(timeout=15_000)
    screenshots(page, "failed")
    Product.objects.update(link=shop.url("json-ld"))  # the shop has put it back
    page.get_by_role("button", name="Try again").click()
    expect(page).to_have_url(re.compile(r"/products/[0-9a-f-]{36}$"), timeout=20_000)


def test_an_import_can_be_cancelled_while_it_runs(at_work, shop, merchant, signed_in_page):
    page = signed_in_page(merchant)

    paste(page, shop.url("slow"))
    page.get_by_role("button", name="Cancel").click()

    expect(page.get_by_text("You cancelled this import.")).to_be_visible(timeout=15_000)


def test_many_links_have_a_page_of_their_own(at_work, shop, merchant, signed_in_page, complaints, screenshots):
    page = signed_in_page(merchant)

    paste(page, f"{shop.url('json-ld')}\nnonsense\n{shop.url('not-found')}\n{shop.url('arabic')}")

    expect(page.get_by_text("4 of 4 done")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("This is not a web address.")).to_be_visible()
    expect(page.get_by_text("The shop says that this page does not exist.")).to_be_visible()
    screenshots(page, "batch")
    page.get_by_role("link", name="Products", exact=True).click()
    screenshots(page, "products")
    assert complaints == []


def test_without_javascript_the_pages_reload_themselves(at_work, shop, merchant, user, client_of, browser, live_server):
    session = client_of(user).cookies["sessionid"].value
    context = browser.new_context(base_url=live_server.url, locale="en", java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()

    paste(page, shop.url("slow"))

    expect(page.get_by_text("Reading the page")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/products/[0-9a-f-]{36}$"), timeout=20_000)
    context.close()


def test_a_value_is_edited_in_place_and_an_error_stays_beside_it(merchant, product_of, signed_in_page, complaints):
    product = product_of(merchant, snapshot={"images": []})
    page = signed_in_page(merchant)
    page.goto(product.get_absolute_url())
    line = page.locator("#fact-price")
    line.locator("summary").click()
    line.get_by_label("Your own value").fill("cheap")
    line.get_by_role("button", name="Save").click()
    expect(line.get_by_text("Write the price as a number")).to_be_visible()
    expect(line.get_by_label("Your own value")).to_have_value("cheap")

    line.get_by_label("Your own value").fill("99.90")
    line.get_by_role("button", name="Save").click()

    expect(line.get_by_text("Your own", exact=True)).to_be_visible()
    product.refresh_from_db()
    assert str(product.price) == "99.9000"
    assert [text for text in complaints if "422" not in text] == []

    page.context.set_offline(True)
    line.locator("summary").click()
    line.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Wared could not be reached")).to_be_visible()
    page.context.set_offline(False)
    merchant.products.update(deleted_at=timezone.now())  # by somebody else meanwhile
    line.get_by_role("button", name="Save").click()
    expect(page.get_by_text("This page is not here")).to_be_in_viewport()
    page.get_by_role("button", name="Hide").click()
    expect(page.get_by_text("This page is not here")).to_be_hidden()


def test_products_are_ticked_counted_and_deleted_together(merchant, product_of, signed_in_page, complaints):
    for name in ("Pot", "Lamp", "Mug"):
        product_of(merchant, name=name, image="", snapshot={"images": []})
    page = signed_in_page(merchant)
    page.goto("/products/")
    expect(page.get_by_role("button", name="Delete")).to_be_hidden()  # there is nothing that it could be done to

    page.get_by_label("Choose Pot").check()
    expect(page.get_by_text("1 chosen")).to_be_visible()
    page.get_by_label("Choose Mug").check()
    expect(page.get_by_text("2 chosen")).to_be_visible()
    page.get_by_role("button", name="Delete").click()

    expect(page.get_by_text("2 products were deleted.")).to_be_visible()
    expect(page.get_by_role("link", name="Lamp")).to_be_visible()
    expect(page.get_by_role("link", name="Mug")).to_have_count(0)
    assert complaints == []


def test_after_saving_a_value_the_keyboard_stays_on_its_line_and_the_head_shows_it(
    merchant, product_of, signed_in_page, complaints
):
    page = signed_in_page(merchant)
    page.goto(product_of(merchant, image="", snapshot={"images": []}).get_absolute_url())
    line = page.locator("#fact-price summary")

    line.press("Enter")
    page.locator("#own-price").fill("77")
    page.locator("#own-price").press("Enter")

    expect(line).to_be_focused()
    expect(page.locator(".product-head .price")).to_contain_text("77.00")
    expect(page.locator(".product-head")).to_have_count(1)
    assert complaints == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_long_link_stays_within_its_table_on_a_phone(merchant, signed_in_page, context, live_server, language):
    given = lines.from_text("https://shop.test/" + "longword" * 40 + "\nnonsense" + "x" * 300)
    page = signed_in_page(merchant)
    context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.set_viewport_size({"width": 390, "height": 844})

    page.goto(service.start_batch(merchant=merchant, lines=given).get_absolute_url())

    table = page.locator(".table-wrap").bounding_box()
    for link in page.locator("td bdi").all():
        box = link.bounding_box()
        assert table["x"] <= box["x"] and box["x"] + box["width"] <= table["x"] + table["width"]
