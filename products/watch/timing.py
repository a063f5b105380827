"""When a product is looked at next. Pure arithmetic on seconds and moments; nothing is drawn by lot.

Each product has its own place within an interval, from its id. So looks are spread evenly, and spread again by
themselves after a time in which nobody could look.
"""

from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from uuid import UUID

from products.watch.models import Every

LEAST_GAP = 0.75  # of an interval, between two looks
SLOWER = 2  # an interval becomes so much longer with each look that finds nothing new
CONFIRM_S = 900.0  # what needs a second look is looked at again so soon
LONGEST_PAUSE_S = float(Every.WEEK)


def place(product_id: UUID) -> float:
    """A number from 0 to 1 that belongs to the product."""
    digest = blake2b(product_id.bytes, digest_size=4).digest()
    return int.from_bytes(digest) / 2**32


def first(product_id: UUID, interval_s: float, now: datetime) -> datetime:
    """The first look: the product's next place within an interval."""
    return _on_grid(product_id, interval_s, now)


def after_look(product_id: UUID, interval_s: float, now: datetime) -> datetime:
    """The next look, ¾ to 1¾ of an interval from ``now``; one interval where looks are punctual."""
    return _on_grid(product_id, interval_s, now + timedelta(seconds=LEAST_GAP * interval_s))


def after_failure(product_id: UUID, interval_s: float, failures: int, now: datetime) -> datetime:
    """The next look after ``failures`` in a row: later and later, a week at most."""
    pause_s = min(interval_s * 2 ** min(failures, 10), max(LONGEST_PAUSE_S, interval_s))
    return after_look(product_id, pause_s, now)


def slower(interval_s: int, slowest: int) -> int:
    return min(interval_s * SLOWER, slowest)


def within(interval_s: int, every: int, slowest: int) -> int:
    """``interval_s`` brought between the bounds that the merchant picked."""
    return max(every, min(interval_s, slowest))


def _on_grid(product_id: UUID, interval_s: float, since: datetime) -> datetime:
    """The first moment after ``since`` that is the product's own."""
    offset = place(product_id) * interval_s
    passed = (since.timestamp() - offset) % interval_s
    return datetime.fromtimestamp(since.timestamp() + interval_s - passed, UTC)
