"""Hostile and broken pages: never a crash other than a ScrapeError, never long."""

import json
import time
from pathlib import Path

import pytest

import scraping
from bench._mutants import mutant
from scraping import ScrapeError, read_html
from scraping.fetched import Document, FetchedPage
from scraping.readers.jsonld import lenient_json

PRODUCT = (
    '<html><head><title>Cup</title><script type="application/ld+json">{"@type":"Product","name":"Cup",'
    '"offers":{"price":5,"priceCurrency":"EUR"}}</script></head><body><h1>Cup</h1>%s</body></html>'
)
LONGEST_CPU_S = 4.0  # on a busy machine; each of these takes well under a second on an idle one


def read(html, url="https://shop.test/p/cup"):
    """``(name, error code, CPU seconds)``."""
    started = time.process_time()
    try:
        name, code = read_html(html if isinstance(html, bytes) else html.encode(), url).name, None
    except ScrapeError as error:
        name, code = None, error.code
    return name, code, time.process_time() - started


@pytest.mark.parametrize(
    "filler",
    [
        "<div>" * 50_000,
        "<b><i>" * 20_000,
        "<p class='price'>$" + "1" * 200_000,
        "<p>" + "$1," * 50_000 + "</p>",
        "<p>" + "1 " * 100_000 + "€</p>",
        "<p>Item # " + "A-" * 50_000 + "</p>",
        "<script>var a = {" + '"a":{' * 50_000 + "</script>",
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        '<script type="application/ld+json">{"@type":"Product","name":"' + "\\" * 100_000 + "</script>",
        '<script type="application/ld+json">/*' + "*" * 200_000 + "</script>",
        '<script type="application/ld+json">{"@type": "Product",' + "\n" * 100_000 + "x</script>",
        "<script>" + "'brand':" * 50_000 + "</script>",
        "<!--" + "<" * 200_000,
        "<p><style>" * 50_000,
        "<div class=buy-box><noscript></noscript><a class=add-to-cart>" * 100 + "<i>x</i> y " * 20_000,
        "<img src=x srcset='" + "a 1w, " * 20_000 + "'>",
        "<div class='" + "price " * 20_000 + "'>$5</div>",
        "<table>" + "<tr><td>SKU</td><td>1</td></tr>" * 5_000 + "</table>",
        "<select name=size>" + "<option>XL</option>" * 20_000 + "</select>",
        "<a href='/brand/x'>x</a>" * 20_000,
        "<span>$</span><sup>5</sup>" * 5_000,
        "<script>" + '"@context" schema.org {' * 40_000 + "</script>",
        "<div itemscope itemtype='https://schema.org/Product'>" * 2_000 + "<b itemprop=name>Cup</b>",
        "<select name=size><option>" * 20_000 + "XL",
        "<h1>x" * 1_000 + "cup " * 100_000,
        ("<b>$5</b><div>" + "cup " * 400) * 1_000,
        "<div class='" + "if(a){b} " * 800_000 + "'>" + "<b>$5</b><i>$6</i><u>$7</u>" * 5 + "</div>",
    ],
    ids=lambda filler: filler[:24],
)
def test_a_page_bomb_costs_bounded_time(filler):
    name, code, seconds = read(PRODUCT % filler)

    assert (name, code) == ("Cup", None)
    assert seconds < LONGEST_CPU_S


def test_links_of_which_each_holds_all_that_follows_are_not_read_again_and_again():
    links = "<div class=p-detail-info><div>Cup</div><div>Brand: <span><a href=/b/x data-y>\n" * 4_000

    assert read(PRODUCT % links)[2] < 1.0  # 0.1 s; it took 2.2


def test_a_trail_of_thousands_of_links_is_a_menu():
    links = "".join(f"<a href='/c/{number}'>Cups no. {number:05}</a>" for number in range(8_000))
    page = (PRODUCT % f"<div class=breadcrumb>{links}</div>").replace("<h1>Cup</h1>", "")  # a heading cuts the page

    assert read(page)[2] < 1.0  # 0.1 s; it took 3.6


