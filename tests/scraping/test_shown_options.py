"""The choices that a page offers: their names, what is said of them, and which choice is only a prompt."""

from decimal import Decimal

import pytest

from scraping import Availability, read_html

OUT, IN = Availability.OUT_OF_STOCK, Availability.IN_STOCK


def variants(choices, *, lang="en"):
    head = f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Oak Apron | Shop</title></head>'
    shown = f'<img src="/apron.jpg" alt="Oak Apron"><h1>Oak Apron</h1><p class="price">99,00 €</p>{choices}'
    page = f'{head}<body><main><div class="product">{shown}<button>Add to cart</button></div></main></body></html>'
    return read_html(page.encode(), "https://shop.example.com/p/apron").variants


def select(*texts):
    return f'<select name="choice">{"".join(f"<option>{text}</option>" for text in texts)}</select>'


@pytest.mark.parametrize(
    ("prompt", "lang"),
    [
        ("Zvolte variantu", "cs"),
        ("Vyberte veľkosť", "sk"),
        ("Wybierz rozmiar", "pl"),
        ("Kies een maat", "nl"),
        ("Välj storlek", "sv"),
        ("Seçiniz", "tr"),
        ("Выберите размер", "ru"),
        ("Escolha o tamanho", "pt"),
        ("Scegli la taglia", "it"),
    ],
)
def test_a_prompt_is_no_choice(prompt, lang):
    assert [v.options["option"] for v in variants(select(prompt, "S", "M"), lang=lang)] == ["S", "M"]


def test_what_is_said_behind_a_choice_is_its_stock():
    found = variants(select("S - Skladem", "M - Vyprodáno", "L (sold out)", "XL – only 2 left"), lang="cs")

    assert [(*v.options.values(), v.availability) for v in found] == [
        ("S", IN),
        ("M", OUT),
        ("L", OUT),
        ("XL", IN),
    ]


def test_a_hyphen_in_a_name_says_nothing_of_stock():
    found = variants(select("Blue - Out West", "Navy-blue", "Red (limited)"))

    assert [(*v.options.values(), v.availability) for v in found] == [
        ("Blue - Out West", None),
        ("Navy-blue", None),
        ("Red (limited)", None),
    ]


def test_stock_and_price_behind_a_choice_are_told_apart_and_the_label_that_all_have_is_their_name():
    found = variants(select("Velikost: S - Skladem (69,00 €)", "Velikost: L - Vyprodáno (79,00 €)"), lang="cs")

    assert [(v.options, v.price, v.availability) for v in found] == [
        ({"Velikost": "S"}, Decimal("69.00"), IN),
        ({"Velikost": "L"}, Decimal("79.00"), OUT),
    ]


def test_a_tile_is_called_by_its_picture_rather_than_by_the_shops_number():
    tiles = (
        '<label class="variation" data-value="11"><input value="11"><img src="/a.jpg" alt="Copper"></label>'
        '<label class="variation sold-out" data-value="12" title="Sold out"><img src="/b.jpg" alt="Steel"></label>'
    )

    assert [(v.options["option"], v.availability) for v in variants(f'<div class="swatches">{tiles}</div>')] == [
        ("Copper", None),
        ("Steel", OUT),
    ]


def test_a_number_is_a_name_where_nothing_else_is():
    tiles = '<li data-value="38"><a>38</a></li><li data-value="39" class="is-unavailable"><a>39</a></li>'

    assert [(v.options["size"], v.availability) for v in variants(f'<ul class="size-list">{tiles}</ul>')] == [
        ("38", None),
        ("39", OUT),
    ]


def test_what_a_tile_costs_more_is_no_part_of_its_name():
    tiles = "<li>20 cm</li><li>25 cm <span>(+ 12,00 €)</span></li>"

    assert [v.options["option"] for v in variants(f'<ul class="attribute-list">{tiles}</ul>')] == ["20 cm", "25 cm"]


def test_a_superscript_is_a_name_and_no_number():
    assert [v.options["option"] for v in variants(select("m²", "²", "³"))] == ["m²", "²", "³"]
