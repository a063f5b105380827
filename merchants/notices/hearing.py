"""From events to notices: a part says of its events what news they are."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from jobs.models import Event
from jobs.payloads import Payload
from jobs.signals import event_written
from merchants.notices.writing import News, tell

type Read = Callable[[Sequence[Event]], Iterable[News]]


def hear(kind: type[Payload], read: Read) -> None:
    """Have ``read`` make news of events of this type, in the transaction that writes them."""

    def receive(sender: object, events: Sequence[Event], **kwargs: Any) -> None:
        for news in read(events):
            tell(news)

    event_written.connect(receive, sender=kind, weak=False, dispatch_uid=f"notices {kind.event}")
