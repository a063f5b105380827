"""What starts a delivery, and what tells of an address that was switched off. Neither is itself delivered."""

from typing import ClassVar
from uuid import UUID

from jobs.payloads import Payload


class DeliveryRequested(Payload):
    """Bring this delivery to its address."""

    event: ClassVar[str] = "webhook/deliver.requested"
    delivery_id: UUID
    endpoint_id: UUID


class EndpointSwitchedOff(Payload):
    """We gave an address up; its merchant is to be told."""

    event: ClassVar[str] = "webhook/endpoint.switched-off"
    endpoint_id: UUID
