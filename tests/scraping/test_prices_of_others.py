"""Amounts that belong to gift cards and to other products, where nothing calls them so."""

from decimal import Decimal

import pytest

from scraping import read_html

CARD = '<img src="/card.jpg" alt="Gift card"><h1>Gift card $50</h1>'
GIVEN = "<p>It is sent by post in a small box, with a note that you write yourself.</p>"


@pytest.mark.parametrize(
    "shown",
    [
        '<span>Gift card</span> <span class="price">$50.00</span>',
        "<p>Gift card $50.00</p>",
        "<button>Add to cart</button>",
        '<p class="price">$50.00</p><p>Free delivery over $80.00</p><button>Add to cart</button>',
    ],
)
def test_a_gift_card_costs_what_it_is_called(shown):
    head = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Gift card $50 | Shop</title></head>'
    page = f"{head}<body><main>{CARD}{shown}{GIVEN}</main></body></html>"

    snapshot = read_html(page.encode(), "https://shop.example.com/p/gift-card")

    assert snapshot.price == Decimal(50)
    assert snapshot.regular_price is None


def test_a_gift_card_that_comes_with_a_product_is_not_its_price():
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Oak lamp | Shop</title></head><body><main>'
        '<img src="/lamp.jpg" alt="Oak lamp"><h1>Oak lamp</h1><p>Sold out</p>'
        f"<p>Gift card $50</p>{GIVEN}</main></body></html>"
    )

    assert read_html(page.encode(), "https://shop.example.com/p/lamp").price is None


def test_what_stands_among_blocks_whose_pictures_lead_elsewhere_costs_something_else():
    tiles = "".join(
        f'<div><a href="/p/{n}"><img src="/{n}.jpg"></a><a href="/p/{n}">{n}</a><p>${amount}</p></div>'
        for n, amount in (("mug", "20.00"), ("jar", "31.00"))
    )
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Oak lamp | Shop</title></head><body><main>'
        '<img src="/lamp.jpg" alt="Oak lamp"><h1>Oak lamp</h1><p>Sold out</p>'
        f"{GIVEN}<section><h2>Ideas</h2>{tiles}</section></main></body></html>"
    )

    assert read_html(page.encode(), "https://shop.example.com/p/lamp").price is None


def test_pictures_of_the_product_that_open_larger_ones_make_no_tile_of_its_price():
    pictures = "".join(f'<div><a href="/large/{n}.jpg"><img src="/{n}.jpg"></a></div>' for n in (1, 2))
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Oak lamp | Shop</title></head><body><main>'
        f'<h1>Oak lamp</h1><div><div>{pictures}<p>$89.00</p></div><div><a href="/large/3.jpg"><img src="/3.jpg"></a>'
        f"</div></div><button>Add to cart</button>{GIVEN}</main></body></html>"
    )

    assert read_html(page.encode(), "https://shop.example.com/p/lamp").price == Decimal("89.00")
