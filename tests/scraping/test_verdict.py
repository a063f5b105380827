"""A challenge, captcha, login or error page never becomes a product; an ordinary page that a guard watches does."""

import pytest

from scraping import ScrapeError, read_html
from scraping.fetched import Document
from scraping.verdict import check_page

FILLER = "<p>Free returns within thirty days and a word about our shop.</p>" * 40
PRODUCT = '<script type="application/ld+json">{"@type":"Product","name":"Cup","offers":{"price":5}}</script>'


def page(title="", body="", head=""):
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


def verdict_of(html, status=200, url="https://shop.test/p/cup", headers=None):
    try:
        check_page(status, headers or {}, Document(url, "text/html", html))
    except ScrapeError as error:
        return error.code
    return "readable"


@pytest.mark.parametrize(
    ("html", "status", "code"),
    [
        (page("Just a moment..."), 403, "challenge_page"),
        (page("Just a moment..."), 200, "challenge_page"),
        (page("Un instant…"), 503, "challenge_page"),
        (page("Attention Required! | Cloudflare"), 403, "challenge_page"),
        (page("", "<script>window._cf_chl_opt={cvId:'3'}</script>"), 503, "challenge_page"),
        (
            page("shop.test", "<script src='https://geo.captcha-delivery.com/captcha/?x'></script>"),
            403,
            "challenge_page",
        ),
        (page("Access to this page has been denied", '<div id="px-captcha"></div>'), 403, "challenge_page"),
        (page("Robot or human?"), 200, "challenge_page"),
        (page("Amazon.com", '<form action="/errors/validateCaptcha">'), 200, "challenge_page"),
        (page("Pardon Our Interruption"), 200, "challenge_page"),
        (page("", '<iframe src="/_Incapsula_Resource?CWUDNSAI=9"></iframe>'), 200, "challenge_page"),
        (page("Human Verification", "<script>window.gokuProps = {}</script>"), 405, "challenge_page"),
        (
            page("Welcome", '<div class="g-recaptcha" data-sitekey="x"></div><p>Please continue</p>'),
            200,
            "challenge_page",
        ),
        (page("Access Denied", "Reference #18.2f"), 403, "blocked_by_shop"),
        (page("Access Denied", "Reference #18.2f"), 200, "blocked_by_shop"),
        (page("تم رفض الوصول"), 200, "blocked_by_shop"),
        (page("Cup", FILLER), 401, "blocked_by_shop"),
        (page("Cup", FILLER), 404, "page_not_found"),
        (page("Cup", FILLER), 410, "page_gone"),
        (page("Cup", FILLER), 429, "shop_busy"),
        (page("Cup", FILLER), 502, "shop_unreachable"),
        (page("404 Not Found", FILLER), 200, "page_not_found"),
        (page("Shop", "<h1>Page not found</h1>" + FILLER), 200, "page_not_found"),
        (page("Seite nicht gefunden | Laden", FILLER), 200, "page_not_found"),
        (page("Página no encontrada", FILLER), 200, "page_not_found"),
        (page("الصفحة المطلوبة غير موجودة", FILLER), 200, "page_not_found"),
        (page("ページが見つかりません", FILLER), 200, "page_not_found"),
        (page("Sign in – Shop", '<form><input type="password"></form>'), 200, "login_needed"),
        (page("تسجيل الدخول", '<input name="p" type="password">'), 200, "login_needed"),
        (b"", 200, "empty_page"),
        (b" \n\t ", 200, "empty_page"),
    ],
)
def test_what_is_no_page_to_read_is_told_apart(html, status, code):
    assert verdict_of(html, status) == code


@pytest.mark.parametrize(
    "html",
    [
        page("Cup | Shop", FILLER),
        page("Cup", FILLER + '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'),
        page("Cup", FILLER + '<script src="https://js.datadome.co/tags.js"></script>'),
        page("Cup", FILLER + '<form id="newsletter"><div class="g-recaptcha"></div></form>'),
        page("Cup", FILLER + '<form id="login"><input type="password"></form>'),
        page("Sign in to see your price – Cup", '<input type="password">' + PRODUCT),
        page("404 Jeans by Levi", PRODUCT),
        page("Cup", PRODUCT + '<div id="px-captcha"></div>'),
        page("Robot Vacuum X2", FILLER),
    ],
)
def test_an_ordinary_page_is_read_though_a_guard_watches_it(html):
    assert verdict_of(html) == "readable"


def test_a_header_that_says_challenge_is_believed():
    html = page("Cup", FILLER)

    assert verdict_of(html, headers={"CF-Mitigated": "challenge"}) == "challenge_page"
    assert verdict_of(html, headers={"x-amzn-waf-action": "captcha"}) == "challenge_page"


def test_a_busy_shop_says_when_to_come_back():
    with pytest.raises(ScrapeError) as caught:
        check_page(429, {"Retry-After": "120"}, Document("https://shop.test/", "", b"slow down"))

    assert (caught.value.retry_after_s, caught.value.retryable) == (120.0, True)


TILE = """<div class="tile"><a href="/p/{0}">Cup {0}</a><img src="/i/{0}.jpg"><span class="price">${0}.00</span>
<button>Add to cart</button></div>"""


@pytest.mark.parametrize(
    ("html", "code"),
    [
        (page("Cups | Shop", "<h1>Cups</h1>" + "".join(TILE.format(n) for n in range(10, 40))), "several_products"),
        (
            page("Why we fire at 1200 degrees", "<article><h1>Why we fire at 1200 degrees</h1>" + FILLER + "</article>",
                 head='<meta property="og:type" content="article">'),
            "not_a_product",
        ),
        (page("About us", "<h1>About us</h1><img src='/team.jpg'>" + FILLER), "not_a_product"),
        (page("", "<p>Coming soon</p>"), "nothing_read"),
    ],
    ids=["category", "article", "about us", "coming soon"],
)  # fmt: skip
def test_a_page_without_one_product_is_refused_after_reading(html, code):
    with pytest.raises(ScrapeError) as caught:
        read_html(html, "https://shop.test/x")

    assert caught.value.code == code
