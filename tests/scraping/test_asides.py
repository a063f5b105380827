"""What is emptied in a page's bytes before it is parsed, and what stays."""

import time

import pytest

from scraping import read_html
from scraping.asides import without_asides, without_header

HEADING = "<h1>Cup</h1>"
LINKS = "<li><a href=/cups>Cups</a></li>" * 30
TILES = "<p>Saucer</p>" * 400
LONGEST_CPU_S = 3.0  # a fifth of it is usual; what grows with the square would take many times as long


def emptied(before: str, after: str = "", behind: str = "") -> str:
    part, page = f"{before}{HEADING}{after}".encode(), f"{before}{HEADING}{after}{behind}".encode()
    return b"".join(without_asides(page, 0, len(part), page.index(b"<h1"))).decode()


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

    assert b"".join(without_asides(block.encode(), 0, len(block), block.index("<h1"))).decode() == block


def test_chrome_by_a_header_or_menu_is_so_only_before_the_heading():
    header, menu = "<header><b>Delivered in 2 days</b></header>", '<div class="tab-navigation"><b>Details</b></div>'

    assert emptied(header + menu) == f'<header></header><div class="tab-navigation"></div>{HEADING}'
    assert emptied("", header + menu) == f"{HEADING}{header}{menu}"


def test_another_products_price_is_not_read_and_the_own_one_is():
    other = '<div class="related-items"><div><a href="/saucer">Saucer <b>$3.00</b></a></div></div>'
    page = f"<title>Blue Cup</title><body><main>{other}<h1>Blue Cup</h1>{other}<p class=price>$9.00</p>{other}</main>"

    snapshot = read_html(f"<html><head>{page}<button>Add to cart</button></html>".encode(), "https://shop.test/p/cup")

    assert str(snapshot.price) == "9.00"


def test_a_block_that_is_closed_behind_the_part_holds_all_that_is_left():
    block = '<div class="related-products"><div><p>Saucer</p></div><div><p>Spoon</p>'

    assert emptied("", f"<p>9.00</p>{block}", "</div></div>") == f'{HEADING}<p>9.00</p><div class="related-products">'


@pytest.mark.parametrize(
    ("before", "after", "behind"),
    [
        ("", '<div class="related"><div><p>Saucer', "</div>"),
        ("", '<div class="related"><b itemprop="price">9.00</b>', "</div>"),
        ('<div class="recs-redesign"><p>Kitchen</p>', "<p>9.00</p>", "</div>"),
    ],
    ids=["never closed", "markup", "around the heading"],
)
def test_a_block_that_is_open_at_the_end_stays_where_it_may_be_the_products(before, after, behind):
    assert emptied(before, after, behind) == f"{before}{HEADING}{after}"


@pytest.mark.parametrize("inside", ["", "<b itemprop=price>9</b>"], ids=["never closed", "markup"])
def test_blocks_that_lie_in_each_other_are_not_each_looked_through(inside):
    blocks = '<div class="related">' * 20_000 + inside + ("</div>" * 20_000 if inside else "")
    started = time.process_time()

    assert emptied("", blocks) == f"{HEADING}{blocks}"
    assert time.process_time() - started < LONGEST_CPU_S


@pytest.mark.parametrize(
    ("heading", "tiles"),
    [
        ("<h2>You may also like</h2>", "<ul class=cards>{}</ul>"),
        ("<h3 class='a'>\n <b>RELATED&nbsp;Products</b>\n</h3>\n", "<div>{}</div>"),
        ("<div class=head><span>Kunden kauften auch</span></div>", "<section>{}</section>"),
        ("<h2>Similar cups</h2><div>1 of 9</div>", "<div>{}</div>"),
        ("<h2>Customers also bought</h2>", "<div>{}</div> <ul>{}</ul>"),
    ],
    ids=["list", "inside another tag", "block", "behind a short one", "several"],
)
def test_what_stands_beside_a_heading_over_other_products_is_emptied(heading, tiles):
    row = f"<section>{heading}{tiles}</section><p>9.00</p>"

    assert emptied("", row.replace("{}", TILES)) == HEADING + row.replace("{}", "")


