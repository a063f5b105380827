"""Amounts and currencies in every notation."""

from decimal import Decimal

import pytest

from scraping.text.currencies import currency_code, currency_of, is_ambiguous
from scraping.text.prices import ascii_digits, decimal_mark, find_prices, parse_amount, plain_number


def read(text, places=(), declared=None):
    """``(amount, currency)`` of each price in ``text``."""
    text = ascii_digits(text)
    found = []
    for price in find_prices(text):
        code = currency_of(price.sign, places)
        found.append((str(parse_amount(price.number, declared or code, decimal_mark(text))), code))
    return found


@pytest.mark.parametrize(
    ("text", "prices"),
    [
        ("$1,299.00", [("1299.00", "USD")]),
        ("US $12.50", [("12.50", "USD")]),
        ("12,99 €", [("12.99", "EUR")]),
        ("€ 1.299,-", [("1299", "EUR")]),
        ("1.299,00 EUR", [("1299.00", "EUR")]),
        ("1 299,00 zł", [("1299.00", "PLN")]),
        ("CHF 1'299.50", [("1299.50", "CHF")]),
        ("£0.99", [("0.99", "GBP")]),
        ("Rs. 1,200", [("1200", "INR")]),
        ("2,200円", [("2200", "JPY")]),
        ("149.00元", [("149.00", "CNY")]),
        ("34.000 ₫", [("34000", "VND")]),
        ("R$ 1.299,90", [("1299.90", "BRL")]),
        ("SAR 34", [("34", "SAR")]),
        ("٣٤٫٥٠ ر.س", [("34.50", "SAR")]),
        ("١٬٢٩٩٫٠٠ ر.س", [("1299.00", "SAR")]),
        ("250 ريال", [("250", "SAR")]),
        ("99 د.إ", [("99", "AED")]),
        ("AED 1,050.00", [("1050.00", "AED")]),
        ("KWD 12.500", [("12.500", "KWD")]),
        ("12.500 د.ك", [("12.500", "KWD")]),
        ("BHD 1,250.500", [("1250.500", "BHD")]),
        ("1,500 ج.م", [("1500", "EGP")]),
        ("450 جنيه", [("450", "EGP")]),
        ("\u20c1 75", [("75", "SAR")]),
        ("Was $24.99 Now $13.74", [("24.99", "USD"), ("13.74", "USD")]),
        ("save 20%", []),
        ("Model X200 from 2019", []),
        ("4.5 out of 5", []),
    ],
)
def test_a_written_price_is_read(text, prices):
    assert read(text) == prices


@pytest.mark.parametrize(
    ("number", "currency", "mark", "amount"),
    [
        ("34.000", "KWD", None, "34.000"),
        ("34.000", "EUR", None, "34000"),
        ("34.000", "USD", ".", "34.000"),
        ("34,000", "USD", ".", "34000"),
        ("34,000", "EUR", ",", "34.000"),
        ("34.000", "KWD", ",", "34000"),
        ("1.234.567", "EUR", None, "1234567"),
        ("0.500", "USD", None, "0.500"),
    ],
)
def test_three_digits_after_one_mark_are_decided_by_evidence(number, currency, mark, amount):
    assert parse_amount(number, currency, mark) == Decimal(amount)


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (12, "12"),
        ("12.50", "12.50"),
        ("$ 1,299.00", "1299.00"),
        ("1.299,00", "1299.00"),
        ("٤٦٫٤", "46.4"),
        ("$79.99$39.99", None),
        ("Call us", None),
        ("", None),
        (None, None),
        (True, None),
        (float("nan"), None),
        ("1e400", None),
    ],
)
def test_a_number_of_markup_is_read_or_left(value, amount):
    assert plain_number(value) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize(
    ("sign", "places", "code"),
    [
        ("$", (), "USD"),
        ("$", ("CA", "en"), "CAD"),
        ("$", ("ar",), "USD"),
        ("$", ("ca",), "USD"),
        ("$", ("AR", "es"), "ARS"),
        ("kr", ("NO",), "NOK"),
        ("¥", ("CN",), "CNY"),
        ("¥", (), "JPY"),
        ("﷼", ("IR",), "IRR"),
        ("﷼", (), "SAR"),
        ("دينار", ("JO",), "JOD"),
        ("€", ("US",), "EUR"),
    ],
)
def test_an_ambiguous_sign_is_read_by_its_place(sign, places, code):
    assert currency_of(sign, places) == code


def test_only_signs_of_many_currencies_are_ambiguous():
    assert is_ambiguous("$")
    assert not is_ambiguous("€")
    assert currency_code("usd") == "USD"
    assert currency_code("ر.س") == "SAR"
    assert currency_code("points") is None
