"""Codes, stock words, names, images, HTML."""

import pytest

from scraping.snapshot import Availability
from scraping.text.clean import clean_html, description_text, plain_line
from scraping.text.gtin import same_gtin, valid_gtin
from scraping.text.images import absolute, from_srcset, identity, is_junk, largest, one_each
from scraping.text.names import closeness, contains, title_parts
from scraping.text.stock import MENTIONS, availability_term, availability_words, is_buy_button


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("4006381333931", "4006381333931"),
        ("4006381333932", None),
        ("978-0-393-60939-4", "9780393609394"),
        ("0-393-60939-2", None),
        ("0306406152", "9780306406157"),
        ("036000291452", "036000291452"),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", "4006381333931"),
        ("00000000000000", None),
        ("1111111111116", None),
        ("12345", None),
        ("", None),
        (None, None),
    ],
)
def test_only_a_right_check_digit_makes_a_gtin(text, code):
    assert valid_gtin(text) == code


def test_leading_zeros_do_not_make_another_item():
    assert same_gtin("036000291452", "0036000291452")


@pytest.mark.parametrize(
    ("term", "availability"),
    [
        ("https://schema.org/InStock", Availability.IN_STOCK),
        ("http://schema.org/OutOfStock/", Availability.OUT_OF_STOCK),
        ("in stock", Availability.IN_STOCK),
        ("LimitedAvailability", Availability.IN_STOCK),
        ("preorder", Availability.PREORDER),
        ("Discontinued", Availability.DISCONTINUED),
        ("ask us", None),
    ],
)
def test_terms_of_markup_are_folded(term, availability):
    assert availability_term(term) == availability


@pytest.mark.parametrize(
    ("words", "availability"),
    [
        ("Out of stock", Availability.OUT_OF_STOCK),
        ("This product is no longer available", Availability.OUT_OF_STOCK),
        ("Only 3 left", Availability.IN_STOCK),
        ("Auf Lager", Availability.IN_STOCK),
        ("Ausverkauft", Availability.OUT_OF_STOCK),
        ("Rupture de stock", Availability.OUT_OF_STOCK),
        ("نفدت الكمية", Availability.OUT_OF_STOCK),
        ("غير متوفر حاليا", Availability.OUT_OF_STOCK),
        ("متوفر", Availability.IN_STOCK),
        ("在庫あり", Availability.IN_STOCK),
        ("売り切れ", Availability.OUT_OF_STOCK),
        ("Pre-order now", Availability.PREORDER),
        ("This style was discontinued", Availability.DISCONTINUED),
        ("If sold out, join the waitlist", None),
        ("Size not available?", None),
        ("A fine stock of wool", None),
    ],
)
def test_what_shops_write_about_stock_is_understood(words, availability):
    assert availability_words(words) == availability


@pytest.mark.parametrize(
    "words",
    [
        "Add to cart",
        "ADD TO BAG",
        "Buy now",
        "In den Warenkorb",
        "Ajouter au panier",
        "أضف إلى السلة",
        "カートに入れる",
    ],
)
def test_a_buy_button_is_known_by_its_words(words):
    assert is_buy_button(words)
    assert not is_buy_button("Add to wishlist")


def test_a_name_is_compared_by_its_words():
    assert closeness("Linen Tee", "linen tee!") == 1
    assert contains("Blue Linen Tee – Shop", "linen tee")
    assert title_parts("Linen Tee | Shop") == ["Linen Tee", "Shop"]
    assert title_parts("键盘外壳-淘宝网") == ["键盘外壳", "淘宝网"]


@pytest.mark.parametrize(
    ("address", "full"),
    [
        ("https://m.media-amazon.com/images/I/91W._AC_SX425_.jpg", "https://m.media-amazon.com/images/I/91W.jpg"),
        ("https://cdn.shopify.com/s/files/1/tote_grande.jpg?v=1", "https://cdn.shopify.com/s/files/1/tote.jpg?v=1"),
        ("https://i.ebayimg.com/images/g/x/s-l64.jpg", "https://i.ebayimg.com/images/g/x/s-l1600.jpg"),
        ("https://shop.test/a_small.jpg", "https://shop.test/a_small.jpg"),
    ],
)
def test_the_full_size_is_taken_where_the_naming_is_known(address, full):
    assert largest(address) == full


