"""Descriptions that no class names: under a heading, in a panel, behind a tab."""

import pytest

from scraping import read_html

TEXT = "A fine kettle made of steel that boils water quickly and keeps it warm for hours."
OTHER = "<p>We ship within two days to all of the country, by post or with a courier of your choice.</p>"


def description(block):
    page = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Steel Kettle 17 L – Shop</title></head><body><main><img src="/media/kettle.jpg" alt="Kettle">
<h1>Steel Kettle 17 L</h1><p>$29.99</p><button>Add to cart</button>
{block}</main></body></html>"""
    return read_html(page.encode(), "https://shop.test/p/kettle").description


@pytest.mark.parametrize(
    "block",
    [
        f"<h4>Description</h4><p>{TEXT}</p><h4>Shipping</h4>{OTHER}",
        f"<details><summary>Product details</summary><div><p>{TEXT}</p></div></details><details>{OTHER}</details>",
        f"<div><button><span>Overview</span></button></div><div><p>{TEXT}</p></div><h3>Shipping</h3>{OTHER}",
        f'<ul><li><a href="#a">Description</a></li><li><a href="#b">Shipping</a></li></ul>'
        f'<div id="b">{OTHER}</div><div id="a"><p>{TEXT}</p></div>',
        f'<button aria-controls="x1">Details</button><button aria-controls="x2">Shipping</button>'
        f'<div id="x2">{OTHER}</div><div id="x1">{TEXT}</div>',
        f"<dl><dt>Produktbeschreibung</dt><dd>{TEXT}</dd><dt>Versand</dt><dd>{OTHER}</dd></dl>",
        f"<h3>商品の説明</h3><p>{TEXT}</p>",
        f"<h5>ΠΕΡΙΓΡΑΦΗ</h5><p>{TEXT}</p>",
        f"<div><strong>Opis produktu:</strong></div><div>{TEXT}</div>",
    ],
)
def test_what_a_heading_or_tab_opens_is_the_description(block):
    assert description(block) == TEXT
