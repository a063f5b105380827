"""Which of the amounts that a page shows is the price, and which what it was: small pages, one difficulty each."""

import json

import pytest

from scraping import Availability, read_html

TEXT = "<p>A fine lamp made of oak that stands on the desk and gives warm light for reading.</p><button>Buy</button>"


def read(body, *, lang="en", title="Oak Desk Lamp", url="https://shop.example.com/p/lamp", paid=None, head=""):
    """The snapshot of a product page that shows ``body``; ``paid`` is (price, currency) of its JSON-LD."""
    if paid:
        offer = {"@type": "Offer", "price": paid[0], "priceCurrency": paid[1]}
        told = {"@context": "https://schema.org", "@type": "Product", "name": title, "offers": offer}
        head += f'<script type="application/ld+json">{json.dumps(told)}</script>'
    html = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} | Shop</title>{head}</head>'
        f'<body><header><a href="/cart">Cart</a></header><main><div class="product"><img src="/lamp.jpg" alt="{title}">'
        f"<h1>{title}</h1>{body}{TEXT}</div></main></body></html>"
    )
    return read_html(html.encode(), url)


def amounts(snapshot):
    return tuple(None if amount is None else str(amount) for amount in (snapshot.price, snapshot.regular_price))


both = pytest.mark.parametrize("marked", [False, True], ids=["shown only", "with JSON-LD"])


@both
@pytest.mark.parametrize(
    ("body", "price", "currency"),
    [
        ('<div class="price">USD 100.00 <span>(≈ SAR 375.00)</span></div>', "100.00", "USD"),
        ('<div class="price">51,13 €</div><div class="price-bgn">100,00 лв.</div>', "51.13", "EUR"),
        ('<div class="price">51,13 € / 100,00 лв</div>', "51.13", "EUR"),
        ('<div class="price">100,00 лв. <span>(51,13 €)</span></div>', "100.00", "BGN"),
    ],
)
def test_the_same_price_in_another_currency_is_no_regular_price(body, price, currency, marked):
    snapshot = read(body, paid=(price, currency) if marked else None)

    assert (*amounts(snapshot), snapshot.currency) == (price, None, currency)


def test_a_regular_price_with_the_same_ambiguous_sign_stays():
    body = '<div class="price">$80.00 <s>$100.00</s></div>'

    assert amounts(read(body, paid=("80.00", "CAD"))) == ("80.00", "100.00")


@both
@pytest.mark.parametrize(
    ("title", "price"),
    [
        ("Auspuff BMW R 1200 GS", "129,99"),
        ("Continental 225/100 R17", "89,90"),
        ("Suzuki RM 250", "29,99"),
        ("USB Cable 15 Ft", "12,99"),
    ],
)
def test_a_model_in_the_title_is_no_price(title, price, marked):
    paid = (price.replace(",", "."), "EUR") if marked else None

    assert amounts(read(f'<div class="price">{price} €</div>', title=title, paid=paid)) == (
        price.replace(",", "."),
        None,
    )


@both
@pytest.mark.parametrize(
    "words",
    ["Choose 12 OR 24 months", "Size: 10 Ft x 12 Ft", "Rim R17", "Available in LE 20 edition", "Fr. 12 Dez",
     "Holds 500 R", "Max 60 TL"],
)  # fmt: skip
def test_a_word_that_is_a_sign_elsewhere_makes_no_price(words, marked):
    snapshot = read(f'<div class="price">$49.99</div><p>{words}</p>', paid=("49.99", "USD") if marked else None)

    assert (*amounts(snapshot), snapshot.currency) == ("49.99", None, "USD")


@pytest.mark.parametrize(
    ("body", "place", "price", "currency"),
    [
        ("<p>1.499,90 TL</p>", {"lang": "tr"}, "1499.90", "TRY"),
        ("<p>R 499</p>", {"url": "https://shop.co.za/p/lamp"}, "499", "ZAR"),
        ('<p class="price">LE 250</p>', {}, "250", "EGP"),
        ("<p>R 1,299.00</p>", {}, "1299.00", "ZAR"),
        ("<p>99 SR</p>", {"lang": "ar"}, "99", "SAR"),
        ("<p>RM 45</p>", {"lang": "en-MY"}, "45", "MYR"),
    ],
)
def test_such_a_sign_is_one_at_home_or_where_a_price_is_named(body, place, price, currency):
    snapshot = read(body, **place)

    assert (str(snapshot.price), snapshot.currency) == (price, currency)


