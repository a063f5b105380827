"""Weights as pages write them, in grams."""

import re
from decimal import Decimal

from scraping.text.prices import ascii_digits

_UNITS = {
    "kg kgs kgm kilo kilos kilogram kilograms kilogramm kilogramme": Decimal(1000),
    "كجم كغم كغ كلغ كيلو كيلوجرام كيلوغرام": Decimal(1000),
    "g gr grm gram grams gramm gramme grammes جم غم غ جرام غرام": Decimal(1),
    "mg": Decimal("0.001"),
    "lb lbs lbr pound pounds رطل": Decimal("453.59237"),
    "oz onz ounce ounces أونصة أوقية": Decimal("28.349523125"),
}
_GRAMS = {name: grams for names, grams in _UNITS.items() for name in names.split()}
_NAMES = "|".join(sorted(_GRAMS, key=len, reverse=True))
_WEIGHT = re.compile(rf"(\d[\d.,'’\u00a0\u202f]*)\s*({_NAMES})(?![^\W\d_])", re.IGNORECASE)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")
_GROUPED = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})*(?!\1)[.,]\d+")
_TWO_WORDS = re.compile(r"كيلو\s(?=[جغ]رام)")
_GAPS = re.compile(r"['’\u00a0\u202f]")
_POUND, _OUNCE = _GRAMS["lb"], _GRAMS["oz"]


def grams(text: object) -> Decimal | None:
    """The first weight in ``text`` (``1.2 kg``, ``2 lb 8 oz``, ``٥٠٠ جرام``) to a tenth of a gram, None for none."""
    written = _TWO_WORDS.sub("كيلو", ascii_digits(str(text or "")))
    found = [(match, _GRAMS[match[2].lower()]) for match in _WEIGHT.finditer(written)]
    if not found:
        return None
    (first, unit), *rest = found
    whole = _of(first[1], unit)
    if rest and (unit, rest[0][1]) == (_POUND, _OUNCE):
        whole = (whole or Decimal(0)) + (_of(rest[0][0][1], _OUNCE) or Decimal(0))
    return whole.quantize(Decimal("0.1")) if whole else None


def _of(written: str, unit: Decimal) -> Decimal | None:
    """``written`` units in grams; None for a number that nobody writes so (``1.234.5``).

    Three digits behind a mark are thousands where the unit is small: nobody weighs a product to the milligram.
    """
    digits = _GAPS.sub("", written).rstrip(".,")
    if unit <= 1 and _THOUSANDS.fullmatch(digits):
        return Decimal(re.sub("[.,]", "", digits)) * unit
    mark = next((sign for sign in digits if sign in ".,"), "")
    if mark and _GROUPED.fullmatch(digits):  # 1,234.5 and 1.234,5: the last one is the decimal mark
        digits = digits.replace(mark, "")
    digits = digits.replace(",", ".")
    return Decimal(digits) * unit if digits.count(".") < 2 else None
