"""What starts the runs of stores. All of it is ours alone: nobody sends it from outside."""

from typing import ClassVar
from uuid import UUID

from jobs.payloads import Payload


class TokenRefreshNeeded(Payload):
    """A store's access ends soon."""

    event: ClassVar[str] = "token.refresh-needed"
    store_id: UUID


class WebhookReceived(Payload):
    """A store has sent something, which is kept. ``our_address``: where it reached us, for links in e-mails."""

    event: ClassVar[str] = "webhook.received"
    webhook_id: UUID
    our_address: str = ""


class StoreNeedsReconnect(Payload):
    """A store no longer lets us in; its merchant is to be told."""

    event: ClassVar[str] = "store/reconnect.needed"
    store_id: UUID


class StoreCheckRequested(Payload):
    """Ask a store whether it lets us in, and to tell us of its news at ``our_address``, where that is known."""

    event: ClassVar[str] = "store/check.requested"
    store_id: UUID
    our_address: str = ""
