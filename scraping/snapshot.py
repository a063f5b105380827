"""What was read from one page: candidates, and the snapshot that was decided from them."""

from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any

type Json = bool | int | float | str | list["Json"] | dict[str, "Json"] | None


class Availability(StrEnum):
    """Whether the buyer can have it. Follows schema.org's ItemAvailability, folded to what merchants act on."""

    IN_STOCK = "in_stock"
    OUT_OF_STOCK = "out_of_stock"
    PREORDER = "preorder"
    BACKORDER = "backorder"
    DISCONTINUED = "discontinued"


@dataclass(slots=True)
class Candidate:
    """One possible value of one field. ``where`` is a CSS-like or JSON path that a person can follow.

    Nobody changes one; a page makes sixty, and to have Python see to it takes three times as long as to make them.
    """

    field: str
    value: Any
    source: str
    confidence: float
    where: str = ""


@dataclass(slots=True)
class Variant:
    """One buyable form of a product. ``options`` maps an option's name to its value, in the page's order."""

    options: dict[str, str] = field(default_factory=dict)
    name: str | None = None
    price: Decimal | None = None
    regular_price: Decimal | None = None
    currency: str | None = None
    availability: Availability | None = None
    stock_quantity: int | None = None
    sku: str | None = None
    mpn: str | None = None
    gtin: str | None = None
    image: str | None = None
    url: str | None = None
    source_id: str | None = None


@dataclass(slots=True)
class PricingPlan:
    """One plan of a software product. ``period`` is ``month``, ``year``, ``once`` or None."""

    name: str
    price: Decimal | None = None
    currency: str | None = None
    period: str | None = None
    features: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Evidence:
    """Where a value came from, how sure we are (0–1), and what else was found."""

    source: str
    confidence: float
    where: str = ""
    reason: str = ""
    alternatives: list[Candidate] = field(default_factory=list)


@dataclass(slots=True)
class ProductSnapshot:
    """One product as the page showed it. Semantics follow Zyte's product schema.

    ``price`` is what the buyer pays now, VAT included when both are shown; ``regular_price`` is given only when higher.
    Images are absolute, largest version, in order. ``incomplete`` names the wanted fields that were not found.
    """

    name: str | None = None
    brand: str | None = None
    price: Decimal | None = None
    regular_price: Decimal | None = None
    currency: str | None = None
    availability: Availability | None = None
    stock_quantity: int | None = None
    sku: str | None = None
    mpn: str | None = None
    gtin: str | None = None
    description: str | None = None
    description_html: str | None = None
    images: list[str] = field(default_factory=list)
    breadcrumbs: list[str] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    features: list[str] = field(default_factory=list)
    variants: list[Variant] = field(default_factory=list)
    selected_variant: str | None = None
    rating: Decimal | None = None
    review_count: int | None = None
    seller: str | None = None
    shipping: str | None = None
    color: str | None = None
    size: str | None = None
    material: str | None = None
    style: str | None = None
    weight: str | None = None
    language: str | None = None
    platform: str | None = None
    canonical_url: str | None = None
    url: str | None = None
    company_name: str | None = None
    pricing_plans: list[PricingPlan] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    sources: dict[str, Evidence] = field(default_factory=dict)

    @property
    def main_image(self) -> str | None:
        return self.images[0] if self.images else None

    def as_json(self) -> dict[str, Json]:
        """The stable JSON form: decimals as strings, ``main_image`` beside ``images``."""
        data = {f.name: _plain(getattr(self, f.name)) for f in fields(self)}
        data["main_image"] = self.main_image
        return data


def _plain(value: Any) -> Json:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Candidate | Variant | PricingPlan | Evidence):
        return _plain(asdict(value))
    return value  # type: ignore[no-any-return]
