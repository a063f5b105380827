"""The finder of every page, by the keyboard alone."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)


def test_ctrl_k_a_few_letters_and_enter_go_anywhere(signed_in_page, merchant, product_of, complaints):
    product_of(merchant, name="Copper dallah", image="")
    page = signed_in_page(merchant)
    page.goto("/monitor")

    page.keyboard.press("Control+k")
    expect(page.locator("#finder [data-found]").first).to_be_visible()
    page.keyboard.type("dalla")
    expect(page.locator("#finder [data-found]")).to_have_count(1)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Copper dallah")).to_be_visible()
    assert complaints == []


def test_arrow_keys_walk_and_escape_closes(signed_in_page, merchant, complaints):
    page = signed_in_page(merchant)
    page.goto("/import")

    page.get_by_role("link", name="Go to").click()
    expect(page.locator("#finder [data-found]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#finder [data-found]").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#finder input")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator("#finder")).to_be_hidden()
    assert complaints == []
