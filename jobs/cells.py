"""Cells of tables that people open: text that no spreadsheet computes. Source: OWASP, CSV injection."""

import re

NUMBER = re.compile(r"-?\d+(\.\d+)?")
_INVISIBLE = " \u00a0\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_FORMULA = re.compile(f"[{_INVISIBLE}\n]*[=+\\-@\t\r＝＋－＠]|\n")
"""What a spreadsheet takes for a formula, be it behind signs that nobody sees."""


def guarded(text: str) -> str:
    """``text`` as a spreadsheet shows it instead of computing it. Numbers, negative ones too, stay what they are.

    WooCommerce's importer takes the apostrophe away again; spreadsheets do not show it.
    """
    return f"'{text}" if _FORMULA.match(text) and not NUMBER.fullmatch(text) else text
