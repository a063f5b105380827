"""The events of writing texts: what starts it, and what tells of its end."""

from typing import ClassVar
from uuid import UUID

from jobs.payloads import Payload


class EnhanceRequested(Payload):
    """Write texts for this product and propose them."""

    event: ClassVar[str] = "product/enhance.requested"
    product_id: UUID
    merchant_id: UUID


class EnhanceCompleted(Payload):
    event: ClassVar[str] = "product/enhance.completed"
    product_id: UUID
    proposal_id: UUID
    success: bool = True


class EnhanceFailed(Payload):
    event: ClassVar[str] = "product/enhance.failed"
    product_id: UUID
    error: str
