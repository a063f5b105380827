"""Proofs of work: which queue was last served, and by whom. Tickets leave them as they come through, probes as well."""

import threading
import time

from django.utils import timezone

from jobs import dispatch, process
from jobs.models import Proof, Queue, Worker

APART_S = 10.0  # a busy worker writes a proof so often at most, not one for every ticket

_noted: dict[str, float] = {}
_guard = threading.Lock()


def note(queue: str) -> None:
    """Note that this process has just taken a message from ``queue``."""
    if not _is_time(queue):
        return
    now = timezone.now()
    proof = Proof(queue=queue, at=now, worker=process.name())
    Proof.objects.bulk_create([proof], update_conflicts=True, unique_fields=["queue"], update_fields=["at", "worker"])
    Worker.objects.filter(name=process.name()).update(proof_at=now)


def _is_time(queue: str) -> bool:
    now = time.monotonic()
    with _guard:
        if now - _noted.get(queue, -APART_S) < APART_S:
            return False
        _noted[queue] = now
        return True


def ask_all() -> None:
    """Send a no-op through every queue: a worker that is alive may have stopped consuming."""
    for queue in Queue.values:
        dispatch.send_probe(queue)
