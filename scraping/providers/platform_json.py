"""Ask a shop's platform for its own data about the product, which knows every variant and needs no reading of HTML."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from scraping.errors import NotAProduct
from scraping.fetched import Document, FetchedPage, Report, Sentence
from scraping.links import Link
from scraping.net import client
from scraping.net.status import check_status
from scraping.policy import ScrapePolicy
from scraping.providers.provider import PLATFORM_JSON, recorded
from scraping.text.addresses import joined

_SHOPIFY_PATH = re.compile(r"(?P<market>/[a-z]{2}(?:-[a-z]{2})?)?(?:/collections/[^/]+)?/products/(?P<handle>[^/]+?)/?")
_WOO_BLIND_PATH = re.compile(r"(?:/[^/]+)*/product/(?P<slug>[^/]+)/?")
_WOO_PATH = re.compile(r"(?:/[^/]+)*/(?P<slug>[^/]+)/?")
_WOO_MARKS = (b"/plugins/woocommerce/", b"woocommerce-page", b"wc-block-")  # a pattern for all takes 11 ms a page
_WOO_API = re.compile(
    rb"<link[^>]{0,40}rel=[\"']https://api\.w\.org/[\"'][^>]{0,40}href=[\"']([^\"'<>]{1,300})[\"']", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Source:
    """One platform's data. ``address`` tells where it is by the page's address and its body (None: not seen)."""

    name: str
    address: Callable[[str, bytes | None], str | None]
    is_product: Callable[[object], bool]


def shopify_address(url: str, body: bytes | None) -> str | None:
    """``/products/HANDLE.js``, prices in the smallest unit. It stands beside the page in the page's market."""
    parts = urlsplit(url)
    product = _SHOPIFY_PATH.fullmatch(parts.path)
    if not product or (body is not None and b"cdn.shopify.com" not in body and b"/cdn/shop/" not in body):
        return None
    handle = product["handle"].removesuffix(".js").removesuffix(".json")
    return f"{parts.scheme}://{parts.netloc}{product['market'] or ''}/products/{handle}.js"


def woocommerce_address(url: str, body: bytes | None) -> str | None:
    """The Store API, asked by the page's last part of the path, which is the product's slug."""
    path = urlsplit(url).path
    if body is None:
        product = _WOO_BLIND_PATH.fullmatch(path)
    else:
        product = _WOO_PATH.fullmatch(path) if any(mark in body for mark in _WOO_MARKS) else None
    if not product:
        return None
    api = _woocommerce_api(url, body or b"")
    return f"{api}wc/store/v1/products{'&' if '?' in api else '?'}slug={product['slug']}"


def _woocommerce_api(url: str, body: bytes) -> str:
    """The root of the API as the page names it, if it is on the page's own server."""
    home = urljoin(url, "/")
    named = _WOO_API.search(body)
    api = joined(url, named[1].decode("utf-8", "replace")) if named else None
    return api if api and api.startswith(home) else f"{home}wp-json/"


SOURCES = (
    Source("Shopify", shopify_address, lambda data: isinstance(data, dict) and "variants" in data),
    Source("WooCommerce", woocommerce_address, lambda data: isinstance(data, list) and len(data) > 0),
)


@dataclass(frozen=True, slots=True)
class PlatformJson:
    """Adds the platform's answer as an extra; stands in for the page when that was blocked."""

    key: str = PLATFORM_JSON

    def applies(self, link: Link, policy: ScrapePolicy, so_far: FetchedPage | None) -> bool:
        return _source(link, so_far) is not None

    def fetch(self, link: Link, policy: ScrapePolicy, report: Report, so_far: FetchedPage | None) -> FetchedPage:
        found = _source(link, so_far)
        if found is None:
            raise NotAProduct("no platform that answers in JSON")
        source, url = found
        report(Sentence("Asking %(host)s for its %(platform)s data", host=link.host, platform=source.name))
        with recorded(self.key, url) as record:
            record.response = response = client.get(url, policy, expect="json")
            check_status(response.status, response.headers)
            _check_product(source, response.body)
        document = Document(url=response.url, content_type=response.content_type, body=response.body)
        page = so_far or FetchedPage(link.url, document, status_code=response.status, provider=self.key)
        return replace(page, extras=[*page.extras, document], attempts=[record.attempt()])


def _source(link: Link, so_far: FetchedPage | None) -> tuple[Source, str] | None:
    url, body = (so_far.url, so_far.document.body) if so_far else (link.url, None)
    for source in SOURCES:
        address = source.address(url, body)
        if address:
            return source, address
    return None


def _check_product(source: Source, body: bytes) -> None:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAProduct(f"{source.name} sent no JSON") from error
    if not source.is_product(data):
        raise NotAProduct(f"{source.name} knows no such product")
