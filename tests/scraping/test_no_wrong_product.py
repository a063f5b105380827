"""What guards, shops and error pages show instead of a product, as it really looks: none of it becomes one.

Adding a page to a folder of ``refused/`` adds a test. ``products_after_all`` only sound like errors.
"""

from pathlib import Path

import pytest

from scraping import ScrapeError, read_html
from scraping.fetched import Document, FetchedPage
from scraping.reading import read

URL = "https://shop.test/p/blue-cup-12345"
PAGES = Path(__file__).parent / "refused"
ALLOWED = {
    "guards": {"challenge_page", "blocked_by_shop", "login_needed"},
    "not_there": {"page_not_found", "page_gone", "not_a_product", "nothing_read"},
    "walls": {"login_needed", "not_a_product", "nothing_read", "challenge_page", "blocked_by_shop"},
    "lists": {"several_products", "not_a_product", "nothing_read"},
    "products_after_all": {"a product"},
}


def code_of(html: bytes) -> str:
    try:
        read_html(html, URL)
    except ScrapeError as error:
        return error.code
    return "a product"


@pytest.mark.parametrize("path", sorted(PAGES.glob("*/*.html")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_page_is_what_it_is(path):
    assert code_of(path.read_bytes()) in ALLOWED[path.parent.name]


def test_each_kind_of_page_has_examples():
    assert {kind: len(list((PAGES / kind).glob("*.html"))) >= 5 for kind in ALLOWED} == dict.fromkeys(ALLOWED, True)


@pytest.mark.parametrize(("status", "code"), [(403, "blocked_by_shop"), (429, "shop_busy"), (503, "shop_unreachable")])
def test_a_status_that_refuses_gives_no_product(status, code):
    body = (PAGES / "products_after_all" / "candle.html").read_bytes()

    with pytest.raises(ScrapeError) as caught:
        read(FetchedPage(URL, Document(URL, "text/html", body), status, "direct"))

    assert caught.value.code == code
