"""Answers that no shop should give: each import ends with its reason, and nothing is lost."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connection

from jobs.models import Run
from jobs.retry import Retry
from merchants.models import Merchant
from products.imports import service
from products.models import Product
from scraping.links import parse_link
from tests.support.http import Site, open_site

pytestmark = pytest.mark.django_db(transaction=True)

GOOD = (
    '<html><head><meta charset="{charset}"><title>{name}</title><meta property="og:type" content="product">'
    '<meta property="og:title" content="{name}"><meta property="og:image" content="/p.jpg">'
    '<meta property="product:price:amount" content="12.50"><meta property="product:price:currency" content="SAR">'
    "</head><body><h1>{name}</h1><p>12.50 SAR</p><button>Add to cart</button></body></html>"
)


@pytest.fixture
def site():
    with open_site() as site:
        yield site


@pytest.fixture
def start(settings, monkeypatch, merchant, site):
    """Import an address of ``site``, with limits that are soon reached and retries that wait for nothing."""
    monkeypatch.setattr(Retry, "wait", lambda self, n: 0.001)
    policy = replace(
        settings.SCRAPE_POLICY, allow_private=frozenset({site.pair}), fetch_deadline_s=20.0, page_limit_bytes=200_000
    )
    settings.SCRAPE_POLICY = policy

    def start_one(address: str) -> Product:
        link = parse_link(address, allow_private=policy.allow_private)
        return service.start(merchant=merchant, link=link).product

    return start_one


def bomb(site: Site) -> str:
    return site.page("/bomb", gzip.compress(b"0" * 10_000_000), Content_Encoding="gzip")


def endless(site: Site) -> str:
    def answer(to):
        to.head(Content_Type="text/html")
        to.forever(b"<p>more</p>" * 1000, 0.001)

    return site.route("/endless", answer)


def loop(site: Site) -> str:
    site.redirect("/a", "/b")
    return site.redirect("/b", "/a")


BAD = {
    "pdf": (lambda site: site.page("/p.pdf", b"%PDF-1.7 ...", Content_Type="application/pdf"), "not_html"),
    "image": (lambda site: site.page("/p.png", b"\x89PNG\r\n\x1a\n0000", Content_Type="image/png"), "not_html"),
    "image called html": (lambda site: site.page("/q", b"\x89PNG\r\n\x1a\n\0", Content_Type="text/html"), "not_html"),
    "empty": (lambda site: site.page("/empty", b""), "empty_page"),
    "white space": (lambda site: site.page("/blank", b"  \n\n "), "empty_page"),
    "bomb": (bomb, "page_too_large"),
    "endless": (endless, "page_too_large"),
    "loop": (loop, "too_many_redirects"),
    "to a private address": (lambda site: site.redirect("/in", "http://169.254.169.254/latest"), "shop_unreachable"),
    "to a file": (lambda site: site.redirect("/file", "file:///etc/passwd"), "shop_unreachable"),
    "gone": (lambda site: site.page("/gone", b"<h1>Gone</h1>", status=410), "page_gone"),
    "login": (lambda site: site.page("/login", b"<h1>Sign in</h1>", status=401), "blocked_by_shop"),
    "too busy": (lambda site: site.page("/busy", b"Later", status=429, Retry_After="86400"), "shop_busy"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_answer_ends_with_its_reason(case, site, start, work_all):
    address, code = BAD[case][0](site), BAD[case][1]
    product = start(address)

    work_all()

    product.refresh_from_db()
    assert (product.status, product.error_code) == ("FAILED", code)
    assert Run.objects.get().ended_at is not None


def test_a_shop_that_asks_for_a_day_is_not_asked_again_and_says_when(site, start, work_all):
    product = start(BAD["too busy"][0](site))

    work_all()

    product.refresh_from_db()
    assert len(site.asked) == 1
    assert (product.retry_at - product.created_at).total_seconds() == pytest.approx(86400, abs=60)


@pytest.mark.parametrize(
    ("encoding", "declared"), [("cp1256", "windows-1256"), ("utf-8", "iso-8859-1"), ("utf-16", "utf-16")]
)
def test_a_page_in_another_encoding_is_read_as_it_was_meant(encoding, declared, site, start, work_all):
    body = GOOD.format(name="قدر نحاس", charset=declared).encode(encoding)
    product = start(site.page("/p", body, Content_Type=f"text/html; charset={declared}"))

    work_all()

    product.refresh_from_db()
    assert (product.status, product.name) == ("IMPORTED", "قدر نحاس")


def test_the_same_link_from_two_people_at_once_is_one_product_and_one_run(merchant):
    link = parse_link("https://shop.test/products/pot")
    together = Barrier(4)

    def paste() -> Product:
        together.wait()
        try:
            return service.start(merchant=Merchant.objects.get(), link=link).product
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        found = {product.result().pk for product in [people.submit(paste) for _ in range(4)]}

    assert len(found) == 1
    assert Product.objects.count() == Run.objects.count() == 1


def test_a_link_twice_in_one_form_is_one_product(merchant):
    link = parse_link("https://shop.test/products/pot")

    started = service.start_many(merchant=merchant, links=[link, link], queue="bulk")

    assert [item.is_new for item in started] == [True, False]
    assert Product.objects.count() == Run.objects.count() == 1
