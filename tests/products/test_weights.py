"""Weights as pages write them."""

from decimal import Decimal

import pytest

from products.weights import grams


@pytest.mark.parametrize(
    ("written", "weight"),
    [
        ("1.2 kg", "1200"),
        ("0,5 kg", "500"),
        ("0.500 g", "0.5"),
        ("1,500 g", "1500"),
        ("1.500 g", "1500"),
        ("1.234,5 g", "1234.5"),
        ("1'500 g", "1500"),
        ("about 300 grams", "300"),
        ("١٫٥ كجم", "1500"),
        ("500 جرام", "500"),
        ("1,200.5 g", "1200.5"),
        ("٢ كيلو جرام", "2000"),
        ("2 lb 8 oz", "1134.0"),
        ("2 pounds", "907.2"),
        ("0.85 KGM", "850"),
        ("12 oz.", "340.2"),
    ],
)
def test_a_weight_in_grams(written: str, weight: str) -> None:
    assert grams(written) == Decimal(weight)


@pytest.mark.parametrize("written", [None, "", "heavy", "kg", "9 gold", "1.234.5 g", "12 x 30 cm"])
def test_what_is_no_weight(written: object) -> None:
    assert grams(written) is None
