"""/health, which needs no key."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.utils import timezone

from jobs import dispatch, health
from jobs.models import Proof, Queue, Worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_workers(db):
    """The heartbeat of a test before, a thread with a connection of its own, may have left its row."""
    Worker.objects.all().delete()


def all_well() -> None:
    now = timezone.now()
    Worker.objects.create(name="w", host="h", pid=1, started_at=now, seen_at=now)
    for queue in Queue.values:
        Proof.objects.update_or_create(queue=queue, defaults={"at": now, "worker": "w"})


def test_the_shallow_check_looks_at_nothing(nobody, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = nobody.get("/health")

    assert (answer.status_code, answer.json()) == (200, {"status": "healthy", "service": "wared"})


def test_the_deep_check_is_well_when_all_is(nobody):
    all_well()

    answer = nobody.get("/health", deep=1)

    assert answer.status_code == 200
    checks = answer.json()["checks"]
    assert (checks["database"], checks["broker"], checks["workers"]) == (True, True, 1)
    assert all(checks["queues"].values())


def test_without_workers_it_is_503_and_names_what_is_gone(nobody):
    answer = nobody.get("/health", deep=1)

    body = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (503, "unhealthy", "unavailable")
    assert "workers" in body["gone"]
    assert body["detail"].startswith("Gone: ")


def test_without_a_broker_or_a_database_it_is_503(nobody, monkeypatch):
    def away(*args: object) -> None:
        raise DatabaseError("away")

    all_well()
    monkeypatch.setattr(dispatch, "broker_answers", lambda: False)
    assert nobody.get("/health", deep=1).json()["gone"] == ["broker"]
    cache.clear()
    monkeypatch.setattr(health, "workers", away)
    assert nobody.get("/health", deep=1).json()["gone"] == ["database", "broker"]


def test_whoever_asks_again_within_seconds_costs_nothing(nobody, django_assert_num_queries):
    assert nobody.get("/health", deep=1).status_code == 503
    all_well()
    with django_assert_num_queries(0):
        assert nobody.get("/health", deep=1).status_code == 503

    cache.delete(health.KEPT)  # as after KEPT_S; no test can move the clock of Redis
    assert nobody.get("/health", deep=1).status_code == 200


def test_a_flag_that_is_none_is_named(nobody):
    answer = nobody.get("/health", deep="perhaps")

    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["deep"])
