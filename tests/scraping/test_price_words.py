"""What stands around amounts, by language: what it was, what is saved, units, payments, members."""

import pytest

from scraping import read_html

BLOCKS = {
    "de": (
        (
            '<div><span class="uvp">UVP 59,99 €</span> <span class="now">44,99 €*</span></div>'
            "<p>Niedrigster Preis der letzten 30 Tage: 49,99 €</p>",
            "44.99",
            "59.99",
            "EUR",
        ),
        ("<p>44,99 €</p><p>30-Tage-Bestpreis: 39,99 €</p>", "44.99", None, "EUR"),
        (
            "<p>44,99 €</p><p>Niedrigster Gesamtpreis der letzten 30 Tage vor der Ermäßigung: 39,99 € (+12%)</p>",
            "44.99",
            None,
            "EUR",
        ),
        ("<p>44,99 €</p><p>Grundpreis: 12,85 € / 100 g</p>", "44.99", None, "EUR"),
        ("<p>44,99 €</p><p>(12,85 €/100 g)</p>", "44.99", None, "EUR"),
        ("<p>ab 3,75 € mtl. finanzieren</p><p>44,99 €</p>", "44.99", None, "EUR"),
        ("<p>Statt: <s>1.299,– €</s> nur 999,– €</p>", "999", "1299", "EUR"),
        ("<p>CHF 1'299.00</p>", "1299.00", None, "CHF"),
        ("<p>44,99 € <small>inkl. 19% MwSt. zzgl. 4,90 € Versand</small></p>", "44.99", None, "EUR"),
        ("<p>37,81 € netto <br> 44,99 € brutto</p>", "44.99", None, "EUR"),
        ("<p>44,99 €</p><p>Sie sparen 15,00 € (25%)</p><p>Ab 3 Stück je 39,99 €</p>", "44.99", None, "EUR"),
        ("<p>Ehemaliger Preis 59,99 € Aktueller Preis 44,99 €</p>", "44.99", "59.99", "EUR"),
        ("<p><span>Alter Preis: 59,99 €</span><span>44,99 €</span></p>", "44.99", "59.99", "EUR"),
        ("<p>Unverbindliche Preisempfehlung des Herstellers: 59,99 €</p><p>44,99 €</p>", "44.99", "59.99", "EUR"),
        ("<p>Mitgliederpreis 39,99 €</p><p>44,99 €</p>", "44.99", None, "EUR"),
    ),
    "fr": (
        ("<p>29€90</p>", "29.90", None, "EUR"),
        ("<p>29<sup>€90</sup></p>", "29.90", None, "EUR"),
        ("<p>12 €95</p>", "12.95", None, "EUR"),
        ("<p>1 299,00 €</p><p>ou 4 x 324,75 € sans frais</p>", "1299.00", None, "EUR"),
        ("<p>1 299 € <del>1 499 €</del></p><p>dont 5,50 € d'éco-participation</p>", "1299", "1499", "EUR"),
        ("<p>29,90 € TTC</p><p>24,92 € HT</p>", "29.90", None, "EUR"),
        ("<p>Prix le plus bas des 30 derniers jours : 27,90 €</p><p>29,90 €</p>", "29.90", None, "EUR"),
        ("<p>À partir de 29,90 €</p>", "29.90", None, "EUR"),
        ("<p><span>Prix de référence 49,90 €</span> <b>29,90 €</b></p>", "29.90", "49.90", "EUR"),
        ("<p>29,90 €</p><p>soit 14,95 € / kg</p>", "29.90", None, "EUR"),
        ("<p>29,90 €</p><p>14,95 €/L</p>", "29.90", None, "EUR"),
        ("<p>29,90 €</p><p>Prix adhérent : 26,90 €</p>", "29.90", None, "EUR"),
        ("<p>Prix conseillé : 49,90 €</p><p>Prix : 29,90 €</p>", "29.90", "49.90", "EUR"),
    ),
    "es": (
        ("<p>29,90 €</p><p>Precio más bajo en los últimos 30 días: 25,90 €</p>", "29.90", None, "EUR"),
        ("<p>PVP recomendado: 39,90 €</p><p>29,90 €</p>", "29.90", "39.90", "EUR"),
        ("<p><span>$ 12.999</span> <small>en 6 cuotas sin interés de $ 2.166,50</small></p>", "12999", None, "USD"),
        ("<p>Precio: S/ 129.90</p><p>Precio regular: S/ 159.90</p>", "129.90", "159.90", "PEN"),
        ("<p>Antes: 39,90 €</p><p>Ahora: 29,90 €</p>", "29.90", "39.90", "EUR"),
        ("<p>29,90 €</p><p>Pago en 3 plazos de 9,97 €</p>", "29.90", None, "EUR"),
        ("<p>29,90 € <span>IVA incluido</span></p><p>24,71 € sin IVA</p>", "29.90", None, "EUR"),
    ),
    "pt": (
        ("<p>R$ 1.299,90</p><p>ou 10x de R$ 129,99 sem juros</p><p>R$ 1.169,91 no Pix</p>", "1299.90", None, "BRL"),
        (
            '<p class="old">De: R$ 1.599,90</p><p class="by">Por: R$ 1.299,90</p><p>12x de R$ 108,33</p>',
            "1299.90",
            "1599.90",
            "BRL",
        ),
        ("<p>29,90€</p><p>PVPR: 39,90€</p>", "29.90", "39.90", "EUR"),
    ),
    "it": (
        ("<p>€ 29,90</p><p>Prezzo più basso degli ultimi 30 giorni: € 25,90</p>", "29.90", None, "EUR"),
        ("<p>Prezzo consigliato: € 39,90</p><p>€ 29,90</p>", "29.90", "39.90", "EUR"),
        ("<p>€ 29,90</p><p>o 3 rate da € 9,97 senza interessi</p>", "29.90", None, "EUR"),
        ("<p>Listino: <s>39,90 €</s> Offerta: 29,90 €</p>", "29.90", "39.90", "EUR"),
    ),
    "nl": (
        ("<div>29,-</div>", "29", None, "EUR"),
        ("<p>Adviesprijs € 39,95</p><p>€ 29,95</p>", "29.95", "39.95", "EUR"),
        ("<p>Van € 39,95 voor € 29,95</p>", "29.95", "39.95", "EUR"),
        ("<p>€ 29,95</p><p>Laagste prijs afgelopen 30 dagen: € 24,95</p>", "29.95", None, "EUR"),
        ("<p>€ 24,75 excl. btw</p><p>€ 29,95 incl. btw</p>", "29.95", None, "EUR"),
    ),
    "pl": (
        ("<p>129,99 zł</p><p>Najniższa cena z 30 dni przed obniżką: 119,99 zł</p>", "129.99", None, "PLN"),
        ("<p>Cena regularna: 159,99 zł</p><p>129,99 zł</p>", "129.99", "159.99", "PLN"),
        ("<p><del>159,99 zł</del> 129,99 zł</p><p>Raty od 12,99 zł miesięcznie</p>", "129.99", "159.99", "PLN"),
        ("<p>Cena netto: 105,68 zł</p><p>Cena brutto: 129,99 zł</p>", "129.99", None, "PLN"),
    ),
    "cs": (
        ("<p>1 299 Kč</p><p>1 074 Kč bez DPH</p>", "1299", None, "CZK"),
        ("<p>Běžná cena: 1 599 Kč</p><p>1 299 Kč</p>", "1299", "1599", "CZK"),
        ("<p>1 299,- Kč</p>", "1299", None, "CZK"),
        ("<p>1 299 Kč</p><p>Nejnižší cena za posledních 30 dní: 1 199 Kč</p>", "1299", None, "CZK"),
    ),
    "tr": (
        ("<p>1.299,90 TL</p><p>9 taksit x 144,43 TL</p>", "1299.90", None, "TRY"),
        ("<p>₺1.299,90</p><p>Havale ile 1.234,90 TL</p>", "1299.90", None, "TRY"),
        ("<p>Liste fiyatı: 1.599,90 TL</p><p>İndirimli fiyat: 1.299,90 TL</p>", "1299.90", "1599.90", "TRY"),
    ),
    "ru": (
        ("<p>1 299 ₽</p><p>или 325 ₽ × 4 платежа</p>", "1299", None, "RUB"),
        ("<p><span>Цена: 1 299 руб.</span> <span>Старая цена: 1 599 руб.</span></p>", "1299", "1599", "RUB"),
        ("<p>с Ozon Картой 1 199 ₽</p><p>1 299 ₽</p>", "1299", None, "RUB"),
        ("<p>от 3 шт. — 1 199 ₽</p><p>1 299 ₽</p>", "1299", None, "RUB"),
    ),
    "uk": (
        ("<p>1 299 грн</p><p>Стара ціна 1 599 грн</p>", "1299", "1599", "UAH"),
        ("<p>1 299,50 ₴</p><p>Оплата частинами від 130 ₴/міс</p>", "1299.50", None, "UAH"),
    ),
    "ar": (
        ("<p>١٬٢٩٩٫٥٠ ر.س</p>", "1299.50", None, "SAR"),
        ("<p>السعر الأصلي: 159 ر.س السعر الحالي: 129 ر.س</p>", "129", "159", "SAR"),
        ("<p>129 ر.س</p><p>أو قسّمها على 4 دفعات بقيمة 32.25 ر.س</p>", "129", None, "SAR"),
        ("<p>12.500 د.ك</p>", "12.500", None, "KWD"),
        ("<p>12.500 دينار كويتي</p>", "12.500", None, "KWD"),
        ("<p>129 ر.س</p><p>شامل الضريبة</p><p>السعر قبل الضريبة 112.17 ر.س</p>", "129", None, "SAR"),
        ("<p>1,299 جنيه</p><p>بدلا من 1,599 جنيه</p>", "1299", "1599", "EGP"),
    ),
    "he": (
        ("<p>₪129.90</p><p>מחיר קודם: ₪159.90</p>", "129.90", "159.90", "ILS"),
        ("<p><span>מחיר רגיל 159 ₪</span> <span>מחיר מבצע 129 ₪</span></p>", "129", "159", "ILS"),
        ('<p>129 ש"ח</p>', "129", None, "ILS"),
    ),
    "fa": (("<p>۱۲۹٬۰۰۰ تومان</p>", "1290000", None, "IRR"),),
    "ja": (
        ("<p>¥12,800 (税込)</p><p>128ポイント</p>", "12800", None, "JPY"),
        ("<p>12,800円（税込 14,080円）</p>", "14080", None, "JPY"),
        ("<p>販売価格 12,800円(税込)</p><p>メーカー希望小売価格 15,800円(税込)</p>", "12800", "15800", "JPY"),
        ("<p>通常価格:15,800円</p><p>特別価格:12,800円</p>", "12800", "15800", "JPY"),
    ),
    "zh": (
        ("<p>¥129.00</p><p>市场价：¥159.00</p>", "129.00", "159.00", "CNY"),
        ("<p>NT$1,290</p><p>原價 NT$1,590</p>", "1290", "1590", "TWD"),
        ("<p>售價 $1,290</p><p>建議售價 $1,590</p>", "1290", "1590", None),
        ("<p>促销价：129元</p><p>会员价：119元</p>", "129", None, "CNY"),
    ),
    "ko": (
        ("<p>12,900원</p><p>정상가 15,900원</p>", "12900", "15900", "KRW"),
        ("<p>판매가 12,900원</p><p>최대할인가 11,900원</p>", "12900", None, "KRW"),
        (
            "<p>소비자가 15,900원</p><p>판매가 12,900원</p><p>적립금 129원 (1%)</p><p>배송비 3,000원</p>",
            "12900",
            "15900",
            "KRW",
        ),
    ),
    "hi": (("<p>₹1,29,999</p><p>M.R.P.: ₹1,49,999</p><p>EMI starts at ₹6,303</p>", "129999", "149999", "INR"),),
    "en": (
        (
            "<p>Rs. 1,29,999.00</p><p>MRP <s>Rs. 1,49,999.00</s> (Incl. of all taxes)</p>",
            "129999.00",
            "149999.00",
            "INR",
        ),
        ("<p>$29.99</p><p>or 4 interest-free payments of $7.50 with Afterpay</p>", "29.99", None, "USD"),
        ("<p>Price: $29.99</p><p>List Price: $39.99</p><p>You Save: $10.00 (25%)</p>", "29.99", "39.99", "USD"),
        ("<p>Was £39.99 Now £29.99 Save £10</p>", "29.99", "39.99", "GBP"),
        ("<p>Our price: $29.99 MSRP: $39.99</p>", "29.99", "39.99", "USD"),
        ("<p>Member price $24.99</p><p>$29.99</p>", "29.99", None, "USD"),
        ('<p>$29<sup>99</sup></p><p class="unit">$0.15/oz</p>', "29.99", None, "USD"),
        ("<p>Subscribe &amp; save: $26.99</p><p>One-time purchase: $29.99</p>", "29.99", None, "USD"),
        ("<p>£24.99 ex. VAT</p><p>£29.99 inc. VAT</p>", "29.99", None, "GBP"),
        (
            "<p>AED 129.00</p><p>Inclusive of VAT</p><p>Pay 4 interest-free payments of AED 32.25</p>",
            "129.00",
            None,
            "AED",
        ),
        ("<p>From $29.99</p><p>RRP $39.99</p>", "29.99", "39.99", "USD"),
        ("<p>KD 12.500</p>", "12.500", None, "KWD"),
        ("<p>BHD 12.500</p>", "12.500", None, "BHD"),
        ("<p>S$29.90</p><p>U.P. S$39.90</p>", "29.90", "39.90", "SGD"),
        ("<p>₦12,500</p><p>₦15,500</p><p>-19%</p>", "12500", "15500", "NGN"),
        ("<p>KSh 1,299</p><p>KSh 1,599</p>", "1299", "1599", "KES"),
        ("<p>₱1,299.00</p><p><s>₱1,599.00</s></p>", "1299.00", "1599.00", "PHP"),
        ("<p>R 1 299.00</p>", "1299.00", None, "ZAR"),
        ("<p>USD 1,299.00</p><p>Buy 2+ at $1,199 each</p>", "1299.00", None, "USD"),
        ("<p>Sale price $29.99 Regular price $39.99</p>", "29.99", "39.99", "USD"),
        ("<p>Regular price $39.99 Sale price $29.99</p>", "29.99", "39.99", "USD"),
        (
            '<p><span class="visually-hidden">Regular price</span> $29.99 <span>$0.50/100ml</span></p>',
            "29.99",
            None,
            "USD",
        ),
        ("<p>$29.99</p><p>Comparable value $39.99</p>", "29.99", "39.99", "USD"),
        ("<p>$29.99</p><p>Shipping $5.99</p><p>Free shipping over $50</p>", "29.99", None, "USD"),
        ("<p>€1.299,00</p>", "1299.00", None, "EUR"),
        ("<p>$1,299</p><p>$108.25/mo. for 12 mo.</p>", "1299", None, "USD"),
        ("<p>1 for $29.99</p><p>2 for $49.99</p>", "29.99", None, "USD"),
        ("<p>Lowest price in last 30 days: £24.99</p><p>£29.99</p>", "29.99", None, "GBP"),
        ('<p>$29.99 <del aria-hidden="true">$39.99</del> <ins>Save $10</ins></p>', "29.99", "39.99", "USD"),
    ),
    "vi": (
        ("<p>1.290.000₫</p><p>Giá gốc: 1.590.000₫</p>", "1290000", "1590000", "VND"),
        ("<p>1.290.000 đ</p>", "1290000", None, "VND"),
        ("<p>Giá niêm yết: 1.590.000đ</p><p>Giá bán: 1.290.000đ</p>", "1290000", "1590000", "VND"),
    ),
    "th": (
        ("<p>฿1,290.00</p><p>ราคาปกติ ฿1,590.00</p>", "1290.00", "1590.00", "THB"),
        ("<p>1,290 บาท</p>", "1290", None, "THB"),
    ),
    "id": (
        ("<p>Rp1.290.000</p><p>Harga normal Rp1.590.000</p>", "1290000", "1590000", "IDR"),
        ("<p>Rp 129.000,00</p>", "129000.00", None, "IDR"),
    ),
    "el": (
        ("<p>29,90 €</p><p>Αρχική τιμή: 39,90 €</p>", "29.90", "39.90", "EUR"),
        ("<p>Π.Λ.Τ. 39,90€</p><p>29,90€</p>", "29.90", "39.90", "EUR"),
        ("<p>29,90 €</p><p>Χαμηλότερη τιμή 30 ημερών: 25,90 €</p>", "29.90", None, "EUR"),
    ),
    "ro": (
        ("<p>129,99 Lei</p><p>PRP: 159,99 Lei</p>", "129.99", "159.99", "RON"),
        ("<p>129<sup>99</sup> Lei</p>", "129.99", None, "RON"),
        ("<p>129,99 lei</p><p>Cel mai mic preț din ultimele 30 zile: 119,99 lei</p>", "129.99", None, "RON"),
        ("<p>Preț vechi: 159,99 RON</p><p>129,99 RON</p>", "129.99", "159.99", "RON"),
    ),
    "hu": (
        ("<p>12 990 Ft</p><p>Eredeti ár: 15 990 Ft</p>", "12990", "15990", "HUF"),
        ("<p>12 990 Ft</p><p>Nettó ár: 10 228 Ft</p>", "12990", None, "HUF"),
        ("<p>12.990,- Ft</p><p>Az elmúlt 30 nap legalacsonyabb ára: 11.990 Ft</p>", "12990", None, "HUF"),
    ),
    "sv": (
        ("<p>1 299 kr</p><p>Ord. pris 1 599 kr</p>", "1299", "1599", "SEK"),
        ("<p>1 299:-</p><p>Tidigare lägsta pris 30 dagar: 1 199:-</p>", "1299", None, "SEK"),
        ("<p>1 299 kr</p><p>Delbetala från 108 kr/mån</p>", "1299", None, "SEK"),
        ("<p>Medlemspris 1 199 kr</p><p>1 299 kr</p>", "1299", None, "SEK"),
        ("<p>1 299 kr</p><p>Jfr-pris 64,95 kr/kg</p>", "1299", None, "SEK"),
    ),
    "da": (
        ("<p>1.299,00 kr.</p><p>Førpris 1.599,00 kr.</p>", "1299.00", "1599.00", "DKK"),
        ("<p>Før 1.599,-</p><p>Nu 1.299,-</p>", "1299", "1599", "DKK"),
        ("<p>Vejl. pris: 1.599,95 kr</p><p>1.299,95 kr</p>", "1299.95", "1599.95", "DKK"),
    ),
    "nb": (
        ("<p>1 299,-</p><p>Før 1 599,-</p>", "1299", "1599", "NOK"),
        ("<p>kr 1 299,00</p><p>Veil. pris kr 1 599,00</p>", "1299.00", "1599.00", "NOK"),
    ),
    "fi": (
        ("<p>29,90 €</p><p>Norm. 39,90 €</p>", "29.90", "39.90", "EUR"),
        ("<p>29,90 €</p><p>Alin hinta 30 päivään: 25,90 €</p>", "29.90", None, "EUR"),
        ("<p>Ovh. 39,90 €</p><p>29,90 €</p>", "29.90", "39.90", "EUR"),
    ),
    "bg": (("<p>129,99 лв.</p><p>66,46 €</p>", "129.99", None, "BGN"),),
    "hr": (("<p>129,99 €</p><p>Najniža cijena u zadnjih 30 dana: 119,99 €</p>", "129.99", None, "EUR"),),
    "sk": (("<p>29,90 €</p><p>Bežná cena 39,90 €</p>", "29.90", "39.90", "EUR"),),
}

PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8">
<title>Nordberg Kettle 17 L | Nordberg</title></head>
<body><header><a href="/">Nordberg</a></header><main><div class="product">
<img src="/media/kettle.jpg" alt="Nordberg Kettle">
<div class="info"><h1>Nordberg Kettle 17 L</h1>{block}
<form action="/cart/add" method="post"><button>Add to cart</button></form>
<div class="description"><p>A fine kettle made of steel that boils water quickly and keeps it warm for hours.</p></div>
</div></div></main></body></html>"""


@pytest.mark.parametrize(
    ("lang", "block", "price", "regular", "currency"), [(lang, *row) for lang in BLOCKS for row in BLOCKS[lang]]
)
def test_the_price_is_told_from_what_stands_around_it(lang, block, price, regular, currency):
    page = PAGE.format(lang=lang, block=block)

    read = read_html(page.encode(), "https://shop.test/p/kettle")

    assert (str(read.price), read.regular_price and str(read.regular_price)) == (price, regular)
    assert currency is None or read.currency == currency


def test_a_line_of_its_own_says_nothing_of_the_amount_before():
    block = "<p>$29.99</p><p>Shipping $5.99</p><p>Points 120</p>"

    assert str(read_html(PAGE.format(lang="en", block=block).encode(), "https://shop.test/p/kettle").price) == "29.99"


@pytest.mark.parametrize(
    ("block", "price", "regular"),
    [
        ("<table><tr><td>List Price:</td><td><span>$39.99</span></td></tr></table><p>$29.99</p>", "29.99", "39.99"),
        ("<div>\n" + " " * 90 + "<div>$39.99</div>\n" + " " * 90 + "<div>$29.99</div></div>", "29.99", "39.99"),
        ('<div class="price hide">MzI5Ljk5 $</div><p>$29.99</p>', "29.99", None),
    ],
    ids=["a label in the cell before", "blanks are no words", "letters before digits"],
)
def test_what_stands_beside_the_price_is_understood(block, price, regular):
    read = read_html(PAGE.format(lang="en", block=block).encode(), "https://shop.test/p/kettle")

    assert (str(read.price), read.regular_price and str(read.regular_price)) == (price, regular)


def test_tiles_that_a_carousel_numbers_are_tiles():
    tiles = "".join(
        f'<li class="slide slide-{n}"><div class="tile"><div class="amount">$1{n}.99</div></div></li>' for n in range(5)
    )
    block = f'<ul class="carousel">{tiles}</ul><div class="cost">$29.99</div>'

    assert str(read_html(PAGE.format(lang="en", block=block).encode(), "https://shop.test/p/kettle").price) == "29.99"
