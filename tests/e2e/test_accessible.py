"""axe-core on every page, in both languages and both themes: WCAG 2.2 AA without a violation."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import URLResolver, get_resolver, resolve, reverse
from django.urls.converters import IntConverter, PathConverter, SlugConverter, StringConverter, UUIDConverter
from playwright.sync_api import Page

from tests.e2e.conftest import WIDTHS
from tests.e2e.shop_in_use import addresses, invitation  # noqa: F401 - a fixture
from tests.e2e.test_accounts import fits_its_window
from tests.merchants.stores.conftest import store_of  # noqa: F401 - a fixture
from tests.products.conftest import work_all  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)
# ruff: noqa: F811

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
COLOURS = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}  # all that the other theme can change
OTHER = {"light": "dark", "dark": "light"}
FOR_STRANGERS = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/inactive/",
    "/guide",
    "/no-such-page",
]
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
    *("/monitor", "/monitor/failures", "/monitor/times"),
    *("/settings/", "/settings/shop", "/settings/people", "/settings/keys", "/settings/webhooks", "/settings/stores"),
    *("/settings/stores/connect/salla", "/settings/stores/connect/woocommerce", "/settings/stores/connect/shopify"),
    *("/settings/feeds", "/settings/spending", "/settings/prices", "/settings/account", "/settings/api/try"),
    *("/settings/watch", "/settings/writing", "/alerts", "/insights/"),
    *("/notifications/", "/settings/notifications", "/design"),
    *("/accounts/email/", "/accounts/password/change/", "/accounts/logout/", "/settings/new", "/products/proposals"),
]
FOR_STAFF = ["/monitor?scope=all", "/monitor/system", "/monitor/audit", "/monitor/failures?scope=all"]
OTHERS = {"admin", "api", "store-webhooks", "djdt"}  # pages of Django's own, and addresses of programs
FITTING = {UUIDConverter: uuid4(), IntConverter: 1, StringConverter: "x", SlugConverter: "x", PathConverter: "x"}
NO_PAGES = {
    *("products:picture", "products:feed", "products:download-file", "products:analysis-csv"),
    *("jobs:file", "jobs:export", "products:import-status-json", "jobs:metrics"),
    *("products:texts-section", "products:publish-section", "products:edit-value"),  # parts of pages
    *("merchants:invite", "merchants:make-key", "merchants:add-webhook", "merchants:change-webhook"),  # what forms do
    *("merchants:rotate-webhook", "set_language", "jobs:run-now", "jobs:bulk", "products:watch-product"),
    *("account_set_password", "account_reset_password_from_key_done", "account_email_verification_sent"),
    *("notices:open", "merchants:go", "merchants:store-callback", "products:home"),  # lead to pages
    *("merchants:claim-store", "account_reset_password_from_key", "account_confirm_email"),  # one-time links
}
LOOKS = [("en", "light", "desktop"), ("ar", "dark", "phone")]


@pytest.fixture
def found(context, live_server):
    """Ask axe about pages; what it finds, one line a kind of violation and page. Says too what sticks out sideways."""

    def ask(page: Page, addresses: list[str], look: tuple[str, str, str]) -> list[str]:
        language, scheme, width = look
        page.set_viewport_size(WIDTHS[width])
        context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}])
        return [line for address in addresses for line in _wrong(page, address, scheme)]

    return ask


def _wrong(page: Page, address: str, scheme: str) -> list[str]:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(address)
    wrong = _on(page, address)
    page.emulate_media(color_scheme=OTHER[scheme], reduced_motion="reduce")
    wrong += [f"{line} ({OTHER[scheme]})" for line in _on(page, address, COLOURS)]
    return wrong if fits_its_window(page) else [*wrong, f"{address}: sticks out sideways"]


def _on(page: Page, address: str, options: dict[str, list[str]] = WCAG) -> list[str]:
    result = Axe().run(page, options=options).response["violations"]
    return [f"{address}: {rule['id']} at {node['target']}" for rule in result for node in rule["nodes"]]


def test_a_bad_page_is_found_out(page):
    page.set_content("<html lang='en'><title>Bad</title><img src='pot.jpg'><p style='color: #ccc'>Pale</p></html>")

    assert {line.split()[1] for line in _on(page, "here")} == {"image-alt", "color-contrast"}


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_pages_for_strangers_can_be_used_by_everybody(page, found, look):
    assert found(page, FOR_STRANGERS, look) == []


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_pages_for_members_can_be_used_by_everybody(signed_in_page, merchant, user, addresses, found, complaints, look):
    pages = [*addresses.values(), *FOR_MEMBERS, invitation(merchant)]

    assert found(signed_in_page(merchant, user=user), pages, look) == []
    assert complaints == []


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_pages_for_staff_can_be_used_by_everybody(signed_in_page, merchant, user, found, failed, look):
    type(user).objects.filter(pk=user.pk).update(is_staff=True)
    failed(merchant)

    assert found(signed_in_page(merchant, user=user), FOR_STAFF, look) == []


def test_no_page_is_forgotten(merchant, user, addresses, client_of):
    """Every address that answers a GET is one of those that are looked at, or is named here with what it gives else."""
    everywhere = [*addresses.values(), *FOR_MEMBERS, *FOR_STAFF, *FOR_STRANGERS, invitation(merchant)]
    seen = {resolve(urlsplit(address).path).view_name for address in everywhere if address != "/no-such-page"}
    client = client_of(user)

    left = [
        name
        for name, parts in _named(get_resolver())
        if name not in seen and name not in NO_PAGES and client.get(reverse(name, kwargs=parts)).status_code != 405
    ]

    assert not left, ", ".join(left)


def _named(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """The names of our own addresses, each with values that fit into it."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            if one.namespace not in OTHERS:
                yield from _named(one, f"{space}{one.namespace}:" if one.namespace else space)
        elif one.name:
            yield space + one.name, {name: FITTING[type(kind)] for name, kind in one.pattern.converters.items()}
