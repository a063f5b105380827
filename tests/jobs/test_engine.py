"""Steps in order, results kept, retries, verdicts, deadlines."""

from datetime import timedelta

import pytest
from django.db import DataError, IntegrityError, OperationalError
from django.utils import timezone

from jobs import ending, engine, process
from jobs import flows as declared
from jobs.claim import claim
from jobs.errors import LeaseLost
from jobs.flows import Flow, Step
from jobs.models import Line, Run, Status
from jobs.retry import NEVER
from jobs.service import emit
from tests.jobs import flows
from tests.jobs.conftest import let_lease_lapse, make_due
from tests.jobs.flows import Busy, Stumble, Walk

pytestmark = pytest.mark.django_db


def changed(flow: Flow, **fields) -> Flow:
    return Flow(**{**{name: getattr(flow, name) for name in Flow.__dataclass_fields__ if name != "_"}, **fields})


@pytest.fixture
def redeclare(monkeypatch):
    """Declare a flow anew, as a deploy does."""

    def replace(flow: Flow, **fields) -> None:
        monkeypatch.setitem(declared._registry, flow.name, changed(flow, **fields))

    return replace


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


def test_an_error_worth_retrying_is_tried_again_until_it_works(work):
    run = work(emit(Stumble(times=2)).run)
    assert (run.status, run.waiting_for) == (Status.WAITING, "retry")

    make_due(run.pk)
    work(run)
    make_due(run.pk)
    run = work(run)

    step = run.steps.get()
    assert (run.status, run.result, step.attempts) == (Status.SUCCEEDED, {"attempt": 3}, 3)
    assert [(entry["number"], entry["code"], entry["worker"]) for entry in step.failures] == [
        (1, "busy", "worker-1"),
        (2, "busy", "worker-1"),
    ]
    assert [line.message for line in run.lines.filter(kind="update")] == ["Trying again in 0 s"] * 2


def test_a_ticket_before_its_time_leaves_the_run_waiting(work):
    run = work(emit(Stumble(retry_after_s=60)).run)

    run = work(run)

    assert (run.status, flows.calls["stumble"]) == (Status.WAITING, 1)


def test_attempts_end_with_the_error_of_the_last_one(work, ends_of):
    run = emit(Stumble(times=9)).run
    for _ in range(3):
        work(run)
        make_due(run.pk)
    run = work(run)

    assert (run.status, run.error_code, run.error) == (Status.FAILED, "busy", "not now")
    assert (flows.calls["stumble"], ends_of(run)) == (3, ["FAILED"])
    assert run.lines.last().data == {"error": "not now", "error_code": "busy"}


def test_a_final_error_is_not_tried_again(work):
    run = work(emit(Stumble(how="no_hope")).run)

    assert (run.status, run.error_code, flows.calls["stumble"]) == (Status.FAILED, "no_hope", 1)
    assert run.steps.get().traceback == ""


def test_errors_of_libraries_are_judged_by_what_they_carry(work):
    run = work(emit(Stumble(how="foreign")).run)

    assert (run.status, run.steps.get().error_code) == (Status.WAITING, "foreign")


def test_an_unforeseen_error_is_final_and_keeps_its_traceback(work):
    run = work(emit(Stumble(how="bug")).run)

    step = run.steps.get()
    assert (run.status, run.error_code) == (Status.FAILED, "internal_error")
    assert "ZeroDivisionError: not now" in step.traceback


def test_a_database_that_is_away_is_waited_for_even_by_a_step_that_never_retries(work, redeclare):
    def store(context):
        raise OperationalError("server closed the connection")

    redeclare(flows.STUMBLE, steps=(Step(store, title="Store", retry=NEVER),))

    run = work(emit(Stumble()).run)

    assert (run.status, run.waiting_for) == (Status.WAITING, "retry")
    assert run.steps.get().error_code == "database_unavailable"


