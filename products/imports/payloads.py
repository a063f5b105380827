"""The events of importing: what starts a run, and what tells of its end."""

from typing import Any, ClassVar
from uuid import UUID

from pydantic import Field

from jobs.payloads import Payload

# How a program should send a public web address. What else people paste is accepted too, as in the form.
ADDRESS: dict[str, Any] = {
    "format": "uri",
    "maxLength": 2048,
    "pattern": r"^https?://([a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?\.){1,3}[a-z]{2,12}(/[A-Za-z0-9._~-]{0,60}){0,8}$",
}


class ScrapeRequested(Payload):
    """Read the page of this product (again)."""

    event: ClassVar[str] = "product/scrape.requested"
    product_id: UUID
    source_url: str = Field(json_schema_extra=ADDRESS)
    merchant_id: UUID


class RereadRequested(Payload):
    """Read the newest stored page of this product again, without asking the shop."""

    event: ClassVar[str] = "product/reread.requested"
    product_id: UUID
    merchant_id: UUID


class ScrapeCompleted(Payload):
    event: ClassVar[str] = "product/scrape.completed"
    product_id: UUID
    success: bool = True


class ScrapeFailed(Payload):
    event: ClassVar[str] = "product/scrape.failed"
    product_id: UUID
    error: str
