"""schema.org's offers and the meta elements of prices: what one buyer pays for one piece, with tax."""

import json

import pytest

from scraping import read_html

UNIT = "UnitPriceSpecification"
LEASE = "http://purl.org/goodrelations/v1#LeaseOut"


def read(offers, head=""):
    told = {"@context": "https://schema.org", "@type": "Product", "name": "Oak Desk Lamp", "offers": offers}
    head += f'<script type="application/ld+json">{json.dumps(told)}</script>' if offers else ""
    html = f"<title>Oak Desk Lamp</title>{head}<h1>Oak Desk Lamp</h1><p>A lamp of oak.</p><button>Add to cart</button>"
    return read_html(html.encode(), "https://shop.example.com/p/lamp")


def specified(*prices, **offer):
    return {
        "@type": "Offer",
        "priceCurrency": "EUR",
        "priceSpecification": [{"@type": UNIT, **p} for p in prices],
        **offer,
    }


@pytest.mark.parametrize(
    ("offers", "price"),
    [
        (
            [{"price": 10, "eligibleQuantity": {"minValue": 1}}, {"price": 8, "eligibleQuantity": {"minValue": 10}}],
            "10",
        ),
        (specified({"price": 8, "eligibleQuantity": {"minValue": 10}}, {"price": 10}), "10"),
        ([{"price": 8, "eligibleQuantity": {"minValue": 10}}], "8"),
        ([{"price": 480}, {"price": 20, "businessFunction": LEASE}], "480"),
        (
            specified({"price": 100, "valueAddedTaxIncluded": False}, {"price": 119, "valueAddedTaxIncluded": True}),
            "119",
        ),
        (specified({"price": 100, "valueAddedTaxIncluded": "false"}, {"price": 119}), "119"),
        (specified({"price": 100, "valueAddedTaxIncluded": False}), "100"),
        (specified({"price": 100, "valueAddedTaxIncluded": False}, {"price": 119}, price=100), "119"),
        ([{"price": "12,500", "priceCurrency": "KWD"}], "12.500"),
        ([{"price": "12,500", "priceCurrency": "USD"}], "12500"),
    ],
)
def test_the_offer_for_one_buyer_of_one_piece_counts(offers, price):
    assert str(read(offers).price) == price


def test_beside_a_sale_price_the_plain_one_is_what_it_was():
    amounts = {"product:price:amount": 100, "product:sale_price:amount": 80, "product:price:currency": "USD"}
    metas = "".join(f'<meta property="{name}" content="{value}">' for name, value in amounts.items())
    snapshot = read(None, '<meta property="og:type" content="product">' + metas)

    assert (str(snapshot.price), str(snapshot.regular_price)) == ("80", "100")
