"""What shops show in place of a product, in twelve languages and five kinds of tiles, and products that sound like it.

What is left out of a shop's frame stands as files in ``refused/``, see ``test_no_wrong_product``.
"""

from itertools import cycle

import pytest

from scraping import ScrapeError, read_html
from tests.support.shop_pages import (
    LANGUAGES,
    TILES,
    URL,
    WORDS,
    product_page,
    recommended,
    script,
    shop_page,
    tiles,
)

KINDS = tuple(zip(LANGUAGES, cycle(TILES), strict=False))
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
EACH_LANGUAGE_AND_TILES = pytest.mark.parametrize(("language", "kind"), KINDS)
NOT_THERE = {"page_not_found", "page_gone", "not_a_product"}
A_LIST = {"several_products", "not_a_product"}
ITEMS = [
    {
        "@type": "Product",
        "name": f"Mug {number}",
        "image": f"/{number}.jpg",
        "url": f"https://shop.test/p/{number}",
        "offers": {"@type": "Offer", "price": str(number), "priceCurrency": "GBP"},
    }
    for number in range(11, 23)
]
ITEM_LIST = script({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": one} for one in ITEMS]})


def code_of(html):
    try:
        read_html(html, URL)
    except ScrapeError as error:
        return error.code
    return "a product"


@EACH_LANGUAGE_AND_TILES
def test_a_soft_404_stays_one_whatever_it_recommends(language, kind):
    heading, text = WORDS[language]["not_found"]
    main = f"<h1>{heading}</h1><p>{text}</p>" + recommended(language, kind)

    assert code_of(shop_page(language, WORDS[language]["site"], main)) in NOT_THERE


@EACH_LANGUAGE_AND_TILES
def test_what_is_gone_does_not_become_its_alternative(language, kind):
    heading, alternatives = WORDS[language]["gone"]
    main = f"<h1>{heading}</h1>" + recommended(language, kind, alternatives)

    assert code_of(shop_page(language, WORDS[language]["site"], main)) in NOT_THERE


@pytest.mark.parametrize("head", [ITEM_LIST, script(ITEMS)], ids=["a list of items", "items"])
@pytest.mark.parametrize("heading", ["Page not found", "404 Not Found", "This product is no longer available"])
def test_markup_of_other_products_does_not_outweigh_the_words(heading, head):
    assert code_of(shop_page("en", heading, f"<h1>{heading}</h1>" + recommended("en"), head=head)) == "page_not_found"


@EACH_LANGUAGE
def test_a_shop_under_maintenance_sells_nothing(language):
    title, heading, text = WORDS[language]["maintenance"]

    assert code_of(shop_page(language, title, f'<img src="/m.png"><h1>{heading}</h1><p>{text}</p>')) in NOT_THERE


@EACH_LANGUAGE
def test_a_login_is_no_product_though_others_stand_below(language):
    title, text = WORDS[language]["login"]
    form = '<form action="/login"><input type="email"><input type="password"><button>OK</button></form>'
    main = f"<h1>{title}</h1><p>{text}</p>{form}" + recommended(language, "microdata", count=4)

    assert code_of(shop_page(language, title, main)) in {"login_needed", "not_a_product"}


@EACH_LANGUAGE
def test_a_question_for_the_age_is_no_product(language):
    heading, text, yes, no = WORDS[language]["age"]
    main = f'<img src="/crest.png"><h1>{heading}</h1><p>{text}</p><button>{yes}</button><button>{no}</button>'

    assert code_of(shop_page(language, WORDS[language]["site"], main)) == "not_a_product"


@EACH_LANGUAGE_AND_TILES
def test_a_category_is_several_products(language, kind):
    say = WORDS[language]
    main = f"<h1>{say['mug']}</h1><ul>{tiles(language, kind, 24)}</ul>"

    assert code_of(shop_page(language, f"{say['mug']} | {say['site']}", main)) in A_LIST


@EACH_LANGUAGE_AND_TILES
def test_a_few_results_of_a_search_are_several_products(language, kind):
    say = WORDS[language]
    title = f"{say['search']}: “{say['mug']}”"

    assert code_of(shop_page(language, title, f"<h1>{title}</h1><ul>{tiles(language, kind, 9)}</ul>")) in A_LIST


@EACH_LANGUAGE_AND_TILES
def test_an_empty_category_is_no_product(language, kind):
    say = WORDS[language]
    main = f"<h1>{say['mug']}</h1><p>{say['nothing_found']}</p>" + recommended(language, kind, count=4)

    assert code_of(shop_page(language, f"{say['mug']} | {say['site']}", main)) in {*A_LIST, "page_not_found"}


@EACH_LANGUAGE_AND_TILES
def test_a_front_page_is_no_product(language, kind):
    say = WORDS[language]
    hero = f'<section class="hero"><img src="/hero.jpg"><h2>{say["new"]}</h2><a href="/new">{say["new"]}</a></section>'
    main = hero + recommended(language, kind, say["new"]) + recommended(language, kind)

    assert code_of(shop_page(language, say["site"], main)) in A_LIST


@pytest.mark.parametrize(
    "main",
    [
        "<h1>Compare products</h1><table><tr>" + tiles("en", "magento", 4) + "</tr></table>",
        "<h1>My wishlist</h1><p>Your wishlist is empty.</p>" + recommended("en", count=4),
        "<h1>Delivery</h1><table><tr><th>Standard<td>£3.95<tr><th>Express<td>£7.95</table><p>Items in stock go today.",
        "<h1>Our collections</h1><p>From £25.00</p>" + "<a href=/c/1><img src=/c/1.jpg><h2>Collection</h2></a>" * 8,
        "<h1>Choose your country</h1>" + "<a href=/us>US (from £10.00)</a>" * 8,
        "<h1>Not available in your country yet</h1><p>Choose another: <a href=/us>United States $</a>",
        "<h1>This listing has ended</h1>" + recommended("en", heading="Similar sponsored items"),
        '<h1>Mugs</h1><ul class="grid">' + tiles("en", "plain", 12) + "</ul>" + ITEM_LIST,
        '<h1>Mugs</h1><ul class="grid">' + tiles("en", "plain", 8) + "</ul>" + script(ITEMS[:8]),
        "<h1>Mugs made by hand</h1><p>Since 1973.</p><h2>Mug of the month</h2>" + tiles("en", "plain", 1),
    ],
    ids=["comparison", "wishlist", "delivery", "collections", "countries", "abroad", "ended", "list", "array", "front"],
)
def test_other_pages_of_a_shop_are_no_product(main):
    assert code_of(shop_page("en", "Northlight", main)) != "a product"


BARE_CARDS = "".join(
    f'<a class="c" href="/x/{number}"><img src="/m/{number}.webp"><p>Thing {number}</p><p>{number},99 €</p></a>'
    for number in range(11, 19)
)
BARE_TILES = "".join(
    f'<div class="c"><a href="/x/{number}"><img src="/m/{number}.webp"><b>Thing {number}</b></a>'
    f"<p>{number},99 €</p><button>Buy</button></div>"
    for number in range(11, 17)
)


def bare_page(heading, main, tag="h1"):
    """A shop of divisions alone, with hashes for classes: nothing tells what is the frame."""
    links = "".join(f'<div class="css-{n}"><a href="/k/{n}">Group {n}</a></div>' for n in range(12))
    return (
        f'<!doctype html><title>Kopp</title><meta property="og:image" content="/og.png"><body><div><a href="/">'
        f'<img src="/brand.svg"></a>{links}<p>Free from 49 €</p></div><div><{tag}>{heading}</{tag}>{main}</div>'
        f'<div><p>© Kopp</p><img src="/pay.png"></div>'
    ).encode()


@pytest.mark.parametrize("below", ["", BARE_CARDS, BARE_TILES], ids=["nothing", "cards", "tiles"])
@pytest.mark.parametrize("tag", ["h1", "h2"])
@pytest.mark.parametrize(
    "heading",
    [
        "Product unavailable",
        "Artikel nicht verfügbar",
        "El artículo que buscas ya no está disponible",
        "Spiacenti, articolo non più disponibile",
        "¡Ups! Algo ha salido mal",
        "هذا المنتج لم يعد متوفرا",
    ],
)
def test_a_heading_that_says_unavailable_is_no_name(heading, tag, below):
    page = bare_page(heading, f"<p>La página que buscas no está disponible</p><div>{below}</div>", tag)

    assert code_of(page) != "a product"


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Gift card balance", "Check it here. Cards from $10.00."),
        ("Store finder", "Parking $2.00"),
        ("Thank you for your order", "Total $45.00"),
        ("Careers", "Salary $50,000.00"),
        ("Versandkosten", "DHL 4,90 €"),
        ("Livraison", "Colissimo 5,90 €"),
        ("سياسة الشحن", "التكلفة 25 ر.س"),
        ("Our new kettle is here", "It costs $49.00 at launch, as much as the last one did when it came out in May."),
    ],
)
def test_what_a_shop_says_of_itself_is_no_product(heading, text):
    assert code_of(bare_page(heading, f'<img src="/banner.jpg"><p>{text}</p>')) == "not_a_product"