@both
@pytest.mark.parametrize(
    ("written", "price"),
    [
        ("29€90", "29.90"),
        ("39 €90", "39.90"),
        ("39€ 90", "39.90"),
        ("1 299 € 99", "1299.99"),
        ("29<sup>€90</sup>", "29.90"),
        ("<span>29 €</span><sup>90</sup>", "29.90"),
    ],
)
def test_cents_behind_the_euro_sign_belong_to_the_price(written, price, marked):
    snapshot = read(f'<div class="price">{written}</div>', lang="fr", paid=(price, "EUR") if marked else None)

    assert (*amounts(snapshot), snapshot.currency) == (price, None, "EUR")


@pytest.mark.parametrize(
    ("body", "place", "price", "currency"),
    [
        ("45,000 د.ع", {"lang": "ar"}, "45000", "IQD"),
        ("IQD 125.000", {}, "125000", "IQD"),
        ("$49.99", {"lang": "ar"}, "49.99", "USD"),
        ("$49.99", {"lang": "ca"}, "49.99", "USD"),
        ("$49.99", {"lang": "en-CA"}, "49.99", "CAD"),
        ("$49.99", {"url": "https://brand.co/p/lamp"}, "49.99", "USD"),
        ("$49.900", {"url": "https://tienda.com.co/p/lamp", "lang": "es"}, "49900", "COP"),
        ("$49.900", {"url": "https://tienda.com/p/lamp", "lang": "es-CO"}, "49900", "COP"),
        ("١،٢٩٩ ر.س", {"lang": "ar"}, "1299", "SAR"),
        ("12,500 ريال يمني", {"lang": "ar"}, "12500", "YER"),
        ("35.500 دينار تونسي", {"lang": "ar"}, "35.500", "TND"),
        ("2500 دينار جزائري", {"lang": "ar"}, "2500", "DZD"),
        ("150,000 ليرة لبنانية", {"lang": "ar"}, "150000", "LBP"),
        ("99 جنيه إسترليني", {"lang": "ar"}, "99", "GBP"),
        ("99 دولار كندي", {"lang": "ar"}, "99", "CAD"),
        ("۲۹۹٬۰۰۰ تومان", {"lang": "fa"}, "2990000", "IRR"),
        ("249 DH", {"lang": "fr"}, "249", "MAD"),
        ("Dh. 99", {}, "99", "AED"),
        ("129,000 DT", {"lang": "fr"}, "129.000", "TND"),
        ("12 500 DA", {"lang": "fr"}, "12500", "DZD"),
        ("L.E 1,250", {}, "1250", "EGP"),
    ],
)
def test_amount_and_currency_are_read_by_where_the_page_is_at_home(body, place, price, currency):
    snapshot = read(f'<div class="price">{body}</div>', **place)

    assert (str(snapshot.price), snapshot.currency) == (price, currency)


@pytest.mark.parametrize(
    ("written", "price"),
    [
        ("3万9,800円", "39800"),
        ("3万円", "30000"),
        ("1.5万円", "15000"),
        ("12万800円", "120800"),
        ("3萬9800元", "39800"),
    ],
)
def test_a_number_with_ten_thousands_is_read_whole(written, price):
    assert str(read(f'<div class="price">{written}</div>', lang="ja").price) == price


@pytest.mark.parametrize(
    ("body", "place", "expected"),
    [
        ('<p class="price">99.-</p>', {"url": "https://shop.ch/p"}, ("99", None, "CHF")),
        ('<p class="price"><s>149.–</s> <b>99.–</b></p>', {"url": "https://shop.ch/p"}, ("99", "149", "CHF")),
        ('<p class="price">1 299:-</p>', {"lang": "sv"}, ("1299", None, "SEK")),
        ('<p class="price">Ord. pris 1 599:- <b>1 299:-</b></p>', {"lang": "sv"}, ("1299", "1599", "SEK")),
        ('<p class="price">1.299,-</p>', {"url": "https://shop.dk/p"}, ("1299", None, "DKK")),
        ('<p class="price">299,-*</p>', {"url": "https://shop.de/p"}, ("299", None, "EUR")),
        ("<p>99.-</p>", {}, (None, None, None)),
        ('<p class="price">12.– 15. Mai, Halle 4.-</p>', {"url": "https://shop.de/p"}, ("4", None, "EUR")),
    ],
)
def test_a_dash_for_no_cents_makes_a_price_where_that_is_the_custom(body, place, expected):
    snapshot = read(body, **place)

    assert (*amounts(snapshot), snapshot.currency) == expected


