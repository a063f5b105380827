"""A product's texts in a real browser: written, held against the source, changed, rejected, confirmed, in force."""

import pytest
from playwright.sync_api import Locator, Page, expect

from products.enhancement import service
from products.publishing.listings import find_or_make
from tests.merchants.stores.conftest import store_of  # noqa: F401 - a fixture
from tests.products.conftest import work_all  # noqa: F401 - a fixture
from tests.products.enhancement.conftest import dallah, model, obedient  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db(transaction=True)
# ruff: noqa: F811
PATIENCE_MS = 20_000
INVENTED = {"description_html": "<p>A copper pot, 28 cm high, dishwasher safe.</p>", "seo_title": "The best copper pot"}


def test_texts_are_written_compared_decided_and_only_then_used(
    merchant, dallah, model, store_of, work_all, signed_in_page, complaints
):
    dallah.images.all().delete()  # the browser asks no other host
    type(dallah).objects.update(image="")
    model.obey(obedient(**INVENTED))
    page = signed_in_page(merchant)
    page.goto(dallah.get_absolute_url())
    page.get_by_role("button", name="Write texts").click()
    expect(page.locator("#texts").get_by_role("progressbar")).to_be_visible()
    work_all()
    expect(page.get_by_role("link", name="Look at 12 proposed texts")).to_be_visible(timeout=PATIENCE_MS)
    page.goto("/products/proposals")
    page.get_by_label("Choose all").check()
    expect(page.get_by_text("1 chosen")).to_be_visible()
    page.get_by_role("link", name=dallah.name).click()

    title = page.locator("#en-name")
    expect(title.locator("del").first).to_have_text("dallah")
    expect(title.locator("ins.traced")).to_have_text("1.2 L")
    change(title, "Copper coffee pot")
    expect(title.get_by_text("Accepted").first).to_be_visible()
    dallah.refresh_from_db()
    assert dallah.status == "ENHANCED"

    page.locator("#ar-name").get_by_role("button", name="Reject").click()
    expect(page.locator("#ar-name")).to_have_count(0)
    confirms_or_removes(page)
    page.get_by_role("button", name="that the source bears out").click()
    expect(page.get_by_role("button", name="Reject all")).to_have_count(0)

    text = dallah.texts.get(language="en")
    assert (text.name, text.seo_title) == ("Copper coffee pot", "Copper coffee pot")
    assert "dishwasher safe" in text.description_html
    assert dallah.texts.get(language="ar").name == ""
    is_held_back_once_nobody_bears_it_out(page, dallah, store_of(merchant))
    assert complaints == ["Failed to load resource: the server responded with a status of 422 (Unprocessable Content)"]


def change(card: Locator, words: str) -> None:
    card.get_by_text("Change it").click()
    card.get_by_role("textbox").fill(words)
    card.get_by_role("button", name="Accept").click()


def confirms_or_removes(page: Page) -> None:
    """What the source does not bear out: the description is stood for, the search title loses it."""
    description = page.locator("#en-description_html")
    expect(description.locator("mark")).to_have_text("dishwasher safe")
    description.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Confirm what is marked, or take it out of the text.")).to_be_visible()
    description.get_by_role("checkbox").check()
    description.get_by_role("button", name="Accept").click()
    expect(description.locator("mark")).to_have_count(0)
    change(page.locator("#en-seo_title"), "Copper coffee pot")
    expect(page.locator("#en-seo_title mark")).to_have_count(0)


def is_held_back_once_nobody_bears_it_out(page: Page, dallah, store) -> None:
    """The shop no longer says how high the pot is: what was true is now a claim like any other."""
    type(store).objects.filter(pk=store.pk).update(currency="SAR", language="en")
    find_or_make(dallah, store)
    preview = f"{dallah.get_absolute_url()}/publish/{store.pk}"
    page.goto(preview)
    expect(page.get_by_text("which the source does not bear out")).to_have_count(0)
    dallah.facts.snapshot |= {"properties": {"Warranty": "2 years"}}
    dallah.facts.save()
    page.goto(preview)
    expect(page.get_by_text("which the source does not bear out").first).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_be_disabled()


@pytest.fixture
def pot(merchant, product_of):
    return product_of(merchant, name="Pot", image="", snapshot={"images": []})


def test_the_page_of_texts_shows_that_they_are_written_and_then_the_texts(
    pot, merchant, work_all, signed_in_page, complaints, screenshots
):
    service.enhance(pot)
    page = signed_in_page(merchant)
    page.goto(f"{pot.get_absolute_url()}/texts")
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text("No texts yet")).to_have_count(0)
    screenshots(page, "texts-being-written")

    work_all()

    expect(page.locator("#en-name")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    assert complaints == []


def test_what_is_being_typed_outlives_newer_texts(pot, merchant, work_all, signed_in_page, screenshots):
    service.enhance(pot)
    work_all()
    service.enhance(pot)
    page = signed_in_page(merchant)
    page.goto(f"{pot.get_absolute_url()}/texts")
    title = page.locator("#en-name")
    title.get_by_text("Change it").click()
    title.get_by_role("textbox").fill("My own pot")

    work_all()

    expect(page.get_by_text("New texts are written.")).to_be_visible(timeout=PATIENCE_MS)
    expect(title.get_by_role("textbox")).to_have_value("My own pot")
    page.get_by_role("link", name="Show them").click()
    expect(page.get_by_text("New texts are written.")).to_have_count(0)
    expect(page.locator("#en-name").get_by_role("button", name="Accept")).to_be_visible()