@pytest.mark.parametrize(
    "block",
    [
        f"<h2>You may also like</h2><div>{TILES}<b itemprop=price>9.00</b></div>",
        f"<h2>You may also like</h2><div>{TILES}<h1>Cup</h1></div>",
        f"<h2>You may also like</h2><h2>Description</h2><div>{TILES}</div>",
        f"<h2>You may also like</h2></section><section><h2>Description</h2><div>{TILES}</div>",
        f"<div><h2>You may also like</h2></div><div><b><h2>Description</h2></b>{TILES}</div>",
        f"</section><section><h2>You may also like</h2></section><section>{TILES}</section><section>",
        f"<ul><li>Related items</li></ul><div>{TILES}</div>",
        f"<div><img><h2>You may also like</h2></div><div>{TILES}</div>",
        f"<p>For <span>related items</span><div>{TILES}</div>",
        f"<h2>Best sellers also abroad</h2><div>{TILES}</div>",
        f"<button><span>Recommended</span></button><ul>{TILES}</ul>",
        f"<h2>Made of clay, also in blue</h2><div>{TILES}</div>",
        "<h2>You may also like</h2><div><p>Saucer <b>3.00</b></p></div>",
    ],
    ids=[
        *(
            "markup",
            "heading inside",
            "next heading",
            "next section",
            "its own heading",
            "section",
            "tab",
            "not alone",
            "in a line",
            "the shop's list",
        ),
        *("order of a list", "other words", "short"),
    ],
)
def test_what_only_seems_to_stand_under_such_a_heading_stays(block):
    assert emptied("", f"<section>{block}</section>") == f"{HEADING}<section>{block}</section>"


def test_a_heading_over_other_products_says_nothing_before_the_products_own():
    row = f"<h2>You may also like</h2><div>{TILES}</div>"

    assert emptied(row) == row + HEADING


@pytest.mark.parametrize(
    "page",
    [
        "<h2>Related items</h2><div>" * 20_000,
        "<h2>Related items</h2><div>" * 20_000 + "</div>" * 20_000,
        "<h2>Related items</h2>" + "<div></div>" * 100_000,
        "<h2>Related items" + "</a>" * 200_000,
        "<h2>" * 200_000 + "Related items" + "</h2>" * 200_000 + "<div>",
        "<h2>Related items</h2>" * 100_000,
    ],
    ids=["never closed", "in each other", "row", "closed", "tags", "headings"],
)
def test_headings_over_other_products_cost_no_square(page):
    started = time.process_time()

    emptied("", page)

    assert time.process_time() - started < LONGEST_CPU_S


def test_the_menu_of_a_page_without_a_known_heading_is_emptied():
    page = f"<body><header class=top><ul>{LINKS}</ul></header><h2>Blue Porcelain Teacup</h2><header>{LINKS}</header>"

    left = without_header(page.encode(), ["Blue Porcelain Teacup | Shop", "Blue Porcelain Teacup", "Shop"])

    assert left.decode() == page.replace(f"<ul>{LINKS}</ul>", "", 1)


@pytest.mark.parametrize(
    "inside",
    ["<h1>Cup</h1>", "<b>Blue Porcelain Teacup</b>", "<b itemprop=name>Cup</b>", '<ol class="crumbs"></ol>', "<main>"],
    ids=["heading", "title", "markup", "breadcrumbs", "main"],
)
def test_a_header_that_may_name_the_product_stays(inside):
    page = f"<body><header>{inside}{LINKS}</header><p>9.00</p>".encode()

    assert without_header(page, ["Blue Porcelain Teacup"]) == page


def test_a_products_own_header_stays():
    page = b"<body><article><header><a href=/p/cup>Cup</a><b>9.00</b></header></article>"

    assert without_header(page, ["Blue Porcelain Teacup"]) == page