@pytest.mark.parametrize("dash", ["–", "to", "through", "～"])
def test_a_range_whose_dash_has_an_element_of_its_own_has_no_regular_price(dash):
    amount = '<span class="amount"><bdi>{} €</bdi></span>'
    body = f'<p class="price">{amount.format("89,50")} <span>{dash}</span> {amount.format("139,00")}</p>'

    assert amounts(read(body)) == ("89.50", None)


def test_the_price_of_a_unit_is_told_behind_a_footnote_too():
    body = '<p class="price">1.089,50 €*</p><p class="unit">Inhalt: 0.5 kg (2.179,00 €* / 1 kg)</p>'

    assert amounts(read(body, lang="de")) == ("1089.50", None)


NET = [
    ("cs", "1 299 Kč", "bez DPH: 1 074 Kč", "1299", "CZK"),
    ("de", "100,00 €", "netto: 84,03 €", "100.00", "EUR"),
    ("de", "119,00 €", "zzgl. MwSt.: 100,00 €", "119.00", "EUR"),
    ("it", "122,00 €", "IVA esclusa: 100,00 €", "122.00", "EUR"),
    ("es", "121,00 €", "Sin IVA: 100,00 €", "121.00", "EUR"),
    ("nl", "€ 121,00", "Excl. btw: € 100,00", "121.00", "EUR"),
    ("ru", "1 200 ₽", "без НДС: 1 000 ₽", "1200", "RUB"),
    ("sv", "125,00 SEK", "Exkl. moms: 100,00 SEK", "125.00", "SEK"),
    ("en", "£120.00", "Excluding VAT: £100.00", "120.00", "GBP"),
    ("tr", "1.200,00 TL", "KDV Hariç: 1.000,00 TL", "1200.00", "TRY"),
    ("tr", "1.200,00 TL KDV Dahil", "1.000,00 TL + KDV", "1200.00", "TRY"),
    ("ro", "119,00 lei", "fără TVA: 100,00 lei", "119.00", "RON"),
    ("fr", "120,00 €", "Prix HT : 100,00 €", "120.00", "EUR"),
    ("fr", "120,00 € TTC", "100,00 € HT", "120.00", "EUR"),
    ("ar", "115.00 ر.س", "بدون ضريبة: 100.00 ر.س", "115.00", "SAR"),
    ("ar", "115.00 ر.س", "100.00 ر.س غير شامل الضريبة", "115.00", "SAR"),
    ("pl", "1 230,00 zł", "Cena netto: 1 000,00 zł", "1230.00", "PLN"),
    ("hu", "Bruttó: 12 700 Ft", "Nettó: 10 000 Ft", "12700", "HUF"),
    ("da", "125,00 kr.", "100,00 kr. ekskl. moms", "125.00", "DKK"),
    ("nb", "125,00 NOK", "100,00 NOK eks. mva", "125.00", "NOK"),
    ("en", "£120.00 <small>inc. VAT</small>", "£100.00 <small>ex. VAT</small>", "120.00", "GBP"),
    ("ja", "税込 ¥12,800", "¥11,636 <span>+税</span>", "12800", "JPY"),
    ("ja", "12,800円（税抜 11,636円）", "", "12800", "JPY"),
    ("ja", "11,636円(税抜)<br>12,800円(税込)", "", "12800", "JPY"),
    ("ja", "<span>12,800</span>円（税込）", "税抜 <span>11,636</span>円", "12800", "JPY"),
    ("ja", "1,980 円（税込2,178円）", "", "2178", "JPY"),
]


