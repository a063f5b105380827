"""Choices that are radio buttons, or called so for screen readers."""

import pytest

from scraping import read_html

TEXT = "A fine lamp made of oak that stands on the desk and gives warm light for reading."


def read(body):
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Oak Desk Lamp | Shop</title></head><body>'
        f'<main><div class="product"><img src="/lamp.jpg" alt="Oak Desk Lamp"><h1>Oak Desk Lamp</h1>'
        f'<p class="price">$99.00</p><p>{TEXT}</p>{body}<button>Add to cart</button></div></main></body></html>'
    )
    variants = read_html(page.encode(), "https://shop.example.com/p/lamp").variants
    return [(variant.options, variant.price and str(variant.price), variant.availability) for variant in variants]


def radio(name, value, label, more=""):
    ident = f"{name}-{value}"
    return f'<input type="radio" name="{name}" value="{value}" id="{ident}" {more}><label for="{ident}">{label}</label>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<fieldset><legend>Color</legend>"
            + radio("Color-1", "Black", "Black<span> Variant sold out or unavailable</span>", 'class="disabled"')
            + radio("Color-1", "White", "White<span> Variant sold out or unavailable</span>")
            + "</fieldset>",
            [({"Color": "Black"}, None, "out_of_stock"), ({"Color": "White"}, None, None)],
        ),
        (
            radio("options[Größe]", "81", "Klein") + radio("options[Größe]", "82", "Groß – ausverkauft"),
            [({"Größe": "Klein"}, None, None), ({"Größe": "Groß"}, None, "out_of_stock")],
        ),
        (
            '<div class="row">' + radio("attribute_5", "17", "Small (+$12.00)")
            + radio("attribute_5", "18", "Large - $120.00") + "</div>",
            [({"option": "Small"}, None, None), ({"option": "Large"}, "120.00", None)],
        ),
        (
            "<fieldset><legend>اختر المقاس</legend>" + radio("opt7", "901", "صغير") + radio("opt7", "902", "كبير")
            + "</fieldset>",
            [({"المقاس": "صغير"}, None, None), ({"المقاس": "كبير"}, None, None)],
        ),
        (
            '<div role="radiogroup" aria-label="Size"><button role="radio" aria-disabled="true">S</button>'
            '<button role="radio" title="M"></button></div>',
            [({"Size": "S"}, None, "out_of_stock"), ({"Size": "M"}, None, None)],
        ),
        ("<fieldset><legend>Delivery</legend>" + radio("x", "a", "Fast") + radio("x", "b", "Slow") + "</fieldset>", []),
        (radio("plan", "a", "No protection") + radio("plan", "b", "2 years"), []),
        ('<p class="color-row">' + radio("rating", "1", "1 star") + radio("rating", "2", "2 stars") + "</p>", []),
        (radio("size", "one", "One size"), []),
        ('<div role="radiogroup" class="sizes"></div>', []),
    ],
)  # fmt: skip
def test_choices_by_radio_buttons(body, expected):
    assert read(body) == expected
