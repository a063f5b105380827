"""The events of importing: what starts a run, and what tells of its end."""

from typing import ClassVar
from uuid import UUID

from jobs.payloads import Payload


class ScrapeRequested(Payload):
    """Read the page of this product (again)."""

    event: ClassVar[str] = "product/scrape.requested"
    product_id: UUID
    source_url: str
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
