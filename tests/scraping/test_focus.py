"""Which part of a long page is parsed, and that what stands in it means the same as on the whole page."""

import time
from decimal import Decimal

import pytest

from scraping import read_html
from scraping.focus import product_part, titles_in

URL = "https://shop.test/p/cup"
HEAD = "<html><head><title>Blue Cup | Shop</title></head>"
TILES = "<p>tile</p>" * 5_000
LONGEST_CPU_S = 3.0  # half a second is usual; what grows with the square would take many times as long
SCOPE = '<div itemscope itemtype="https://schema.org/Product">'


def part(html: str) -> str:
    return product_part(html.encode(), titles_in(html.encode()), is_told=False).decode()


def test_a_long_page_is_cut_around_its_heading():
    html = f"{HEAD}<body><div>{TILES}</div><h1>Blue <b>Cup</b></h1>{TILES}</body></html>"

    kept = part(html)

    assert kept.startswith(f"{HEAD}<body>")
    assert "<h1>Blue <b>Cup</b></h1>" in kept
    assert len(kept) < 50_000


@pytest.mark.parametrize("heading", ["", "<h1>Welcome</h1>"], ids=["none", "another"])
def test_a_page_without_the_products_heading_is_kept_whole(heading):
    html = f"{HEAD}<body>{TILES}{heading}{TILES}</body></html>"

    assert part(html) == html


def test_a_page_with_a_products_scope_only_far_away_is_kept_as_far():
    before, after = f"{HEAD}<body>{SCOPE}</div>{TILES}<h1>Blue Cup</h1>", f"{TILES}{SCOPE}</div>"

    assert SCOPE in part(f"{before}{TILES}")
    assert part(f"{HEAD}<body>{TILES}<h1>Blue Cup</h1>{after}").endswith(f"{SCOPE}</div>")


def test_the_part_begins_where_the_products_scope_around_it_does():
    name = '<meta itemprop="sku" content="A-1">'
    html = f"{HEAD}<body><div>{TILES}</div>{SCOPE}{name}{TILES}<h1>Blue Cup</h1>{TILES}</div></body></html>"

    kept = part(html)

    assert kept.startswith(f"{HEAD}<body>{SCOPE}{name}<p>")
    assert len(kept) < len(html) - len(TILES)


def test_blocks_that_are_open_are_opened_again_and_closed_ones_are_not():
    html = (
        f'{HEAD}<body class="a"><!-- <body> <div id="no"> --><div id="gone"></div><main id="m"><style>a>b{{}}</style>'
        f'<form class="n">{TILES}<ul><li></ul></form><h1>Blue Cup</h1>{TILES}</main></body></html>'
    )

    kept = part(html)

    assert kept.startswith(f'{HEAD}<body class="a"><main id="m"><form class="n"><ul><li></ul></form><h1>')


def test_a_body_in_a_comment_for_old_browsers_is_not_the_bodys_beginning():
    html = f"{HEAD}<!--[if IE 7]><body class='ie'><![endif]--><body id=b>{TILES}<div></div><h1>Blue Cup</h1>{TILES}"

    assert part(html).startswith(f"{HEAD}<!--[if IE 7]><body class='ie'><![endif]--><body id=b>")


def test_what_speaks_of_the_whole_page_is_kept_wherever_it_stands():
    facts = (
        '<base href="https://img.test/"><link rel="canonical" href="/p/cup"><meta property="og:title" content="Cup">'
    )
    html = f'{HEAD}<body>{facts}<meta itemprop="price" content="3">{TILES}<div></div><h1>Blue Cup</h1>{TILES}'

    kept = part(html)

    assert kept.startswith(f"{HEAD}<body>{facts}<div>")


def test_a_price_in_a_menu_that_is_cut_through_stays_the_menus():
    menu = "<nav>" + "<div><a href=/x>x</a></div>" * 1_000 + "<b>$3.00</b></nav>"
    html = f"{HEAD}<body>{menu}<h1>Blue Cup</h1><p>$5.00</p><button>Add to cart</button>{TILES}</body>"

    assert read_html(html.encode(), URL).price == Decimal(5)


