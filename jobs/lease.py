"""A worker's claim on a run, and the fence around everything it writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jobs.errors import LeaseLost
from jobs.models import Run, Status


def lease_until(now: datetime | None = None) -> datetime:
    """When a lease taken or renewed now runs out."""
    length: float = settings.JOBS_LEASE_S
    return (now or timezone.now()) + timedelta(seconds=length)


@dataclass(frozen=True)
class Lease:
    """``worker`` holds the run since its ``attempt``-th start. Gone as soon as anything else has touched the run."""

    run_id: UUID
    worker: str
    attempt: int

    def rows(self) -> QuerySet[Run]:
        """The run while the lease holds, else nothing."""
        return Run.objects.filter(pk=self.run_id, worker=self.worker, attempt=self.attempt, status=Status.RUNNING)

    @contextmanager
    def writing(self, **changes: Any) -> Iterator[None]:
        """A transaction that begins by renewing the lease (with ``changes`` to the run). Raises LeaseLost.

        The UPDATE locks the run's row, so nobody takes the run between it and the writes of the block.
        """
        with transaction.atomic():
            if not self._renew(self.rows(), changes):
                raise LeaseLost(str(self.run_id))
            yield

    @contextmanager
    def writing_unless_cancelled(self, **changes: Any) -> Iterator[bool]:
        """The same in one statement less than asking first. Gives False, without ``changes``, when it is called off."""
        with transaction.atomic():
            goes_on = self._renew(self.rows().filter(cancel_requested_at__isnull=True), changes)
            if not goes_on and not self._renew(self.rows(), {}):
                raise LeaseLost(str(self.run_id))
            yield goes_on

    def _renew(self, rows: QuerySet[Run], changes: dict[str, Any]) -> bool:
        return bool(rows.update(**{"lease_until": lease_until(), **changes}))
