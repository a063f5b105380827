"""JSON's ``\\u`` escapes that stand for no character: half of an emoji, where a shop cut its text short, and NUL."""

import re

_ESCAPE = re.compile(
    r"\\u(?:([dD][89abAB][0-9a-fA-F]{2}\\+u[dD][c-fC-F][0-9a-fA-F]{2})|[dD][89a-fA-F][0-9a-fA-F]{2}|0000)"
)
"""Group 1 is there when both halves are; JSON within JSON has more than one backslash between them."""


def without_halves(text: str) -> str:
    """``text`` with spaces for such escapes: nothing that they decode to can be stored or printed."""
    return _ESCAPE.sub(lambda match: match[0] if match[1] else r"\u0020", text) if "\\u" in text else text
