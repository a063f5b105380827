"""One product as a file tells of it: the values in force, checked, with the prices that are sold."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import cache
from hashlib import blake2s
from html import escape
from typing import Any
from urllib.parse import unquote, urlsplit

from babel.numbers import get_currency_precision
from django.utils.text import slugify

from products.categories import trail
from products.factsheet import snapshot_of
from products.files import texts
from products.imports import values
from products.models import Product
from products.weights import grams

NAME_LIMIT = 255
SEO_TITLE, SEO_DESCRIPTION = 70, 160
MADE_BY_AI = {"ai", "vision"}  # sources of values that a model wrote
VARIANT_OPTION = {"ar": "الصنف"}
GTIN_LENGTHS = {8, 12, 13, 14}

type PriceOf = Callable[[Decimal, str, str], Decimal]


class LeftOut(Exception):
    """The product cannot stand in the file; ``code`` is worded in ``reasons``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemVariant:
    """One buyable form. ``key`` stays as long as what is chosen stays."""

    key: str
    options: dict[str, str]
    price: Decimal
    regular_price: Decimal | None = None
    availability: str = ""
    quantity: int | None = None
    sku: str = ""
    gtin: str = ""
    mpn: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One product. Money is in ``currency``; ``regular_price`` only when higher. ``html`` is clean, ``text`` plain.
    ``highlights`` are the merchant's, ``features`` the shop's. ``alts``: what a picture shows, by its address.

    ``handle`` and ``key`` follow from the product's id and first link alone: a platform that meets them again updates
    its product instead of making a second one. Where there are variants, all have the same options in the same order.
    """

    key: str
    handle: str
    name: str
    price: Decimal
    currency: str
    regular_price: Decimal | None = None
    html: str = ""
    text: str = ""
    brand: str = ""
    availability: str = ""
    quantity: int | None = None
    sku: str = ""
    gtin: str = ""
    mpn: str = ""
    color: str = ""
    size: str = ""
    material: str = ""
    weight_g: Decimal | None = None
    link: str = ""
    language: str = ""
    is_name_by_ai: bool = False
    is_text_by_ai: bool = False
    images: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    highlights: tuple[str, ...] = ()
    alts: dict[str, str] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    variants: tuple[ItemVariant, ...] = ()
    own_seo_title: str = ""
    own_seo_description: str = ""

    @property
    def seo_title(self) -> str:
        return self.own_seo_title or texts.cut(self.name, SEO_TITLE)

    @property
    def seo_description(self) -> str:
        return self.own_seo_description or texts.cut(texts.one_line(self.text), SEO_DESCRIPTION)

    @property
    def body(self) -> str:
        """The description for platforms that have no place of their own for highlights: they stand before it."""
        lines = "".join(f"<li>{escape(line, quote=False)}</li>" for line in self.highlights)
        return f"<ul>{lines}</ul>{self.html}" if lines else self.html

    def alt(self, address: str) -> str:
        """What to read out in place of a picture."""
        return self.alts.get(address) or self.name

    @property
    def options(self) -> dict[str, tuple[str, ...]]:
        """What a buyer chooses: each option's name and its values, in order."""
        names = list(self.variants[0].options) if self.variants else []
        return {name: tuple(dict.fromkeys(one.options[name] for one in self.variants)) for name in names}


def as_read(currency: str) -> PriceOf:
    """Prices as they were read; products in another currency than ``currency`` (empty: any) are left out."""

    def price_of(amount: Decimal, base: str, category: str) -> Decimal:
        if currency and base != currency:
            raise LeftOut("other_currency")
        return amount

    return price_of


def item_of(product: Product, price_of: PriceOf, *, currency: str = "", page: str = "") -> Item:
    """``product`` with its facts and own values at hand. ``page``: where buyers find it, if that is known.

    Prices are in ``currency``, each product's own when it is empty. Raises LeftOut.
    """
    if not product.is_ready:
        raise LeftOut("importing" if product.is_importing else "failed")
    read = snapshot_of(product)
    now = values.in_force(read, {name: own.value for name, own in values.own_values(product).items()})
    item = _Maker(product, read, now, price_of, currency).item()
    return replace(item, link=page) if page else item