@pytest.mark.parametrize("path", ["/policies/returns", "/help/kettle", "/blogs/news/kettle", "/cart"])
def test_nor_is_a_page_at_such_an_address(path):
    page = bare_page("Kettle Nora", '<img src="/k.jpg"><p>$39.00</p>')

    assert read_html(page, URL).name == "Kettle Nora"
    with pytest.raises(ScrapeError):
        read_html(page, f"https://shop.test{path}")


@pytest.mark.parametrize("below", [BARE_CARDS, BARE_TILES], ids=["cards", "tiles"])
@pytest.mark.parametrize(
    "line", ["Currently unavailable. We don't know when or if this will be back in stock.", "販売終了しました"]
)
def test_a_product_without_a_price_stays_one_above_others(line, below):
    page = bare_page("Kettle Nora", f'<img src="/k.jpg"><img src="/l.jpg"><p>{line}</p><h3>Similar</h3>{below}')

    assert read_html(page, URL).name == "Kettle Nora"


def test_a_domain_for_sale_is_no_product():
    main = (
        '<h1>shop.test</h1><img src="/l.jpg"><p>This domain is for sale!</p><b>$2,495.00</b><a class="btn">Buy now</a>'
    )

    assert code_of(f"<title>shop.test is for sale</title>{main}".encode()) == "not_a_product"


