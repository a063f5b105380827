"""axe-core on every page: WCAG 2.2 AA without a violation, wide and light in English, narrow and dark in Arabic."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page

from jobs.models import Status
from tests.e2e.conftest import WIDTHS

pytestmark = pytest.mark.django_db(transaction=True)

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
FOR_STRANGERS = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/guide", "/no-such-page"]
FOR_MEMBERS = [
    *(
        "/find",
        "/find?q=key",
        "/import",
        "/import/from-browser",
        "/products/",
        "/products/?q=nothing-like-it",
        "/products/export",
    ),
    *("/monitor", "/monitor/failures", "/monitor/times", "/monitor/system", "/monitor/audit"),
    *("/settings/", "/settings/shop", "/settings/people", "/settings/keys", "/settings/webhooks", "/settings/stores"),
    *("/settings/stores/connect/salla", "/settings/stores/connect/woocommerce", "/settings/stores/connect/shopify"),
    *("/settings/feeds", "/settings/spending", "/settings/prices", "/settings/account", "/settings/api/try"),
    *("/settings/watch", "/settings/writing", "/alerts", "/insights/"),
    *("/notifications/", "/settings/notifications", "/design"),
    *("/accounts/email/", "/accounts/password/change/", "/settings/new"),
]
LOOKS = [("en", "light", "desktop"), ("ar", "dark", "phone")]


@pytest.fixture
def found(context, live_server):
    """Ask axe about pages; what it finds, one line a kind of violation and page."""

    def ask(page: Page, addresses: list[str], look: tuple[str, str, str]) -> list[str]:
        language, scheme, width = look
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size(WIDTHS[width])
        context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}])
        return [line for address in addresses for line in _violations(page, address)]

    return ask


def _violations(page: Page, address: str) -> list[str]:
    page.goto(address)
    return _on(page, address)


def _on(page: Page, address: str) -> list[str]:
    result = Axe().run(page, options=WCAG).response["violations"]
    return [f"{address}: {rule['id']} at {node['target']}" for rule in result for node in rule["nodes"]]


def test_a_bad_page_is_found_out(page):
    page.set_content("<html lang='en'><title>Bad</title><img src='pot.jpg'><p style='color: #ccc'>Pale</p></html>")

    assert {line.split()[1] for line in _on(page, "here")} == {"image-alt", "color-contrast"}


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_pages_for_strangers_can_be_used_by_everybody(page, found, look):
    assert found(page, FOR_STRANGERS, look) == []


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_pages_for_members_can_be_used_by_everybody(signed_in_page, merchant, product_of, run_of, failed, found, look):
    ready, lost = product_of(merchant), product_of(merchant, status="FAILED", error_code="page_not_found")
    done, watched = run_of(merchant), run_of(merchant, status=Status.RUNNING)
    failed(merchant)
    own = [f"/products/{ready.pk}", f"/import/status/{lost.pk}", f"/monitor/{done.pk}", f"/monitor/{watched.pk}"]

    assert found(signed_in_page(merchant), [*own, *FOR_MEMBERS], look) == []
