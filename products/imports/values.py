"""From facts and the merchant's own values to the values in force."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from products.models import OwnValue, Product


class BadValue(Exception):
    """What was typed does not fit the field; the message is meant for the merchant."""


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a product that a page can show and a merchant can replace."""

    name: str
    label: str | Promise
    kind: str = "line"  # line, text, money, currency, availability


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("name", _("Name")),
        Field("price", _("Price"), "money"),
        Field("regular_price", _("Regular price"), "money"),
        Field("currency", _("Currency"), "currency"),
        Field("availability", _("Availability"), "availability"),
        Field("brand", _("Brand")),
        Field("sku", _("SKU")),
        Field("mpn", _("Manufacturer's number")),
        Field("gtin", _("Barcode (GTIN)")),
        Field("color", _("Colour")),
        Field("size", _("Size")),
        Field("material", _("Material")),
        Field("style", _("Style")),
        Field("weight", _("Weight")),
        Field("seller", _("Seller")),
        Field("shipping", _("Shipping")),
        Field("company_name", _("Company")),
        Field("description", _("Description"), "text"),
    )
}
WANTED = ("name", "price", "currency", "availability", "description")  # their lack is shown, not hidden
COLUMNS = ("name", "brand", "price", "regular_price", "currency", "availability")
LINE_LIMIT, TEXT_LIMIT = 1000, 20_000
PRICE_LIMIT = Decimal(10) ** 12
COUNT_LIMIT = 2**31  # of an integer column
AMOUNT = re.compile(r"[+-]?([0-9]{1,40}(\.[0-9]{0,4})?|\.[0-9]{1,4})")  # Decimal also takes 1_000, 1e-9 and NaN


def clean(field: Field, text: str) -> str | None:
    """What a person typed, as the field stores it (JSON). None for nothing. Raises BadValue."""
    text = text.replace("\0", "").strip()  # PostgreSQL takes no NUL
    if not text:
        return None
    if field.kind == "money":
        return _money(text)
    if field.kind == "currency":
        return _currency(text)
    if field.kind == "availability" and text not in Product.Availability.values:
        raise BadValue(_("Choose one of the listed states."))
    if len(text) > (TEXT_LIMIT if field.kind == "text" else LINE_LIMIT):
        raise BadValue(_("This is too long."))
    return text


def _money(text: str) -> str:
    written = _with_point(text.translate(ARABIC_NUMERALS))
    if not AMOUNT.fullmatch(written):
        raise BadValue(_("Write the price as a number, for example 129.50."))
    amount = Decimal(written)
    if amount.is_signed() or amount >= PRICE_LIMIT:
        raise BadValue(_("A price is zero or more, and less than a million million."))
    return str(amount)


def _currency(text: str) -> str:
    code = text.upper()
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise BadValue(_("Write the currency as three letters, for example SAR."))
    return code


def _with_point(text: str) -> str:
    """``1,299.50`` and ``129,50`` with a point for the decimals, as Decimal reads them."""
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text):
        return text.replace(",", "")
    return text.replace(",", ".")


ARABIC_NUMERALS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")


def in_force(snapshot: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """The value of every field: the merchant's own where there is one, else what was read."""
    return {name: own[name] if name in own else snapshot.get(name) for name in FIELDS}


def own_values(product: Product) -> dict[str, OwnValue]:
    return {value.field: value for value in product.own_values.select_related("user")}


def columns(snapshot: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """The columns of ``Product`` that follow from its facts and the merchant's own values."""
    values = in_force(snapshot, own)
    data: dict[str, Any] = {name: values[name] or "" for name in COLUMNS if name not in MONEY}
    data |= {name: decimal_or_none(values[name]) for name in MONEY}
    if None not in (price := data["price"], regular := data["regular_price"]) and regular <= price:
        data["regular_price"] = None  # it would be struck out beside a price that is no lower
    data["name"], data["brand"] = data["name"][:LINE_LIMIT], data["brand"][:255]
    missing = [name for name in snapshot.get("incomplete", []) if not values.get(name)]
    return data | {
        "image": (snapshot.get("images") or [""])[0][:4096],
        "platform": snapshot.get("platform") or "",
        "incomplete": missing,
        "is_complete": not missing,
    }


MONEY = ("price", "regular_price")


def decimal_or_none(text: str | None) -> Decimal | None:
    """Prices beyond what the column holds are left out of lists; the facts keep them."""
    if text is None:
        return None
    amount = Decimal(text)
    return amount if amount.is_finite() and 0 <= amount < PRICE_LIMIT else None


def count_or_none(count: int | None) -> int | None:
    """Stock beyond what a column holds, as a shop says that never runs out, is left out; the facts keep it."""
    return count if count is not None and count < COUNT_LIMIT else None
