"""Celery's tasks: thin shells. An id comes in, all the rest is in the database, so each is safe to run twice."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from jobs import engine, process
from jobs import sweep as sweeping
from jobs.dispatch import EXECUTE
from jobs.models import Proof, Worker


@shared_task(name=EXECUTE)  # type: ignore[untyped-decorator]
def execute(run_id: str) -> None:
    """A ticket: the queue that this run is in has work."""
    engine.execute(UUID(run_id), worker=process.name())


@shared_task(name="jobs.sweep")  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Beat's reminder. Workers sweep by themselves too."""
    sweeping.sweep_if_mine()


@shared_task(name="jobs.probe")  # type: ignore[untyped-decorator]
def probe(queue: str) -> None:
    """Prove that somebody consumes ``queue``: a worker that is alive may have stopped to."""
    now = timezone.now()
    Proof.objects.update_or_create(queue=queue, defaults={"at": now, "worker": process.name()})
    Worker.objects.filter(name=process.name()).update(proof_at=now)
