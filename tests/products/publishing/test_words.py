"""No code is ever shown to a merchant in place of words."""

import pytest

from products.publishing import reasons
from scraping import errors

CODES = sorted({kind.code for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "code")})


@pytest.mark.parametrize("code", [*CODES, "image_refused", "never-heard-of"])
def test_why_a_picture_was_left_out_is_said_in_words(code):
    told = reasons.note({"code": "image_left_out", "value": code})

    assert told.startswith("A picture was left out: ")
    assert told.endswith(".") and code not in told and "_" not in told


def test_what_leads_to_no_picture_is_said_so():
    told = reasons.note({"code": "image_left_out", "value": "not_an_image"})

    assert told == "A picture was left out: its address leads to no picture."
