"""Brands as people write them."""

import pytest

from products.insights import names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nestlé", "NESTLE"),
        ("إيكيا", "ايكيا"),
        ("دار القهوة", " دار  القهوه "),
        ("مُحَمَّد", "محمد"),
        ("كـــافيه", "كافيه"),
        ("موسى", "موسي"),
        ("Dar-Al-Qahwa", "dar al qahwa"),
        ("٣م", "3م"),
        ("Ｎａｈｈａｓ", "Nahhas"),
        ("Straße", "STRASSE"),
    ],
)
def test_spellings_of_one_brand_have_one_key(one, other):
    assert names.key_of(one) == names.key_of(other) != ""


@pytest.mark.parametrize(("one", "other"), [("Nike", "Nikon"), ("دار", "دور"), ("3M", "4M"), ("!!", "??")])
def test_different_brands_have_different_keys(one, other):
    assert names.key_of(one) != names.key_of(other)


def test_nothing_matches_nothing():
    assert names.key_of(" \u200f\t") == ""
    assert names.matching("", ["", " ", "Nahhas"]) == []


def test_all_spellings_are_found_and_what_may_have_been_meant():
    brands = ["Nahhas", "NAHHAS", "نحّاس", "Nour"]

    assert names.matching("nahhas", brands) == ["Nahhas", "NAHHAS"]
    assert names.like("Nahas", brands) == ["NAHHAS"]
    assert names.like("نحاسي", brands) == ["نحّاس"]