@both
@pytest.mark.parametrize("first", [True, False], ids=["gross first", "net first"])
@pytest.mark.parametrize(("lang", "gross", "net", "price", "currency"), NET, ids=[f"{g} {n}" for _, g, n, _, _ in NET])
def test_the_price_without_tax_is_not_the_price(lang, gross, net, price, currency, first, marked):
    parts = [f'<div class="price">{gross}</div>', f'<div class="sub">{net}</div>'][:: 1 if first else -1]
    snapshot = read("".join(parts), lang=lang, paid=(price, currency) if marked else None)

    assert (*amounts(snapshot), snapshot.currency) == (price, None, currency)


@pytest.mark.parametrize("body", ["£100.00 ex. VAT", "£100.00 <small>+ VAT</small>", "Excl. tax: £100.00"])
def test_a_price_without_tax_is_taken_where_no_other_is_shown(body):
    assert amounts(read(f'<div class="price">{body}</div>')) == ("100.00", None)


def test_markup_that_gives_the_net_price_makes_no_sale_of_it():
    body = '<div class="a">£120.00 <small>inc. VAT</small></div><div class="b">£100.00 <small>ex. VAT</small></div>'

    assert read(body, paid=("100.00", "GBP")).regular_price is None


def test_opencart_names_the_net_price_below_the_heading():
    body = "<ul><li><h2>£120.00</h2></li><li>Ex Tax: £100.00</li></ul>"

    assert amounts(read(body)) == ("120.00", None)


@both
@pytest.mark.parametrize(
    ("lang", "price", "other", "amount", "currency"),
    [
        ("de", "12,99 €", "zzgl. Pfand 3,10 €", "12.99", "EUR"),
        ("de", "12,99 €", "zzgl. 3,10 € Pfand", "12.99", "EUR"),
        ("en", "AED 100", "Extra warranty AED 25", "100", "AED"),
        ("tr", "500,00 TL", "Havale ile 475,00 TL", "500.00", "TRY"),
        ("en", "$100.00", "Pay by bank transfer $95.00", "100.00", "USD"),
        ("en", "$100.00", "Minimum order $150.00", "100.00", "USD"),
        ("de", "100,00 €", "Mindestbestellwert 150,00 €", "100.00", "EUR"),
        ("ar", "250 ر.س", "الحد الأدنى للطلب 500 ر.س", "250", "SAR"),
        ("ar", "250 ر.س", "ضمان إضافي 50 ر.س", "250", "SAR"),
    ],
)
def test_an_amount_for_something_else_is_neither_price_nor_regular_price(lang, price, other, amount, currency, marked):
    body = f'<div class="price">{price}</div><div class="sub">{other}</div>'
    snapshot = read(body, lang=lang, paid=(amount, currency) if marked else None)

    assert (*amounts(snapshot), snapshot.currency) == (amount, None, currency)


@pytest.mark.parametrize("words", ["0 in stock", "Stock: 0", "الكمية المتوفرة: 0", "Bestand: 0"])
@pytest.mark.parametrize("button", ["", "<button>Add to cart</button>"], ids=["no button", "buy button"])
def test_a_shown_quantity_of_none_is_out_of_stock(words, button):
    snapshot = read(f'<div class="price">$10.00</div><p>{words}</p>{button}')

    assert (snapshot.availability, snapshot.stock_quantity) == (Availability.OUT_OF_STOCK, 0)


def test_none_left_in_one_branch_says_nothing_of_the_others():
    assert read('<div class="price">$10.00</div><p>Stock: 0 in Riyadh branch</p>').availability is Availability.IN_STOCK


def test_what_is_not_there_may_be_ordered_ahead():
    snapshot = read('<div class="price">$10.00</div><p>0 in stock</p><button>Pre-order now</button>')

    assert snapshot.availability is Availability.PREORDER


