"""What is emptied in a page's bytes before it is parsed, and what stays."""

import pytest

from scraping import read_html
from scraping.asides import without_asides

HEADING = "<h1>Cup</h1>"


def emptied(before: str, after: str = "") -> str:
    part = f"{before}{HEADING}{after}"
    return without_asides(part.encode(), part.encode().index(HEADING.encode())).decode()


@pytest.mark.parametrize(
    ("block", "left"),
    [
        ('<div class="related-products"><div><p>Saucer</p></div></div>', '<div class="related-products"></div>'),
        ("<SECTION id='YouMayAlsoLike'><ul><li>Saucer</ul></SECTION>", "<SECTION id='YouMayAlsoLike'></SECTION>"),
        ("<nav><ul><li>Cups</li></ul></nav>", "<nav></nav>"),
        ('<div class="cookie-banner">We use <b>cookies</b></div>', '<div class="cookie-banner"></div>'),
        ('<ul class=a id="upsell"><li>Saucer</li></ul>', '<ul class=a id="upsell"></ul>'),
    ],
    ids=["related", "capitals", "menu", "chrome", "id"],
)
def test_a_block_of_something_else_is_emptied_before_and_after_the_heading(block, left):
    assert emptied(block, block) == f"{left}{HEADING}{left}"


@pytest.mark.parametrize(
    "block",
    [
        '<div class="price-compare"><s>9.00</s></div>',
        '<div class="related"><span itemprop="price">9.00</span></div>',
        '<nav class="breadcrumbs"><a>Kitchen</a></nav>',
        '<div class="product-grid"><div>Saucer 9.00</div></div>',
        '<div title="related" data-class="related"><p>Cup</p></div>',
        "<p>A related story</p>",
        '<div class="related"><p>never closed',
        '<div class="review"><p>Fine cup</p></div>',
    ],
    ids=["price", "markup", "breadcrumbs", "list", "other attribute", "text", "open", "reviews"],
)
def test_what_may_be_the_products_stays(block):
    assert emptied("", block) == f"{HEADING}{block}"


def test_a_block_around_the_heading_stays():
    block = f'<div class="recommended-for-you"><div>{HEADING}</div><p>9.00</p></div>'

    assert without_asides(block.encode(), block.encode().index(b"<h1")).decode() == block


def test_chrome_by_a_header_or_menu_is_so_only_before_the_heading():
    header, menu = "<header><b>Delivered in 2 days</b></header>", '<div class="tab-navigation"><b>Details</b></div>'

    assert emptied(header + menu) == f'<header></header><div class="tab-navigation"></div>{HEADING}'
    assert emptied("", header + menu) == f"{HEADING}{header}{menu}"


def test_another_products_price_is_not_read_and_the_own_one_is():
    other = '<div class="related-items"><div><a href="/saucer">Saucer <b>$3.00</b></a></div></div>'
    page = f"<title>Blue Cup</title><body><main>{other}<h1>Blue Cup</h1>{other}<p class=price>$9.00</p>{other}</main>"

    snapshot = read_html(f"<html><head>{page}<button>Add to cart</button></html>".encode(), "https://shop.test/p/cup")

    assert str(snapshot.price) == "9.00"
