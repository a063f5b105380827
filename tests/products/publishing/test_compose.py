"""What a store is to have, worked out from what a page says."""

import pytest

from products.publishing import compose


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("1.2 kg", 1200),
        ("1,2 kg", 1200),
        ("1,200 g", 1200),
        ("12,5 g", "12.5"),
        ("1,200.5 g", "1200.5"),
        ("١٫٥ كجم", 1500),
        ("٢ كيلو جرام", 2000),
        ("250 غرام", 250),
        ("2 pounds", "907.2"),
        ("8 ounces", "226.8"),
        ("1.234.5 g", None),
        ("heavy", None),
    ],
)
def test_a_weight_as_pages_write_it(text, grams):
    assert str(compose.grams(text)) == (f"{float(grams):.1f}" if grams is not None else "None")


def test_variants_whose_codes_would_begin_alike_get_codes_of_their_own():
    """Two of a hundred thousand values whose first six signs are the same: nobody may take the other's price."""
    by_code: dict[str, dict[str, str]] = {}
    for number in range(100_000):
        chosen = {"Size": str(number)}
        code = compose._variant_sku("", "LAMP", chosen, set())
        if code in by_code:
            break
        by_code[code] = chosen

    assert compose._variant_sku("", "LAMP", chosen, {code}) not in ("", code)
    assert compose._variant_sku("", "LAMP", chosen, set()) == code  # what stands in stores already stays
