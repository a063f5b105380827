"""The numbers of each section, from products made by hand: no database, no clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from products.insights.exchange import Exchange, NoQuote
from products.insights.findings import findings
from products.insights.sections import GROUPS, LISTED, Section
from products.insights.sections.content import Content
from products.insights.sections.freshness import Freshness
from products.insights.sections.gaps import Gaps, band_edges
from products.insights.sections.prices import Prices
from products.insights.sections.ratings import Ratings
from products.insights.sections.stock import Stock, risk_of
from products.insights.seen import Seen

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
USD_ON = date(2026, 11, 27)


@dataclass(frozen=True)
class Quoted:
    rate: Decimal
    source: str = "ecb.test"
    on: date | None = USD_ON


def rate(base: str, quote: str) -> Quoted:
    """Dollars are known, dinars are too old, nothing else is known."""
    if (base, quote) == ("USD", "SAR"):
        return Quoted(Decimal("3.75"))
    raise NoQuote("rate_too_old" if base == "KWD" else "no_rate")


def seen(number: int = 1, **values: Any) -> Seen:
    given = {"name": f"Product {number}", "brand": "Nahhas", "price": Decimal(100), "currency": "SAR", **values}
    return Seen(pk=UUID(int=number), **given)


def told(section: Section, *products: Seen) -> dict[str, Any]:
    for product in products:
        section.add(product)
    return section.result()


def priced(*amounts: str, **values: Any) -> list[Seen]:
    return [seen(n, price=Decimal(amount), **values) for n, amount in enumerate(amounts, 1)]


def sar() -> Exchange:
    return Exchange("SAR", rate)


# --- Prices -----------------------------------------------------------------------------------------------------------
def test_quartiles_lie_between_neighbours_in_proportion():
    result = told(Prices(sar()), *priced("10", "20", "30", "40"))

    assert result["all"] == {"count": 4, "five": ["10.00", "17.50", "25.00", "32.50", "40.00"]}


def test_currencies_are_converted_by_a_named_rate_and_never_mixed():
    result = told(
        Prices(sar()),
        seen(1, price=Decimal("37.50")),
        seen(2, price=Decimal(10), currency="USD"),
        seen(3, price=Decimal(10), currency="EUR"),
        seen(4, price=Decimal(10), currency="KWD"),
        seen(5, price=Decimal(10), currency=""),
        seen(6, price=None),
        seen(7, price=Decimal(0)),
    )

    assert result["all"]["five"] == ["37.50"] * 5
    assert (result["products"], result["priced"]) == (7, 2)
    assert result["rates"] == [{"base": "USD", "rate": "3.75", "source": "ecb.test", "on": "2026-11-27", "count": 1}]
    assert result["left_out"] == [
        {"reason": "no_currency", "currency": "", "count": 1},
        {"reason": "no_price", "currency": "", "count": 2},
        {"reason": "no_rate", "currency": "EUR", "count": 1},
        {"reason": "rate_too_old", "currency": "KWD", "count": 1},
    ]


def test_a_brand_stands_above_or_below_the_usual_price_of_its_own_categories():
    mugs, pots = {"category": "Mugs"}, {"category": "Pots"}
    result = told(
        Prices(sar()),
        *priced("8", "10", brand="Cheap", **mugs),
        *priced("20", "30", brand="Dear", **mugs),
        *priced("900", "1000", "1100", brand="Alone", **pots),
    )

    places = {one["name"]: (one.get("position"), one.get("level")) for one in result["brands"]}
    assert places == {"Cheap": ("-40.0", "budget"), "Dear": ("66.7", "premium"), "Alone": (None, None)}
    assert {one["name"]: one["against"] for one in result["categories"]} == {"Pots": "3233.3", "Mugs": "-50.0"}


def test_spellings_of_a_brand_are_one_and_the_commonest_is_shown():
    spellings = ["إيكيا", "ايكيا", "إيكيا", "IKEA", "Ikea"]
    result = told(Prices(sar()), *(seen(n, brand=brand) for n, brand in enumerate(spellings, 1)))

    assert {one["name"]: one["count"] for one in result["brands"]} == {"إيكيا": 3, "IKEA": 2}


def test_reductions_are_counted_with_their_median():
    result = told(
        Prices(sar()),
        seen(1, price=Decimal(75), regular_price=Decimal(100)),
        seen(2, price=Decimal(50), regular_price=Decimal(100)),
        seen(3, price=Decimal(50), regular_price=Decimal(50)),
        seen(4),
    )

    assert result["reduced"] == {"count": 2, "percent": "50.0", "median": "37.5"}


def test_a_long_list_of_brands_ends_and_says_how_many_more_there_are():
    result = told(Prices(sar()), *(seen(n, brand=f"Brand {n}") for n in range(GROUPS + 3)))

    assert (len(result["brands"]), result["more_brands"]) == (GROUPS, 3)


# --- Gaps -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("prices", "edges"),
    [
        ([], []),
        (["5"], []),
        (["10", "11"], []),
        (["12.50", "900"], ["20", "50", "100", "200", "500"]),
        (["0.02", "0.3"], ["0.05", "0.1", "0.2"]),
    ],
)
def test_bands_meet_at_nice_numbers(prices, edges):
    assert band_edges([Decimal(price) for price in prices]) == [Decimal(edge) for edge in edges]


def test_there_are_few_bands_however_far_prices_lie_apart():
    edges = band_edges([Decimal("0.01"), *[Decimal(50 + n) for n in range(50)], Decimal(10) ** 12])

    assert len(edges) == 7
    assert edges[0] <= 50 < edges[-1]


def test_an_empty_band_between_others_is_a_gap_where_there_are_enough_products():
    many = priced("12", "15", "18", "150", "160", category="Mugs")
    some = priced("12", "160", category="Pots")

    result = told(Gaps(sar()), *many, *some, seen(9, category=""))

    assert result["edges"] == ["20.00", "50.00", "100.00"]
    assert result["rows"] == [
        {"name": "Mugs", "counts": [3, 0, 0, 2], "gaps": [1, 2]},
        {"name": "Pots", "counts": [1, 0, 0, 1], "gaps": []},
    ]
    assert (result["few"], result["without_category"]) == (["Pots"], 1)


def test_brands_of_which_nothing_can_be_bought_are_named():
    result = told(
        Gaps(sar()),
        seen(1, brand="Gone", availability="out_of_stock"),
        seen(2, brand="GONE", availability="discontinued"),
        seen(3, brand="Here", availability="out_of_stock"),
        seen(4, brand="Here", availability="preorder"),
        seen(5, brand="Unknown", availability=""),
    )

    assert result["without_stock"] == [{"name": "GONE", "count": 2}]


# --- Stock ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "risk"),
    [
        ({"availability": "in_stock"}, ""),
        ({"availability": ""}, ""),
        ({"availability": "out_of_stock"}, "out_of_stock"),
        ({"availability": "discontinued", "stock": 9}, "discontinued"),
        ({"availability": "in_stock", "stock": 5}, "low_stock"),
        ({"availability": "in_stock", "stock": 6}, ""),
        ({"availability": "in_stock", "stock": 0}, "out_of_stock"),
        ({"availability": "in_stock", "variants_known": 4, "variants_in_stock": 1}, "last_variant"),
        ({"availability": "", "variants_known": 4, "variants_in_stock": 0}, "out_of_stock"),
        ({"availability": "in_stock", "variants_known": 1, "variants_in_stock": 1}, ""),
    ],
)
def test_the_worst_that_is_known_of_the_stock_counts(values, risk):
    assert risk_of(seen(**values)) == risk


def test_what_cannot_be_bought_is_counted_and_the_worst_named_first():
    result = told(
        Stock(),
        seen(1, availability="in_stock", stock=3),
        seen(2, availability="out_of_stock"),
        seen(3, availability="discontinued"),
        seen(4, availability="in_stock", stock=1),
        seen(5, availability=""),
        *(seen(n, availability="in_stock") for n in range(6, 10)),
    )

    assert [one["name"] for one in result["worst"]] == ["Product 3", "Product 2", "Product 4", "Product 1"]
    assert (result["known"], result["in_stock_percent"]) == (8, "75.0")
    assert result["brands"][0] == {
        "name": "Nahhas",
        "count": 9,
        "in_stock": 6,
        "gone": 2,
        "other": 0,
        "unknown": 1,
    }


def test_the_list_of_the_worst_is_short_and_right_however_many_there_are():
    products = [seen(n, availability="in_stock", stock=n % 5 + 1) for n in range(1, 2500)]

    result = told(Stock(), *products, seen(9999, availability="discontinued"))

    assert len(result["worst"]) == LISTED
    assert [one["risk"] for one in result["worst"][:2]] == ["discontinued", "low_stock"]
    assert {one["stock"] for one in result["worst"][1:]} == {1}
    assert result["risks"]["low_stock"] == 2499


# --- Content, ratings, freshness --------------------------------------------------------------------------------------
FULL = {
    "availability": "in_stock",
    "category": "Mugs",
    "description": 200,
    "images": 3,
    "has_properties": True,
    "has_sku": True,
    "has_gtin": True,
}


def test_content_is_the_share_of_the_things_that_sell_a_product():
    result = told(Content(), seen(1, **FULL), seen(2, **FULL | {"description": 119, "images": 2}))

    assert (result["percent"], result["complete"]) == ("90.0", 1)
    assert {one["part"]: one["count"] for one in result["parts"]}["description"] == 1
    (worst,) = result["worst"]
    assert (worst["name"], worst["lacks"], worst["score"]) == ("Product 2", ["description", "pictures"], "80")
    assert result["brands"] == [{"name": "Nahhas", "count": 2, "percent": "90.0"}]


def test_a_mean_rating_counts_reviews_and_says_how_many():
    result = told(
        Ratings(),
        seen(1, rating=Decimal(5), reviews=1),
        seen(2, rating=Decimal(3), reviews=9),
        seen(3, rating=Decimal(4), reviews=0),
        seen(4),
    )

    assert (result["mean"], result["reviews"], result["rated"], result["uncounted"]) == ("3.20", 10, 2, 1)
    assert result["percent"] == "50.0"
    assert [(one["name"], one["rating"]) for one in result["poor"]] == [("Product 2", "3")]


def test_a_poor_rating_by_a_handful_of_buyers_is_not_named():
    assert told(Ratings(), seen(1, rating=Decimal(1), reviews=4))["poor"] == []


def test_products_are_fresh_for_a_day_and_recent_for_two():
    hours = (0, 23.9, 24, 47.9, 48, 500)
    products = [seen(n, read_at=NOW - timedelta(hours=age), domain="a.test") for n, age in enumerate(hours, 1)]

    result = told(Freshness(NOW, failed=2, importing=1), *products, seen(9, domain="b.test"))

    assert result["ages"] == {"fresh": 2, "recent": 2, "old": 2, "never": 1}
    assert (result["stale"], result["stale_percent"], result["failed"], result["importing"]) == (3, "42.9", 2, 1)
    assert [one["name"] for one in result["oldest"]] == ["Product 9", "Product 6", "Product 5"]
    assert [(one["name"], one["old"]) for one in result["shops"]] == [("a.test", 2), ("b.test", 0)]


@pytest.mark.parametrize(
    "make", [lambda: Prices(sar()), lambda: Gaps(sar()), Stock, Content, Ratings, lambda: Freshness(NOW)]
)
def test_a_section_of_nothing_is_still_a_result(make):
    assert told(make()).get("products", 0) == 0


def test_findings_put_the_gravest_first_and_leave_out_what_there_is_none_of():
    products = [
        seen(1, **FULL, read_at=NOW),
        seen(2, **FULL | {"availability": "out_of_stock", "images": 0}, brand="Gone", read_at=NOW - timedelta(days=9)),
        seen(3, price=Decimal(5), currency="EUR", read_at=NOW),
    ]
    made = {
        "prices": Prices(sar()),
        "gaps": Gaps(sar()),
        "stock": Stock(),
        "content": Content(),
        "ratings": Ratings(),
        "freshness": Freshness(NOW),
    }

    found = findings({name: told(section, *products) for name, section in made.items()})

    assert [(one["code"], one["n"], one["names"]) for one in found] == [
        ("brands_without_stock", 1, ["Gone"]),
        ("out_of_stock", 1, []),
        ("no_rate", 1, ["EUR"]),
        ("unknown_stock", 1, []),
        ("no_description", 1, []),
        ("few_pictures", 2, []),
        ("stale", 1, []),
        ("few", 1, ["Mugs"]),
    ]
