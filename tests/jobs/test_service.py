"""The door: events start runs once, subjects have one open run, a run can be called off or started again."""

from datetime import timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError

from jobs import service, starting
from jobs.claim import claim
from jobs.errors import NoSuchStep
from jobs.models import Event, Run, Status, Step
from jobs.payloads import InvalidPayload, Payload, UnknownEvent, parse
from jobs.service import IdempotencyConflict, emit, emit_many
from tests.jobs import flows
from tests.jobs.flows import Stumble, Walk

pytestmark = pytest.mark.django_db


def test_an_event_starts_a_run_with_its_steps_for_each_flow(merchant):
    emitted = emit(Walk(subject="s", note="n"), owner=merchant, metadata={"by": "test"})

    run = emitted.run
    assert (emitted.event.name, emitted.event.data) == ("test/walk.requested", {"subject": "s", "note": "n"})
    assert (emitted.event.owner, emitted.event.metadata) == (merchant, {"by": "test"})
    assert (run.flow, run.status, run.owner, run.subject) == ("test/walk", "QUEUED", merchant, "s")
    assert list(run.steps.values_list("position", "name", "status")) == [
        (0, "first", "QUEUED"),
        (1, "second", "QUEUED"),
        (2, "third", "QUEUED"),
    ]


def test_the_wire_form_is_camel_case_both_ways():
    payload = parse("test/stumble.requested", {"times": 2, "retryAfterS": 1.5})

    assert payload == Stumble(times=2, retry_after_s=1.5)
    assert payload.dump() == {"times": 2, "how": "busy", "retryAfterS": 1.5}


def test_wrong_data_and_unknown_events_are_refused_by_name():
    with pytest.raises(InvalidPayload) as wrong:
        parse("test/stumble.requested", {"times": "many", "extra": 1})
    assert set(wrong.value.fields) == {"times", "extra"}
    with pytest.raises(UnknownEvent):
        parse("test/nothing.requested", {})


def test_undeclared_payloads_are_refused():
    class Secret(Payload):
        event = "test/secret.requested"

    with pytest.raises(UnknownEvent):
        emit(Secret())


def test_nothing_is_left_of_an_event_whose_transaction_is_rolled_back():
    with pytest.raises(IntegrityError):
        Step.objects.create(run=emit(Walk()).run, position=0, name="again")


def test_a_known_event_id_gives_the_first_answer_again(work):
    event_id = uuid4()
    first = emit(Walk(subject="s"), event_id=event_id)
    work(first.run)

    again = emit(Walk(subject="s"), event_id=event_id)

    assert (again.event, again.runs, first.known, again.known) == (first.event, first.runs, False, True)
    assert Run.objects.count() == 1


def test_a_known_event_id_keeps_its_answer_even_when_that_was_an_open_run_of_another_event():
    open_ = emit(Walk(subject="s")).run
    joined = emit(Walk(subject="s"), event_id=uuid4())

    again = emit(Walk(subject="s"), event_id=joined.event.pk)

    assert again.runs == joined.runs == [open_]


def test_an_event_id_used_for_something_else_is_a_conflict(merchant):
    known = emit(Walk(note="a"), owner=merchant)

    with pytest.raises(IdempotencyConflict):
        emit(Walk(note="b"), owner=merchant, event_id=known.event.pk)


def test_an_event_id_that_another_owner_has_is_free(merchant, other_merchant):
    event_id = uuid4()
    theirs = emit(Walk(note="theirs"), owner=other_merchant, event_id=event_id)

    mine = emit(Walk(note="mine"), owner=merchant, event_id=event_id)
    again = emit(Walk(note="mine"), owner=merchant, event_id=event_id)

    assert (mine.known, again.known, again.runs) == (False, True, mine.runs)
    assert mine.runs != theirs.runs
    assert mine.event.shown_id == theirs.event.shown_id == event_id


