"""The events of reading a whole catalogue again: what starts it, and what tells of its end."""

from typing import ClassVar
from uuid import UUID

from jobs.payloads import Payload


class RescrapeRequested(Payload):
    """Read all products of this merchant again."""

    event: ClassVar[str] = "catalogue/rescrape.requested"
    merchant_id: UUID


class ShopRescrapeRequested(Payload):
    """Read this merchant's products from one shop again. ``domain`` as the products have it."""

    event: ClassVar[str] = "catalogue/shop-rescrape.requested"
    merchant_id: UUID
    domain: str


class RescrapeCompleted(Payload):
    event: ClassVar[str] = "catalogue/rescrape.completed"
    merchant_id: UUID
    run_id: UUID
    success: bool = True
    shops_processed: int
    products_total: int
    changed: int
    failed: int


class RescrapeFailed(Payload):
    event: ClassVar[str] = "catalogue/rescrape.failed"
    merchant_id: UUID
    run_id: UUID
    error: str
