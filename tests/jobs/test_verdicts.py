"""What becomes of an error: tried again, waited for, final; what a deadline ends, and what is logged."""

from datetime import datetime, timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from jobs.flows import Step
from jobs.models import Status
from jobs.retry import NEVER
from jobs.service import emit
from tests.jobs import flows
from tests.jobs.conftest import make_due
from tests.jobs.flows import Busy, Stumble

pytestmark = pytest.mark.django_db


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
    said = run.lines.last().data["retry_at"]
    assert said.endswith("Z")
    assert abs(datetime.fromisoformat(said) - run.retry_at) < timedelta(milliseconds=1)


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


def test_a_bug_that_ends_a_run_is_logged_with_its_traceback_run_and_merchant(work, merchant, caplog):
    run = work(emit(Stumble(times=9, how="bug"), owner=merchant).run)

    (record,) = [record for record in caplog.records if record.name == "jobs.engine"]
    assert run.error_code == "internal_error"
    assert (record.run, record.merchant, record.step) == (str(run.pk), str(merchant.pk), "stumble")
    assert "ZeroDivisionError" in record.exc_text


def test_what_was_foreseen_is_no_error_in_the_log(work, caplog):
    work(emit(Stumble(times=9, how="no_hope")).run)

    assert not [record for record in caplog.records if record.name == "jobs.engine"]
