"""Words in groups, looked for in many strings at once."""

import pytest

from scraping.mentions import CALLED, MENTIONED
from scraping.text.needles import Groups

_WORDS = {"codes": ("sku", "art.", "kód"), "stock": ("stock", "sku", "ock"), "nothing": ("zzz",)}


@pytest.mark.parametrize(
    "strings",
    [
        [],
        [""],
        ["", "SKU 1", "", "sku"],
        ["In Stock", "Kód: 7", "st", "ock"],
        ["İSKU", "ÀÉ stockÀ", "円円art.", "Art", "."],
    ],
)
def test_a_group_has_the_strings_with_any_of_its_words(strings: list[str]) -> None:
    expected = {
        group: {at for at, text in enumerate(strings) if any(word in text.lower() for word in words)}
        for group, words in _WORDS.items()
    }
    assert Groups(_WORDS).found_in(strings) == {group: found for group, found in expected.items() if found}


def test_a_text_may_speak_of_several_things() -> None:
    found = MENTIONED.found_in(["Artikelnummer: 12, nur noch 3 auf Lager", "You may also like", "Oak lamp"])
    assert {subject for subject, places in found.items() if 0 in places} >= {"labels", "stock"}
    assert {subject for subject, places in found.items() if 1 in places} == {"related products"}
    assert not any(2 in places for places in found.values())


def test_a_name_may_speak_of_several_things() -> None:
    found = CALLED.found_in(["product-title__value price"])
    assert {"value", "price", "title"} <= found.keys()