def test_an_idempotency_key_gives_the_same_run_even_after_its_end(merchant, work):
    first = emit(Walk(note="a"), owner=merchant, idempotency_key="k")
    work(first.run)

    again = emit(Walk(note="a"), owner=merchant, idempotency_key="k")

    assert (again.run, again.known) == (first.run, True)
    with pytest.raises(IdempotencyConflict):
        emit(Walk(note="b"), owner=merchant, idempotency_key="k")


def test_the_same_idempotency_key_of_another_owner_is_another_run(merchant, other_merchant):
    mine = emit(Walk(), owner=merchant, idempotency_key="k").run

    assert emit(Walk(), owner=other_merchant, idempotency_key="k").run != mine


def test_a_subject_has_one_open_run(work):
    first = emit(Walk(subject="s")).run
    second = emit(Walk(subject="s")).run
    work(first)
    third = emit(Walk(subject="s")).run

    assert (first, first == third) == (second, False)


def test_a_subject_taken_between_the_look_and_the_insert_gives_the_run_of_the_winner(monkeypatch):
    winner = emit(Walk(subject="s")).run
    answers = iter([None, winner])
    monkeypatch.setattr(starting, "open_run", lambda subject, flow: next(answers))

    assert emit(Walk(subject="s")).run == winner


def test_many_events_at_once_keep_their_order_and_find_what_is_open(merchant, django_assert_max_num_queries):
    open_ = emit(Walk(subject="b"), owner=merchant).run
    sent = [Walk(subject=name) for name in ("a", "b", "c", "a", "")] + [Walk()]

    with django_assert_max_num_queries(12):
        answers = emit_many(sent, owner=merchant, queue="bulk")

    runs = [answer.run for answer in answers]
    assert [run.subject for run in runs] == ["a", "b", "c", "a", "", ""]
    assert (runs[1], runs[0]) == (open_, runs[3])
    assert len({run.pk for run in runs}) == 5
    assert {run.queue for run in runs if run != open_} == {"bulk"}
    assert all(run.steps.count() == 3 for run in runs)
    assert Event.objects.count() == 7
    assert emit_many([]) == []


def test_many_events_survive_a_subject_taken_just_now(monkeypatch):
    winner = emit(Walk(subject="b")).run
    monkeypatch.setattr(starting, "open_runs", lambda subjects, flow: {})

    runs = [answer.run for answer in emit_many([Walk(subject="a"), Walk(subject="b")])]

    assert runs[1] == winner
    assert Run.objects.count() == 2


def test_a_newcomer_slips_in_before_the_backlog_of_another(merchant, other_merchant):
    backlog = [answer.run for answer in emit_many([Walk() for _ in range(5)], owner=merchant, queue="bulk")]
    newcomer = emit(Walk(), owner=other_merchant, queue="bulk").run

    order = list(Run.objects.order_by("-priority", "turn", "pk"))

    assert order == [backlog[0], newcomer, *backlog[1:]]
    gaps = {later.turn - earlier.turn for earlier, later in pairwise(backlog)}
    assert gaps == {timedelta(seconds=60)}


def test_an_owner_whose_backlog_is_done_is_a_newcomer_again(merchant):
    emit_many([Walk() for _ in range(5)], owner=merchant, queue="bulk")
    while taken := claim(Run.objects.all(), "worker-1"):
        Run.objects.filter(pk=taken[0].pk).update(status=Status.RUNNING)

    fresh = emit(Walk(), owner=merchant, queue="bulk").run

    assert abs(fresh.turn - fresh.created_at) < timedelta(seconds=5)


def test_a_higher_priority_is_claimed_first(merchant):
    emit(Walk(), owner=merchant)
    urgent = emit(Walk(), owner=merchant, priority=5).run

    taken, _ = claim(Run.objects.filter(queue="default"), "worker-1")

    assert taken == urgent


def test_a_worker_takes_nothing_from_other_queues():
    emit(Walk(), queue="bulk")

    assert claim(Run.objects.filter(queue="interactive"), "worker-1") is None


