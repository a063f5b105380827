"""Several amounts side by side: members', subscribers', units', coupons', other colours', other products'."""

import json

import pytest

from scraping import read_html

TEXT = "A fine lamp made of oak that stands on the desk and gives warm light for reading."


def read(body, *, url="https://shop.example.com/p/lamp", behind="", lang="en", markup=None):
    head = f'<script type="application/ld+json">{json.dumps(markup)}</script>' if markup else ""
    page = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Oak Desk Lamp | Shop</title>'
        f"{head}</head>"
        f'<body><main><div class="product"><img src="/lamp.jpg" alt="Oak Desk Lamp"><h1>Oak Desk Lamp</h1>{body}'
        f"<p>{TEXT}</p><button>Add to cart</button></div>{behind}</main></body></html>"
    )
    snapshot = read_html(page.encode(), url)
    return tuple(amount and str(amount) for amount in (snapshot.price, snapshot.regular_price))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (  # a subscriber's price
            '<ul><li><p>List Price:</p><p class="price"><s>$59.99</s></p></li>'
            '<li><p>Price:</p><p class="price">$47.99</p></li>'
            '<li><p>Autoship:</p><p class="price">$45.59</p></li></ul>',
            ("47.99", "59.99"),
        ),
        (
            '<p><span class="price">$44.99</span></p>'
            '<p><label>Subscribe &amp; Save <span class="price">$40.49</span></label></p>',
            ("44.99", None),
        ),
        (  # a serving's, a bottle's, a case's
            '<p><span class="price-sales">$44.99</span> <span class="per-serving">($1.80 / serving)</span></p>',
            ("44.99", None),
        ),
        (
            '<div class="prices"><p>Price <b>$34.00</b> / 750 ml bottle</p>'
            '<p>Case of 12: $367.20 (save 10%, $30.60 a bottle)</p></div>',
            ("34.00", None),
        ),
        (  # a part's
            '<p class="price"><s>$12.99 yd</s> <b class="sales">$7.79</b> / yd</p>'
            "<p class='price'>Sold in half-yard increments: <span>$3.90</span> each.</p>",
            ("7.79", "12.99"),
        ),
        (  # other colours'
            '<div class="price-group"><span class="price--list">$69.50</span></div><div class="price-group">'
            '<span class="price--list is-struck">was $69.50</span>'
            '<span class="price--sale">select colors $49.99</span></div>',
            ("69.50", None),
        ),
        (  # an amount off in a remark, before the struck price
            '<div class="price-box"><b>$69.50</b> <span>(50% off)</span> <div class="c-strike">$139.00</div></div>',
            ("69.50", "139.00"),
        ),
        (  # a label outweighs the name of what holds both
            '<div class="price">$299.99</div>'
            '<div class="savings-regular-price"><div class="regular-price">Was $349.99</div></div>',
            ("299.99", "349.99"),
        ),
        ('<p>Price: <span class="price" id="unitPrice">$299.99</span> ea</p>', ("299.99", None)),
        ('<div class="singleTierPrice"><span class="priceBig">$895.00</span></div>', ("895.00", None)),
        (  # of a unit where there is a price
            '<p class="price">$19.00</p><p class="unit-price">$1.90</p>',
            ("19.00", None),
        ),
        ('<p class="price">$40.00</p><p class="promo"><b>$32.00</b> with code <i>EXTRA</i></p>', ("40.00", None)),
        ('<p class="price">$980</p><p><span>Bank Wire Price:</span> <span class="wire">$965</span></p>', ("980", None)),
        (  # members', by what is written behind or by the class
            '<ul><li class="price"><b>$795</b> <i>Regular</i></li>'
            '<li class="price"><b>$596</b> <i>Member</i></li></ul>',
            ("795", None),
        ),
        ('<p class="price">$795</p><p class="price price-member">$596</p>', ("795", None)),
        (  # of choices, and what can be ticked
            '<ul><li><label><input type="radio" name="s"> 4 lb <b class="price">$17.99</b></label></li>'
            '<li><label><input type="radio" name="s" checked> 26 lb <b class="price">$64.99</b></label></li></ul>',
            ("64.99", None),
        ),
        (
            '<p class="price">$64.99</p><label><input type="checkbox"> 2 years <b class="price">$9.99</b></label>',
            ("64.99", None),
        ),
        (  # a discount in words before the price
            '<p class="price"><del>$79.00</del> <span>%25 indirim</span> <b id="offering-price">$59.25</b></p>',
            ("59.25", "79.00"),
        ),
        (
            '<p class="price">$11.50</p><small class="unit-price"><span>Unit price</span><span><b>$46.00</b>'
            "<i>/</i><i>kg</i></span></small>",
            ("11.50", None),
        ),
        ('<p class="price">$18.90</p><p>$25.20* / 1 liter</p>', ("18.90", None)),
        (  # behind a struck price "to" begins no range
            '<p class="price"><i>Price reduced from</i><del>$85.00</del><i>to</i><b class="price-sales">$54.97</b></p>',
            ("54.97", "85.00"),
        ),
        (  # what costs less beside a struck price is no regular price, whatever it is named
            '<div class="price"><div class="discount original"><b>$13.00</b></div><del>$20.00</del></div>'
            '<p><span class="club-price">$12.35</span> for <b>SHOP CLUB</b> members</p>',
            ("13.00", "20.00"),
        ),
        (  # in a list that a script opens
            '<p class="price">$149.40 - $249.00</p>'
            '<ul><li class="dd-option">Red <b class="price--sale">Sale $174.30</b></li>'
            '<li class="dd-option">Green <b class="price--sale">Sale $149.40</b></li></ul>',
            ("149.40", None),
        ),
        ('<p class="x"><i class="slashedPrice">$2,550</i><b class="price">$1,530</b></p>', ("1530", "2550")),
        ('<p class="price">$22.50</p><p>+ $5.40 shipping</p><p><i>Total</i> $27.90</p>', ("22.50", None)),
        ('<p class="price">$61.99</p><p style="display:none"><b>$52.99</b> <del>$81.25</del></p>', ("61.99", None)),
        ('<h1 style="float:right">$289.90</h1><p>Delivered free from $150 on.</p>', ("289.90", None)),
        (
            '<p class="non-discounted-price">Price: $120.00</p><p class="discounted-price">Your price: $96.00</p>',
            ("96.00", "120.00"),
        ),
    ],
)  # fmt: skip
def test_amounts_beside_the_price(body, expected):
    assert read(body) == expected


