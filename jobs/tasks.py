"""Celery's tasks: thin shells. An id comes in, all the rest is in the database, so each is safe to run twice."""

from typing import Any
from uuid import UUID

from celery import shared_task

from jobs import engine, process, proof, schedules
from jobs import sweep as sweeping
from jobs.dispatch import EXECUTE, PROBE, SCHEDULED
from jobs.queues import Queue


@shared_task(name=EXECUTE, bind=True)  # type: ignore[untyped-decorator]
def execute(self: Any, run_id: str) -> None:
    """A ticket: the queue that this run is in has work."""
    engine.execute(UUID(run_id), worker=process.name(), queue=_queue_of(self.request))


def _queue_of(request: Any) -> str:
    """The queue that a ticket came through. Empty for one that was sent for later: its run may have to be woken."""
    queue = (request.delivery_info or {}).get("routing_key")
    return queue if queue in Queue.values and request.eta is None else ""


@shared_task(name="jobs.sweep")  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Beat's reminder. Workers sweep by themselves too."""
    sweeping.sweep_if_mine()


@shared_task(name=PROBE)  # type: ignore[untyped-decorator]
def probe(queue: str) -> None:
    """Prove that somebody consumes ``queue``: a worker that is alive may have stopped to."""
    proof.note(queue)


@shared_task(name=SCHEDULED)  # type: ignore[untyped-decorator]
def scheduled(name: str) -> None:
    """Do what comes round under ``name``."""
    schedules.run(name)
