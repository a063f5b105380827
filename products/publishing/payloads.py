"""The events of publishing: what starts it, and what tells of its end."""

from typing import ClassVar
from uuid import UUID

from jobs.payloads import Payload


class PublishRequested(Payload):
    """Bring this product into this store, or bring it up to date there.

    ``overwrite``: also what was changed in the store itself, which is left alone otherwise.
    """

    event: ClassVar[str] = "product/publish.requested"
    product_id: UUID
    connection_id: UUID
    merchant_id: UUID
    overwrite: bool = False


class OfferRequested(Payload):
    """Bring prices or stock alone up to date in this store, of a product that is there."""

    event: ClassVar[str] = "product/offer.requested"
    product_id: UUID
    connection_id: UUID
    merchant_id: UUID
    price: bool = True
    quantity: bool = True


class StoreLookRequested(Payload):
    """Look at this product in this store, and keep what was changed there. Nothing is sent."""

    event: ClassVar[str] = "listing/look.requested"
    product_id: UUID
    connection_id: UUID
    merchant_id: UUID


class UnpublishRequested(Payload):
    """Take this product out of the buyers' sight in this store."""

    event: ClassVar[str] = "product/unpublish.requested"
    product_id: UUID
    connection_id: UUID
    merchant_id: UUID


class BatchPublishRequested(Payload):
    """Publish every product of a batch. Ours alone: a batch is made here."""

    event: ClassVar[str] = "listings/publish.requested"
    batch_id: UUID
    merchant_id: UUID


class PublishCompleted(Payload):
    event: ClassVar[str] = "product/publish.completed"
    product_id: UUID
    connection_id: UUID
    success: bool = True


class PublishFailed(Payload):
    event: ClassVar[str] = "product/publish.failed"
    product_id: UUID
    connection_id: UUID
    error: str
