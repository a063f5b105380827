"""The product's number and brand as pages show them: beside labels in many languages, or in elements called so."""

import pytest

from scraping import read_html

TEXT = "A fine lamp made of oak that stands on the desk and gives warm light for reading."


def read(body, *, lang="en"):
    page = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Oak Desk Lamp | Shop</title></head>'
        f'<body><main><div class="product"><img src="/lamp.jpg" alt="Oak Desk Lamp"><h1>Oak Desk Lamp</h1>{body}'
        f'<p class="price">99,00 €</p><p>{TEXT}</p><button>Buy</button></div></main></body></html>'
    )
    return read_html(page.encode(), "https://shop.example.com/p/lamp")


@pytest.mark.parametrize(
    "line",
    [
        "<li>Código del producto: LMP-44</li>",
        "<p>Kod produktu: <b>LMP-44</b></p>",
        "<p><span>Produktnummer:</span><span>LMP-44</span></p>",
        "<p>Stok Kodu: LMP-44</p>",
        "<p><span>Kód:</span> <span>LMP-44</span></p>",
        "<p>Mã sản phẩm: LMP-44</p>",
        "<p>상품코드 : LMP-44</p>",
        '<p data-sku class="product-single__sku">LMP-44</p>',
        '<span class="product-detail-ordernumber">LMP-44</span>',
        '<div class="reviews"><a href="#r">4.5 (318)</a> | <span>Item code: LMP-44</span></div>',
        '<script>var Shop = {page: {country: "us", sku: "LMP-44"}};</script>',
        "<p>Model #LMP-44</p>",
        "<table><tr><th>Model Number:</th><td>LMP-44</td></tr><tr><th>Origin</th><td>Oslo</td></tr></table>",
        '<div class="row"><div class="item-label">SKU</div><div class="item-value">LMP-44</div></div>',
    ],
)
def test_a_number_is_told_by_its_label_or_by_the_name_of_its_element(line):
    assert read(line).sku == "LMP-44"


@pytest.mark.parametrize("line", ['<p class="sku">Oak, large</p>', '<div class="sku-list">LMP-44 LMP-45 LMP-46</div>'])
def test_other_words_in_an_element_of_that_name_are_no_number(line):
    assert read(line).sku is None


@pytest.mark.parametrize(
    "line",
    [
        "<li>Производитель: <a href='/m'>Lumo</a></li>",
        "<li>Marka: <a href='/m'>Lumo</a></li>",
        "<li>Hersteller: <a href='/m'>Lumo</a></li>",
        "<li>الشركة: <a href='/m'>Lumo</a></li>",
        "<p>Producent: Lumo</p>",
        "<p>Brand name: Lumo</p>",
    ],
)
def test_a_brand_is_told_by_its_label(line):
    assert read(line).brand == "Lumo"


def test_a_menu_of_currencies_is_no_property():
    menu = "<dl><dt>USD</dt><dd><a>USD</a> <a>EUR</a> <a>GBP</a> <a>CAD</a></dd><dt>Material</dt><dd>Oak</dd></dl>"

    assert read(menu).properties == {"Material": "Oak"}


def test_a_code_of_letters_counts_where_its_element_is_called_so():
    assert read('<p class="sku">Ref: WK-GANSEY-W</p>').sku == "WK-GANSEY-W"


@pytest.mark.parametrize(("brackets", "sku"), [("[LMP-44]", "LMP-44"), ("[large]", None)])
def test_a_code_may_stand_in_brackets_behind_the_name(brackets, sku):
    assert read_page(f"<h1>Oak Desk Lamp<br><small>{brackets}</small></h1>").sku == sku


def read_page(heading):
    html = (
        f'<!doctype html><html lang="en"><head><title>Oak Desk Lamp | Shop</title></head><body><main>{heading}'
        f'<img src="/lamp.jpg" alt="Oak Desk Lamp"><p class="price">$99.00</p><p>{TEXT}</p><button>Buy</button>'
        "</main></body></html>"
    )
    return read_html(html.encode(), "https://shop.example.com/p/lamp")


