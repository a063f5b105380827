"""Two sides: their figures, their score by the formula that is shown, and what is said where there is little to say."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from products.insights.comparing import WEIGHTS, Side, compared
from tests.products.insights.test_sections import FULL, NOW, sar, seen


def side(*products) -> Side:
    made = Side(sar(), NOW)
    for product in products:
        made.add(product)
    return made


def comparison(first: Side, second: Side):
    return compared(("A", "B"), (first, second), sar())


GOOD = seen(1, **FULL, read_at=NOW, rating=Decimal(5), reviews=10, variants=2, variants_known=2, variants_in_stock=2)
POOR = seen(2, availability="out_of_stock", rating=Decimal(3), reviews=5, variants=2, variants_known=2)


def test_the_score_is_the_weighted_mean_of_the_points():
    told = comparison(side(GOOD), side(POOR))

    assert told["sides"][0]["points"] == dict.fromkeys(WEIGHTS, "100.0")
    assert told["sides"][1]["points"] == {
        "availability": "0.0",
        "rating": "50.0",
        "content": "40.0",
        "variants": "0.0",
        "freshness": "0.0",
    }
    assert told["scores"] == ["100.0", "22.5"]  # (30·0 + 25·50 + 25·40 + 10·0 + 10·0) ÷ 100
    assert told["ahead"] == 0


def test_what_is_known_of_one_side_only_does_not_count():
    told = comparison(side(GOOD), side(replace(POOR, rating=None, reviews=0)))

    (rating,) = (one for one in told["criteria"] if one["name"] == "rating")
    assert (rating["points"], rating["counts"]) == (["100.0", None], False)
    assert told["scores"][1] == "13.3"  # 25·40 ÷ 75


def test_a_rating_by_fewer_than_five_buyers_gives_no_points():
    told = comparison(side(GOOD), side(replace(POOR, reviews=4)))

    assert told["sides"][1]["rating"] == {"products": 1, "reviews": 4, "mean": "3.00", "is_enough": False}
    assert told["sides"][1]["points"]["rating"] is None


def test_scores_that_are_near_are_as_good_as_equal():
    twin = replace(GOOD, read_at=NOW - timedelta(hours=30))

    assert comparison(side(GOOD), side(twin))["ahead"] == 0  # 100 and 95 are no longer near
    assert comparison(side(GOOD), side(replace(GOOD, has_gtin=False)))["ahead"] == -1


def test_prices_are_compared_like_with_like():
    told = comparison(
        side(*(seen(n, price=Decimal(10 * n), category="Mugs") for n in (1, 2, 3)), seen(9, category="Pots")),
        side(seen(4, price=Decimal(8), currency="USD", category="Mugs"), seen(5, price=Decimal(7), currency="EUR")),
    )

    assert told["shared"] == [{"name": "Mugs", "medians": ["20.00", "30.00"], "difference": "50.0"}]
    assert told["sides"][1]["prices"]["five"] == ["30.00"] * 5


def test_few_products_are_called_few():
    told = comparison(side(GOOD), side(POOR, replace(POOR, name="b"), replace(POOR, name="c")))

    assert [one["is_thin"] for one in told["sides"]] == [True, False]


def test_the_digest_changes_with_any_value_and_not_with_a_later_reading():
    same = replace(GOOD, read_at=NOW - timedelta(hours=1))

    assert side(GOOD).digest == side(same).digest
    assert side(GOOD).digest != side(replace(GOOD, stock=1)).digest
    assert side(GOOD).digest != side(replace(GOOD, read_at=NOW - timedelta(hours=25))).digest


@pytest.mark.parametrize("first", [[], [GOOD]])
def test_nothing_on_a_side_gives_no_score(first):
    told = comparison(side(*first), side())

    assert (told["scores"], told["ahead"]) == ([None, None], None)