NAMED = [(language, name) for language in LANGUAGES for name in WORDS[language]["named_like_errors"]]


@pytest.mark.parametrize("markup", [True, False], ids=["markup", "no markup"])
@pytest.mark.parametrize(("language", "name"), NAMED)
def test_a_product_may_be_named_like_an_error(language, name, markup):
    assert code_of(product_page(language, name, markup=markup)) == "a product"


@pytest.mark.parametrize("name", ["Login Hoodie", "Sign in Brass – Welcome", "Password Book"])
def test_also_where_the_page_has_a_form_to_sign_in(name):
    drawer = '<div class="drawer"><form action="/login"><input type="email"><input type="password"></form></div>'

    assert code_of(product_page("en", name, above=drawer)) == "a product"


@EACH_LANGUAGE_AND_TILES
@pytest.mark.parametrize("markup", [True, False], ids=["markup", "no markup"])
def test_a_product_that_is_sold_out_stands_above_its_alternatives(language, kind, markup):
    say = WORDS[language]
    line = f'<p class="stock">{say["sold_out"]}</p>'
    page = product_page(
        language, say["mug"], markup=markup, available=False, beside=line, below=recommended(language, kind)
    )

    assert code_of(page) == "a product"


@EACH_LANGUAGE
def test_a_product_may_say_that_it_is_not_made_any_more(language):
    line, alternatives = WORDS[language]["gone"]
    page = product_page(
        language,
        WORDS[language]["mug"],
        markup=True,
        available=False,
        beside=f"<p>{line}</p>",
        below=recommended(language, heading=alternatives),
    )

    assert code_of(page) == "a product"


WATCHED = {
    "HUMAN": "<script>window._pxAppId='PXu6b0qd2S';</script>",
    "Akamai": '<script src="/akam/13/2f1a" defer></script>',
    "DataDome": '<script src="https://js.datadome.co/tags.js"></script>',
    "Imperva": '<script src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e6fffd425f7e032f3"></script>',
    "AWS": '<script src="https://abc.edge.sdk.awswaf.com/abc/challenge.compact.js" defer></script>',
    "Cloudflare": '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>',
    "Alibaba": '<script src="https://g.alicdn.com/sd/baxia-entry/baxiaCommon.js"></script>',
    "F5": '<script>(function(){window["bobcmn"]="1011";})()</script><script src="/TSPD/08?type=9"></script>',
    "reCAPTCHA": '<form id="review"><div class="g-recaptcha"></div></form>',
    "hCaptcha": '<form><div class="h-captcha"></div></form><script src="https://js.hcaptcha.com/1/api.js"></script>',
    "a cookie banner": "<div><h2>Before you continue</h2><p>We use cookies.</p><button>Accept all</button></div>",
    "a choice of country": "<div><h2>Choose your country</h2><p>Not available in your country?</p></div>",
    "no scripts": "<noscript><h1>JavaScript is disabled</h1>Verify that you are not a robot.</noscript>",
    "no reviews": "<section><h2>Reviews</h2><p>No results found. Page not found. Error 404.</p></section>",
    "age": '<div class="age-gate" style="display:none"><h2>Are you over 18?</h2><button>Yes</button></div>',
}


@pytest.mark.parametrize("below", WATCHED.values(), ids=WATCHED)
def test_a_product_is_read_though_a_guard_or_a_banner_is_on_its_page(below):
    assert code_of(product_page("en", "Glass jug", below=below)) == "a product"
