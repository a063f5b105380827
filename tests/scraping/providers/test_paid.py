"""The four paid services: asked as they want it, believed only as far as a page goes, paid for what they charge."""

import logging
from dataclasses import replace
from decimal import Decimal

import pytest

from scraping.errors import (
    BlockedByShop,
    BudgetReached,
    ChallengePage,
    PageGone,
    PageNotFound,
    PageTooLarge,
    ProviderBusy,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnavailable,
    ScrapeError,
)
from scraping.links import parse_link
from scraping.providers import chain
from tests.support.providers import KEYS, PATHS, PRICES, Purse, paid_services

LINK = "http://shop.example/lamp"
LAMP = "<title>A lamp</title><h1>A lamp — مصباح</h1><p>12.00 SAR</p>"
ALL = list(KEYS)


@pytest.fixture
def services():
    with paid_services() as services:
        services.page(LINK, LAMP)
        yield services


@pytest.fixture
def purse() -> Purse:
    return Purse("1")


@pytest.fixture
def fetch(services, policy, purse, told):
    def fetch(provider, link=LINK, /, **changes):
        used = replace(policy, services=services.set_up(provider, **changes), budget=purse)
        return chain.PROVIDERS[provider].fetch(parse_link(link), used, told.append, None)

    return fetch


@pytest.fixture
def failure(fetch):
    def failure(*args, **changes) -> ScrapeError:
        with pytest.raises(ScrapeError) as caught:
            fetch(*args, **changes)
        return caught.value

    return failure


@pytest.mark.parametrize("key", ALL)
def test_a_page_comes_whole_with_its_account(fetch, purse, told, key):
    page = fetch(key)

    assert page.document.body.decode() == LAMP
    assert (page.link, page.url, page.status_code, page.provider, page.is_rendered) == (LINK, LINK, 200, key, True)
    [attempt] = page.attempts
    cost = Decimal("0.0050") if key == "scraperapi" else Decimal(PRICES[key])  # its header names 10 credits
    assert (attempt.provider, attempt.url, attempt.status_code, attempt.cost_usd) == (key, LINK, 200, cost)
    assert attempt.bytes_read > 0
    assert (purse.reserved, purse.settled) == ([(key, Decimal(PRICES[key]))], [cost])
    assert purse.left == Decimal(1) - cost
    assert len(told) == 1


def test_each_is_asked_in_its_own_form(services, fetch):
    for key in ALL:
        fetch(key)

    assert services.asked("zyte") == [{"url": LINK, "browserHtml": True}]
    assert services.asked("scraperapi") == [
        {"api_key": ["scraper-key"], "url": [LINK], "max_cost": ["25"], "render": ["true"]}
    ]
    assert services.asked("oxylabs") == [{"source": "universal", "url": LINK, "render": "html"}]
    [apify] = services.asked("apify")
    assert (apify["startUrls"], apify["maxPagesPerCrawl"]) == ([{"url": LINK}], 1)


@pytest.mark.parametrize("key", ["zyte", "scraperapi", "oxylabs"])
def test_without_rendering_the_cheaper_form_is_asked(services, fetch, key):
    page = fetch(key, renders=False)

    assert not page.is_rendered
    assert "مصباح" in page.document.body.decode("windows-1256" if key == "zyte" else "utf-8")
    [asked] = services.asked(key)
    assert not {"browserHtml", "render"} & set(asked)


def test_a_page_in_its_own_encoding_says_which(fetch):
    assert fetch("zyte", renders=False).document.content_type == "text/html; charset=windows-1256"


@pytest.mark.parametrize("key", ALL)
def test_the_key_stands_in_no_account_and_no_log(services, failure, caplog, key):
    caplog.set_level(logging.DEBUG, "scraping")
    services.fail(key, 401, {"message": "no"})

    error = failure(key, key="sec-ret:k3y")

    assert "k3y" not in str(error) + repr(error.attempts) + caplog.text
    assert "k3y" not in repr(services.set_up(key, key="sec-ret:k3y"))


@pytest.mark.parametrize("key", ALL)
def test_a_wrong_key_is_final_and_told_to_staff(failure, purse, caplog, key):
    error = failure(key, key="wrong:wrong")

    assert (type(error), error.retryable) == (ProviderRefused, False)
    assert (error.attempts[0].error_code, error.attempts[0].cost_usd) == ("provider_refused", 0)
    assert purse.left == 1
    assert "Check its key" in caplog.text


@pytest.mark.parametrize("key", ALL)
@pytest.mark.parametrize(("status", "wait"), [(429, 17.0), (503, 17.0)])
def test_a_busy_service_says_when_to_come_again(services, failure, purse, key, status, wait):
    services.fail(key, status, {}, Retry_After="17")

    error = failure(key)

    assert (type(error), error.retryable, error.retry_after_s) == (ProviderBusy, True, wait)
    assert purse.left == 1


