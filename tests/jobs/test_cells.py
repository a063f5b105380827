"""No cell of a table is computed by the spreadsheet that opens it."""

import pytest

from jobs.cells import guarded


@pytest.mark.parametrize(
    "text", ["=1+1", "+1 call", "-x", "@me", "\t=1", "\n=1", " =1", "\u200b\u200e=1", "\ufeff@x", "＝1+1", "－x"]
)
def test_what_begins_a_formula_is_guarded_also_behind_what_nobody_sees(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "5", "-5", "-5.25", "Blue cup", "a=b", "12 - 13", "قميص"])
def test_numbers_and_words_stay(text):
    assert guarded(text) == text
