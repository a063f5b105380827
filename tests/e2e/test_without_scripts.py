"""Everything that earns money works in a browser without JavaScript."""

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from products.publishing.models import Listing
from tests.merchants.stores.conftest import store_of  # noqa: F401 - a fixture
from tests.products.conftest import work_all  # noqa: F401 - a fixture
from tests.products.publishing.conftest import salla  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)
# ruff: noqa: F811


@pytest.fixture
def plain_page(browser, live_server, user, client_of) -> Page:
    """A page of the owner's in a browser that runs no scripts."""
    context = browser.new_context(base_url=live_server.url, locale="en", java_script_enabled=False)
    session = client_of(user).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    yield context.new_page()
    context.close()


def test_the_list_is_filtered_and_the_chosen_are_deleted_and_brought_back(plain_page, merchant, product_of):
    for name in ("Pot", "Lamp"):
        product_of(merchant, name=name, image="", snapshot={"images": []})
    page = plain_page
    page.goto("/products/")
    page.get_by_label("Search").fill("Lamp")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name="Pot", exact=True)).to_have_count(0)

    page.get_by_label("Choose Lamp").check()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("1 product was deleted.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_text("1 product is back.")).to_be_visible()


def test_a_value_is_corrected_a_text_accepted_and_the_product_published(
    plain_page, merchant, product_of, store_of, salla, work_all
):
    product = product_of(merchant, name="Pot", image="", snapshot={"images": []})
    store = store_of(merchant)
    page = plain_page
    page.goto(product.get_absolute_url())
    page.locator("#fact-price summary").click()
    page.locator("#fact-price").get_by_label("Your own value").fill("99.90")
    page.locator("#fact-price").get_by_role("button", name="Save").click()
    expect(page.locator(".product-head .price")).to_contain_text("99.90")

    page.goto(product.get_absolute_url())
    page.get_by_role("button", name="Write texts").click()
    work_all()
    page.goto(f"/products/{product.pk}/texts")
    page.locator("#en-name").get_by_role("button", name="Accept").click()
    assert product.texts.get(language="en").name

    page.goto(f"/products/{product.pk}/publish/{store.pk}")
    page.get_by_role("button", name="Publish").click()
    work_all()

    assert Listing.objects.get().status == "LIVE"
    assert [one["price"] for one in salla.products.values()]


def test_a_link_is_imported_and_nothing_is_said_of_keys_that_do_nothing(plain_page, merchant):
    plain_page.goto("/import")
    expect(plain_page.get_by_text("adds a line")).to_be_hidden()
    plain_page.get_by_label("Product link").fill("https://shop.test/lamp")
    plain_page.get_by_role("button", name="Import", exact=True).first.click()

    expect(plain_page.get_by_text("Importing").first).to_be_visible()
    assert merchant.products.get().link == "https://shop.test/lamp"