@pytest.mark.parametrize(
    "html",
    [
        f"{HEAD}<body>" + "<div>" * 50_000 + "<h1>Blue Cup</h1><img src=cup.jpg>$5",
        f"{HEAD}<body>" + "<ul>" * 20_000 + "</div>" * 20_000 + "<h1>Blue Cup</h1><img src=cup.jpg>$5",
        f"{HEAD}<body>" + "<!--" * 50_000 + "<h1>Blue Cup</h1><img src=cup.jpg>$5",
        f"{HEAD}<body><svg>" + "<div>" * 5_000 + "<h1>Blue Cup</h1><img src=cup.jpg>$5",
        f"{HEAD}<body>" + """<div a="'">""" * 5_000 + "<h1>Blue Cup</h1><img src=cup.jpg>$5",
    ],
    ids=["deep", "wrongly closed", "comments", "svg never closed", "quotation marks"],
)
def test_broken_blocks_before_the_heading_do_no_harm(html):
    assert read_html(html.encode(), URL).name == "Blue Cup"


def test_titles_are_found_without_a_parser():
    html = (
        '<meta content="A &amp; B" property="og:title"><meta name=twitter:title content=\'C "D"\'>'
        "<body><svg></svg><title>\n E | Shop </title>"
    )

    assert titles_in(html.encode()) == ["A & B", 'C "D"', "E | Shop", "E", "Shop"]


@pytest.mark.parametrize("body", ["", "<BODY>"], ids=["left out", "in capitals"])
def test_the_head_of_a_page_whose_body_is_not_marked_is_kept_as_it_is(body):
    head = (
        '<html lang="ar"><head><title>Blue Cup | Shop</title><meta property="og:description" content="Home > Cups">'
        '<meta property="product:price:amount" content="49">'
    )

    assert part(f"{head}{body}{TILES}<div></div><h1>Blue Cup</h1>{TILES}").startswith(f"{head}{body}<p>")


def test_a_fact_ends_where_its_tag_does():
    facts = (
        '<meta property="og:description" content="Home > Cups"><meta name="a" content=\'5">\'>'
        '<meta property="product:price:amount" content="49">'
    )
    html = f'{HEAD}<body>{facts}<meta content="never closed>{TILES}<div></div><h1>Blue Cup</h1>{TILES}'

    assert part(html).startswith(f"{HEAD}<body>{facts}<div>")


@pytest.mark.parametrize(
    "comment", ["<!-- <h1>Blue Cup</h1> -->", "<!-- <h1>x</h1> <h1>Blue Cup</h1> -->"], ids=["one", "second in it"]
)
def test_a_heading_in_a_comment_is_not_the_products(comment):
    kept = part(f"{HEAD}<body>{comment}{TILES}<div></div><h1>Blue Cup</h1>{TILES}")

    assert "<h1>Blue Cup</h1><p>" in kept


@pytest.mark.parametrize("tag", ["<nav>", "<style>", "<svg>", "<header><div>", "<!--"])
def test_what_never_ends_before_the_heading_is_looked_for_once(tag):
    html = f"{HEAD}<body>{tag * 50_000}<h1>Blue Cup</h1>{TILES}"
    started = time.process_time()

    part(html)

    assert time.process_time() - started < LONGEST_CPU_S


@pytest.mark.parametrize("tag", ["nav", "header"])
def test_a_menu_is_passed_over_even_if_the_part_would_begin_in_it(tag):
    html = f"{HEAD}<body><{tag}>{TILES}<div><p>menu</div></{tag}><p>x</p><div></div><h1>Blue Cup</h1>{TILES}"

    assert part(html).startswith(f"{HEAD}<body><div></div><h1>")


def test_a_heading_in_a_header_keeps_it():
    html = f"{HEAD}<body><header id=a>{TILES}<div></div><h1>Blue Cup</h1></header>{TILES}"

    assert part(html).startswith(f"{HEAD}<body><header id=a><div></div><h1>")


@pytest.mark.parametrize("tag", ["<meta ", "<title ", "<meta og:title "])
def test_titles_of_tags_that_never_end_are_looked_for_once(tag):
    markup = tag.encode() * 400_000
    started = time.process_time()

    titles_in(markup + b"<body>")

    assert time.process_time() - started < LONGEST_CPU_S
