"""The events of comparing and analysing: what starts them, and what tells of their end."""

from typing import Annotated, Any, ClassVar, Self, cast
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from jobs.payloads import Payload
from products.insights.names import NAME_LIMIT, key_of

Name = Annotated[str, Field(min_length=1, max_length=NAME_LIMIT)]


class CompareRequested(Payload):
    """Compare two brands of the owner's catalogue, or two of its products. Whether they differ, the run finds out."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["brandA", "brandB"]}, {"required": ["productA", "productB"]}]}
    )
    event: ClassVar[str] = "analysis/compare.requested"
    brand_a: Name = ""
    brand_b: Name = ""
    product_a: UUID = cast(UUID, None)  # left out; null is not taken
    product_b: UUID = cast(UUID, None)

    @model_validator(mode="after")
    def one_pair(self) -> Self:
        """Two brands or two products."""
        if bool(self.products) == bool(self.brand_a and self.brand_b):
            raise ValueError("name two brands or two products")
        return self

    def dump(self) -> dict[str, Any]:
        """The wire form, without what was left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    @property
    def products(self) -> tuple[UUID, UUID] | None:
        return (self.product_a, self.product_b) if self.product_a and self.product_b else None

    @property
    def pair(self) -> tuple[str, str]:
        """What is compared, in one spelling, in the order given."""
        if self.products:
            return f"product {self.product_a}", f"product {self.product_b}"
        return f"brand {key_of(self.brand_a)}", f"brand {key_of(self.brand_b)}"


class FullRequested(Payload):
    """Analyse the owner's whole catalogue."""

    event: ClassVar[str] = "analysis/full.requested"
    merchant_id: UUID | None = None


class CompareCompleted(Payload):
    """``cached``: an earlier comparison is given, since nothing has changed. ``brands``: the names as shown."""

    event: ClassVar[str] = "analysis/compare.completed"
    merchant_id: UUID
    run_id: UUID
    success: bool = True
    analysis_id: UUID
    brands: tuple[str, str]
    cached: bool


class CompareFailed(Payload):
    event: ClassVar[str] = "analysis/compare.failed"
    merchant_id: UUID
    run_id: UUID
    error: str


class FullCompleted(Payload):
    event: ClassVar[str] = "analysis/full.completed"
    merchant_id: UUID
    run_id: UUID
    success: bool = True
    analysis_id: UUID
    products: int


class FullFailed(Payload):
    event: ClassVar[str] = "analysis/full.failed"
    merchant_id: UUID
    run_id: UUID
    error: str
