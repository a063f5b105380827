"""Which pages are worth asking for in another way."""

import pytest

from scraping import is_good_enough
from scraping.fetched import Document, FetchedPage

TILE = '<li class="product"><a href="/p/{n}"><img src="/{n}.jpg"><h3>Cup {n}</h3></a><b class="price">{n}0 SAR</b></li>'
LISTING = "<title>Cups</title><h1>Cups</h1><ul>" + "".join(TILE.format(n=n) for n in range(1, 30)) + "</ul>"
OFFER = '"offers":{{"@type":"Offer","availability":"https://schema.org/{availability}"}}'
PRODUCT = (
    '<title>Cup</title><script type="application/ld+json">{{"@context":"https://schema.org","@type":"Product",'
    f'"name":"Cup","image":"https://shop.example/cup.jpg",{OFFER}}}}}</script><h1>Cup</h1>'
)


def page_of(html: str) -> FetchedPage:
    link = "https://shop.example/cups"
    return FetchedPage(link, Document(link, "text/html; charset=utf-8", html.encode()), 200, "direct")


@pytest.mark.parametrize(
    ("html", "enough"),
    [
        (LISTING, True),
        ("<title>404 Not Found</title><h1>Page not found</h1>", True),
        (PRODUCT.format(availability="OutOfStock"), True),
        (PRODUCT.format(availability="InStock"), False),
        ('<title>Cup</title><div id="app"></div>', False),
    ],
    ids=["a listing", "a soft 404", "sold, without a price", "on sale, without a price", "drawn by scripts"],
)
def test_only_what_may_be_missing_is_asked_for_again(html, enough):
    assert is_good_enough(page_of(html)) is enough
