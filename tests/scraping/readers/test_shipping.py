"""What sending costs, by schema.org's ``shippingDetails``."""

import json

import pytest

from scraping import read_html

TO_GERMANY = {"shippingRate": {"value": 4.95, "currency": "EUR"}, "shippingDestination": {"addressCountry": "DE"}}
TO_AUSTRIA = {
    "shippingRate": {"value": "9.90", "currency": "EUR"},
    "shippingDestination": [{"addressCountry": ["AT", "CH"]}],
}


def shipping(details, url="https://shop.test/p/cup"):
    offer = {"@type": "Offer", "price": 5, "priceCurrency": "EUR", "shippingDetails": details}
    markup = json.dumps({"@type": "Product", "name": "Cup", "offers": offer})
    html = f'<title>Cup</title><h1>Cup</h1><script type="application/ld+json">{markup}</script>'
    return read_html(html.encode(), url).shipping


@pytest.mark.parametrize(
    ("details", "said"),
    [
        (TO_GERMANY, "4.95 EUR"),
        ([TO_GERMANY, TO_AUSTRIA], "4.95 EUR"),
        ({"shippingRate": {"maxValue": 30, "currency": "SAR"}}, "30 SAR"),
        ({"shippingRate": {"value": 0, "currency": "SAR"}}, "0 SAR"),
        ([{**TO_GERMANY, "doesNotShip": True}, TO_AUSTRIA], "9.90 EUR"),
        ({"shippingRate": {"value": 5}}, None),
        ({"shippingRate": "free"}, None),
        ({"deliveryTime": {"transitTime": {"maxValue": 3}}}, None),
        ("https://shop.test/shipping", None),
    ],
)
def test_the_cost_of_sending_is_read(details, said):
    assert shipping(details) == said


def test_the_cost_to_the_shop_s_own_country_counts():
    assert shipping([TO_GERMANY, TO_AUSTRIA], "https://shop.at/p/cup") == "9.90 EUR"