def test_open_and_latest_runs_are_found_by_subject(work):
    first = work(emit(Walk(subject="s")).run)
    assert service.open_run("s", "test/walk") is None

    second = emit(Walk(subject="s")).run

    assert service.open_run("s", "test/walk") == second
    assert service.latest_run("s") == service.latest_run("s", "test/walk") == second
    assert service.latest_run("s", "test/other") is None
    assert service.open_run("", "test/walk") is None
    assert first != second


@pytest.mark.parametrize("prepare", ["queued", "waiting"])
def test_a_run_that_waits_is_cancelled_at_once(prepare, work, ends_of):
    run = emit(Stumble(retry_after_s=60)).run
    if prepare == "waiting":
        run = work(run)

    assert service.cancel(run)

    run.refresh_from_db()
    assert (run.status, run.error_code, ends_of(run)) == (Status.CANCELLED, "cancelled", ["CANCELLED"])
    assert run.lines.last().kind == "error"
    assert not service.cancel(run)


def test_a_run_that_goes_to_and_fro_while_it_is_cancelled_is_asked_to_stop(monkeypatch):
    run = emit(Walk()).run
    turns = iter([Status.WAITING, Status.RUNNING])

    def slips_by(run: Run, *_args: object) -> bool:
        Run.objects.filter(pk=run.pk).update(status=next(turns))
        return False

    monkeypatch.setattr(service.ending, "end", slips_by)

    assert service.cancel(run)
    run.refresh_from_db()
    assert run.cancel_requested_at


def test_a_run_that_ends_while_another_takes_its_subject_is_not_in_the_way(monkeypatch):
    first = emit(Walk(subject="s")).run
    looks = []

    def ends_before_the_second_look(_subject: str, _flow: str) -> None:
        looks.append(1)
        if len(looks) == 2:
            Run.objects.filter(pk=first.pk).update(status=Status.SUCCEEDED, ended_at=first.created_at)

    monkeypatch.setattr(starting, "open_run", ends_before_the_second_look)

    assert emit(Walk(subject="s")).run != first


def test_a_run_is_made_before_it_is_queued(monkeypatch):
    monkeypatch.setattr(starting.dispatch, "reaches_workers", lambda: True)

    run = emit(Walk()).run

    assert run.created_at <= run.enqueued_at


def test_a_running_run_is_cancelled_at_its_next_check(work, ends_of, monkeypatch):
    run = emit(Walk()).run
    monkeypatch.setattr(flows, "calls", CancelOnFirstCall(run))

    run = work(run)

    assert (run.status, ends_of(run)) == (Status.CANCELLED, ["CANCELLED"])
    assert [step.status for step in run.steps.all()] == ["CANCELLED", "CANCELLED", "CANCELLED"]


class CancelOnFirstCall(dict[str, int]):
    """Cancels the run as soon as its first step counts its call."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self.run = run

    def __missing__(self, name: str) -> int:
        assert service.cancel(self.run)
        return 0


def test_a_run_is_started_again_whole_as_a_new_one(work):
    old = work(emit(Stumble(times=9, how="no_hope")).run)

    new = service.rerun(old)

    assert (new.rerun_of, new.payload, new.event, new.status) == (old, old.payload, old.event, "QUEUED")
    assert work(new).status == Status.FAILED


def test_a_run_is_started_again_from_a_step_with_the_results_before_it(work):
    old = work(emit(Walk()).run)
    flows.calls.clear()

    new = work(service.rerun(old, from_step=2))

    assert (new.result, dict(flows.calls)) == ({"value": 3}, {"third": 1})
    for step in (3, -1):
        with pytest.raises(NoSuchStep):
            service.rerun(old, from_step=step)


def test_a_run_that_is_open_again_is_not_started_twice(work):
    old = work(emit(Walk(subject="s")).run)

    assert service.rerun(old) == service.rerun(old)


def test_ids_of_runs_and_events_are_ordered_by_time():
    runs = [emit(Walk()).run for _ in range(3)]

    assert [run.pk for run in runs] == sorted(run.pk for run in runs)
    assert {UUID(str(run.pk)).version for run in runs} == {7}