def test_a_database_that_was_away_takes_no_attempt_from_the_step(work, redeclare):
    failures = [OperationalError("server closed the connection"), Busy(), OperationalError("again"), Busy()]

    def store(context):
        if failures:
            raise failures.pop(0)
        return {}

    redeclare(flows.STUMBLE, steps=(Step(store, title="Store", retry=flows.AT_ONCE_AGAIN),))
    run = emit(Stumble()).run

    for _ in range(5):
        work(run)
        make_due(run.pk)

    run.refresh_from_db()
    codes = [failure["code"] for failure in run.steps.get().failures]
    assert codes == ["database_unavailable", "busy", "database_unavailable", "busy"]
    assert run.status == Status.SUCCEEDED


def test_retry_after_is_obeyed(work):
    before = timezone.now()

    run = work(emit(Stumble(retry_after_s=90)).run)

    assert timedelta(seconds=90) <= run.next_attempt_at - before < timedelta(seconds=95)
    assert run.lines.last().message == "Trying again in 90 s"


def test_waiting_for_a_turn_takes_no_attempt_and_leaves_one_entry(work, redeclare):
    def wait_in_line(context):
        flows.calls["in line"] += 1
        if flows.calls["in line"] <= 12:
            raise flows.InLine(retry_after_s=1)
        return {"attempt": context.attempt}

    redeclare(flows.STUMBLE, steps=(Step(wait_in_line, title="Wait"),))
    run = emit(Stumble()).run
    for _ in range(12):
        work(run)
        make_due(run.pk)
    run = work(run)

    step = run.steps.get()
    assert (run.status, step.attempts) == (Status.SUCCEEDED, 2)
    assert [(entry["code"], entry["waited"]) for entry in step.failures] == [("in_line", 12)]


def test_the_deadline_ends_the_wait_for_a_turn(work, redeclare):
    def wait_in_line(context):
        raise flows.InLine(retry_after_s=3600)

    redeclare(flows.STUMBLE, steps=(Step(wait_in_line, title="Wait"),))

    run = work(emit(Stumble()).run)

    assert (run.status, run.error_code) == (Status.FAILED, "in_line")
    assert run.retry_at > timezone.now() + timedelta(seconds=3590)


def test_retry_after_beyond_the_deadline_ends_the_run_at_once_and_says_when(work, ends_of):
    before = timezone.now()

    run = work(emit(Stumble(retry_after_s=3600)).run)

    assert (run.status, run.error_code, ends_of(run)) == (Status.FAILED, "busy", ["FAILED"])
    assert timedelta(seconds=3600) <= run.retry_at - before < timedelta(seconds=3605)
    assert run.lines.last().data["retry_at"] == run.retry_at.isoformat()


@pytest.mark.parametrize("nonsense", [1e300, -5.0])
def test_a_nonsense_retry_after_does_no_harm(work, nonsense):
    run = work(emit(Stumble(retry_after_s=nonsense)).run)

    assert run.status in (Status.FAILED, Status.WAITING)


def test_a_step_that_notices_the_deadline_ends_the_run_as_timed_out(work, redeclare, ends_of):
    def dawdle(context):
        context.deadline_at = timezone.now()
        context.check()

    redeclare(flows.STUMBLE, steps=(Step(dawdle, title="Dawdle"),))

    run = work(emit(Stumble()).run)

    assert (run.status, run.error_code, ends_of(run)) == (Status.FAILED, "timed_out", ["FAILED"])


def test_a_result_that_is_not_json_fails_the_step_with_a_traceback(work, redeclare):
    redeclare(flows.STUMBLE, steps=(Step(lambda context: {"when": timezone.now()}, title="Store"),))

    run = work(emit(Stumble()).run)

    assert (run.status, run.error_code) == (Status.FAILED, "internal_error")
    assert "not JSON serializable" in run.steps.get().traceback


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


def test_a_bug_that_ends_a_run_is_logged_with_its_traceback_run_and_merchant(work, merchant, caplog):
    run = work(emit(Stumble(times=9, how="bug"), owner=merchant).run)

    (record,) = [record for record in caplog.records if record.name == "jobs.engine"]
    assert run.error_code == "internal_error"
    assert (record.run, record.merchant, record.step) == (str(run.pk), str(merchant.pk), "stumble")
    assert "ZeroDivisionError" in record.exc_text


def test_what_was_foreseen_is_no_error_in_the_log(work, caplog):
    work(emit(Stumble(times=9, how="no_hope")).run)

    assert not [record for record in caplog.records if record.name == "jobs.engine"]
