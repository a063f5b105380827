"""What the deep health check, the monitor and alerts know of the machinery."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from jobs import engine, health, proof, tasks
from jobs.models import Proof, Queue, Run, Worker
from jobs.service import emit, emit_many
from tests.jobs.flows import Walk
from tests.support.worker import free_port, using_broker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_noted(db):
    """The heartbeat of a test before, a thread with a connection of its own, may have left its row."""
    Worker.objects.all().delete()
    proof._noted.clear()


def ago(seconds: float):
    return timezone.now() - timedelta(seconds=seconds)


def worker(name: str = "w", *, seen: float = 1, started: float = 900) -> Worker:
    return Worker.objects.create(name=name, host="h", pid=1, started_at=ago(started), seen_at=ago(seen))


def queue(name: str) -> health.QueueFacts:
    return next(facts for facts in health.queues() if facts.name == name)


def test_all_is_well_when_workers_have_taken_something_from_every_queue(django_assert_max_num_queries):
    worker()
    for name in Queue.values:
        tasks.probe(name)

    with django_assert_max_num_queries(16):
        facts = health.facts()

    assert facts.is_healthy and facts.gone == ()
    assert (facts.database, facts.broker, facts.is_memory_broker) == (True, True, True)
    assert [w.name for w in facts.workers] == ["w"]
    assert all(q.is_drained and q.proof_at for q in facts.queues)


def test_without_workers_they_and_their_queues_are_gone():
    worker(seen=61)

    assert health.facts().gone == ("workers", *(f"queue:{name}" for name in Queue.values))


def test_workers_that_have_just_started_have_proven_nothing_yet():
    """The first probes go out with the first sweep: an alarm at every start would be a false one."""
    worker(started=80)
    assert health.facts().is_healthy

    Worker.objects.update(started_at=ago(100))
    assert health.facts().gone == tuple(f"queue:{name}" for name in Queue.values)


def test_a_queue_without_a_fresh_proof_is_not_drained():
    worker()
    for name in Queue.values:
        Proof.objects.create(queue=name, at=ago(181 if name == "ai" else 1), worker="w")

    assert health.facts().gone == ("queue:ai",)


def test_a_ticket_is_a_proof_too_for_a_probe_stands_behind_a_full_queue():
    worker()
    run = emit(Walk(), queue=Queue.BULK).run

    engine.execute(run.pk, "w")

    assert queue("bulk").is_drained
    assert not queue("ai").is_drained


def test_a_busy_worker_writes_few_proofs(django_assert_num_queries):
    proof.note("bulk")

    with django_assert_num_queries(0):
        proof.note("bulk")


def test_depth_and_the_age_of_the_oldest(monkeypatch):
    runs = [answer.run for answer in emit_many([Walk() for _ in range(3)], queue=Queue.BULK)]
    Run.objects.filter(pk=runs[1].pk).update(created_at=ago(90))

    assert queue("bulk").depth == 3
    assert 89 < queue("bulk").oldest_s < 100
    assert (queue("ai").depth, queue("ai").oldest_s) == (0, None)

    monkeypatch.setattr(health, "DEPTH_CAP", 2)
    assert (queue("bulk").depth, queue("bulk").is_capped) == (2, True)


def test_a_broker_that_does_not_answer_is_named_within_a_moment():
    with using_broker(f"redis://127.0.0.1:{free_port()}/0"):
        facts = health.facts()

    assert not facts.broker and "broker" in facts.gone


def test_a_database_that_does_not_answer_is_named_and_raises_nothing(monkeypatch):
    def away(now=None):
        raise OperationalError("the database is away")

    monkeypatch.setattr(health, "workers", away)
    monkeypatch.setattr(health.connection, "close", lambda: None)

    facts = health.facts()

    assert (facts.database, facts.gone, facts.workers, facts.queues) == (False, ("database",), (), ())
