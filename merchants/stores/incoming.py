"""What stores tell us, as the parts of the program see it that register for it.

``register("product.*", fn)`` has ``fn(message)`` called once for each message whose event fits, newest news only: what
is older than something that was seen before is left out. It is called inside the transaction that notes the message as
done, so it writes rows and emits events, and leaves everything slow to a run.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any
from uuid import UUID

from merchants.stores.models import StoreConnection


@dataclass(frozen=True)
class Message:
    """One message. ``sent_at`` by the store's clock, None when it does not say. ``data`` as the store sent it."""

    id: UUID
    platform: str
    event: str
    external_id: str
    sent_at: datetime | None
    data: dict[str, Any]
    store: StoreConnection | None = None

    @property
    def object_id(self) -> str:
        """The store's id of what it tells about, for example a product; empty when it says none."""
        found = self.data.get("id")
        text = str(found) if isinstance(found, int | str) else ""
        return "".join(character for character in text if character.isprintable())[:60]


type Handler = Callable[[Message], object]

_handlers: list[tuple[str, Handler]] = []


def register(pattern: str, handler: Handler) -> None:
    """Have ``handler`` called for events that fit ``pattern``, for example ``product.*``. Registering twice is once."""
    if (pattern, handler) not in _handlers:
        _handlers.append((pattern, handler))


def handlers_of(event: str) -> list[Handler]:
    return [handler for pattern, handler in _handlers if fnmatchcase(event, pattern)]
