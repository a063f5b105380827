"""Leases are kept alive, and nobody is waited for meanwhile."""

from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from jobs import claim, heartbeat, process
from jobs.models import Run, Worker
from jobs.service import emit
from tests.jobs.conftest import let_lease_lapse
from tests.jobs.flows import Walk
from tests.support import worker


@pytest.fixture
def held(transactional_db):
    """Two runs that this process holds, with leases that are over."""
    runs = []
    for _ in range(2):
        run, lease = claim.claim(Run.objects.filter(pk=emit(Walk()).run.pk), process.name())
        heartbeat._held.add(lease)
        let_lease_lapse(run.pk)
        runs.append(Run.objects.get(pk=run.pk))
    yield runs
    heartbeat._held.clear()


def renewed(runs: list[Run]) -> list[bool]:
    return [Run.objects.get(pk=run.pk).lease_until > run.lease_until for run in runs]


def test_a_beat_renews_all_that_is_held(held):
    heartbeat.beat()

    assert renewed(held) == [True, True]


@pytest.mark.postgres
def test_a_beat_waits_for_no_row_that_is_being_written(held):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    with psycopg.connect(worker.address_of(connection)) as other:
        other.execute("SELECT 1 FROM jobs_run WHERE id = %s FOR UPDATE", [held[0].pk])
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
        heartbeat.beat()

    assert renewed(held) == [False, True]


def test_a_halted_thread_is_gone_and_can_begin_again(db):
    heartbeat.halt()
    heartbeat.start()
    first = heartbeat._thread
    heartbeat.halt()
    assert not first.is_alive()

    heartbeat.start()
    assert heartbeat._thread.is_alive()
    heartbeat.halt()


@pytest.mark.parametrize("shown_before", [False, True])
def test_a_process_that_signs_off_while_it_is_being_shown_does_not_stay(db, monkeypatch, shown_before):
    monkeypatch.setattr(heartbeat, "_signs_on", True)
    if shown_before:
        heartbeat.beat()
    show = heartbeat._show

    def leave_meanwhile() -> None:
        heartbeat.sign_off()
        show()

    monkeypatch.setattr(heartbeat, "_show", leave_meanwhile)

    heartbeat.beat()

    assert not Worker.objects.filter(name=process.name()).exists()


def test_beats_show_one_process_once(db, monkeypatch):
    monkeypatch.setattr(heartbeat, "_signs_on", True)

    heartbeat.beat()
    first = Worker.objects.get(name=process.name())
    heartbeat.beat()

    again = Worker.objects.get(name=process.name())
    assert again.started_at == first.started_at
    assert again.seen_at > first.seen_at


def test_a_worker_starts_when_it_begins_to_work_not_when_its_program_was_loaded(db, monkeypatch):
    """`up` migrates in between, for a minute on a slow machine, and would be taken for one that serves no queue."""
    monkeypatch.setattr(heartbeat, "_signs_on", False)
    monkeypatch.setattr(heartbeat, "start", lambda: None)
    monkeypatch.setattr(heartbeat, "_started_at", timezone.now() - timedelta(minutes=5))
    before = timezone.now()

    heartbeat.sign_on()
    heartbeat.beat()

    assert Worker.objects.get(name=process.name()).started_at >= before
