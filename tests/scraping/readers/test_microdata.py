"""Microdata as browsers understand it, on pages of any length."""

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
