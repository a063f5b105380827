"""The page as the shop gives it to everybody, and how its refusals are named."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from scraping.errors import (
    BlockedByShop,
    ChallengePage,
    EmptyPage,
    LoginNeeded,
    NotHtml,
    PageGone,
    PageNotFound,
    PageTooLarge,
    PageTooSlow,
    ScrapeError,
    ShopBusy,
    ShopUnreachable,
    TooManyRedirects,
)
from scraping.links import parse_link
from scraping.providers.direct import Direct

LAMP = "<title>A lamp</title><h1>A lamp</h1><p>12.00 SAR</p>"
CHALLENGE = "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"
LOGIN = "<title>Sign in</title><form><input type='password'></form>"


@pytest.fixture
def fetch(policy, told):
    def fetch(url):
        link = parse_link(url, allow_private=policy.allow_private)
        return Direct().fetch(link, policy, told.append, None)

    return fetch


@pytest.fixture
def failure(fetch):
    def failure(url) -> ScrapeError:
        with pytest.raises(ScrapeError) as caught:
            fetch(url)
        return caught.value

    return failure


def test_a_page_comes_whole(site, fetch, told):
    page = fetch(site.page("/lamp", LAMP) + "#reviews")

    assert (page.document.body, page.document.content_type) == (LAMP.encode(), "text/html; charset=utf-8")
    assert (page.link, page.url) == (site.url("/lamp#reviews"), site.url("/lamp"))
    assert (page.status_code, page.provider, page.extras) == (200, "direct", [])
    assert told == ["Asking 127.0.0.1 for the page"]


def test_a_page_knows_what_it_took(site, fetch):
    before = datetime.now(UTC)

    [attempt] = fetch(site.page("/lamp", LAMP)).attempts

    assert (attempt.provider, attempt.url, attempt.status_code) == ("direct", site.url("/lamp"), 200)
    assert (attempt.bytes_read, attempt.cost_usd, attempt.error_code) == (len(LAMP), 0, "")
    assert before <= attempt.started_at <= datetime.now(UTC)
    assert 0 <= attempt.duration_ms < 600


def test_the_address_after_redirects_is_kept(site, fetch):
    site.page("/lamp", LAMP)

    page = fetch(site.redirect("/old", "/lamp"))

    assert (page.link, page.url) == (site.url("/old"), site.url("/lamp"))


@pytest.mark.parametrize(
    ("status", "body", "headers", "error"),
    [
        (404, LAMP, {}, PageNotFound),
        (410, LAMP, {}, PageGone),
        (401, LAMP, {}, BlockedByShop),
        (403, LAMP, {}, BlockedByShop),
        (403, CHALLENGE, {}, ChallengePage),
        (429, CHALLENGE, {}, ChallengePage),
        (503, CHALLENGE, {"Retry_After": "5"}, ChallengePage),
        (200, CHALLENGE, {}, ChallengePage),
        (403, LAMP, {"cf_mitigated": "challenge"}, ChallengePage),
        (200, "<title>Access Denied</title>", {}, BlockedByShop),
        (200, "<title>404 Not Found</title>", {}, PageNotFound),
        (200, LOGIN, {}, LoginNeeded),
        (429, LAMP, {}, ShopBusy),
        (503, LAMP, {"Retry_After": "5"}, ShopBusy),
        (503, LAMP, {}, ShopUnreachable),
        (500, "", {}, ShopUnreachable),
        (200, "", {}, EmptyPage),
        (200, " \n ", {}, EmptyPage),
        (200, "x", {"Content_Type": "application/pdf"}, NotHtml),
        (200, "x" * 11_000_000, {}, PageTooLarge),
    ],
)
def test_a_refusal_has_a_name_and_an_account(site, failure, status, body, headers, error):
    caught = failure(site.page("/lamp", body, status=status, **headers))

    assert type(caught) is error
    [attempt] = caught.attempts
    assert (attempt.error_code, attempt.url) == (error.code, site.url("/lamp"))


def test_a_recognised_page_shows_its_status_and_what_was_shown(site, failure):
    caught = failure(site.page("/lamp", CHALLENGE, status=403))

    assert caught.attempts[0].status_code == 403
    assert (caught.page.document.body, caught.page.status_code) == (CHALLENGE.encode(), 403)


def test_an_answer_given_up_still_counts_its_bytes(site, failure):
    caught = failure(site.page("/lamp", "x" * 11_000_000, Transfer_Encoding="", Connection="close", Content_Length=""))

    assert caught.attempts[0].bytes_read > 10_000_000
    assert caught.page is None


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_shop_says_when_in_seconds_or_as_a_date(site, failure, status):
    soon = format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)

    in_seconds = failure(site.page("/lamp", LAMP, status=status, Retry_After="90"))
    by_date = failure(site.page("/lamp", LAMP, status=status, Retry_After=soon))

    assert in_seconds.retry_after_s == 90
    assert 590 < by_date.retry_after_s <= 600


def test_a_loop_is_named(site, failure):
    assert type(failure(site.redirect("/lamp", "/lamp"))) is TooManyRedirects


def test_silence_is_named(site, failure):
    caught = failure(site.route("/lamp", lambda answer: site.closed.wait(5)))

    assert type(caught) is PageTooSlow
    assert (caught.attempts[0].status_code, caught.attempts[0].error_code) == (None, "page_too_slow")


def test_a_closed_port_is_named(site, failure):
    link = site.url("/lamp")
    site.close()

    assert type(failure(link)) is ShopUnreachable


def test_it_is_asked_once(site, fetch, policy):
    page = fetch(site.page("/lamp", LAMP))

    assert not Direct().applies(parse_link(page.link, allow_private=policy.allow_private), policy, page)
