"""Product data that a page carries for its own scripts, where it shows and marks up nothing."""

import json

import pytest

from scraping import Availability, read_html


def read(product):
    state = json.dumps({"shop": {"name": "Shop"}, "entities": [{"name": "Mug", "price": 4}, product]})
    page = (
        "<!doctype html><html><head><title>Oak Desk Lamp | Shop</title></head>"
        f"<body><div id=root><h1>Oak Desk Lamp</h1></div><script>window.__STATE__ = {state};</script></body></html>"
    )
    return read_html(page.encode(), "https://shop.example.com/p/lamp")


LAMP = {"name": "Oak Desk Lamp", "sku": "LMP-44", "image": {"url": "https://shop.example.com/lamp.jpg"}}


@pytest.mark.parametrize(
    "money",
    [
        {"price": 89.5, "listPrice": 120, "currency": "EUR"},
        {"priceInfo": {"currentPrice": {"price": 89.5, "currencyUnit": "EUR"}, "wasPrice": {"price": 120}}},
        {"pricing": {"regular": {"amount": 120, "currency": "EUR"}, "final": {"amount": 89.5, "currency": "EUR"}}},
        {
            "price_range": {
                "minimum_price": {
                    "regular_price": {"value": 120, "currency": "EUR"},
                    "final_price": {"value": 89.5, "currency": "EUR"},
                    "discount": {"amount": 30.5},
                },
                "maximum_price": {"final_price": {"value": 200, "currency": "EUR"}},
            }
        },
        {
            "prices": {"unitPrice": {"value": 3}, "salePrice": {"value": 89.5}, "base": {"value": 120}},
            "currency": "EUR",
        },
    ],
    ids=["plain", "objects", "pricing", "magento", "prices"],
)
def test_the_price_may_lie_in_objects_of_its_own(money):
    snapshot = read(LAMP | money)

    assert (str(snapshot.price), str(snapshot.regular_price), snapshot.currency) == ("89.5", "120", "EUR")


@pytest.mark.parametrize(
    ("stock", "expected"),
    [
        ({"stock_status": "OUT_OF_STOCK"}, Availability.OUT_OF_STOCK),
        ({"availabilityStatus": "IN_STOCK"}, Availability.IN_STOCK),
        ({"stock": {"available": False}}, Availability.OUT_OF_STOCK),
    ],
)
def test_whether_there_is_any_may_lie_in_an_object_of_its_own(stock, expected):
    assert read(LAMP | {"price": 89.5, "currency": "EUR"} | stock).availability is expected
