"""Which events merchants can be told of. Apps offer their own: results only, never requests."""

from django.utils.functional import Promise

from jobs.payloads import Payload
from jobs.signals import event_written
from merchants.webhooks import sending

type Text = str | Promise

_offered: dict[str, Text] = {}


def offer(kind: type[Payload], title: Text) -> None:
    """Let merchants choose events of this type. ``title`` says in people's words what happened."""
    _offered[kind.event] = title
    event_written.connect(sending.on_events, sender=kind, dispatch_uid=f"webhooks {kind.event}")


def offered() -> dict[str, Text]:
    """All events that can be chosen, by name."""
    return dict(_offered)
