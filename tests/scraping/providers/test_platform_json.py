"""The platform's own data beside the page, or in its place."""

import json

import pytest

from scraping.errors import NotAProduct, NotHtml, PageNotFound, ScrapeError
from scraping.fetched import Document, FetchedPage
from scraping.links import parse_link
from scraping.providers.platform_json import PlatformJson, shopify_address, woocommerce_address

SHOPIFY = b'<title>A lamp</title><img src="https://cdn.shopify.com/s/files/lamp.jpg">'
WOO = b'<link rel="stylesheet" href="/wp-content/plugins/woocommerce/a.css"><title>A lamp</title>'
PLAIN = b"<title>A lamp</title>"
LAMP_JS = json.dumps({"title": "A lamp", "variants": [{"id": 1, "price": 1200}]})
LAMP_API = json.dumps([{"name": "A lamp", "prices": {"price": "1200"}}])


def page_of(url: str, body: bytes) -> FetchedPage:
    return FetchedPage(url, Document(url, "text/html", body), 200, "direct")


@pytest.mark.parametrize(
    ("url", "body", "address"),
    [
        ("https://a.example/products/lamp", SHOPIFY, "https://a.example/products/lamp.js"),
        ("https://a.example/products/lamp/?variant=1", SHOPIFY, "https://a.example/products/lamp.js"),
        ("https://a.example/collections/all/products/lamp", SHOPIFY, "https://a.example/products/lamp.js"),
        ("https://a.example/en-sa/products/lamp", SHOPIFY, "https://a.example/en-sa/products/lamp.js"),
        ("https://a.example/ar/collections/x/products/lamp", SHOPIFY, "https://a.example/ar/products/lamp.js"),
        ("https://a.example:8443/products/lamp", b'src="/cdn/shop/lamp.js"', "https://a.example:8443/products/lamp.js"),
        ("https://a.example/products/lamp", None, "https://a.example/products/lamp.js"),
        ("https://a.example/products/lamp.json", None, "https://a.example/products/lamp.js"),
        ("https://a.example/products/lamp", PLAIN, None),
        ("https://a.example/products/", SHOPIFY, None),
        ("https://a.example/pages/about", SHOPIFY, None),
        ("https://a.example/products/lamp/reviews", SHOPIFY, None),
    ],
)
def test_where_shopify_keeps_its_data(url, body, address):
    assert shopify_address(url, body) == address


@pytest.mark.parametrize(
    ("url", "body", "address"),
    [
        ("https://a.example/product/lamp/", WOO, "https://a.example/wp-json/wc/store/v1/products?slug=lamp"),
        ("https://a.example/shop/lights/lamp", WOO, "https://a.example/wp-json/wc/store/v1/products?slug=lamp"),
        ("https://a.example/product/%D9%85/", WOO, "https://a.example/wp-json/wc/store/v1/products?slug=%D9%85"),
        ("https://a.example/ar/product/lamp/", None, "https://a.example/wp-json/wc/store/v1/products?slug=lamp"),
        ("https://a.example/shop/lamp", None, None),
        ("https://a.example/product/lamp/", PLAIN, None),
        ("https://a.example/", WOO, None),
        (
            "https://a.example/shop/product/lamp/",
            WOO + b'<link rel="https://api.w.org/" href="https://a.example/shop/wp-json/" />',
            "https://a.example/shop/wp-json/wc/store/v1/products?slug=lamp",
        ),
        (
            "https://a.example/product/lamp/",
            WOO + b"<link rel='https://api.w.org/' href='https://a.example/index.php?rest_route=/'>",
            "https://a.example/index.php?rest_route=/wc/store/v1/products&slug=lamp",
        ),
        (
            "https://a.example/product/lamp/",
            WOO + b'<link rel="https://api.w.org/" href="https://evil.example/wp-json/">',
            "https://a.example/wp-json/wc/store/v1/products?slug=lamp",
        ),
        (
            "https://a.example/product/lamp/",
            WOO + b'<link rel="https://api.w.org/" href="https://a.example.evil.example/">',
            "https://a.example/wp-json/wc/store/v1/products?slug=lamp",
        ),
    ],
)
def test_where_woocommerce_keeps_its_data(url, body, address):
    assert woocommerce_address(url, body) == address


@pytest.fixture
def fetch(policy, told):
    def fetch(url, so_far=None):
        link = parse_link(url, allow_private=policy.allow_private)
        return PlatformJson().fetch(link, policy, told.append, so_far)

    return fetch


def test_the_data_is_added_to_the_page(site, fetch, told):
    site.page("/products/lamp.js", LAMP_JS, Content_Type="text/javascript")
    so_far = page_of(site.url("/products/lamp"), SHOPIFY)

    page = fetch(so_far.link, so_far)

    [extra] = page.extras
    assert (extra.url, extra.body) == (site.url("/products/lamp.js"), LAMP_JS.encode())
    assert (page.document, page.provider) == (so_far.document, "direct")
    assert [attempt.provider for attempt in page.attempts] == ["platform_json"]
    assert (so_far.extras, told) == ([], ["Asking 127.0.0.1 for its Shopify data"])


def test_the_data_stands_in_for_a_page_that_was_blocked(site, fetch):
    site.page("/wp-json/wc/store/v1/products", LAMP_API, Content_Type="application/json")

    page = fetch(site.url("/product/lamp/"))

    assert site.paths() == ["/wp-json/wc/store/v1/products?slug=lamp"]
    assert (page.document.body, page.document.content_type) == (LAMP_API.encode(), "application/json")
    assert (page.extras, page.provider, page.status_code) == ([page.document], "platform_json", 200)


@pytest.mark.parametrize(
    ("path", "status", "content_type", "body", "error"),
    [
        ("/products/lamp", 404, "text/html", "", PageNotFound),
        ("/products/lamp", 200, "text/html", "<title>Opening soon</title>", NotHtml),
        ("/products/lamp", 200, "application/json", "not json", NotAProduct),
        ("/products/lamp", 200, "application/json", "[" * 100_000, NotAProduct),
        ("/products/lamp", 200, "application/json", '{"error": "x"}', NotAProduct),
        ("/product/lamp", 200, "application/json", "[]", NotAProduct),
        ("/product/lamp", 200, "application/json", '{"code": "rest_no_route"}', NotAProduct),
    ],
)
def test_what_is_no_product_data_is_a_failure(site, fetch, path, status, content_type, body, error):
    for address in ("/products/lamp.js", "/wp-json/wc/store/v1/products"):
        site.page(address, body, status=status, Content_Type=content_type)

    with pytest.raises(ScrapeError) as caught:
        fetch(site.url(path))

    assert type(caught.value) is error
    assert [attempt.error_code for attempt in caught.value.attempts] == [error.code]
