"""A day's work by the keyboard alone: texts written, decided on and published; and parts that are drawn anew."""

import re

import pytest
from playwright.sync_api import Page, expect

from products.enhancement import service
from products.publishing import service as publishing
from products.publishing.models import Listing
from tests.e2e.test_keyboard import tab_to
from tests.merchants.stores.conftest import store_of  # noqa: F401 - a fixture
from tests.products.conftest import work_all  # noqa: F401 - a fixture
from tests.products.enhancement.conftest import dallah, model, obedient  # noqa: F401 - fixtures
from tests.products.publishing.conftest import salla  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)
# ruff: noqa: F811
PATIENCE_MS = 20_000
PRICE = {"field": "price", "before": ["100", "150"], "now": ["95", "150"]}


@pytest.fixture
def pot(merchant, product_of):
    return product_of(merchant, name="Pot", image="", snapshot={"images": []})


def press(page: Page, selector: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Enter")


def drawn_anew(page: Page, part: str, change) -> None:
    """Return once ``part`` of the page was drawn anew after ``change``."""
    page.evaluate("(part) => { document.querySelector(part).isOld = true; }", part)
    change()
    page.wait_for_function("(part) => !document.querySelector(part).isOld", arg=part, timeout=PATIENCE_MS)


def has_focus(page: Page, selector: str) -> bool:
    return page.evaluate("(selector) => document.activeElement.matches(selector)", selector)


def test_focus_and_folds_outlive_a_new_drawing(pot, merchant, store_of, signed_in_page, complaints):
    sending, other = (store_of(merchant, external_id=name, name=name) for name in ("Sending", "Other"))
    Listing.objects.create(product=pot, connection=other, status="LIVE", remote_id="2", differs=[PRICE])
    publishing.publish(pot, sending)
    page = signed_in_page(merchant)
    page.goto(pot.get_absolute_url())
    press(page, "#publish .fold > summary")
    changed = Listing.objects.filter(connection=other)

    drawn_anew(page, "#publish", lambda: changed.update(status="OUT_OF_DATE", differs=[PRICE, {"field": "name"}]))

    expect(page.locator("#publish .fold > summary")).to_have_text("2 things are different in the store")
    expect(page.locator("#publish .fold")).to_have_attribute("open", "")
    assert has_focus(page, "#publish .fold > summary")
    tab_to(page, ".masthead a")

    drawn_anew(page, "#publish", lambda: changed.update(status="LIVE"))

    expect(page.locator("#publish .fold")).to_have_attribute("open", "")
    assert has_focus(page, ".masthead a")
    assert complaints == []


def test_the_keyboard_stays_in_a_part_whose_button_went(pot, merchant, work_all, signed_in_page):
    service.enhance(pot)
    page = signed_in_page(merchant)
    page.goto(pot.get_absolute_url())
    tab_to(page, "#texts [action$=cancel] button")

    work_all()

    expect(page.locator("#texts a")).to_be_visible(timeout=PATIENCE_MS)
    assert has_focus(page, "#texts")
    page.keyboard.press("Tab")
    assert has_focus(page, "#texts a")


def test_the_keyboard_goes_from_text_to_text(dallah, model, merchant, work_all, signed_in_page):
    dallah.images.all().delete()  # the browser asks no other host
    type(dallah).objects.update(image="")
    model.obey(obedient(seo_title="The best copper pot", description_html="<p>A pot, dishwasher safe.</p>"))
    service.enhance(dallah)
    work_all()
    page = signed_in_page(merchant)
    page.goto(f"{dallah.get_absolute_url()}/texts")
    press(page, "#en-name button")
    expect(page.locator("#en-description_html input[type=checkbox]")).to_be_focused()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # accepted with what nobody stands for: the box to tick is next

    expect(page.get_by_text("Confirm what is marked")).to_be_visible()
    expect(page.locator("#en-description_html input[type=checkbox]")).to_be_focused()
    press(page, "#en-description_html button.danger")
    expect(page.locator("#en-highlights button").first).to_be_focused()
    expect(page.locator("#en-description_html")).to_have_count(0)


def test_a_product_is_written_accepted_and_published(
    pot, merchant, store_of, salla, work_all, signed_in_page, complaints
):
    store_of(merchant)
    page = signed_in_page(merchant)
    page.goto("/products/")
    press(page, f"a[href='{pot.get_absolute_url()}']")
    expect(page).to_have_url(re.compile(f"{pot.pk}$"))
    press(page, "#texts [action$=write] button")
    expect(page.locator("#texts").get_by_role("progressbar")).to_be_visible()
    work_all()
    expect(page.locator("#texts").get_by_role("progressbar")).to_have_count(0, timeout=PATIENCE_MS)
    press(page, "#texts a[href$='/texts']")
    expect(page).to_have_url(re.compile("/texts$"))
    press(page, "#en-name button")
    expect(page.locator("#en-name").get_by_text("Accepted").first).to_be_visible()
    page.keyboard.press("Enter")  # the next has the focus already
    expect(page.get_by_text("Accepted", exact=True)).to_have_count(4)  # two badges, two headings

    page.goto(pot.get_absolute_url())
    press(page, "#publish a.button")
    expect(page).to_have_url(re.compile("/publish/"))
    press(page, "main form button:not([disabled])")
    expect(page.locator("#publish").get_by_role("progressbar")).to_be_visible()
    work_all()

    expect(page.locator("#publish").get_by_text("In the store", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    assert Listing.objects.get().status == "LIVE"
    assert complaints == []


def test_many_are_published_from_the_list(pot, merchant, product_of, store_of, salla, work_all, signed_in_page):
    product_of(merchant, name="Lamp", image="", snapshot={"images": []})
    store_of(merchant)
    page = signed_in_page(merchant)
    page.goto("/products/")
    tab_to(page, "[data-tick-all] input")
    page.keyboard.press("Space")
    press(page, "[formaction='/products/publish']")
    expect(page.get_by_role("heading", name="Publish 2 products")).to_be_visible()
    tab_to(page, "input[name=store]")
    press(page, "main form button")
    expect(page).to_have_url(re.compile("/products/publish/[0-9a-f-]{36}"))

    work_all()

    expect(page.get_by_role("cell", name="In the store")).to_have_count(2, timeout=PATIENCE_MS)
    assert set(Listing.objects.values_list("status", flat=True)) == {"LIVE"}
