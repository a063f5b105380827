"""Amounts as shops write them: any digits, any separators, the currency before or after."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from price_parser.parser import parse_number

from scraping.text.currencies import ALL_SIGNS, BEGINNINGS, BEHIND_PATTERN, DASH, SIGN_PATTERN, THREE_DECIMALS
from scraping.text.needles import Words

_DIGITS = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９٫٬．，\u00a0\u202f\u2009",
    "012345678901234567890123456789.,.,   ",
)
_INVISIBLE = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u200b\ufeff]")
_OTHERWISE = re.compile(f"[{''.join(map(chr, _DIGITS))}]|{_INVISIBLE.pattern}")
_NUMBER = r"(?:\d{1,2}(?:,\d\d)+,\d{3}|\d{1,3}(?:(?:[.,'’ ]\d{3})+|\d*))(?:[.,]\d{1,3}(?!\d)|[.,][-–])?(?!\d)"
"""Thousands in threes, or in twos as in India (1,29,999); cents, or a dash for none (1'299.–)."""
_CENTS_AFTER_EURO = r"(?:(?<=€)(?:(\d\d)(?!\d|[.,]\d|\s?[%€])|\s(\d\d)(?=\s?(?:ttc\b|TTC\b|\*|[()]|$))))?"
"""French shops write 29€90 and 29 € 90; two digits further off must end the line."""
_DASHED = r"(?<![\d.,:'’/-])(\d{1,3}(?:[., '’]\d{3})+|\d{1,6})[.,:]\s?[-–—](?!\s?\d|[\w-])"
"""A dash for no cents, and no sign: 99.- in Switzerland, 1 299:- in Sweden, 299,- in Norway."""
_DASHES = tuple(mark + dash for mark in ".,:" for dash in "-–—")
_NUMBER_RE = re.compile(_NUMBER)
_PRICE = re.compile(
    rf"(?=[{BEGINNINGS}\d])(?:"  # one look at most letters, instead of one for each kind of price
    rf"({SIGN_PATTERN})\s{{0,3}}:?\s?({_NUMBER})(?!\s?%)"
    rf"|(?<![\d.,万A-Za-z])({_NUMBER})\s{{0,3}}({SIGN_PATTERN}|{BEHIND_PATTERN}){_CENTS_AFTER_EURO}"
    rf"|{_DASHED})"
)
"""Its groups: the sign before, its number, the number with a sign behind, that, cents (near, apart), the dashed one."""
_ANY_CENTS = re.compile(r"[.,](?:\d\d?|[-–])$")
_ARABIC_THOUSANDS = re.compile(r"(?<=\d)،(?=\d{3}(?!\d))")
_IN_WORDS = ("R", "din")
_BEHIND_SIGN = "0123456789 \n\t.,:;!?*+/|()[]{}<>=%&#'\"~^_-–—…·•"
_SIGNS = Words(
    sorted(
        [*ALL_SIGNS.difference(_IN_WORDS), *_DASHES, *(sign + behind for sign in _IN_WORDS for behind in _BEHIND_SIGN)]
    )
)
"""Rands and dinars are written with letters that half of all texts have in words: what stands behind them counts."""
_TOMAN, _RIALS_IN_TOMAN = "تومان", 10
_TEN_THOUSANDS = re.compile(r"(?P<man>\d{1,4}(?:\.\d)?)[万萬만]\s?(?P<rest>\d{1,4}|\d,\d{3})?(?=\s?[円元원])")
_LARGEST = Decimal(10) ** 10
_COMMA_DECIMAL = re.compile(r"\d,\d\d(?!\d)")
_POINT_DECIMAL = re.compile(r"\d\.\d\d(?!\d)")


class PriceText(NamedTuple):
    """One price found in text: its number as written, the sign beside it, and where in the text it stood."""

    number: str
    sign: str
    start: int
    end: int


def ascii_digits(text: str) -> str:
    """Arabic-Indic, Persian and full-width digits and separators as ASCII; direction marks removed.

    The Arabic comma parts words and numbers in lists, and with three digits behind it, thousands.
    """
    if text.isascii():
        return text
    if _OTHERWISE.search(text):
        text = _INVISIBLE.sub("", text.translate(_DIGITS))
    if "万" in text or "萬" in text or "만" in text:
        text = _TEN_THOUSANDS.sub(_in_full, text)
    return _ARABIC_THOUSANDS.sub(",", text) if "،" in text else text


def _in_full(match: re.Match[str]) -> str:
    """``3万9,800`` is 39800."""
    return str(int(Decimal(match["man"]) * 10_000) + int((match["rest"] or "0").replace(",", "")))


def find_prices(text: str) -> Iterator[PriceText]:
    """Every number with a currency beside it. ``text`` must have gone through :func:`ascii_digits`."""
    for match in _PRICE.finditer(text):
        before, number, behind, after, cents, apart, dashed = match.groups()
        if dashed:
            yield PriceText(dashed, DASH, *match.span())
            continue
        number, cents = number or behind, cents or apart
        if cents and not _ANY_CENTS.search(number):
            number += f"{',' if '.' in number else '.'}{cents}"
        yield PriceText(number, before or after, *match.span())


def may_be_price(text: str) -> bool:
    """Whether any currency's sign or code stands in ``text``: a cheap look before :func:`find_prices`."""
    return _SIGNS.any_in(text) or text.endswith(_IN_WORDS)


def decimal_mark(text: str) -> str | None:
    """Which mark the prices in ``text`` use before the cents, told by numbers with exactly two digits after it."""
    comma, point = len(_COMMA_DECIMAL.findall(text)), len(_POINT_DECIMAL.findall(text))
    if comma == point:
        return None
    return "," if comma > point else "."


def parse_amount(number: str, currency: str | None = None, mark: str | None = None) -> Decimal | None:
    """The amount that ``number`` writes, or None for no number, zero excluded by the caller.

    ``mark`` is the page's decimal mark where known. One mark with three digits after it is thousands ("34.000") unless
    the currency has three decimals or the page's decimal mark is that one and the other mark separates its thousands.
    """
    number = number.strip().rstrip("-–").rstrip(".,").replace("'", "").replace("’", "").replace(" ", "")
    try:
        amount = parse_number(number, _decimal_separator(number, currency, mark))
    except InvalidOperation:
        return None
    return amount if amount is not None and 0 <= amount < _LARGEST else None


def amount_of(found: PriceText, currency: str | None = None, mark: str | None = None) -> Decimal | None:
    """The amount of a found price in its currency: shops in Iran write tomans, of which each is ten rials."""
    amount = parse_amount(found.number, currency, mark)
    return amount * _RIALS_IN_TOMAN if amount and found.sign == _TOMAN else amount


def _decimal_separator(number: str, currency: str | None, mark: str | None) -> str | None:
    last_point, last_comma = number.rfind("."), number.rfind(",")
    if last_point < 0 and last_comma < 0:
        return None
    last = "." if last_point > last_comma else ","
    if last_point >= 0 and last_comma >= 0:
        return last
    digits_after = len(number) - max(last_point, last_comma) - 1
    if number.count(last) > 1:
        return "," if last == "." else "."
    if digits_after != 3:
        return last
    other = "," if last == "." else "."
    leading_zero = number.startswith("0")
    if leading_zero or (currency in THREE_DECIMALS and mark in (None, last)):
        return last
    return other if mark != last else last


def plain_number(value: object, currency: str | None = None) -> Decimal | None:
    """A number from markup: ``12``, ``12.5``, ``"12.50"``, ``"1,299.00"``, ``"$ 12"``; None for two numbers or none.

    Markup follows the machine form (point for decimals), so "34.000" is 34 here and "1.299,00" is still understood.
    With a ``currency`` of three decimals "12,500" is twelve and a half.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float | Decimal):
        return _checked(Decimal(str(value)))
    if not isinstance(value, str) or len(value) > 60:
        return None
    text = ascii_digits(value).strip()
    try:
        return _checked(Decimal(text))
    except InvalidOperation:
        numbers = _NUMBER_RE.findall(text)
        return parse_amount(numbers[0], currency) if len(numbers) == 1 else None


def _checked(amount: Decimal) -> Decimal | None:
    return amount if amount.is_finite() and 0 <= amount < _LARGEST else None


def as_written(amount: Decimal) -> Decimal:
    """The amount without exponent and with at most the digits it needs ("1E+2" becomes "100")."""
    return amount.quantize(Decimal(1)) if amount == amount.to_integral() and amount.as_tuple().exponent > 0 else amount  # type: ignore[operator]
