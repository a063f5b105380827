"""Pages of one made-up shop in twelve languages: its frame, its tiles, its products.

    html = shop_page("fr", "Page introuvable", "<h1>Page introuvable</h1>" + tiles("fr", "microdata"))

The frame has what misleads: prices in the cart and the script, pictures of the shop, site-wide markup, a login link.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

WORDS: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "shop_words.json").read_text(encoding="utf-8"))
LANGUAGES = tuple(WORDS)
URL = "https://shop.test/p/blue-cup-12345"


def money(language: str, amount: int) -> str:
    return WORDS[language]["money"].format(amount)


def _plain(number: int, name: str, price: str, add: str) -> str:
    return (
        f'<li class="grid__item"><div class="card product-card"><a href="/products/{number}">'
        f'<img src="//cdn.shop.test/{number}.jpg?width=360" alt="{name}"><h3 class="card__heading">{name}</h3></a>'
        f'<span class="price-item">{price}</span><button type="button" class="quick-add">{add}</button></div></li>'
    )


def _microdata(number: int, name: str, price: str, add: str) -> str:
    return (
        f'<div class="product-card" itemscope itemtype="https://schema.org/Product"><a itemprop="url"'
        f' href="/p/{number}">'
        f'<img itemprop="image" src="/media/{number}.jpg" alt="{name}"><span itemprop="name">{name}</span></a>'
        f'<div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><span class="price" itemprop="price"'
        f' content="{number}.00">{price}</span><meta itemprop="priceCurrency" content="EUR"></div></div>'
    )


def _woocommerce(number: int, name: str, price: str, add: str) -> str:
    return (
        f'<li class="product type-product post-{number} instock"><a href="/product/{number}/">'
        f'<img src="/wp-content/uploads/{number}.jpg" alt="{name}">'
        f'<h2 class="woocommerce-loop-product__title">{name}</h2>'
        f'<span class="price"><span class="woocommerce-Price-amount amount"><bdi>{price}</bdi></span></span></a>'
        f'<a href="?add-to-cart={number}" class="button add_to_cart_button ajax_add_to_cart">{add}</a></li>'
    )


def _magento(number: int, name: str, price: str, add: str) -> str:
    return (
        f'<li class="item product product-item"><div class="product-item-info"><a href="/{number}.html">'
        f'<img class="product-image-photo" src="/media/catalog/product/{number}.jpg" alt="{name}"></a>'
        f'<strong class="product-item-name"><a class="product-item-link" href="/{number}.html">{name}</a></strong>'
        f'<div class="price-box" data-product-id="{number}"><span class="price">{price}</span></div>'
        f'<form data-role="tocart-form" action="/checkout/cart/add/"><button type="submit" class="action tocart">'
        f"<span>{add}</span></button></form></div></li>"
    )


def _salla(number: int, name: str, price: str, add: str) -> str:
    return (
        f'<div class="s-product-card-entry"><a href="/ar/x/p{number}"><img class="s-product-card-image"'
        f' src="https://cdn.salla.test/{number}.jpg" alt="{name}"></a><h3 class="s-product-card-content-title">'
        f'<a href="/p{number}">{name}</a></h3><div class="s-product-card-price">{price}</div>'
        f'<salla-add-product-button product-id="{number}"><button>{add}</button></salla-add-product-button></div>'
    )


TILES: dict[str, Callable[[int, str, str, str], str]] = {
    "plain": _plain,
    "microdata": _microdata,
    "woocommerce": _woocommerce,
    "magento": _magento,
    "salla": _salla,
}


def tiles(language: str, kind: str, count: int = 8, *, first: int = 20) -> str:
    """Other products, each with a page, a price and mostly a button of its own."""
    say = WORDS[language]
    numbers = range(first, first + count)
    return "".join(TILES[kind](n, f"{say['mug']} {n}", money(language, n), say["add"]) for n in numbers)


def recommended(language: str, kind: str = "plain", heading: str = "", count: int = 8) -> str:
    title = heading or WORDS[language]["related"]
    return f'<section class="recommendations"><h2>{title}</h2><ul>{tiles(language, kind, count)}</ul></section>'


def script(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def shop_page(language: str, title: str, main: str, *, head: str = "") -> bytes:
    """``main`` in the shop's frame."""
    say = WORDS[language]
    site = {"@type": "Organization", "name": say["site"], "url": "https://shop.test/", "logo": "/logo.png"}
    links = "".join(f'<li><a href="/c/{n}">{say["mug"]} {n}</a></li>' for n in range(1, 9))
    return f"""<!doctype html><html lang="{language}" dir="{say["dir"]}"><head><meta charset="utf-8">
<title>{title}</title><meta name="description" content="{say["site"]}: {say["new"]}">
<meta property="og:site_name" content="{say["site"]}"><meta property="og:type" content="website">
<meta property="og:title" content="{title}"><meta property="og:image" content="https://shop.test/share.jpg">
<meta property="og:url" content="{URL}">{script({"@context": "https://schema.org", "@graph": [site]})}{head}
<script>window.theme={{"moneyFormat":"{money(language, 0)}","cartCount":0}};</script></head>
<body><header class="site-header"><a href="/" class="logo"><img src="/logo.svg" alt="{say["site"]}"></a>
<form action="/search"><input type="search" name="q"><button>{say["search"]}</button></form>
<nav><ul>{links}</ul></nav><a href="/account/login">{say["account"]}</a>
<a href="/cart">{say["cart"]} <span class="cart-total">{money(language, 0)}</span></a></header>
<main id="main">{main}</main><footer><form><input type="email"><button>OK</button></form>
<a href="/about">{say["home"]}</a><p>{say["footer"]}</p><img src="/visa.svg" alt="Visa"></footer></body></html>
""".encode()


def product_page(
    language: str,
    name: str,
    *,
    title: str = "",
    markup: bool = False,
    available: bool = True,
    beside: str = "",
    above: str = "",
    below: str = "",
    head: str = "",
) -> bytes:
    """A product with a picture, a price and a form to buy it; with ``markup`` JSON-LD says so too."""
    say = WORDS[language]
    state = "InStock" if available else "OutOfStock"
    offer = {"@type": "Offer", "price": "35", "priceCurrency": "EUR", "availability": f"https://schema.org/{state}"}
    item = {"@context": "https://schema.org", "@type": "Product", "name": name, "image": "/media/main.jpg"}
    button = f'<button type="submit" class="add-to-cart">{say["add"]}</button>' if available else ""
    main = (
        f'{above}<div class="product"><div class="gallery"><img src="/media/main.jpg" alt="{name}"></div>'
        f'<div class="info"><h1 class="product-title">{name}</h1><div class="price">{money(language, 35)}</div>{beside}'
        f'<form action="/cart/add" method="post"><input type="number" name="quantity" value="1">{button}</form>'
        f'<div class="description"><p>{name}</p></div></div></div>{below}'
    )
    markup_text = script(item | {"offers": offer}) if markup else ""
    return shop_page(language, title or f"{name} | {say['site']}", main, head=head + markup_text)
