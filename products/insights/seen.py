"""Products as the analyses see them: the few values that are counted, streamed from the database, no whole snapshot."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Length

from products.categories import trail
from products.models import OwnValue, Product, ProductImage, ProductQuerySet, ProductVariant

AT_ONCE = 1000  # products in memory
LEVELS = 2  # of a category's way that products are grouped by
CATEGORY_LIMIT = 120
RATING_TOP = Decimal(5)
FRESH, RECENT = timedelta(hours=24), timedelta(hours=48)
READY = (Product.Status.IMPORTED, Product.Status.ENHANCED)


class Told(KeyTextTransform):
    """A value of a snapshot as text, NULL where the page told none: Django's own gives the word "null" on SQLite."""

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        snapshot, params, keys = self.preprocess_lhs(compiler, connection)
        return f"JSON_EXTRACT({snapshot}, %s)", (*params, connection.ops.compile_json_path(keys))


# What a section may want beside the columns, and the cheapest way of asking for it: the database gives the length of a
# text instead of the text.
WANTS: dict[str, dict[str, Any]] = {
    "category": {"seen_trail": Told("breadcrumbs", "facts__snapshot")},
    "rating": {
        "seen_rating": Told("rating", "facts__snapshot"),
        "seen_reviews": Told("review_count", "facts__snapshot"),
    },
    "stock": {"seen_stock": Told("stock_quantity", "facts__snapshot")},
    "texts": {
        "seen_description": Length(Told("description", "facts__snapshot")),
        "seen_properties": Length(Told("properties", "facts__snapshot")),
        "seen_sku": Told("sku", "facts__snapshot"),
        "seen_gtin": Told("gtin", "facts__snapshot"),
    },
    "variants": {},
    "images": {},
}
ALL = frozenset(WANTS)
COLUMNS = ("pk", "name", "brand", "domain", "price", "regular_price", "currency", "availability", "read_at")
OWN_FIELDS = ("description", "sku", "gtin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One product. What was not wanted is at its default; ``reviews`` counts those behind ``rating`` (0–5)."""

    pk: UUID
    name: str = ""
    brand: str = ""
    domain: str = ""
    price: Decimal | None = None
    regular_price: Decimal | None = None
    currency: str = ""
    availability: str = ""
    read_at: datetime | None = None
    category: str = ""
    rating: Decimal | None = None
    reviews: int = 0
    stock: int | None = None
    description: int = 0
    has_properties: bool = False
    has_sku: bool = False
    has_gtin: bool = False
    images: int = 0
    variants: int = 0
    variants_known: int = 0
    variants_in_stock: int = 0

    def age(self, now: datetime) -> str:
        """``fresh`` (read less than 24 hours ago), ``recent`` (less than 48), ``old`` or ``never``."""
        return age_of(self.read_at, now)


def age_of(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "never"
    since = now - moment
    return "fresh" if since < FRESH else "recent" if since < RECENT else "old"


def ready(products: ProductQuerySet) -> ProductQuerySet:
    """Those that have been read; the others have no values to count."""
    return products.filter(status__in=READY)


def stream(products: ProductQuerySet, wants: Iterable[str], between: Callable[[int], None]) -> Iterator[Seen]:
    """All of ``products`` by id, AT_ONCE in memory; ``between(so far)`` is called after each batch."""
    wanted = frozenset(wants)
    extra = {name: expression for want in sorted(wanted) for name, expression in WANTS[want].items()}
    ordered = products.annotate(**extra).order_by("pk").values(*COLUMNS, *extra)
    done = 0
    some = list(ordered[:AT_ONCE])
    while some:
        yield from _batch(some, wanted)
        done += len(some)
        between(done)
        some = list(ordered.filter(pk__gt=some[-1]["pk"])[:AT_ONCE]) if len(some) == AT_ONCE else []


def _batch(rows: list[dict[str, Any]], wanted: frozenset[str]) -> Iterator[Seen]:
    ids = [row["pk"] for row in rows]
    images = _images(ids) if "images" in wanted else {}
    variants = _variants(ids) if "variants" in wanted else {}
    own = _own(ids) if "texts" in wanted else {}
    for row in rows:
        pk = row["pk"]
        values = {name: row[name] for name in COLUMNS} | _from_snapshot(row, own.get(pk, {})) | variants.get(pk, {})
        yield Seen(**values, images=images.get(pk, 0))


def _from_snapshot(row: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    reviews = _count(row.get("seen_reviews"))
    description = own["description"] if "description" in own else row.get("seen_description")
    return {
        "category": category_of(row.get("seen_trail"), row["name"]),
        "rating": rating_of(row.get("seen_rating")),
        "reviews": reviews or 0,
        "stock": _count(row.get("seen_stock")),
        "description": description or 0,
        "has_properties": (row.get("seen_properties") or 0) > len("{}"),
        "has_sku": bool(own["sku"] if "sku" in own else row.get("seen_sku")),
        "has_gtin": bool(own["gtin"] if "gtin" in own else row.get("seen_gtin")),
    }


def category_of(breadcrumbs: str | None, name: str) -> str:
    """The first levels of the way to the product, ``Kitchen > Mugs``; empty when the page told none."""
    parts = json.loads(breadcrumbs) if breadcrumbs else []
    found = trail(parts, name, lambda part: " ".join(part.split())) if isinstance(parts, list) else []
    return " > ".join(found[:LEVELS])[:CATEGORY_LIMIT]


def rating_of(text: str | None) -> Decimal | None:
    """Of five; what is out of its range, as of a shop that counts to ten, says nothing and is left out."""
    try:
        rating = Decimal(text or "")
    except InvalidOperation:
        return None
    return rating if rating.is_finite() and 0 < rating <= RATING_TOP else None


def _count(text: str | int | None) -> int | None:
    """SQLite gives numbers of JSON as numbers, PostgreSQL as text."""
    try:
        return max(0, int(Decimal(text))) if text is not None else None
    except (InvalidOperation, ValueError, OverflowError):
        return None


def _images(ids: list[UUID]) -> dict[UUID, int]:
    found = ProductImage.objects.filter(product__in=ids).order_by().values_list("product")
    return dict(found.annotate(Count("pk")))


def _variants(ids: list[UUID]) -> dict[UUID, dict[str, int]]:
    found = ProductVariant.objects.filter(product__in=ids).order_by().values("product")
    counted = found.annotate(
        all=Count("pk"),
        known=Count("pk", filter=~Q(availability="")),
        in_stock=Count("pk", filter=Q(availability=Product.Availability.IN_STOCK)),
    )
    return {
        row["product"]: {
            "variants": row["all"],
            "variants_known": row["known"],
            "variants_in_stock": row["in_stock"],
        }
        for row in counted
    }


def _own(ids: list[UUID]) -> dict[UUID, dict[str, Any]]:
    """What merchants set in place of what was read; of a description its length."""
    found: dict[UUID, dict[str, Any]] = {}
    rows = OwnValue.objects.filter(product__in=ids, field__in=OWN_FIELDS)
    for pk, field, value in rows.values_list("product", "field", "value"):
        found.setdefault(pk, {})[field] = len(str(value or "")) if field == "description" else value
    return found