def test_what_is_bought_together_has_no_regular_price_of_the_product():
    bundle = (
        '<div class="spot"><h3>Buy both and save</h3><span class="old_price">$338.00</span> '
        '<span class="price">$318.00</span></div>'
    )

    assert read('<span class="price">$249.00</span>', behind=bundle) == ("249.00", None)


def test_a_box_whose_picture_leads_elsewhere_has_its_own_price():
    box = (
        '<div class="box">Specials<br>'
        '<a href="/product_info.php?products_id=902"><img src="/other.jpg" alt="Other"></a>'
        '<br>Other<br><del>$89.99</del> <span class="productSpecialPrice">$64.99</span></div>'
    )

    box = "<p>filler</p>" * 40 + box
    page = read("<p>$289.90</p>", url="https://shop.example.com/product_info.php?products_id=7", behind=box)
    assert page == ("289.90", None)


def test_markup_that_calls_the_end_of_a_range_the_standard_price():
    head = (
        '<p>Price: <span class="price">US$ 3.20-4.50</span> / Piece</p>'
        '<p>100-499 Pieces <b class="tier-price">US$ 4.50</b></p>'
    )
    offer = {"@type": "Offer", "price": "3.20", "priceCurrency": "USD",
             "priceSpecification": {"priceType": "https://schema.org/ListPrice", "price": "4.50"}}  # fmt: skip
    markup = {"@context": "https://schema.org", "@type": "Product", "name": "Oak Desk Lamp", "offers": offer}

    assert read(head, markup=markup) == ("3.20", None)


@pytest.mark.parametrize(
    ("written", "price"),
    [
        ('<span>149,<span class="x">00</span> zł</span>', "149.00"),
        ('141<span class="cents">,99€</span>', "141.99"),
        ("15€<sup>20</sup>", "15.20"),
        ('<span class="dollar">$259</span><sup class="cents">98</sup>', "259.98"),
        ("<span>$249<sup>.99</sup></span>", "249.99"),
        ('<span>$</span><span class="fraction">14.166</span><span class="cents">50</span>', "14166.50"),
        ('<sup>$</sup><span class="price">16</span><sup><span class="hidden">.</span>98</sup>', "16.98"),
    ],
)
def test_a_price_cut_into_pieces_is_put_together(written, price):
    assert read(f'<div class="pricing"><p>{written}</p></div>')[0] == price


def test_a_number_of_pieces_is_no_price():
    assert read('<p data-testid="price-and-stock"><b>47,318</b> In Stock</p><p class="cost">$0.61</p>') == (
        "0.61",
        None,
    )


def test_what_is_an_alternative_has_its_own_price():
    other = '<div><h3>Bekijk een alternatief</h3><a href="/p/x">Other</a> <span class="price">$79.95</span></div>'

    assert read("<p>Niet leverbaar</p>", behind=other, lang="nl") == (None, None)


def test_what_replaces_a_product_has_its_own_price():
    body = (
        "<p>This product has been discontinued.</p>"
        '<div class="replacement"><a href="/p/new">Oak Desk Lamp II</a> <span class="price">$149.97</span></div>'
    )

    assert read(body) == (None, None)