class _Maker:
    """Puts one item together."""

    def __init__(
        self, product: Product, read: dict[str, Any], now: dict[str, Any], price_of: PriceOf, currency: str
    ) -> None:
        self.product, self.read, self.now = product, read, now
        self._price_of, self._wanted = price_of, currency
        self.category = " > ".join(self._categories())

    def item(self) -> Item:
        if not (name := self._line("name", NAME_LIMIT)):
            raise LeftOut("no_name")
        price, regular = self._prices(self._price(), amount_of(self.now.get("regular_price")))
        html = self._html()
        return Item(
            key=self.product.pk.hex,
            handle=handle_of(self.product),
            name=name,
            price=price,
            regular_price=regular,
            currency=self._wanted or self._currency(),
            html=html,
            text=texts.plain(html),
            brand=self._line("brand", NAME_LIMIT),
            availability=self.now.get("availability") or "",
            quantity=count_of(self.read.get("stock_quantity")),
            sku=self._line("sku", 100),
            gtin=gtin_of(self.now.get("gtin")),
            mpn=self._line("mpn", 70),
            color=self._line("color", 100),
            size=self._line("size", 100),
            material=self._line("material", 200),
            weight_g=grams(self.now.get("weight")),
            link=self.read.get("canonical_url") or self.product.link,
            language=(self.read.get("language") or "")[:2],
            is_name_by_ai=self._is_by_ai("name"),
            is_text_by_ai=self._is_by_ai("description"),
            images=tuple(self._images()),
            categories=tuple(self._categories()),
            tags=tuple(self._tags()),
            features=tuple(self._features()),
            properties=self._properties(),
            variants=tuple(self._variants()),
        )

    def _line(self, name: str, limit: int) -> str:
        return texts.cut(texts.one_line(str(self.now.get(name) or "")), limit)

    def _currency(self) -> str:
        currency = str(self.now.get("currency") or "")
        if not re.fullmatch(r"[A-Z]{3}", currency):
            raise LeftOut("no_currency")
        return currency

    def _price(self) -> Decimal:
        """The product's price; where it has none, that of its cheapest variant."""
        known = [self._own_price(row) for row in self._rows()]
        price = amount_of(self.now.get("price")) or min(filter(None, known), default=None)
        if price is None:
            raise LeftOut("no_price")
        return price

    def _prices(self, price: Decimal, regular: Decimal | None) -> tuple[Decimal, Decimal | None]:
        """Both as they are sold; the regular one only when it is the higher."""
        currency = self._currency()
        step = smallest(self._wanted or currency)
        sold = self._price_of(price, currency, self.category).quantize(step)
        if regular is None or regular <= price:
            return sold, None
        before = self._price_of(regular, currency, self.category).quantize(step)
        return sold, before if before > sold else None

    def _html(self) -> str:
        typed, read = self.now.get("description") or "", self.read.get("description") or ""
        own_words = typed != read
        html = "" if own_words else self.read.get("description_html") or ""
        return texts.clean(html or texts.paragraphs(typed))

    def _is_by_ai(self, name: str) -> bool:
        """A model wrote the value in force; what the merchant typed is the merchant's."""
        evidence = (self.read.get("sources") or {}).get(name) or {}
        return evidence.get("source") in MADE_BY_AI and self.now.get(name) == self.read.get(name)

    def _images(self) -> Iterator[str]:
        addresses = dict.fromkeys(str(one) for one in self.read.get("images") or [])
        return (one for one in addresses if is_address(one))

    def _categories(self) -> list[str]:
        return trail(self.read.get("breadcrumbs") or [], self.read.get("name") or "", texts.one_line)[:5]

    def _tags(self) -> list[str]:
        found = [*self._categories()[-1:], self._line("brand", 100)]
        return list(dict.fromkeys(tag.replace(",", " ") for tag in found if tag))

    def _features(self) -> list[str]:
        lines = [texts.cut(texts.one_line(str(one)), 150) for one in self.read.get("features") or []]
        return [line for line in lines if line]

    def _properties(self) -> dict[str, str]:
        pairs = (self.read.get("properties") or {}).items()
        lines = {texts.one_line(str(name)): texts.one_line(str(value)) for name, value in pairs}
        return {name: value for name, value in lines.items() if name and value}

    def _variants(self) -> Iterator[ItemVariant]:
        """Each buyable form once; what differs in nothing that a buyer chooses is one form. A single one is none."""
        rows = self._rows()
        if len(rows) < 2:
            return
        taken: set[tuple[str, ...]] = set()
        for row, chosen in zip(rows, self._choices(rows), strict=True):
            values = tuple(chosen.values())
            if not all(values) or values in taken:
                continue
            taken.add(values)
            yield self._variant(row, chosen)

    def _rows(self) -> list[dict[str, Any]]:
        return [row for row in self.read.get("variants") or [] if isinstance(row, dict)]

    def _choices(self, rows: list[dict[str, Any]]) -> list[dict[str, str]]:
        """What is chosen for each row, under the same names for all; a row's name where options are not known."""
        names = list(rows[0].get("options") or {})
        if names and all(set(row.get("options") or {}) == set(names) for row in rows):
            pairs = [(name, texts.cut(texts.one_line(name), 100)) for name in names]
            return [{shown: self._value(row["options"][name]) for name, shown in pairs} for row in rows]
        option = VARIANT_OPTION.get((self.read.get("language") or "")[:2], "Variant")
        return [
            {option: self._value(row.get("name") or " / ".join(map(str, (row.get("options") or {}).values())))}
            for row in rows
        ]

    @staticmethod
    def _value(value: Any) -> str:
        return texts.cut(texts.one_line(str(value or "")), NAME_LIMIT)

    def _variant(self, row: dict[str, Any], chosen: dict[str, str]) -> ItemVariant:
        own = self._own_price(row)
        regular = amount_of(row.get("regular_price")) if own else amount_of(self.now.get("regular_price"))
        price, before = self._prices(own or self._price(), regular)
        image = str(row.get("image") or "")
        return ItemVariant(
            key=blake2s("\x1f".join(chosen.values()).encode(), digest_size=6).hexdigest(),
            options=chosen,
            price=price,
            regular_price=before,
            availability=row.get("availability") or self.now.get("availability") or "",
            quantity=count_of(row.get("stock_quantity")),
            sku=texts.cut(texts.one_line(str(row.get("sku") or "")), 100),
            gtin=gtin_of(row.get("gtin")),
            mpn=texts.cut(texts.one_line(str(row.get("mpn") or "")), 70),
            image=image if is_address(image) else "",
        )

    def _own_price(self, row: dict[str, Any]) -> Decimal | None:
        """None where the product's price is meant: the page gives the variant none in the product's currency, or the
        merchant changed the price that both had in common."""
        if row.get("currency") not in (None, "", self.read.get("currency")):
            return None
        price, common = amount_of(row.get("price")), amount_of(self.read.get("price"))
        is_changed = self.now.get("price") != self.read.get("price")
        return None if is_changed and price == common else price


