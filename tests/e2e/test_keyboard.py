"""The keyboard alone: choosing and acting on it, undo, menus, dialogs, filters that are kept. Its focus is seen."""

import re

import pytest
from playwright.sync_api import Page, expect

from jobs.saved import SavedFilter

pytestmark = pytest.mark.django_db(transaction=True)
MOST_STOPS = 80
SEEN = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  return { what: one.outerHTML.slice(0, 80), ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    size: box.width * box.height, left: box.left, right: box.right,
    inside: box.left >= -1 && box.right <= innerWidth + 1 };
}"""


@pytest.fixture
def page_of_pots(merchant, product_of, signed_in_page):
    for name in ("Pot", "Lamp", "Mug"):
        product_of(merchant, name=name, image="", snapshot={"images": []})
    page = signed_in_page(merchant)
    page.goto("/products/")
    return page


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by the keyboard")


def test_products_are_chosen_deleted_and_brought_back(page_of_pots, complaints):
    page = page_of_pots
    expect(page.locator(".bulk.floating")).to_be_hidden()

    tab_to(page, "[aria-label='Choose Mug']")
    page.keyboard.press("Space")
    expect(page.get_by_text("1 chosen")).to_be_visible()
    tab_to(page, "[name=action][value=delete]")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 product was deleted.")).to_be_visible()
    tab_to(page, "[name=undo]")
    page.keyboard.press("Enter")

    expect(page.get_by_text("1 product is back.")).to_be_visible()
    expect(page.get_by_role("link", name="Mug")).to_be_visible()
    assert complaints == []


def test_one_key_chooses_the_whole_page(page_of_pots):
    tab_to(page_of_pots, "[data-tick-all] input")
    page_of_pots.keyboard.press("Space")

    expect(page_of_pots.get_by_text("3 chosen")).to_be_visible()


def test_a_filter_is_kept_under_a_name(page_of_pots, merchant):
    page = page_of_pots
    page.goto("/products/?q=Pot")

    tab_to(page, ".saved summary")
    page.keyboard.press("Enter")
    tab_to(page, "#saved-name")
    page.keyboard.type("My pots")
    page.keyboard.press("Enter")

    expect(page.locator(".saved").get_by_role("link", name="My pots")).to_be_visible()
    assert SavedFilter.objects.get(owner=merchant).address == "q=Pot"


def test_a_menu_closes_by_escape_and_gives_the_focus_back(page_of_pots):
    page = page_of_pots
    tab_to(page, ".masthead .menu > summary")
    page.keyboard.press("Enter")
    expect(page.locator(".masthead .menu-body")).to_be_visible()

    page.keyboard.press("Tab")
    page.keyboard.press("Escape")

    expect(page.locator(".masthead .menu-body")).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('.masthead .menu > summary')")


def test_a_dialog_keeps_the_focus_inside_and_gives_it_back(page_of_pots):
    page = page_of_pots
    tab_to(page, "[data-open=finder]")
    page.keyboard.press("Enter")
    expect(page.locator("#finder [data-found]").first).to_be_visible()
    behind = "document.activeElement !== document.body && !document.activeElement.closest('#finder')"
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        assert not page.evaluate(behind)

    page.keyboard.press("Escape")

    expect(page.locator("#finder")).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('[data-open=finder]')")


@pytest.fixture
def links_box(merchant, signed_in_page):
    page = signed_in_page(merchant)
    page.goto("/import")
    tab_to(page, "textarea")
    return page


def test_enter_imports_the_one_link_in_the_box(links_box, merchant):
    expect(links_box.get_by_label("Product link")).to_have_accessible_description(re.compile("^Enter imports one link"))
    links_box.keyboard.insert_text("https://shop.test/lamp\n")  # as a sheet's cell is copied
    links_box.keyboard.press("Enter")

    expect(links_box).to_have_url(re.compile("/import/status/[0-9a-f-]{36}$"))
    assert merchant.products.get().link == "https://shop.test/lamp"


def test_enter_tells_what_a_line_that_is_no_link_lacks_and_adds_a_line_to_many(links_box, merchant):
    page = links_box
    page.keyboard.type("Lamp")
    page.keyboard.press("Enter")
    expect(page.locator(".bad-lines")).to_contain_text("This is not a web address.")
    tab_to(page, "textarea")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("shop.test/lamp")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("shop.test/pot")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Product link")).to_have_value("shop.test/lamp\nshop.test/pot\n")
    assert not merchant.products.exists()

    page.keyboard.press("Control+Enter")

    expect(page).to_have_url(re.compile("/imports/"))
    assert merchant.products.count() == 2


@pytest.mark.parametrize("address", ["/products/", "/import", "/monitor", "/settings/people", "/settings/watch"])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_stop_of_the_keyboard_is_seen(page_of_pots, address, width):
    page = page_of_pots
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(address)
    wrong = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        seen = page.evaluate(SEEN)
        if not seen["ring"] or seen["size"] < 100 or not seen["inside"]:
            wrong.append(seen)

    assert not wrong, str(wrong)
