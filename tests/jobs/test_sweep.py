"""What was lost is found: workers, tickets, wake-ups, ends."""

import os
import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import claim, dispatch, locks, process, service, sweep
from jobs import flows as declared
from jobs.errors import WORKER_LOST
from jobs.models import Lock, Run, Status, Worker
from jobs.service import emit, emit_many
from tests.jobs import flows
from tests.jobs.conftest import let_lease_lapse, make_due
from tests.jobs.flows import Stumble, Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch) -> list[str]:
    """The runs for which tickets went out, with a broker that takes everything."""
    taken: list[str] = []
    monkeypatch.setattr(dispatch, "reaches_workers", lambda: True)
    monkeypatch.setattr(dispatch, "_send", lambda run_id, queue, countdown_s=None: taken.append(str(run_id)) or True)
    return taken


def take(run: Run, worker: str = "worker-1") -> Run:
    taken, _ = claim.claim(Run.objects.filter(pk=run.pk), worker)
    return taken


def long_ago(seconds: float):
    return timezone.now() - timedelta(seconds=seconds)


def test_a_run_whose_worker_vanished_is_taken_back_and_goes_on(work):
    run = take(emit(Walk()).run)
    let_lease_lapse(run.pk)

    sweep.sweep()

    run.refresh_from_db()
    assert (run.status, run.losses) == (Status.QUEUED, 1)
    assert work(run, "worker-2").result == {"value": 3}


def test_a_run_whose_lease_holds_is_left_alone():
    run = take(emit(Walk()).run)

    sweep.sweep()

    run.refresh_from_db()
    assert (run.status, run.losses) == (Status.RUNNING, 0)


def test_the_step_in_which_a_worker_vanished_keeps_a_trace_that_costs_no_attempt(work):
    run = take(emit(Stumble(times=3)).run)
    run.steps.update(status=Status.RUNNING, attempts=1)
    let_lease_lapse(run.pk)
    sweep.sweep()
    run.refresh_from_db()

    for _ in range(3):
        run = work(run)
        make_due(run.pk)

    codes = [entry["code"] for entry in run.steps.get().failures]
    assert codes == [WORKER_LOST, "busy", "busy"]
    assert run.result == {"attempt": 4}


def test_a_run_that_kills_every_worker_ends_after_the_cap(settings, ends_of):
    settings.JOBS_ATTEMPT_CAP = 3
    run = emit(Walk()).run
    for _ in range(3):
        take(run)
        let_lease_lapse(run.pk)
        sweep.sweep()

    run.refresh_from_db()
    assert (run.status, run.error_code, ends_of(run)) == (Status.FAILED, "worker_lost", ["FAILED"])


def test_losses_count_anew_after_a_step_was_done(settings, work):
    settings.JOBS_SLICE_S = 0
    run = take(emit(Walk()).run)
    let_lease_lapse(run.pk)
    sweep.sweep()

    run = work(run)

    assert (run.steps.get(position=0).status, run.losses) == (Status.SUCCEEDED, 0)


def test_a_waiting_run_is_woken_when_its_time_has_come(work, sent):
    run = work(emit(Stumble(retry_after_s=60)).run)
    sent.clear()
    sweep.sweep()
    assert sent == []

    make_due(run.pk)
    sweep.sweep()

    run.refresh_from_db()
    assert (run.status, sent) == (Status.QUEUED, [str(run.pk)])


@pytest.mark.parametrize(("seconds_ago", "expected"), [(None, 1), (3600, 1), (0, 0)])
def test_tickets_are_sent_again_only_where_they_seem_lost(sent, seconds_ago, expected):
    run = emit(Walk()).run
    Run.objects.filter(pk=run.pk).update(enqueued_at=None if seconds_ago is None else long_ago(seconds_ago))
    sent.clear()

    sweep.sweep()

    assert sent == [str(run.pk)] * expected


def test_a_ticket_sent_again_is_not_sent_by_every_sweep(sent):
    run = emit(Walk()).run
    Run.objects.update(enqueued_at=None)
    sent.clear()

    sweep.sweep()
    sweep.sweep()

    assert sent == [str(run.pk)]


def test_a_queue_that_lost_all_its_tickets_is_kept_flowing_by_its_own_workers(work, sent):
    first, second = emit(Walk()).run, emit(Walk()).run
    Run.objects.update(enqueued_at=None)
    sent.clear()

    work(first)

    assert sent == [str(second.pk)]


