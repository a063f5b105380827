"""Global trade item numbers: EAN, UPC, ISBN-13, GTIN-14. Only those whose check digit is right."""

import re

from scraping.text.prices import ascii_digits

_LENGTHS = {8, 12, 13, 14}
_NOT_DIGITS = re.compile(r"[\s\-‐–.]")
_RESTRICTED_13 = ("02", "04", "2")  # numbers a shop gives out for itself: no trade item


def valid_gtin(value: object) -> str | None:
    """The digits of a checksum-valid GTIN of 8, 12, 13 or 14 digits, an ISBN-10 as ISBN-13, else None."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        return None
    digits = _NOT_DIGITS.sub("", ascii_digits(str(value)))
    if len(digits) == 10 and digits[:9].isdecimal():
        return _from_isbn10(digits)
    if not digits.isdecimal() or len(digits) not in _LENGTHS or not digits.strip("0"):
        return None
    if len(digits.lstrip("0")) < 7 or len(set(digits)) < 3 or _check_digit(digits[:-1]) != int(digits[-1]):
        return None
    return digits


def same_gtin(first: str, second: str) -> bool:
    """Whether two codes name one item: "012345678905" and "0012345678905" do."""
    return first.zfill(14) == second.zfill(14)


def _check_digit(body: str) -> int:
    """What follows these digits in a code: from the last one back every other one weighs three."""
    return -(3 * sum(map(int, body[::-2])) + sum(map(int, body[-2::-2]))) % 10


def _from_isbn10(digits: str) -> str | None:
    last = 10 if digits[9] in "xX" else int(digits[9]) if digits[9].isdecimal() else -1
    total = sum(int(digit) * (10 - position) for position, digit in enumerate(digits[:9])) + last
    if last < 0 or total % 11 or len(set(digits)) < 3:
        return None
    body = "978" + digits[:9]
    return body + str(_check_digit(body))
