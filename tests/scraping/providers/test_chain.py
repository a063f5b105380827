"""As few requests as possible, an account of all of them, and no success lost."""

import json
from dataclasses import dataclass, replace

import pytest

from scraping.errors import (
    AddressRefused,
    ChallengePage,
    InvalidLink,
    PageNotFound,
    ShopBusy,
)
from scraping.providers import chain
from scraping.providers.provider import recorded

SHOPIFY = '<title>A lamp</title><img src="https://cdn.shopify.com/s/files/lamp.jpg">'
LAMP_JS = json.dumps({"title": "A lamp", "variants": []})


@pytest.fixture
def shop(site):
    """A Shopify shop with a page and its data."""
    site.page("/products/lamp", SHOPIFY)
    site.page("/products/lamp.js", LAMP_JS, Content_Type="application/json")
    return site


@pytest.fixture
def fetch(shop, policy, told):
    def fetch(path="/products/lamp", **options):
        return chain.fetch(shop.url(path), policy, told.append, **options)

    return fetch


def test_a_good_page_is_asked_for_once(shop, fetch):
    page = fetch(lacking=lambda page: 0)

    assert (shop.paths(), page.extras) == (["/products/lamp"], [])
    assert [attempt.error_code for attempt in page.attempts] == [""]


def test_every_page_is_good_enough_for_who_does_not_say(shop, fetch):
    assert (fetch().extras, shop.paths()) == ([], ["/products/lamp"])


def test_a_page_that_is_not_good_enough_gets_more(shop, fetch):
    judged = []

    page = fetch(lacking=lambda page: judged.append(len(page.extras)) or 1)

    assert (shop.paths(), judged) == (["/products/lamp", "/products/lamp.js"], [0])
    assert [document.body for document in page.extras] == [LAMP_JS.encode()]
    assert [attempt.provider for attempt in page.attempts] == ["direct", "platform_json"]


@dataclass(frozen=True)
class Patient:
    """A provider that would add one more extra for ever."""

    key: str = "patient"

    def applies(self, link, policy, so_far):
        return so_far is not None

    def fetch(self, link, policy, report, so_far):
        with recorded(self.key, link.url) as record:
            return replace(so_far, extras=[*so_far.extras, so_far.document], attempts=[record.attempt()])


@pytest.mark.parametrize("enough", [0, 1, 2])
def test_each_provider_is_asked_only_while_the_page_is_not_enough(shop, policy, told, monkeypatch, enough):
    monkeypatch.setitem(chain.PROVIDERS, "patient", Patient())
    policy = replace(policy, providers=("direct", "platform_json", "patient"))

    page = chain.fetch(shop.url("/products/lamp"), policy, told.append, lacking=lambda page: len(page.extras) < enough)

    assert (len(page.extras), len(page.attempts)) == (enough, enough + 1)


def test_a_failure_in_the_middle_lets_the_next_one_try(shop, policy, told, monkeypatch):
    monkeypatch.setitem(chain.PROVIDERS, "patient", Patient())
    shop.page("/products/lamp.js", "", status=500)
    policy = replace(policy, providers=("direct", "platform_json", "patient"))

    page = chain.fetch(shop.url("/products/lamp"), policy, told.append, lacking=lambda page: 1)

    assert [attempt.error_code for attempt in page.attempts] == ["", "shop_unreachable", ""]


def test_nobody_judges_a_page_when_nobody_else_can_be_asked(shop, fetch):
    shop.page("/lamp", "<title>A lamp</title>")

    def never(page):
        raise AssertionError("read for nothing")

    assert fetch("/lamp", lacking=never).provider == "direct"


@pytest.mark.parametrize(
    ("status", "body"), [(403, SHOPIFY), (200, "<title>Just a moment...</title>"), (200, "")], ids=str
)
def test_a_blocked_page_is_replaced(shop, fetch, status, body):
    shop.page("/products/lamp", body, status=status)

    page = fetch()

    assert (page.provider, len(page.extras)) == ("platform_json", 1)
    assert [attempt.error_code == "" for attempt in page.attempts] == [False, True]


@pytest.mark.parametrize(("status", "error"), [(404, PageNotFound), (429, ShopBusy)])
def test_a_page_that_nobody_can_get_is_asked_for_once(shop, fetch, status, error):
    shop.page("/products/lamp", SHOPIFY, status=status)

    with pytest.raises(error) as caught:
        fetch()

    assert (shop.paths(), len(caught.value.attempts)) == (["/products/lamp"], 1)


def test_a_later_failure_does_not_lose_the_page(shop, fetch):
    shop.page("/products/lamp.js", "", status=500)

    page = fetch(lacking=lambda page: 1)

    assert (page.document.body, page.extras) == (SHOPIFY.encode(), [])
    assert [(attempt.provider, attempt.error_code) for attempt in page.attempts] == [
        ("direct", ""),
        ("platform_json", "shop_unreachable"),
    ]


def test_when_all_fail_the_first_reason_counts_and_all_attempts_are_told(shop, fetch):
    shop.page("/products/lamp", "<title>Just a moment...</title>", status=403)
    shop.page("/products/lamp.js", "", status=403)

    with pytest.raises(ChallengePage) as caught:
        fetch()

    error = caught.value
    assert [(attempt.provider, attempt.error_code, attempt.status_code) for attempt in error.attempts] == [
        ("direct", "challenge_page", 403),
        ("platform_json", "blocked_by_shop", 403),
    ]
    assert error.page.document.body == b"<title>Just a moment...</title>"


def test_the_policy_says_who_is_asked_and_when(shop, policy, told):
    ordered = replace(policy, providers=("platform_json", "direct"))
    alone = replace(policy, providers=("direct",))

    assert chain.fetch(shop.url("/products/lamp"), ordered, told.append).provider == "platform_json"
    assert chain.fetch(shop.url("/products/lamp"), alone, told.append, lacking=lambda page: 1).extras == []


def test_a_provider_that_does_not_exist_is_a_mistake_not_a_silence(shop, policy, told):
    with pytest.raises(KeyError, match="zauber"):
        chain.fetch(
            shop.url("/products/lamp"),
            replace(policy, providers=("zauber",)),
            told.append,
        )


@pytest.mark.parametrize(("link", "error"), [("http://127.0.0.1/", AddressRefused), ("lamp", InvalidLink)])
def test_a_bad_link_asks_nobody(policy, told, link, error):
    with pytest.raises(error) as caught:
        chain.fetch(link, policy, told.append)

    assert (caught.value.attempts, told) == ([], [])


def test_what_goes_on_is_reported(shop, fetch, told):
    fetch(lacking=lambda page: 1)

    assert told == ["Asking 127.0.0.1 for the page", "Asking 127.0.0.1 for its Shopify data"]


def test_a_shop_may_have_an_order_of_its_own(shop, policy, told):
    policy = replace(policy, providers_by_shop={"0.0.1": ("platform_json",), "0.1": ("direct",)})

    page = chain.fetch(shop.url("/products/lamp"), policy, told.append)

    assert [attempt.provider for attempt in page.attempts] == ["platform_json"]
    assert policy.chain_for("shop.test") == policy.providers