def test_two_sizes_of_a_picture_are_one_picture():
    pictures = ["https://s.test/p/cup-300x300.jpg", "https://s.test/p/cup.jpg", "https://s.test/p/lid-100x100.jpg"]

    assert one_each(pictures) == [(0, pictures[0]), (2, pictures[2])]
    assert identity("https://s.test/thumb.asp?file=a.jpg&maxx=300") != identity(
        "https://s.test/thumb.asp?file=b.jpg&maxx=300"
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("/i/w1000/cup.jpg", "/i/wc50/cup.jpg"),
        ("/mnresize/620/920/ty9/cup.jpg", "/ty9/cup.jpg"),
        ("/thumbs/492x492ex/img/cup.jpg", "/thumbs/48x48ex/img/cup.jpg"),
        ("/img/cache/700/2024/1/cup.jpg", "/img/cache/100-square/2024/1/cup.jpg"),
        ("/p/aa11.jpg", "/p/aa11.jpg_720x720q80.jpg_.webp"),
        ("/600x315/products/77", "/max/1000x1000/products/77"),
        ("/original/11a1/cup", "/s1024/11a1/cup"),
        ("/shop/17_1/public", "/shop/17_1/w=800,h=800,fit=pad"),
        ("/img/cup.jpg", "/cdn-cgi/image/f=auto,w=500/https://other.test/img/cup.jpg"),
        ("/img/cup.jpg", "/cdn-cgi/image/width=500/img/cup.jpg"),
        ("/c1/-/A_96/fee_194_131_png", "/c1/-/A_96/fee_786_587_png"),
        ("/img/cup.jpg", "/img/cup.webp"),
    ],
)
def test_what_services_put_into_an_address_makes_no_other_picture(first, second):
    assert identity(f"https://s.test{first}") == identity(f"https://s.test{second}")


def test_the_largest_of_what_a_service_offers_is_taken():
    sizes = ["https://s.test/600x315/products/77", "https://s.test/max/1000x1000/products/77"]

    assert one_each(sizes) == [(0, sizes[1])]


def test_numbers_of_months_and_pictures_are_no_sizes():
    uploads = [f"https://s.test/uploads/2024/{month}/cup-{n}.jpg" for month in ("05", "06") for n in (1, 2)]

    assert len(one_each(uploads)) == 4


def test_image_addresses_become_absolute_or_nothing():
    assert absolute("//cdn.test/a b.jpg", "https://s.test/p") == "https://cdn.test/a%20b.jpg"
    assert absolute("data:image/gif;base64,R0lGOD", "https://s.test/p") is None
    assert absolute("javascript:alert(1)", "https://s.test/p") is None
    assert from_srcset("a.jpg 100w, b.jpg 1200w, c.jpg 600w") == "b.jpg"
    assert is_junk("https://s.test/img/logo.png")


def test_a_description_keeps_its_lines_and_loses_its_scripts():
    markup = "<p>Warm &amp; soft.</p><ul><li>Wool</li><li>Washable</li></ul><script>alert(1)</script>"

    assert description_text(clean_html(markup)) == "Warm & soft.\n\nWool\nWashable"
    assert "script" not in clean_html(markup)
    assert clean_html('<img src="javascript:x" onerror="y">') == "<img>"
    assert description_text("<table><tr><td>Size</td><td>M</td></tr></table>") == "Size M"
    assert plain_line("&lt;b&gt;Cup&lt;/b&gt;") == "Cup"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            "<table><tr><th>Size</th> <td>M</td></tr><tr><td>Cut</td><td>Slim</td></tr></table>Wool",
            "Size M\n\nCut Slim\n\nWool",
        ),
        ("<dl><dt>Size</dt> <dd>M</dd><dd>L</dd><dt>Cut</dt><dd>Slim</dd></dl>", "Size: M\n\nL\n\nCut: Slim"),
        ("<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>", "a b"),
        ("<p>As is</p><pre>a\n  b</pre>", "As is\n\na\nb"),
    ],
    ids=["rows", "definitions", "table in a table", "preformatted"],
)
def test_tables_and_definitions_become_lines(markup, text):
    assert description_text(markup) == text


@pytest.mark.parametrize(
    "text",
    [
        "El artículo que buscas ya no está disponible", "Este producto no está disponible",
        "Spiacenti, articolo non più disponibile", "Ce produit n'est plus disponible",
        "Cet article n’est pas disponible", "Este produto não está mais disponível",
        "Dit artikel is niet meer leverbaar",
        "Bu ürün artık satışta değil", "Товар больше не продаётся", "Товар недоступен", "لم يعد متوفرا",
        "هذا المنتج لم يعد متاحًا", "این کالا موجود نیست", "販売終了しました",
        "お取り扱いしておりません", "판매 종료", "停售",
        "Currently unavailable. We don't know when or if this item will be back in stock.",
    ],
)  # fmt: skip
def test_what_denies_that_there_is_stock_is_not_read_as_stock(text):
    assert availability_words(text) is Availability.OUT_OF_STOCK
    assert any(word in text.lower() for word in MENTIONS)
