"""Whether the product can be had, told by buttons, stock lines and markup that contradict each other."""

import pytest

from scraping import Availability, read_html
from scraping.text.stock import availability_words

OUT, IN = Availability.OUT_OF_STOCK, Availability.IN_STOCK
BUTTON = '<button class="buy">Add to cart</button>'
MARKED_OUT = (
    '<div itemscope itemtype="https://schema.org/Product"><meta itemprop="name" content="Oak Desk Lamp">'
    '<div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><meta itemprop="price" content="99.00">'
    '<meta itemprop="priceCurrency" content="USD"><link itemprop="availability" href="https://schema.org/OutOfStock">'
    "</div></div>"
)


def availability(body, *, lang="en"):
    head = f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Oak Desk Lamp | Shop</title></head>'
    text = "<p>A fine lamp made of oak that stands on the desk and gives warm light.</p>"
    shown = f'<img src="/lamp.jpg" alt="Oak Desk Lamp"><h1>Oak Desk Lamp</h1><p class="price">$99.00</p>{body}{text}'
    page = f'{head}<body><main><div class="product">{shown}</div></main></body></html>'
    return read_html(page.encode(), "https://shop.example.com/p/lamp").availability


@pytest.mark.parametrize(
    ("line", "lang"),
    [
        ("<li>Availability: Out Of Stock</li>", "en"),
        ("<li><b>Availability:</b> <span>Out Of Stock</span></li>", "en"),
        ("<li>Stok Durumu: Stokta Yok</li>", "tr"),
        ("<li>Доступность: Нет в наличии</li>", "ru"),
        ("<li>Disponibilidad: Agotado</li>", "es"),
        ("<li>حالة التوفر : غير متوفر</li>", "ar"),
        ("<li>حالة التوفر: <span>نفدت الكمية</span></li>", "ar"),
    ],
)
def test_a_labelled_stock_line_outweighs_the_button_that_every_page_has(line, lang):
    assert availability(f"<ul>{line}</ul>{BUTTON}", lang=lang) is OUT


def test_words_of_one_option_do_not_outweigh_the_button():
    sizes = '<label class="swatch unavailable">Size M: sold out</label>'

    assert availability(f"<div class='options'>{sizes}</div>{BUTTON}") is IN


def test_what_stands_alone_in_the_form_of_options_speaks_of_the_product():
    assert availability('<div class="options"><form><p class="alert"><span>Out of stock</span></p></form></div>') is OUT


def test_markup_outweighs_a_button_that_scripts_may_disable():
    assert availability(MARKED_OUT + BUTTON) is OUT


@pytest.mark.parametrize(
    "shown", [f"<p>In stock, ships today</p>{BUTTON}", '<a class="add2cart" href="/c">Add to cart</a>']
)
def test_words_or_a_link_to_buy_outweigh_stale_markup(shown):
    assert availability(MARKED_OUT + shown) is IN


def test_a_block_around_a_disabled_button_is_no_button():
    assert availability('<div class="cart-and-pay"><button disabled>Add to cart</button></div><p>Sold out</p>') is OUT


def test_an_input_may_say_that_all_is_sold():
    assert availability('<input type="submit" class="nostock" value="Sin stock" disabled>', lang="es") is OUT


@pytest.mark.parametrize("shown", ['<p class="sold">Sold</p>', "<ul><li>Model: A-1</li><li>Sold Out</li></ul>"])
def test_short_words_that_stand_where_a_button_would(shown):
    assert availability(shown) is OUT


def test_how_many_were_sold_says_nothing():
    assert availability(f"<p>Sold: 128</p>{BUTTON}") is IN


def test_how_much_is_in_the_basket_is_no_button():
    basket = '<div class="basketcount">장바구니 <b>1</b></div>'

    assert availability(f'{basket}<span class="btnSoldout">SOLD OUT</span>', lang="ko") is OUT


def test_a_picture_in_a_previewer_is_no_part_of_the_reviews():
    shown = '<h1>Oak Desk Lamp</h1><div class="preview-wrapper"><img src="/large.jpg" alt="Oak Desk Lamp"></div>'
    text = "<p>A fine lamp made of oak that stands on the desk and gives warm light.</p><p>In stock</p>"
    page = f'<title>Oak Desk Lamp | Shop</title><main>{shown}<p class="price">$99.00</p>{text}</main>'

    assert read_html(page.encode(), "https://shop.example.com/p/lamp").images == ["https://shop.example.com/large.jpg"]


@pytest.mark.parametrize(
    ("line", "lang"),
    [
        ("Momentálně nedostupné", "cs"),
        ("Není na skladě", "cs"),
        ("Vypredané", "sk"),
        ("Nie je na sklade", "sk"),
        ("Elfogyott", "hu"),
        ("Indisponibil", "ro"),
        ("Nu este în stoc", "ro"),
        ("Sem estoque", "pt-BR"),
        ("Agotada", "es"),
        ("Ej i lager", "sv"),
        ("Tomt på lager", "no"),
        ("Tilapäisesti loppu", "fi"),
        ("Chwilowo niedostępna", "pl"),
        ("Nije dostupno", "hr"),
        ("Ni na zalogi", "sl"),
        ("Немає в наявності", "uk"),
        ("Изчерпана наличност", "bg"),
        ("Μη διαθέσιμο", "el"),
        ("לא במלאי", "he"),
    ],
)
def test_sold_out_is_understood_in_smaller_languages(line, lang):
    assert availability(f'<p class="stock">{line}</p>', lang=lang) is OUT


