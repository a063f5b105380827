"""A merchant's way in and out, and every account page as a person sees it."""

import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from merchants import people
from merchants.keys import authenticate
from merchants.models import ApiKey, Invitation, Membership, Merchant
from tests.conftest import PASSWORD
from tests.e2e.conftest import WIDTHS

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_merchant_signs_up_signs_out_and_signs_in_again(page: Page, complaints):
    page.goto("/accounts/signup/")
    page.get_by_label("Shop name").fill("قهوة الدار")
    page.get_by_label("Email").fill("Sara@Example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password (again)").fill(PASSWORD)
    page.get_by_role("button", name="Make account").click()
    page.goto("/settings/")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()

    page.locator("summary", has_text="Account menu").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/settings/")
    expect(page).to_have_url(re.compile(r"/accounts/login/\?next=/settings/"))

    page.get_by_label("Email").fill("sara@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(r"/settings/$"))
    assert Membership.objects.get(user__email="sara@example.com").merchant.slug == "قهوة-الدار"
    assert complaints == []


STRANGERS_PAGES = {
    "login": "/accounts/login/",
    "signup": "/accounts/signup/",
    "password-reset": "/accounts/password/reset/",
    "password-reset-sent": "/accounts/password/reset/done/",
    "password-reset-over": "/accounts/password/reset/key/1-bad/",
    "confirm-email-over": "/accounts/confirm-email/bad/",
    "inactive": "/accounts/inactive/",
    "invitation-over": "/settings/invitations/bad",
}
OWN_PAGES = {
    "settings": "/settings/",
    "shop": "/settings/shop",
    "people": "/settings/people",
    "keys": "/settings/keys",
    "account": "/settings/account",
    "new-shop": "/settings/new",
    "password-change": "/accounts/password/change/",
    "emails": "/accounts/email/",
    "logout": "/accounts/logout/",
    "not-found": "/settings/nothing-here",
}


def fits_its_window(page: Page) -> bool:
    """Nothing sticks out sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("name", STRANGERS_PAGES)
def test_every_page_for_strangers_fits_wide_and_phone_without_a_complaint(name, page, complaints, screenshots):
    page.goto(STRANGERS_PAGES[name])
    wide = fits_its_window(page)
    page.set_viewport_size(WIDTHS["phone"])
    assert wide and fits_its_window(page)
    assert [text for text in complaints if "404" not in text] == []
    screenshots(page, name)


@pytest.fixture
def lived_in(merchant, make_user, user) -> Merchant:
    """A merchant with people, an invitation and keys."""
    make_user("huda.alotaibi@warehouse.example", merchant, "editor")
    make_user("accounting@example.com", merchant, "viewer")
    Invitation.objects.create(merchant=merchant, email="new.colleague@example.com", sent_at=timezone.now())
    ApiKey.make(merchant, "Warehouse script", ["read", "write"])
    ApiKey.make(merchant, "Old price export", ["read"])[0].revoke()
    return merchant


def test_the_invitation_fits_its_window(page, lived_in, screenshots):
    page.goto(f"/settings/invitations/{people.token_of(lived_in.invitations.get())}")
    assert fits_its_window(page)
    screenshots(page, "invitation")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_dark_page_fits_with_its_menu_open(lived_in, user, signed_in_page, live_server, screenshots, width):
    page = signed_in_page(lived_in, user=user)
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": live_server.url}])
    page.set_viewport_size(WIDTHS[width])
    page.goto("/settings/people")
    page.locator("summary", has_text="Account menu").click()
    expect(page.get_by_role("link", name="Your account").last).to_be_in_viewport()
    assert fits_its_window(page)
    screenshots(page, "dark-people")


@pytest.mark.parametrize("name", OWN_PAGES)
def test_every_page_of_a_member_fits_wide_and_phone_without_a_complaint(
    name, lived_in, user, signed_in_page, complaints, screenshots
):
    page = signed_in_page(lived_in, user=user)
    page.goto(OWN_PAGES[name])
    wide = fits_its_window(page)
    page.set_viewport_size(WIDTHS["phone"])
    assert wide and fits_its_window(page)
    assert [text for text in complaints if "404" not in text] == []
    screenshots(page, name)


def test_arabic_turns_the_page_around_and_stays(page: Page):
    page.goto("/accounts/login/")
    page.get_by_role("button", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    page.goto("/accounts/signup/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    heights = page.evaluate("[getComputedStyle(document.body).lineHeight, getComputedStyle(document.body).fontSize]")
    assert float(heights[0][:-2]) / float(heights[1][:-2]) == pytest.approx(1.7)


def test_the_chosen_theme_is_painted_by_the_server(page: Page):
    page.goto("/accounts/login/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Light or dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_a_new_key_is_shown_once_and_can_be_copied(signed_in_page, merchant, context, live_server):
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    page = signed_in_page(merchant)
    page.goto("/settings/keys")
    page.get_by_label("Name").fill("Shelf labels")
    page.get_by_role("button", name="Make key").click()
    text = page.locator("#new-key").inner_text()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == text
    assert authenticate(text).merchant == merchant
    page.goto("/settings/keys")
    expect(page.get_by_role("cell", name="Shelf labels").first).to_be_visible()
    assert text not in page.content()


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_people_are_managed_without_javascript(signed_in_page, merchant):
    page = signed_in_page(merchant)
    page.goto("/settings/people")
    page.get_by_label("E-mail address").fill("new@example.com")
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_text("An invitation went to new@example.com")).to_be_visible()
    expect(page.get_by_role("button", name="Withdraw")).to_be_visible()
    page.locator("summary", has_text="Account menu").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_an_invited_person_joins_by_the_link_in_the_message(page: Page, merchant, live_server, rf):
    request = rf.get("/", SERVER_NAME="localhost")
    people.invite(merchant=merchant, email="new@example.com", role="editor", request=request)
    link = re.search(r"/settings/invitations/\S+", mail.outbox[-1].body).group()
    page.goto(link)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password (again)").fill(PASSWORD)
    page.get_by_role("button", name="Make account and join").click()
    page.goto("/settings/people")
    expect(page.get_by_role("cell", name="new@example.com")).to_be_visible()
    assert Membership.objects.get(user__email="new@example.com").role == "editor"


def test_the_first_tab_leads_past_the_menu(signed_in_page, merchant):
    page = signed_in_page(merchant)
    page.goto("/settings/people")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