@pytest.mark.parametrize(
    ("choices", "options", "prices", "place"),
    [
        (["Small - $10.00", "Large - $15.00", "XL - $20.00 (Sold out)"], ["Small", "Large", "XL"], [10, 15, 20], {}),
        (["Small", "Large (+$5.00)"], ["Small", "Large"], [None, None], {}),
        (["Klein", "Groß (+5,00 €)"], ["Klein", "Groß"], [None, None], {"lang": "de"}),
        (["Small", "Large [-$5.00]"], ["Small", "Large"], [None, None], {}),
        (["صغير", "كبير (5.00+ ر.س)"], ["صغير", "كبير"], [None, None], {"lang": "ar"}),
        (["صغير - 10 ر.س", "كبير - 15 ر.س"], ["صغير", "كبير"], [10, 15], {"lang": "ar"}),
        (["Cable 6 Ft", "Cable 10 Ft"], ["Cable 6 Ft", "Cable 10 Ft"], [None, None], {}),
        (["$25", "$50"], ["$25", "$50"], [None, None], {}),
    ],
)
def test_a_price_in_a_choice_is_the_variant_s(choices, options, prices, place):
    select = "".join(f"<option>{choice}</option>" for choice in choices)
    snapshot = read(f'<div class="price">$10.00</div><select name="size">{select}</select>', **place)

    assert [variant.options["size"] for variant in snapshot.variants] == options
    assert [variant.price for variant in snapshot.variants] == prices


NO_SIGN = '<meta property="product:price:currency" content="SAR">'


@pytest.mark.parametrize(
    ("body", "head", "expected"),
    [
        ('<div class="price"><b>89.50</b> <del class="old">120.00</del></div>', NO_SIGN, ("89.50", "120.00", "SAR")),
        ('<h2 class="total-price">1,089.50 <i class="icon-sar"></i></h2>', "", ("1089.50", None, "SAR")),
        ('<p class="price"><img src="/c.svg" alt="SAR"> 89</p>', "", ("89", None, "SAR")),
        ('<p class="price">89.50 \ue900</p>', NO_SIGN, ("89.50", None, "SAR")),
        ('<p><span>129,000</span><svg class="toman"></svg></p>', "", ("1290000", None, "IRR")),
        ("<p>Model <b>2019</b></p>", NO_SIGN, (None, None, "SAR")),
        ('<p class="price">$75.00</p><p class="price-points">120</p>', "", ("75.00", None, "USD")),
    ],
)
def test_an_amount_without_a_sign_counts_where_no_price_has_one(body, head, expected):
    snapshot = read(body, head=head)

    assert (*amounts(snapshot), snapshot.currency) == expected


def woo_amount(amount):
    return f'<span class="woocommerce-Price-amount amount"><bdi>{amount}</bdi></span>'


def test_a_theme_that_wraps_every_amount_alike_makes_no_tile_of_the_price():
    cart = f'<div class="header-cart">{woo_amount("31,00 €")}</div>'
    price = f'<p class="price"><del>{woo_amount("129,00 €")}</del> <ins>{woo_amount("109,50 €")}</ins></p>'
    unit = f'<p class="price-unit">{woo_amount("219,00 €")} / <span class="unit">kg</span></p>'
    also = f'<p class="set">Im Set: {woo_amount("150,00 €")}</p>'

    assert amounts(read(cart + price + unit + also, lang="de")) == ("109.50", "129.00")


def test_the_unit_may_stand_behind_the_wrapper_of_its_price():
    body = f'<p class="price">{woo_amount("8,90 €")}</p><p>{woo_amount("17,80 €")} / <span>kg</span></p>'

    assert amounts(read(body, lang="de")) == ("8.90", None)


@pytest.mark.parametrize(
    ("body", "lang", "expected"),
    [
        (
            '<b class="price">1,089.50 ر.س</b> <del>1,290.00 ر.س</del> <i class="off">وفر 200.50 ر.س</i>',
            "ar",
            "1089.50",
        ),
        ('<p class="price">8 950 ₽</p><p class="economy">Экономия 3 050 ₽</p>', "ru", "8950"),
        ("<p>8 650 ₽ <span>с Ozon Картой</span></p><p>8 950 ₽ <span>без карты</span></p>", "ru", "8950"),
        ("<p>1.089,50 TL</p><p>Premium ile 1.069,50 TL</p>", "tr", "1089.50"),
        ("<p>29,900원</p><table><tr><th>배송비</th><td>3,000원</td></tr></table>", "ko", "29900"),
    ],
)
def test_what_is_saved_or_asked_of_members_only_is_no_price(body, lang, expected):
    assert str(read(body, lang=lang).price) == expected


def test_the_letter_of_the_riyal_is_no_part_of_a_word():
    assert read("<p>وزن 50 رطل وسعر 20</p>", lang="ar").price is None
    assert str(read('<p class="price">99 ر</p>', lang="ar").price) == "99"
