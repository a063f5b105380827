"""Steps in order, results kept, ends, leases, deploys. What becomes of errors stands in ``test_verdicts``."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import DataError, IntegrityError, OperationalError

from jobs import ending, engine, process, proof, service, sweep, tasks
from jobs import flows as declared
from jobs.claim import claim
from jobs.errors import LeaseLost
from jobs.flows import Step
from jobs.models import Line, Run, Status
from jobs.service import emit
from tests.jobs import flows
from tests.jobs.conftest import let_lease_lapse, make_due
from tests.jobs.flows import Stumble, Walk

pytestmark = pytest.mark.django_db


def test_steps_run_in_order_and_see_the_results_before_them(work):
    run = work(emit(Walk(note="hello")).run)

    assert run.status == Status.SUCCEEDED
    assert run.result == {"value": 3}
    assert [(step.name, step.status, step.attempts) for step in run.steps.all()] == [
        ("first", "SUCCEEDED", 1),
        ("second", "SUCCEEDED", 1),
        ("third", "SUCCEEDED", 1),
    ]
    assert run.started_at <= run.ended_at
    assert run.deadline_at - run.started_at == timedelta(seconds=600)


@pytest.mark.parametrize("queue", ["interactive", "bulk"])  # bulk work writes its lines a step at a time
def test_progress_lines_are_numbered_without_gaps_from_start_to_the_one_end(work, queue):
    run = work(emit(Walk(note="hello"), queue=queue).run)

    assert list(run.lines.values_list("number", "kind", "message")) == [
        (1, "start", "Started"),
        (2, "update", "first is at work"),
        (3, "complete", "Done"),
    ]
    assert run.last_line == 3


@pytest.mark.parametrize("is_called_off", [False, True])
def test_bulk_work_whose_worker_died_before_it_wrote_anything_is_still_told_from_its_start(work, is_called_off):
    run = emit(Walk(), queue="bulk").run
    claim(Run.objects.all(), "worker-1")
    let_lease_lapse(run.pk)
    if is_called_off:
        service.cancel(run)
    sweep.sweep()

    work(run, "worker-2")

    run.refresh_from_db()
    kinds = list(run.lines.values_list("number", "kind"))
    end = [(2, "error")] if is_called_off else [(2, "update"), (3, "complete")]
    assert kinds == [(1, "start"), *end]
    assert run.last_line == len(kinds)


def test_a_ticket_that_names_its_queue_asks_nothing_of_its_run(django_assert_num_queries):
    run = emit(Walk(), queue="bulk").run
    Run.objects.update(queue="stores")
    proof.note("bulk")

    with django_assert_num_queries(4):  # begins, finds no head in the queue, ends; looks whether tickets are missing
        engine.execute(run.pk, "worker-1", "bulk")


@pytest.mark.parametrize(
    ("routing_key", "eta", "expected"),
    [("bulk", None, "bulk"), ("bulk", "2026-01-01T00:00:00", ""), (None, None, ""), ("celery", None, "")],
)
def test_a_ticket_for_later_says_no_queue_so_that_its_run_is_woken(routing_key, eta, expected):
    request = SimpleNamespace(delivery_info={"routing_key": routing_key}, eta=eta)

    assert tasks._queue_of(request) == expected


def test_a_ticket_delivered_twice_executes_nothing_twice(work, ends_of):
    run = emit(Walk()).run

    work(run)
    work(run)

    assert dict(flows.calls) == {"first": 1, "second": 1, "third": 1}
    assert ends_of(run) == ["SUCCEEDED"]


def test_a_resumed_run_skips_what_is_done_and_starts_only_once(work):
    run = emit(Walk()).run
    claim(Run.objects.all(), "worker-1")
    run.steps.filter(position=0).update(status=Status.SUCCEEDED, result={"value": 10})
    let_lease_lapse(run.pk)
    Run.objects.filter(pk=run.pk).update(status=Status.QUEUED)

    run = work(run, "worker-2")

    assert run.result == {"value": 12}
    assert "first" not in flows.calls
    assert run.lines.filter(kind=Line.Kind.START).count() == 1


def test_a_resumed_run_sees_results_exactly_as_a_run_in_one_go(work, redeclare):
    seen = []

    def give(context):
        return {"pair": (1, 2)}

    def look(context):
        seen.append(context.results["give"])
        return {}

    redeclare(flows.STUMBLE, steps=(Step(give, title="Give"), Step(look, title="Look")))

    work(emit(Stumble()).run)

    assert seen == [{"pair": [1, 2]}]


def test_an_on_end_that_fails_makes_a_failure_of_the_success(work, redeclare):
    seen = []

    def picky(run):
        seen.append(run.status)
        if run.status == Status.SUCCEEDED:
            raise RuntimeError("cannot keep it")

    redeclare(flows.STUMBLE, on_end=picky)

    run = work(emit(Stumble(times=0)).run)

    assert (run.status, run.error_code, run.error) == (Status.FAILED, "internal_error", "RuntimeError: cannot keep it")
    assert seen == ["SUCCEEDED", "FAILED"]
    assert run.lines.filter(kind__in=("complete", "error")).count() == 1


@pytest.mark.parametrize("error", [IntegrityError, DataError])
def test_an_on_end_that_breaks_a_rule_of_the_database_is_a_bug_like_any_other(work, redeclare, error):
    def broken(run):
        raise error("duplicate key")

    redeclare(flows.STUMBLE, on_end=broken)

    run = work(emit(Stumble(times=0)).run)

    assert (run.status, run.error_code) == (Status.FAILED, "internal_error")


def test_an_end_that_the_database_could_not_take_is_left_to_the_lease(work, redeclare):
    def away(run):
        raise OperationalError("server closed the connection")

    redeclare(flows.STUMBLE, on_end=away)
    run = emit(Stumble(times=0)).run

    with pytest.raises(OperationalError):
        work(run)

    run.refresh_from_db()
    assert (run.status, run.is_open) == (Status.RUNNING, True)


def test_an_on_end_that_always_fails_does_not_keep_the_run_alive(work, redeclare):
    def broken(run):
        raise RuntimeError("never works")

    redeclare(flows.STUMBLE, on_end=broken)

    assert work(emit(Stumble(times=0)).run).status == Status.FAILED


def test_a_late_worker_cannot_write_and_ends_quietly(work, ends_of):
    run = emit(Walk()).run
    late = claim(Run.objects.all(), "worker-1")
    Run.objects.filter(pk=run.pk).update(status=Status.QUEUED)
    work(run, "worker-2")
    flows.calls.clear()

    engine.work(*late)

    run.refresh_from_db()
    assert dict(flows.calls) == {}
    assert (run.worker, run.last_line, ends_of(run)) == ("worker-2", 3, ["SUCCEEDED"])
    with pytest.raises(LeaseLost), late[1].writing():
        pass


def test_the_same_worker_with_an_older_attempt_cannot_write():
    run = emit(Walk()).run
    _, late = claim(Run.objects.all(), "worker-1")
    Run.objects.filter(pk=run.pk).update(status=Status.QUEUED)
    _, fresh = claim(Run.objects.all(), "worker-1")

    assert not ending.end(run, late.rows(), ending.CANCELLED_BY_REQUEST)
    assert ending.end(run, fresh.rows(), ending.CANCELLED_BY_REQUEST)


def test_a_stopping_worker_hands_the_run_back_between_steps(work, redeclare):
    def stop(context):
        process.stop()
        return {"value": 1}

    stop.__name__ = "first"
    redeclare(flows.WALK, steps=(Step(stop, title="First"), *flows.WALK.steps[1:]))
    run = work(emit(Walk()).run)
    assert (run.status, run.lease_until, dict(flows.calls)) == (Status.QUEUED, None, {})

    process.go()
    assert work(run).result == {"value": 3}


def test_a_stopping_worker_takes_nothing_new(work):
    process.stop()

    assert work(emit(Walk()).run).status == Status.QUEUED


def test_a_slice_ends_between_steps_and_the_run_goes_on_with_the_next_ticket(work, settings):
    settings.JOBS_SLICE_S = 0
    run = emit(Walk()).run

    assert [work(run).status for _ in range(3)] == [Status.QUEUED, Status.QUEUED, Status.SUCCEEDED]
    assert dict(flows.calls) == {"first": 1, "second": 1, "third": 1}


def test_a_run_of_a_flow_unknown_here_waits_and_says_why_until_a_deploy_knows_it(work, monkeypatch):
    run = emit(Walk()).run
    with monkeypatch.context() as older_deploy:
        older_deploy.delitem(declared._registry, "test/walk")
        run = work(run)
    assert (run.status, run.error_code) == (Status.WAITING, "unknown_flow")

    make_due(run.pk)
    run = work(run)

    assert (run.status, run.error_code, run.error) == (Status.SUCCEEDED, "", "")


def test_a_flow_changed_by_a_deploy_keeps_finished_steps_by_name(work, settings, redeclare):
    settings.JOBS_SLICE_S = 0
    run = work(emit(Walk()).run)
    redeclare(flows.WALK, steps=(Step(flows.first, title="First"), Step(flows.third_of_one, title="Third")))
    settings.JOBS_SLICE_S = 300

    run = work(run)

    assert (run.status, run.result, flows.calls["first"]) == (Status.SUCCEEDED, {"value": 101}, 1)


def test_a_payload_that_no_longer_fits_its_type_ends_the_run_by_name(work):
    run = emit(Walk()).run
    Run.objects.filter(pk=run.pk).update(payload={"surprise": 1})

    run = work(run)

    assert (run.status, run.error_code) == (Status.FAILED, "invalid_payload")
