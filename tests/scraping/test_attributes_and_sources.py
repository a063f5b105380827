"""What stands in attributes only: codes, pictures' sources, and a currency that markup has and the page has not."""

import pytest

from scraping import Availability, read_html

TEXT = "<p>A fine kettle made of steel that boils water quickly and keeps it warm for hours.</p>"
BUY = '<form action="/cart/add"><button>Add to cart</button></form>'


def read(body, head=""):
    title = "<title>Steel Kettle 17 L – Shop</title>"
    page = f'<!doctype html><html lang="en"><head><meta charset="utf-8">{title}{head}</head><body>{body}</body></html>'
    return read_html(page.encode(), "https://shop.test/p/kettle")


def shown(inside="", *, picture='<img src="/media/kettle.jpg" alt="Steel Kettle">', buy=BUY):
    return f'<main>{picture}<h1>Steel Kettle 17 L</h1><p class="price">$29.99</p>{inside}{buy}{TEXT}</main>'


@pytest.mark.parametrize(
    "inside",
    [
        '<input type="hidden" name="sku" value="K17-ST">',
        '<div data-sku="K17-ST"></div>',
        '<a class="button" data-product_id="17" data-product_sku="K17-ST" href="?add=17">More</a>',
    ],
)
def test_a_code_in_an_attribute_is_read_where_it_is_the_only_one(inside):
    assert read(shown(inside)).sku == "K17-ST"
    assert read(shown(f'{inside}<i data-sku="K18-ST"></i><i data-sku="K17-ST"></i>')).sku in ("K17-ST", None)


def test_codes_of_several_products_say_nothing():
    assert read(shown('<i data-sku="K18-ST"></i><i data-sku="K19-ST"></i>')).sku is None


@pytest.mark.parametrize(
    ("picture", "end"),
    [
        (
            '<picture><source srcset="/m/kettle-800.webp 800w, /m/kettle-1600.webp 1600w">'
            '<source srcset="/m/kettle-800.jpg 800w"><img src="data:image/svg+xml;base64,AA" alt="Kettle"></picture>',
            "kettle-800.jpg",
        ),
        ('<img src="data:image/gif;base64,R0" data-src="/m/kettle_{width}x.jpg" alt="Steel Kettle">', "kettle.jpg"),
    ],
)
def test_a_placeholder_stands_for_the_picture_in_its_sources(picture, end):
    assert read(shown(picture=picture)).images[0].rpartition("/")[2].replace("_1024x", "") == end


def test_the_sign_beside_the_price_outweighs_a_currency_that_it_cannot_mean():
    offer = '{"@type":"Offer","price":"27.50","priceCurrency":"EUR"}'
    product = f'{{"@context":"https://schema.org","@type":"Product","name":"Steel Kettle 17 L","offers":{offer}}}'

    found = read(shown(), f'<script type="application/ld+json">{product}</script>')

    assert (str(found.price), found.currency) == ("29.99", "USD")


def test_one_branch_without_stock_does_not_make_it_sold_out():
    assert read(shown("<p>Pickup: Not available</p>", buy="")).availability is Availability.IN_STOCK
    assert read(shown("<p>Not available online</p>", buy="")).availability is Availability.OUT_OF_STOCK
