"""The merchant's own browser: the bookmark on a shop's page, a saved file, and a real worker that reads what came."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from products.imports.spending import MerchantBudget
from products.models import Product, ScrapeAttempt
from scraping.policy import ScrapePolicy
from tests.support import worker
from tests.support.http import Site, open_site
from tests.support.providers import paid_services

pytestmark = pytest.mark.django_db(transaction=True)

STRICT = "default-src 'none'; script-src 'self'; form-action 'none'; connect-src 'none'; frame-ancestors 'none'"
LAMP = (
    "<!doctype html><html><head><meta charset='windows-1256'><title>Brass lamp</title>"
    "<meta property='og:type' content='product'><meta property='og:title' content='Brass lamp — مصباح'>"
    "<meta property='og:image' content='/lamp.jpg'><meta property='product:price:amount' content='129.50'>"
    "<meta property='product:price:currency' content='SAR'></head>"
    "<body><h1>Brass lamp — مصباح</h1><p>129.50 SAR</p><button>Add to cart</button></body></html>"
)


def only_people(answer) -> None:
    """A shop that shows its page to browsers alone, under a strict policy of its own."""
    if "Mozilla" in answer.headers.get("User-Agent", ""):
        answer.write(
            LAMP.encode("cp1256", "xmlcharrefreplace"), Content_Type="text/html; charset=windows-1256",
            Content_Security_Policy=STRICT,
        )  # fmt: skip
    else:
        answer.write(b"<title>Access Denied</title>", status=403)


@pytest.fixture
def shop():
    with open_site() as site:
        site.route("/lamp", only_people)
        yield site


@pytest.fixture
def at_work(tmp_path, settings, shop):
    settings.SCRAPE_POLICY = ScrapePolicy(allow_private=frozenset({shop.pair}))
    env = {"SCRAPE_ALLOW_PRIVATE": shop.pair, "SCRAPE_PROVIDERS": "direct,platform_json"}
    with worker.Crew(tmp_path, worker.address_of(connection), "memory://", imports=(), env=env) as crew:
        yield crew


def bookmark_of(page: Page) -> str:
    """What the merchant drags to the bookmarks bar."""
    page.goto("/import/from-browser")
    code = page.get_by_role("link", name="Send to Wared").get_attribute("href") or ""
    assert code.startswith("javascript:")
    return code.removeprefix("javascript:")


def press(code: str, tab: Page) -> Page:
    """Press the bookmark while ``tab`` shows a shop's page: the browser runs it there, whatever that page's policy."""
    with tab.expect_popup() as opened:
        tab.evaluate(code)
    return opened.value


def test_a_blocked_page_comes_by_the_bookmark(
    at_work, shop: Site, merchant, signed_in_page, context: BrowserContext, complaints, screenshots
):
    page = signed_in_page(merchant)
    page.goto("/import")
    page.get_by_label("Product link").fill(shop.url("/lamp"))
    page.get_by_role("button", name="Import", exact=True).first.click()
    expect(page.get_by_text("The shop refused to show us the page.")).to_be_visible(timeout=60_000)
    screenshots(page, "blocked")
    product = merchant.products.get()

    code = bookmark_of(page)
    tab = context.new_page()
    tab.goto(shop.url("/lamp"))
    sent = press(code, tab)

    expect(sent.get_by_role("heading", name="The page has arrived")).to_be_visible()
    expect(sent.get_by_text(shop.url("/lamp"))).to_be_visible()
    sent.get_by_role("button", name="Import this page").click()
    expect(sent).to_have_url(re.compile(rf"/products/{product.pk}$"), timeout=60_000)
    expect(sent.get_by_role("heading", name="Brass lamp — مصباح")).to_be_visible()
    product.refresh_from_db()
    assert (product.status, str(product.price)) == ("IMPORTED", "129.5000")
    assert product.stored_pages.first().provider == "merchant_browser"
    assert complaints == []


def test_nothing_is_stored_before_the_merchant_confirms(shop, merchant, signed_in_page, context, settings):
    settings.SCRAPE_POLICY = ScrapePolicy(allow_private=frozenset({shop.pair}))
    code = bookmark_of(signed_in_page(merchant))
    tab = context.new_page()
    tab.goto(shop.url("/lamp"))

    sent = press(code, tab)
    button = sent.get_by_role("button", name="Import this page")
    expect(button).to_be_visible()
    size = sent.locator("[data-arrived-size]").bounding_box()
    assert button.bounding_box()["y"] - size["y"] - size["height"] >= 12, "the words are tight to the button"

    assert not Product.objects.exists()


def test_a_page_that_lies_about_its_address_is_not_taken(shop, merchant, signed_in_page, context):
    signed_in_page(merchant)
    tab = context.new_page()
    tab.goto(shop.page("/evil", "<h1>Evil</h1>"))
    home = bookmark_of(context.new_page()).partition("o='")[2].partition("'")[0]

    lie = f"""() => {{
        const w = open('{home}/import/from-browser?from=bookmark');
        addEventListener('message', () => w.postMessage(
            {{wared: 'page', address: 'https://famous.example/phone', html: '<h1>Phone</h1>'}}, '{home}'));
    }}"""
    with tab.expect_popup() as opened:
        tab.evaluate(lie)

    expect(opened.value.get_by_text("names another address than the one it was sent from")).to_be_visible()
    expect(opened.value.get_by_role("button", name="Import this page")).to_be_hidden()


def test_the_bookmark_does_nothing_on_our_own_page_but_say_where_it_belongs(merchant, signed_in_page, screenshots):
    page = signed_in_page(merchant)
    page.goto("/import/from-browser")

    page.get_by_role("link", name="Send to Wared").click()

    expect(page.get_by_text("Do not click it here")).to_be_visible()
    expect(page).to_have_url(re.compile("/import/from-browser$"))
    screenshots(page, "from-browser")


def test_a_saved_file_becomes_a_product(at_work, shop, merchant, signed_in_page, tmp_path, complaints):
    saved = tmp_path / "lamp.html"
    saved.write_bytes(
        f"<!-- saved from url=(0030){shop.url('/lamp')} -->\n{LAMP}".encode("cp1256", "xmlcharrefreplace")
    )
    page = signed_in_page(merchant)
    page.goto("/import/from-browser")

    page.get_by_label("Saved page").set_input_files(saved)
    page.get_by_role("button", name="Send the page").click()

    expect(page).to_have_url(re.compile(r"/products/[0-9a-f-]{36}$"), timeout=60_000)
    expect(page.get_by_role("heading", name="Brass lamp — مصباح")).to_be_visible()
    assert complaints == []


def test_a_page_is_not_lost_when_the_session_ends_meanwhile(at_work, shop, merchant, signed_in_page, context, tmp_path):
    saved = tmp_path / "lamp.html"
    saved.write_text(f"<!-- saved from url=(0030){shop.url('/lamp')} -->\n{LAMP.replace('windows-1256', 'utf-8')}")
    page = signed_in_page(merchant)
    page.goto("/import/from-browser")
    page.get_by_label("Saved page").set_input_files(saved)
    kept = context.cookies()
    context.clear_cookies()

    page.get_by_role("button", name="Send the page").click()

    expect(page.get_by_text("You have been signed out. Your page is still here")).to_be_visible()
    expect(page.get_by_role("link", name="Sign in")).to_have_attribute("target", "_blank")
    context.add_cookies([cookie for cookie in kept if cookie["name"] == "sessionid"])  # a new token comes with it
    page.get_by_role("button", name="Send the page").click()
    expect(page.get_by_role("heading", name="Brass lamp — مصباح")).to_be_visible(timeout=60_000)


def test_a_shop_that_keeps_tabs_apart_is_told_of(shop, merchant, signed_in_page, context):
    code = bookmark_of(signed_in_page(merchant))
    shop.route(
        "/apart", lambda answer: answer.write(LAMP.encode("cp1256", "xmlcharrefreplace"),
                                              Cross_Origin_Opener_Policy="same-origin")
    )  # fmt: skip
    tab = context.new_page()
    tab.goto(shop.url("/apart"))

    with context.expect_page() as opened:
        tab.evaluate(code)

    expect(opened.value.get_by_text("The shop's page did not come through")).to_be_visible(timeout=15_000)


def test_a_refused_file_says_why(merchant, signed_in_page, tmp_path, screenshots, complaints):
    picture = tmp_path / "lamp.html"
    picture.write_bytes(b"\xff\xd8\xff\xe0")
    page = signed_in_page(merchant)
    page.goto("/import/from-browser")

    page.get_by_label("Saved page").set_input_files(picture)
    page.get_by_role("button", name="Send the page").click()

    expect(page.get_by_text("This is not a saved web page.")).to_be_visible()


def test_the_costs_of_the_month_are_seen_at_a_glance(
    merchant, signed_in_page, settings, product_of, complaints, screenshots
):
    product = product_of(merchant)
    for provider, usd, code in (("direct", "0", ""), ("direct", "0", "blocked_by_shop"), ("zyte", "0.016", "")):
        ScrapeAttempt.objects.create(
            product=product, merchant=merchant, provider=provider, url="https://shop.test/", error_code=code,
            started_at=timezone.now(), duration_ms=900, bytes=250_000, cost_usd=usd,
        )  # fmt: skip
    MerchantBudget(merchant).reserve("zyte", Decimal("0.016"))
    page = signed_in_page(merchant)
    with paid_services() as services:
        settings.SCRAPE_POLICY = ScrapePolicy(services=services.set_up("zyte"))

        page.goto("/settings/spending")

        expect(page.get_by_role("progressbar", name="$0.02 of $10.00 used")).to_be_visible()
        expect(page.get_by_role("cell", name="Zyte API")).to_be_visible()
        screenshots(page, "spending")
        page.get_by_label("Monthly budget").fill("3")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("progressbar", name="$0.02 of $3.00 used")).to_be_visible()
    assert complaints == []