def test_a_long_queue_that_has_its_tickets_is_looked_at_now_and_then(
    work, sent, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(dispatch, "AHEAD", 2)
    emit_many([Walk() for _ in range(4)])
    with django_assert_num_queries(1):
        for _ in range(dispatch.SPARED + 1):
            dispatch.keep_flowing("default")
    Run.objects.update(enqueued_at=None)
    sent.clear()

    dispatch.keep_flowing("default")

    assert len(sent) == 2


@pytest.mark.parametrize("status", ["RUNNING", "WAITING", "QUEUED"])
def test_runs_over_their_deadline_are_ended_whatever_they_do(status, work, ends_of):
    run = take(emit(Walk()).run)
    Run.objects.filter(pk=run.pk).update(status=status, deadline_at=long_ago(1))

    sweep.sweep()

    run.refresh_from_db()
    assert (run.status, run.error_code, ends_of(run)) == (Status.FAILED, "timed_out", ["FAILED"])
    assert set(run.steps.values_list("status", flat=True)) == {"CANCELLED"}


def test_an_overdue_run_of_a_flow_unknown_here_is_left_to_a_process_that_knows_its_end(monkeypatch):
    run = take(emit(Walk()).run)
    Run.objects.filter(pk=run.pk).update(deadline_at=long_ago(1))
    monkeypatch.delitem(declared._registry, "test/walk")

    sweep.sweep()

    run.refresh_from_db()
    assert run.is_open


def test_runs_of_unknown_flows_do_not_keep_others_from_their_end(monkeypatch):
    monkeypatch.setattr(sweep, "AT_ONCE", 1)
    unknown, late = emit(Walk()).run, emit(Walk()).run
    Run.objects.update(deadline_at=long_ago(1))
    Run.objects.filter(pk=unknown.pk).update(flow="test/renamed")

    sweep.end_what_should_not_wait()

    late.refresh_from_db()
    unknown.refresh_from_db()
    assert (late.status, unknown.status) == (Status.FAILED, Status.QUEUED)


def test_a_run_called_off_while_its_worker_vanished_is_cancelled(ends_of):
    run = take(emit(Walk()).run)
    service.cancel(run)
    let_lease_lapse(run.pk)

    sweep.sweep()

    run.refresh_from_db()
    assert (run.status, ends_of(run)) == (Status.CANCELLED, ["CANCELLED"])


def test_one_process_sweeps_at_a_time():
    assert sweep.sweep_if_mine()
    assert not sweep.sweep_if_mine()

    Lock.objects.update(until=long_ago(1))
    assert sweep.sweep_if_mine()


def test_a_lock_can_be_given_back_by_its_holder_only():
    assert locks.take("token", 60)
    Lock.objects.update(holder="somebody else")
    locks.give_back("token")
    assert not locks.take("token", 60)

    Lock.objects.update(holder=process.name())
    locks.give_back("token")
    assert locks.take("token", 60)


def test_leases_of_dead_processes_on_this_host_are_taken_back_at_once():
    dead = subprocess.Popen(["true"])
    dead.wait()
    now = timezone.now()
    for name, pid, host in (("dead", dead.pid, "here"), ("alive", os.getpid(), "here"), ("far", dead.pid, "there")):
        Worker.objects.create(name=name, pid=pid, host=host, started_at=now, seen_at=now)
    runs = {name: take(emit(Walk()).run, name) for name in ("dead", "alive", "far")}

    assert sweep.take_back("here") == 1

    statuses = {name: Run.objects.get(pk=run.pk).status for name, run in runs.items()}
    assert statuses == {"dead": "QUEUED", "alive": "RUNNING", "far": "RUNNING"}
    kept = Worker.objects.filter(host__in=["here", "there"])  # this process may have signed on as well
    assert set(kept.values_list("name", flat=True)) == {"alive", "far"}


def test_a_sweep_with_nothing_to_do_asks_a_fixed_number_of_questions(django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        sweep.sweep()


def test_ended_runs_are_never_touched(work):
    run = work(emit(Walk()).run)
    Run.objects.filter(pk=run.pk).update(deadline_at=long_ago(1), cancel_requested_at=long_ago(1))

    sweep.sweep()

    run.refresh_from_db()
    assert (run.status, flows.calls["first"]) == (Status.SUCCEEDED, 1)


def test_tickets_in_the_memory_of_dead_processes_are_sent_anew_by_the_next_worker(sent):
    run = emit(Walk()).run
    Run.objects.update(enqueued_at=timezone.now())
    sent.clear()

    sweep.forget_tickets_of_the_dead()
    sweep.sweep()

    assert sent == [str(run.pk)]