@pytest.mark.parametrize(("key", "status"), [("zyte", 500), ("scraperapi", 502), ("oxylabs", 524), ("apify", 500)])
def test_a_broken_service_is_worth_another_try(services, failure, purse, key, status):
    services.fail(key, status, b"<html>oops")

    error = failure(key)

    assert (type(error), error.retryable, purse.left) == (ProviderUnavailable, True, 1)


@pytest.mark.parametrize("key", ALL)
def test_a_page_that_no_service_gets_is_blocked(failure, purse, key):
    error = failure(key, "http://shop.example/other")

    assert type(error) is BlockedByShop
    charged = Decimal(PRICES["apify"]) if key == "apify" else 0  # its run was used up all the same
    assert (purse.left, error.attempts[0].cost_usd) == (1 - charged, charged)


@pytest.mark.parametrize("key", ALL)
@pytest.mark.parametrize(("status", "kind"), [(404, PageNotFound), (410, PageGone)])
def test_a_page_that_the_shop_does_not_have_is_not_found_and_paid_for(services, failure, purse, key, status, kind):
    services.page(LINK, "<title>No</title>", status=status)

    error = failure(key)

    assert type(error) is kind
    assert error.attempts[0].cost_usd > 0
    assert purse.left == 1 - error.attempts[0].cost_usd


@pytest.mark.parametrize("key", ALL)
def test_a_challenge_is_no_page_whoever_brings_it(services, failure, key):
    services.page(LINK, "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>")

    error = failure(key)

    assert type(error) is ChallengePage
    assert b"Just a moment" in error.page.document.body


@pytest.mark.parametrize("key", ["zyte", "oxylabs", "apify"])  # what ScraperAPI sends is the page itself
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"results": []}', b'{"results": [7]}', b'"x"', b"[[]]"])
def test_nonsense_is_an_error_of_ours_never_a_crash(services, key, body, fetch):
    services.fail(key, 200, body)

    with pytest.raises(ScrapeError):
        fetch(key)


@pytest.mark.parametrize("key", ALL)
def test_a_service_that_does_not_answer_is_given_up_and_counted_as_paid(services, failure, purse, key):
    services.site.route(PATHS[key], lambda answer: services.site.closed.wait(5))

    error = failure(key, timeout_s=0.3)

    assert (type(error), error.code) == (ProviderTimeout, "provider_unavailable")
    assert purse.left == 1 - Decimal(PRICES[key])


def test_a_drip_ends_by_the_clock(services, failure):
    def drip(answer):
        answer.head(Content_Type="application/json")
        answer.forever(b" ", 0.05)

    services.site.route(PATHS["zyte"], drip)

    assert type(failure("zyte", timeout_s=0.5)) is ProviderTimeout


def test_an_endless_answer_is_cut(services, failure):
    def flood(answer):
        answer.head(Content_Type="application/json")
        answer.forever(b" " * 1_000_000, 0.001)

    services.site.route(PATHS["zyte"], flood)

    assert type(failure("zyte")) is PageTooLarge


def test_a_service_that_is_not_there_is_unavailable(failure):
    assert type(failure("zyte", url="http://127.0.0.1:9/v1/extract")) is ProviderUnavailable


@pytest.mark.parametrize("final", ["http://169.254.169.254/latest", "file:///etc/passwd", "nonsense", "http://a:b@x/"])
def test_an_address_that_we_would_not_fetch_is_not_taken_over(services, fetch, final):
    services.page(LINK, LAMP, final=final)

    assert fetch("zyte").url == LINK


def test_an_empty_purse_stops_before_the_request(services, failure, purse):
    purse.left = Decimal("0.0159")

    error = failure("zyte")

    assert (type(error), error.retryable, services.site.asked) == (BudgetReached, False, [])
    assert error.attempts[0].error_code == "budget_reached"


def test_a_page_dearer_than_one_request_may_cost_is_not_bought(failure, purse):
    error = failure("scraperapi", price_usd=Decimal("0.004"))

    assert (type(error), purse.left) == (BudgetReached, 1)


@pytest.mark.parametrize("key", ALL)
def test_nobody_is_asked_without_a_key_or_a_purse(services, policy, purse, key):
    link, provider = parse_link(LINK), chain.PROVIDERS[key]

    assert not provider.applies(link, replace(policy, budget=purse), None)
    assert not provider.applies(link, replace(policy, services=services.set_up(key)), None)
    assert provider.applies(link, replace(policy, services=services.set_up(key), budget=purse), None)
