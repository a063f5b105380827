"""The product list: filters held in the address, and pages by key, so that page 10,000 costs what page 1 costs."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection
from django.db.models import CharField, Func, Q, TextField
from django.db.models.functions import Upper
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from merchants.models import Merchant
from products.models import NAME_HEAD, Product, ProductQuerySet

PAGE_SIZE = 50
SAVED_AS = "products"  # the list's name among those whose filters can be saved
COUNT_CAP = 10_000  # counting further would cost more than it tells: "more than 10,000 products"
CHOICES = 200  # values of one filter that a page offers


class Head(Func):
    """The part of a name that its order goes by. The number is no parameter: SQLite's index would not know it."""

    function, template = "LEFT", f"%(function)s(%(expressions)s, {NAME_HEAD})"
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = f"%(function)s(%(expressions)s, 1, {NAME_HEAD})"
        return self.as_sql(compiler, connection, **(extra | {"function": "SUBSTR", "template": template}))


# What a search looks in, exactly as the index `product_words` of PostgreSQL has it; see migration 0006.
WORDS = Func("name", "brand", "link", template="(%(expressions)s)", arg_joiner=" || ' ' || ", output_field=TextField())
_ALIKE = ("اأإآٱ", "هة", "يىی", "كک")
"""Arabic letters that are written for one another."""
_WRITTEN_OTHERWISE = re.compile(f"[{''.join(_ALIKE)}]")
FILTERS = ("q", "status", "platform", "brand", "complete", "sort")


@dataclass(frozen=True, slots=True)
class Sort:
    label: str | Promise
    field: str
    descending: bool
    is_text: bool = False


