"""Orders to read many products again: which ones, and how far it got, so that the same order goes on after a crash."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

GOES_ON_D = 2.0  # days after which an order that was left is forgotten: what was meant then is not meant now
ID_BYTES = 16


class BulkOrder(models.Model):
    """One order that has begun and not ended. ``ids`` are the products' ids, 16 bytes each, in the order of reading.

    ``queued`` of them are queued: it moves in the transaction that queues them, so that none is queued twice.
    """

    key = models.CharField(max_length=64, primary_key=True, help_text=_("Digest of what was asked for."))
    ids = models.BinaryField()
    queued = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.queued} of {self.total}"

    @property
    def total(self) -> int:
        return len(self.ids) // ID_BYTES

    def chunks(self, size: int, *, start: int = 0) -> Iterator[list[UUID]]:
        """The products from number ``start`` on, some at a time."""
        data = bytes(self.ids)
        for first in range(start * ID_BYTES, len(data), size * ID_BYTES):
            part = data[first : first + size * ID_BYTES]
            yield [UUID(bytes=part[n : n + ID_BYTES]) for n in range(0, len(part), ID_BYTES)]

    def note_queued(self, ids: Sequence[UUID]) -> bool:
        """Move on by ``ids``, within the transaction that queues them. False when another process has done it."""
        mine = BulkOrder.objects.filter(pk=self.pk, queued=self.queued, began_at=self.began_at)
        moved = bool(mine.update(queued=self.queued + len(ids)))
        self.queued += len(ids)
        return moved


def key_of(*parts: object) -> str:
    """The same for the same words, whoever asks."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def left(key: str) -> BulkOrder | None:
    """The order of that key that was begun and not brought to its end."""
    since = timezone.now() - timedelta(days=GOES_ON_D)
    return BulkOrder.objects.filter(pk=key, began_at__gte=since).first()


def begin(key: str, ids: Iterable[UUID]) -> BulkOrder:
    """A new order, in place of one of the same key that was left."""
    order = BulkOrder(pk=key, ids=b"".join(one.bytes for one in ids))
    BulkOrder.objects.filter(pk=key).delete()
    order.save(force_insert=True)
    return order


def forget_old() -> None:
    """Delete the orders that nobody came back to."""
    BulkOrder.objects.filter(began_at__lt=timezone.now() - timedelta(days=GOES_ON_D)).delete()