@pytest.mark.parametrize(
    ("line", "lang"),
    [
        ("Skladom", "sk"),
        ("Na sklade (4 ks)", "sk"),
        ("Raktáron", "hu"),
        ("În stoc", "ro"),
        ("Na zalogi", "sl"),
        ("В наявності", "uk"),
        ("Heti varastossa", "fi"),
        ("I lager", "sv"),
        ("במלאי", "he"),
    ],
)
def test_stock_is_understood_in_smaller_languages(line, lang):
    assert availability_words(line) is IN


@pytest.mark.parametrize(
    "line",
    [
        "Out of stock - on backorder",
        "Out of stock – on backorder and will be dispatched once in stock",
        "Available on backorder",
    ],
)
def test_what_is_out_of_stock_but_on_backorder_can_be_ordered(line):
    assert availability(f'<p class="stock">{line}</p>{BUTTON}') is Availability.BACKORDER


def test_not_available_on_backorder_is_out_of_stock():
    assert availability_words("Out of stock and not available on backorder") is OUT


@pytest.mark.parametrize(
    "attributes",
    [
        'class="btn disabled"',
        'class="btn btn-disabled"',
        'class="vtex-button vtex-button--disabled"',
        'class="add-to-cart add-to-cart-disabled"',
        'class="Button_isDisabled__x1Y2z"',
        'class="buy-btn btn_disable"',
        "disabled",
        'aria-disabled="true"',
    ],
)
def test_a_disabled_button_does_not_outweigh_that_it_is_sold_out(attributes):
    assert availability(f'<p class="stock">Sold out</p><button {attributes}>Add to cart</button>') is OUT


@pytest.mark.parametrize(
    "attributes",
    [
        'class="btn disabled:opacity-50"',
        'class="btn not-disabled"',
        'class="btn js-disabled-text"',
        'class="btn hover-disabled"',
        'class="btn ajax-disable"',
        'class="btn" aria-disabled="false"',
        'class="add-to-cart-disabled" title="Please select a size first"',
        'class="single_add_to_cart_button disabled wc-variation-selection-needed"',
        'class="btn" disabled aria-label="Choose a colour"',
    ],
)
def test_a_button_that_is_on_or_waits_for_a_choice_outweighs_words(attributes):
    assert availability(f'<p class="stock">Sold out</p><button {attributes}>Add to cart</button>') is IN


MARKED_IN = MARKED_OUT.replace("OutOfStock", "InStock")
NOTICE = "<p class='stock'>We are sorry, but this item is currently unavailable.</p>"


def test_a_notice_that_scripts_keep_as_a_template_does_not_outweigh_markup():
    spare = f'<script type="text/x-handlebars-template" id="dates">{NOTICE}</script>'

    assert availability(MARKED_IN + NOTICE + spare) is IN
    assert availability(MARKED_IN + NOTICE) is OUT


def test_a_button_that_offers_to_write_stands_in_the_place_of_the_buy_button():
    assert availability("<form><input type='email'><button>Notify me</button></form>") is OUT
    assert availability(f"{BUTTON}<button>Notify me</button>") is IN


def test_adding_to_favourites_is_no_buying():
    assert availability("<p>نفدت الكمية</p><button>أضف إلى المفضلة</button>", lang="ar") is OUT


def test_a_turkish_page_is_read_whatever_capitals_it_has():
    assert availability("<p>ÜRÜN AÇIKLAMASI VE DETAYLARI İÇİN TIKLAYIN</p><p>Stokta Yok</p>", lang="tr") is OUT


SIZES = '<select name="size"><option>Choose a size</option>{}</select>'


def test_a_product_of_which_each_size_is_sold_out_is_sold_out():
    gone = SIZES.format("<option disabled>Small</option><option disabled>Large</option>")
    assert availability(f'{gone}<button class="buy" disabled>Add to cart</button>') is OUT
    some = SIZES.format("<option disabled>Small</option><option>Large</option>")
    assert availability(f'{some}<button class="buy" disabled>Add to cart</button>') is IN
    assert availability(f"{gone}{BUTTON}") is IN


STALE = MARKED_OUT.replace("OutOfStock", "InStock")


@pytest.mark.parametrize(
    ("words", "lang"),
    [
        ("<p>This product has been discontinued and is no longer available.</p>", "en"),
        ("<p>This product is no longer being manufactured.</p>", "en"),
        ('<div class="availability"><p>Prodotto non disponibile</p></div>', "it"),
    ],
)
def test_words_outweigh_stale_markup_where_the_button_is_hidden(words, lang):
    gone = availability(f'{STALE}{words}<div style="display:none">{BUTTON}</div>', lang=lang)

    assert gone in (OUT, Availability.DISCONTINUED)


def test_one_size_on_order_leaves_the_others_in_stock():
    sizes = (
        '<table><tr><td>Small</td><td class="stock">In stock</td></tr>'
        '<tr><td>Large</td><td class="stock">Backordered - ships 10/20</td></tr></table>'
    )

    assert availability(sizes + BUTTON) is IN


def test_a_service_that_cannot_be_had_is_not_the_product():
    assert availability(f"{BUTTON}<button>Home Try-On unavailable</button>") is IN
