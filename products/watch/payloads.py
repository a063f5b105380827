"""The events of watching: what starts a look, and what merchants' programs are told."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from jobs.payloads import Payload


class LookRequested(Payload):
    """Look whether anything is new at this product's source. Only the scheduler sends it."""

    event: ClassVar[str] = "watch/look.requested"
    product_id: UUID
    source_url: str
    merchant_id: UUID


class ArrangeRequested(Payload):
    """Apply a merchant's schedules to its products, of one shop or of all."""

    event: ClassVar[str] = "watch/arrange.requested"
    merchant_id: UUID
    domain: str = ""


class MailRequested(Payload):
    """Write to this merchant's people of the alerts that they want to hear of at once, or of the day's."""

    event: ClassVar[str] = "watch/mail.requested"
    merchant_id: UUID
    mail: str


class WatchAlerted(Payload):
    """Something happened at a product's source that a rule asked to be told of.

    ``old`` and ``new``: prices as decimal strings in ``currency``; states of stock; else null. ``since``: when the
    first step came, where several steps below the rule's limit have added up to it.
    """

    event: ClassVar[str] = "product/watch.alerted"
    product_id: UUID
    alert_id: UUID
    kind: str
    at: datetime
    old: str | None = None
    new: str | None = None
    currency: str = ""
    percent: Decimal | None = None
    variant: str = ""
    since: datetime | None = None