@pytest.mark.parametrize(
    "line",
    [
        "<p>Producer: <a href='/producers/osprey'>Osprey Hollow</a></p>",
        '<ul><li><div><strong>Weight</strong></div><span>2 kg</span></li>'
        "<li><div><strong>Brand</strong></div><span>Osprey Hollow</span></li></ul>",
        '<div><div class="item-label">Trademark</div><div class="item-value">Osprey Hollow</div></div>',
        '<p class="brand-link"><a href="/brand/osprey">Shop all Osprey Hollow</a></p>',
        '<p><a href="/marken/osprey">Osprey Hollow</a></p>',
        '<p>By: <a href="/pages/osprey">Osprey Hollow</a></p>',
        '<div itemscope itemtype="https://schema.org/Product"><b itemprop="name">Oak Desk Lamp</b>'
        '<a itemprop="brand" href="/pages/osprey">Osprey Hollow</a></div>',
        '<script>var utag_data = {page_type: "Product", product_brand: ["Osprey Hollow"]};</script>',
    ],
)  # fmt: skip
def test_a_brand_is_told_by_a_row_a_link_or_a_script(line):
    assert read(line).brand == "Osprey Hollow"


@pytest.mark.parametrize(
    ("title", "host", "brand"),
    [
        ("Garmin vívoactive 3 | Black", "buy.garmin.com", "Garmin"),
        ("Shop Fitbit Charge 2 Wristband", "www.fitbit.com", "Fitbit"),
        ("Oak Desk Lamp - DJI Store", "store.dji.com", "DJI"),
        ("Oak Desk Lamp | Le Creuset® Official Site", "www.lecreuset.com", "Le Creuset"),
        ("Oak Desk Lamp | Sony US", "electronics.sony.com", "Sony"),
        ("Oak Desk Lamp | Disney Store", "www.shopdisney.com", None),
    ],
)
def test_the_maker_s_own_shop_names_the_brand(title, host, brand):
    name = title.partition(" | ")[0]
    html = (
        f'<!doctype html><html lang="en"><head><title>{title}</title></head><body><main><h1>{name}</h1>'
        f'<img src="/lamp.jpg" alt="{name}"><p class="price">$99.00</p><p>{TEXT}</p><button>Buy</button>'
        "</main></body></html>"
    )

    assert read_html(html.encode(), f"https://{host}/p/lamp").brand == brand


def test_the_name_may_stand_below_a_heading_that_is_the_brand():
    page = read_page(
        '<h1 class="brand"><a href="/designer/x">Osprey</a></h1><h2 class="product-title">Oak Desk Lamp</h2>'
    )

    assert page.name == "Oak Desk Lamp"


def test_a_shop_called_a_shop_is_no_brand():
    html = (
        '<!doctype html><html lang="en"><head><title>Oak Desk Lamp - Lamp Center</title></head><body><main>'
        f'<h1>Oak Desk Lamp</h1><img src="/lamp.jpg" alt="Oak Desk Lamp"><p class="price">$99.00</p><p>{TEXT}</p>'
        "<button>Buy</button></main></body></html>"
    )

    assert read_html(html.encode(), "https://www.lampcenter.com/p/lamp").brand is None


def test_rows_that_speak_of_the_offer_are_no_properties():
    rows = "".join(
        f'<div class="row"><div class="item-label">{label}</div><div class="item-value">{value}</div></div>'
        for label, value in (("Material", "Oak"), ("Online Price", "$99.00"), ("Rating", "4.5"), ("Origin", "Norway"))
    )

    assert read(rows).properties == {"Material": "Oak", "Origin": "Norway"}


def test_the_number_of_the_shop_goes_before_the_maker_s():
    assert read("<p>Model #OAK-7</p><p>SKU: LMP-44</p>").sku == "LMP-44"


@pytest.mark.parametrize(
    ("more", "gtin"),
    [
        ('<script>var p = {"ean": "4006381333931"};</script>', "4006381333931"),
        ('<script>var p = [{"ean": "4006381333931"}, {"ean": "4242003871027"}];</script>', None),
        ("<ul><li>Barcode (Scanned): 4006381333931</li></ul>", "4006381333931"),
    ],
)
def test_a_gtin_in_scripts_counts_where_it_is_the_only_one(more, gtin):
    assert read(more).gtin == gtin


def test_without_a_heading_the_name_is_the_title_s_first_part_and_not_the_trail():
    html = (
        '<!doctype html><html lang="en"><head><title>Oak Desk Lamp | Table lamps | Shop</title></head><body>'
        '<ol class="breadcrumb"><li><a href="/c">Table lamps</a></li><li>Oak Desk Lamp</li></ol><main>'
        f'<div class="top">Oak Desk Lamp <i>SKU</i> <i>LMP-44</i></div><img src="/lamp.jpg" alt="Oak Desk Lamp">'
        f'<p class="price">$99.00</p><p>{TEXT}</p><button>Buy</button></main></body></html>'
    )

    assert read_html(html.encode(), "https://shop.example.com/p/lamp").name == "Oak Desk Lamp"