def handle_of(product: Product) -> str:
    """Small letters, digits and dashes; no two products share it, and another name does not change it."""
    last = unquote(urlsplit(product.link).path).rstrip("/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return f"{slugify(last)[:80] or 'product'}-{product.pk.hex[-12:]}".strip("-")


def amount_of(text: Any) -> Decimal | None:
    """A positive amount, or None."""
    try:
        amount = Decimal(str(text))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 < amount < values.PRICE_LIMIT else None


def count_of(number: Any) -> int | None:
    return max(number, 0) if isinstance(number, int) and not isinstance(number, bool) else None


def gtin_of(text: Any) -> str:
    """The digits of a barcode whose check digit is right; empty for anything else."""
    digits = "".join(c for c in str(text or "") if c.isascii() and c.isdigit())
    if len(digits) not in GTIN_LENGTHS:
        return ""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits[:-1]), start=1))
    return digits if (10 - total % 10) % 10 == int(digits[-1]) else ""


def is_address(text: str) -> bool:
    """An http(s) address that stands in a list by commas and in a cell without harm."""
    return text.startswith(("http://", "https://")) and len(text) <= 2000 and not re.search(r"[\s<>\"]", text)


@cache
def smallest(currency: str) -> Decimal:
    """The smallest amount that is paid in ``currency``."""
    return Decimal(1).scaleb(-get_currency_precision(currency))