def test_a_pictures_path_full_of_sizes_is_gone_through_once():
    pictures = "".join(f"<img src='/{number}/{'w=1,' * 400}1.jpg'>" for number in range(600))

    assert read(PRODUCT % f"<div class=gallery>{pictures}</div>")[2] < 1.5  # 0.2 s; it took 6.5


@pytest.mark.parametrize(
    "part",
    [
        '<meta property="product:ean" content="400638133393²">',
        '<select name="size"><option>²</option><option>³</option></select>',
        '<img src="/cup.jpg" width="²" height="²">',
        '<img src="/cup.jpg" srcset="/large.jpg ²w, /small.jpg ¹x">',
        '<input name="quantity" value="²"><p class="rating">² / 5 (³ reviews)</p><p>Only ² left</p>',
    ],
    ids=["ean", "option", "width", "srcset", "counts"],
)
def test_a_superscript_is_no_digit(part):
    assert read(PRODUCT % part)[:2] == ("Cup", None)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_truncated_page_is_read_as_far_as_it_goes(share):
    html = PRODUCT % ("<p>A cup of fine clay, thrown by hand.</p>" * 20)

    name, code, _ = read(html[: int(len(html) * share)])

    assert name == "Cup" or code in {"nothing_read", "not_a_product"}


@pytest.mark.parametrize(
    "html",
    [
        bytes(range(256)) * 50,
        b"\x00" * 5_000,
        b"\xff\xfe" + (PRODUCT % "").encode("utf-16-le"),
        b"\xef\xbb\xbf" + (PRODUCT % "").encode(),
        (PRODUCT % "").replace("<head>", '<head><meta charset="no-such-code">').encode(),
        (PRODUCT % "").replace("<head>", '<head><meta charset="utf-16">').encode(),
        b"{}",
        b"<",
        b"\x89PNG\r\n\x1a\n" + b"\x00\xff" * 500,
    ],
    ids=["all bytes", "nul", "utf-16", "utf-8 bom", "unknown charset", "wrong charset", "json", "one sign", "png"],
)
def test_strange_bytes_end_in_a_product_or_a_named_error(html):
    name, code, seconds = read(html)

    assert name == "Cup" or code in {"nothing_read", "not_a_product", "empty_page"}
    assert seconds < LONGEST_CPU_S


@pytest.mark.parametrize(
    "data",
    [
        '{"@type":"Product","name":["Cup"],"offers":"none","image":{"url":["a.jpg",{"url":3}]},"brand":[]}',
        '{"@type":["Product",null,3],"name":"Cup","offers":[{"price":{"value":"5"}},null,7],"sku":{"a":1}}',
        '{"@type":"Product","name":"Cup","aggregateRating":{"ratingValue":"n/a","reviewCount":{}},"gtin13":[1,2]}',
        '{"@type":"Product","name":"Cup","hasVariant":[{"offers":[]},"x",null],"additionalProperty":"y"}',
        '{"@type":"Product","name":"Cup","offers":{"@type":"AggregateOffer","lowPrice":"NaN","offers":{"offers":{}}}}',
        '{"@type":"Product","name":"Cup","offers":{"price":1e999,"priceSpecification":[{"price":"Infinity"}]}}',
    ],
)
def test_markup_of_wrong_shapes_is_read_without_a_crash(data):
    html = f'<h1>Cup</h1><script type="application/ld+json">{data}</script>'

    name, code, _ = read(html)

    assert (name, code) == ("Cup", None)


@pytest.mark.parametrize(
    "url", ["https://[bad/p", "https://shop.test/%ff%fe?a=%zz", "", "shop.test/p", "https://shop.test/" + "x" * 5000]
)
def test_a_strange_address_does_not_stop_reading(url):
    name, _, _ = read(PRODUCT % "", url)

    assert name == "Cup"