SORTS: dict[str, Sort] = {
    "newest": Sort(_("Newest first"), "created_at", descending=True),
    "oldest": Sort(_("Oldest first"), "created_at", descending=False),
    "name": Sort(_("By name"), "name_head", descending=False, is_text=True),
    "read": Sort(_("Read most recently"), "updated_at", descending=True),
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of products, and the cursor of the next one (empty on the last)."""

    products: list[Product]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class Query:
    """What the address asks for. Unknown values ask for nothing, so that an old bookmark still shows a list."""

    q: str = ""
    status: str = ""
    platform: str = ""
    brand: str = ""
    complete: str = ""
    sort: str = "newest"

    @classmethod
    def from_address(cls, params: Mapping[str, str]) -> "Query":
        given = {name: params.get(name, "").strip()[:200].replace("\0", "") for name in FILTERS}
        given["status"] = given["status"] if given["status"] in Product.Status.values else ""
        given["complete"] = given["complete"] if given["complete"] in {"yes", "no"} else ""
        given["sort"] = given["sort"] if given["sort"] in SORTS else "newest"
        return cls(**given)

    @property
    def is_filtered(self) -> bool:
        return any((self.q, self.status, self.platform, self.brand, self.complete))

    @property
    def shows_all(self) -> bool:
        return not self.status and not self.complete

    @property
    def filters(self) -> tuple[str, ...]:
        return FILTERS

    def address(self, **changes: str) -> str:
        """The query string of this question with ``changes``; what is at its default is left out."""
        values = {name: getattr(self, name) for name in FILTERS} | changes
        return urlencode({k: v for k, v in values.items() if v and (k, v) != ("sort", "newest")})

    def matching(self, merchant: Merchant) -> ProductQuerySet:
        found = merchant.products.alive()
        for name in ("status", "platform", "brand"):
            if value := getattr(self, name):
                found = found.filter(**{name: value})
        if self.complete:
            found = found.filter(is_complete=self.complete == "yes")
        return having_words(found, self.q)


def having_words(found: ProductQuerySet, text: str) -> ProductQuerySet:
    """Of ``found`` those whose name, brand and link have every word of ``text``."""
    for word in text.split():
        found = found.alias(words=WORDS, words_upper=Upper(WORDS)).filter(_has(word))
    return found


def _has(word: str) -> Q:
    """That a product's words have ``word``, in capitals or not; Arabic also as others write it: أحذية and احذيه.

    The pattern goes by the same index of PostgreSQL as the plain search: both look in the words in capitals.
    """
    if _WRITTEN_OTHERWISE.search(word) is None:
        return Q(words__icontains=word)
    pattern = _WRITTEN_OTHERWISE.sub(
        lambda found: next(f"[{kind}]" for kind in _ALIKE if found[0] in kind), re.escape(word)
    )
    return Q(words_upper__regex=pattern.upper())


def page_of(query: Query, merchant: Merchant, cursor: str = "", size: int = PAGE_SIZE) -> Page:
    """The products after ``cursor``. A cursor that is not ours begins at the start."""
    found = ordered(query, merchant, cursor)
    products = list(found[: size + 1])
    more = len(products) > size
    return Page(products[:size], _encoded(products[size - 1], SORTS[query.sort]) if more else "")


def ordered(query: Query, merchant: Merchant, cursor: str = "") -> ProductQuerySet:
    """All that match in the order asked for, from ``cursor`` on."""
    sort = SORTS[query.sort]
    sign = "-" if sort.descending else ""
    found = query.matching(merchant).annotate(name_head=Head("name"))
    found = found.order_by(f"{sign}{sort.field}", f"{sign}id")
    after = _decoded(cursor, sort)
    return _after(found, sort, after) if after else found


def is_cursor(cursor: str, query: Query) -> bool:
    """Whether ``cursor`` is one of ours, for this order."""
    return _decoded(cursor, SORTS[query.sort]) is not None


def count_of(query: Query, merchant: Merchant) -> int:
    """How many products match, counted to one more than COUNT_CAP."""
    return query.matching(merchant)[: COUNT_CAP + 1].count()


def choices(merchant: Merchant) -> dict[str, list[str]]:
    """What there is to filter by, for this merchant: the first CHOICES values of each."""
    return {name: values_of(merchant, name, CHOICES) for name in ("platform", "brand")}


def values_of(merchant: Merchant, column: str, most: int) -> list[str]:
    """The first ``most`` values of ``column``. Each step goes straight to the next greater one in the column's index.

    ``DISTINCT`` would read every product of the merchant instead.
    """
    following = f"""
        SELECT MIN({column}) AS value FROM products_product
        WHERE merchant_id = %s AND deleted_at IS NULL AND {column} > """  # noqa: S608 - our own column names
    text = f"""
        WITH RECURSIVE found(value, number) AS (
            SELECT value, 1 FROM ({following} '') AS first
            UNION ALL
            SELECT ({following} found.value), number + 1 FROM found WHERE value IS NOT NULL AND number < %s
        ) SELECT value FROM found WHERE value IS NOT NULL"""  # noqa: S608
    with connection.cursor() as cursor:
        pk = Merchant._meta.pk.get_db_prep_value(merchant.pk, connection)
        cursor.execute(text, [pk, pk, most])
        return [value for (value,) in cursor.fetchall()]


def _after(found: ProductQuerySet, sort: Sort, after: tuple[str | datetime, UUID]) -> ProductQuerySet:
    """What comes beyond ``after``. The first condition alone lets the database begin there instead of at the start."""
    value, pk = after
    beyond = "lt" if sort.descending else "gt"
    found = found.filter(**{f"{sort.field}__{beyond}e": value})
    return found.filter(Q(**{f"{sort.field}__{beyond}": value}) | Q(**{sort.field: value, f"id__{beyond}": pk}))


def _encoded(product: Product, sort: Sort) -> str:
    value = getattr(product, sort.field)
    text = json.dumps([value if isinstance(value, str) else value.isoformat(), str(product.pk)])
    return base64.urlsafe_b64encode(text.encode()).decode()


def _decoded(cursor: str, sort: Sort) -> tuple[str | datetime, UUID] | None:
    """What ``_encoded`` put in, as the database takes it; None for anything else, forged cursors included."""
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        return _text(value) if sort.is_text else datetime.fromisoformat(value).astimezone(UTC), UUID(pk)
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def _text(value: str) -> str:
    """``value``, if a database can hold it. Raises ValueError for NUL and for half a character."""
    if b"\0" in value.encode():
        raise ValueError("NUL in text")
    return value
