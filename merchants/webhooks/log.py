"""What the pages show of deliveries."""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from jobs.ids import as_uuid
from merchants.models import WebhookDelivery, WebhookEndpoint

PAGE_SIZE = 25
WATCHED_FOR = timedelta(minutes=2)  # a delivery that waits longer waits for its next attempt


@dataclass(frozen=True, slots=True)
class Page:
    """Deliveries, newest first. ``is_moving``: one was sent just now and has not ended."""

    deliveries: list[WebhookDelivery]
    next_cursor: str
    is_moving: bool
    version: str


def page_of(endpoint: WebhookEndpoint, cursor: str = "") -> Page:
    """The deliveries before ``cursor``, which is the id of the last one seen. A cursor that is not ours is none."""
    found = endpoint.deliveries.order_by("-pk")  # ids begin with the time
    if last := as_uuid(cursor):
        found = found.filter(pk__lt=last)
    rows = list(found[: PAGE_SIZE + 1])
    shown = rows[:PAGE_SIZE]
    waiting = [row for row in shown if row.status == WebhookDelivery.Status.WAITING]
    seen = [(row.pk, row.status, row.attempt_count) for row in shown]
    return Page(
        shown,
        str(shown[-1].pk) if len(rows) > PAGE_SIZE else "",
        is_moving=any(timezone.now() - row.created_at < WATCHED_FOR or not row.attempt_count for row in waiting),
        version=hashlib.blake2s(repr(seen).encode(), digest_size=8).hexdigest(),
    )


def readable(body: str) -> str:
    """JSON with line breaks, for people."""
    return json.dumps(json.loads(body), ensure_ascii=False, indent=2)