@pytest.mark.parametrize(
    "html",
    [
        '<link rel="canonical" href="http://[x">' + PRODUCT % "",
        (PRODUCT % "").replace('"name":"Cup",', '"name":"Cup","url":"http://[x","@id":"//[",'),
        (PRODUCT % "").replace('{"price":5', '{"url":"http://[x","price":5'),
        (PRODUCT % "").replace("<head>", '<head><base href="http://[x/">'),
    ],
    ids=["canonical", "the product's", "the offer's", "base"],
)
def test_an_address_in_the_page_that_is_none_does_not_stop_reading(html):
    assert read(html)[:2] == ("Cup", None)


MUTANTS = 120  # the first of the ten thousand that ``bench mutations`` reads, without its five megabyte scripts


@pytest.mark.parametrize("odd", ['"4.7"', "[]", "7", "null", '{"value": []}'])
def test_parts_of_an_aliexpress_page_may_be_of_any_kind(odd):
    parts = ("titleModule", "imageModule", "priceModule", "actionModule", "feedbackComponent")
    data = ", ".join(f'"{part}": {odd}' for part in parts)
    inner = f'"productInfoComponent": {{"subject": {odd}, "feedbackRating": {odd}}}'
    page = PRODUCT % f"<script>window.runParams = {{ data: {{{data}, {inner}}} }};</script>"

    assert read(page, "https://www.aliexpress.com/item/1005006123456789.html")[:2] == ("Cup", None)


def test_broken_pages_end_in_a_product_or_a_named_error_and_soon():
    pages = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("cases/*/*.html"))]
    slowest = max(read(page)[2] for done, page in (mutant(pages, n) for n in range(MUTANTS)) if "huge" not in done)

    assert slowest < LONGEST_CPU_S


def test_the_same_number_breaks_a_page_in_the_same_way():
    assert mutant([b"<h1>Cup</h1>"], 7) == mutant([b"<h1>Cup</h1>"], 7)


HALVES = ["name", "description", "brand", "sku", "color"]


@pytest.mark.parametrize("half", ["\\ud83d", "\\uDE00", "\\u0000"])
@pytest.mark.parametrize("field", HALVES)
def test_an_emoji_that_the_shop_cut_in_half_leaves_text_that_can_be_stored(field, half):
    markup = '{"@type":"Product","name":"Cup","%s":"<p>Fine clay %s</p>","offers":{"price":5,"priceCurrency":"EUR"}}'
    html = f'<script type="application/ld+json">{markup % (field, half)}</script><h1>Cup</h1>'

    stored = json.dumps(read_html(html.encode(), "https://shop.test/p/cup").as_json(), ensure_ascii=False)

    assert "Cup" in stored
    assert "\\u0000" not in stored.encode().decode()


def test_broken_json_is_repaired_while_it_has_the_length_of_what_tells_of_a_product():
    """Each repair goes through all of it: megabytes took seconds."""
    broken = '{"name":"%s",}'

    assert lenient_json(broken % "Cup") == {"name": "Cup"}
    assert lenient_json(broken % ("x" * 600_000)) is None


def test_a_whole_emoji_stays_as_it_is():
    markup = '{"@type":"Product","name":"Cup \\ud83d\\ude00 \\u0642","offers":{"price":5,"priceCurrency":"EUR"}}'
    html = f'<script type="application/ld+json">{markup}</script>'

    assert read_html(html.encode(), "https://shop.test/p/cup").name == "Cup \U0001f600 \u0642"


def test_half_an_emoji_in_a_platforms_own_answer_is_left_out_too():
    html = b'<script src="https://cdn.shopify.com/s/x.js"></script><h1>Cup</h1><p>$5.00</p>'
    answer = b'{"title":"Cup \\ud83d","vendor":"Clay \\ud83d","variants":[{"id":1,"price":500}]}'
    url = "https://shop.test/products/cup"
    page = FetchedPage(
        url, Document(url, "text/html", html), 200, "direct", extras=[Document(url, "application/json", answer)]
    )

    stored = json.dumps(scraping.read(page).as_json(), ensure_ascii=False)

    assert '"shopify"' in stored and stored.encode()
