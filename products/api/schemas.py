"""What the products' API takes and gives. The names are stable."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints, create_model
from pydantic import Field as Info

from jobs.api.schemas import Accepted, Body, JobState, Polling
from products.imports.payloads import ADDRESS
from products.imports.values import FIELDS, LINE_LIMIT, TEXT_LIMIT, Field
from products.models import Product

type ProductState = Literal["IMPORTING", "IMPORTED", "ENHANCED", "FAILED"]
type Availability = Literal["", "in_stock", "out_of_stock", "preorder", "backorder", "discontinued"]


class ScrapeIn(Body):
    """The address of a product page."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"source_url": "https://shop.example/products/copper-pot"}}
    )

    source_url: Annotated[str, StringConstraints(max_length=10_000)] = Info(
        description="At most 2,048 characters. Also as people paste it: without a scheme, https is meant.",
        json_schema_extra=ADDRESS,
    )


class ProductAccepted(Accepted):
    """A product that is being read; ask for either id."""

    product_id: UUID


class ProductThere(BaseModel):
    """The product was there already. The job is the one that read it last, if it is not expired."""

    product_id: UUID
    job_id: UUID | None
    status: JobState
    stream_url: str | None
    status_url: str | None
    message: str
    polling: Polling = Polling()


class ProductItem(BaseModel):
    """The values in force: what was read, overlaid by the merchant's own."""

    id: UUID
    status: ProductState
    link: str
    domain: str
    platform: str
    name: str
    brand: str
    price: str | None = Info(examples=["129.50"])
    regular_price: str | None
    currency: str
    availability: Availability
    image: str
    is_complete: bool
    missing: list[str] = Info(description="Wanted fields that were not found.")
    error: str | None
    error_code: str | None
    created_at: datetime
    updated_at: datetime
    read_at: datetime | None


class ProductDetail(ProductItem):
    """`snapshot` is what the page said, with sources; null until it was read. `own_values` stand in its place."""

    values: dict[str, Any]
    own_values: dict[str, Any]
    images: list[str]
    snapshot: dict[str, Any] | None


class ProductPage(BaseModel):
    products: list[ProductItem]
    next_cursor: str | None


SHAPES: dict[
    str, dict[str, Any]
] = {  # how a value of each kind is best written; prices in other notations are read too
    "line": {"maxLength": LINE_LIMIT},
    "text": {"maxLength": TEXT_LIMIT},
    "money": {"pattern": r"^([0-9]{1,9}(\.[0-9]{1,2})?)?$", "examples": ["129.50"]},
    "currency": {"pattern": "^([A-Za-z]{3})?$", "examples": ["SAR"]},
    "availability": {"enum": ["", *Product.Availability.values]},
}


def _text(field: Field) -> Any:
    """One value that may be set, or given back to what was read by null."""
    words = Annotated[str, StringConstraints(max_length=TEXT_LIMIT), Info(json_schema_extra=SHAPES[field.kind])]
    return words | None, Info(None)


ProductValues: type[Body] = create_model(
    "ProductValues",
    __base__=Body,
    __doc__="The merchant's own values. What is left out stays; null gives a field back to what was read.",
    **{name: _text(field) for name, field in FIELDS.items()},
)
