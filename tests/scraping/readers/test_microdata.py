"""Microdata as browsers understand it, on pages of any length."""

import pytest

from scraping import read_html

FILLER = "<p>Menu</p>" * 3_000


def test_attribute_names_count_in_any_case():
    page = (
        "<html><head><title>Cup</title></head><body><h1>Cup</h1>"
        "<div itemScope itemType='https://schema.org/Product'><b itemProp='name'>Cup</b>"
        "<i itemProp='sku'>C-123</i></div></body></html>"
    )

    snapshot = read_html(page.encode(), "https://shop.test/p/cup")

    assert (snapshot.sku, snapshot.sources["sku"].source) == ("C-123", "microdata")


def test_a_scope_that_begins_before_a_long_menu_is_still_the_products():
    page = (
        "<html><head><title>Blue cup</title></head><body itemscope itemtype='https://schema.org/Product'>"
        f"{FILLER}<h1 itemprop='name'>Blue cup</h1><i itemprop='sku'>C-123</i>{FILLER}</body></html>"
    )

    snapshot = read_html(page.encode(), "https://shop.test/p/cup")

    assert (snapshot.sku, snapshot.sources["sku"].source) == ("C-123", "microdata")


NAME = '<b itemprop="name">Cup</b>'


def scope(ref, number=""):
    product = 'itemscope itemtype="https://schema.org/Product"'
    return f'<div id="x{number}"><div {product} itemref="x{ref}">{NAME}</div></div>'


@pytest.mark.parametrize(
    "scopes",
    [
        pytest.param(scope(""), id="to what holds it"),
        pytest.param(scope(2, 1) + scope(1, 2), id="to each other"),
        pytest.param("".join(scope(number - 1, number) for number in range(3_000)), id="a chain of thousands"),
        pytest.param(
            '<div itemscope itemtype="https://schema.org/Product">' * 1_500 + NAME + "</div>" * 1_500, id="nested"
        ),
    ],
)
def test_a_scope_that_refers_in_a_circle_or_far_is_read(scopes):
    page = f"<html><head><title>Cup</title></head><body>{scopes}<h1>Cup</h1><p>$12.00</p></body></html>"

    assert read_html(page.encode(), "https://shop.test/p/cup").name == "Cup"
