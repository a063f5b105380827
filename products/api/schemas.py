"""What the products' API takes and gives. The names are stable."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, create_model

from jobs.api.schemas import Accepted, Body, JobState, Polling
from products.imports.payloads import ADDRESS
from products.imports.values import FIELDS

type ProductState = Literal["IMPORTING", "IMPORTED", "ENHANCED", "FAILED"]
type Availability = Literal["", "in_stock", "out_of_stock", "preorder", "backorder", "discontinued"]


class ScrapeIn(Body):
    """The address of a product page."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"source_url": "https://shop.example/products/copper-pot"}}
    )

    source_url: Annotated[str, StringConstraints(max_length=10_000)] = Field(
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
    price: str | None = Field(examples=["129.50"])
    regular_price: str | None
    currency: str
    availability: Availability
    image: str
    is_complete: bool
    missing: list[str] = Field(description="Wanted fields that were not found.")
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


def _text(label: str) -> Any:
    """One field that may be set, or given back to what was read by null."""
    return Annotated[str, StringConstraints(max_length=20_000)] | None, Field(None, description=label)


ProductValues: type[Body] = create_model(
    "ProductValues",
    __base__=Body,
    __doc__="The merchant's own values. What is left out stays; null gives a field back to what was read.",
    **{name: _text(str(field.kind)) for name, field in FIELDS.items()},
)
