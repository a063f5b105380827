"""A parent waits for its children without a worker and decides by how they ended."""

from dataclasses import replace

import pytest

from jobs import fanout, service, sweep, words
from jobs import flows as all_flows
from jobs.models import Run, Status
from jobs.service import emit
from tests.jobs import flows
from tests.jobs.conftest import let_lease_lapse, make_due
from tests.jobs.flows import Stop, Tour

pytestmark = pytest.mark.django_db


@pytest.fixture
def tour(work):
    """Start a tour and work off everything that is queued, until nothing is."""

    def go(*stops: str) -> Run:
        run = work(emit(Tour(stops=stops)).run)
        work_queued(work)
        return Run.objects.get(pk=run.pk)

    return go


def work_queued(work) -> None:
    while queued := Run.objects.filter(status=Status.QUEUED).first():
        work(queued)


def test_all_children_good_is_a_success(tour, ends_of):
    run = tour("a", "b", "c")

    assert (run.status, run.result, ends_of(run)) == (Status.SUCCEEDED, {"good": 3, "bad": 0}, ["SUCCEEDED"])
    assert flows.calls["visit_all"] == 1
    assert {child.queue for child in run.children.all()} == {"bulk"}


def test_one_bad_child_does_not_stop_the_rest(tour):
    assert tour("a", "bad", "c").result == {"good": 2, "bad": 1}


def test_only_bad_children_are_a_failure(tour, ends_of):
    run = tour("bad")

    assert (run.status, run.error_code, ends_of(run)) == (Status.FAILED, "all_bad", ["FAILED"])


def test_no_children_at_all_need_no_waiting(tour):
    assert tour().result == {"good": 0, "bad": 0}


def test_the_waiting_parent_holds_no_worker_and_counts_its_children_down(work):
    run = work(emit(Tour(stops=["a", "b", "c"])).run)
    assert (run.status, run.waiting_for, run.lease_until, run.children_open) == ("WAITING", "children", None, 3)

    work(run.children.get(subject="stop:b"))

    run.refresh_from_db()
    assert (run.status, run.children_open, run.children_total) == ("WAITING", 2, 3)
    line = run.lines.last()
    assert (line.message, words.shown(line.data)) == ("1 of 3 stops", {"done": 1, "total": 3})


def test_lines_of_a_large_fan_out_stay_few(work, monkeypatch):
    monkeypatch.setattr(fanout, "LINES_AT_MOST", 2)

    run = work(emit(Tour(stops=list("abcdefgh"))).run)
    work_queued(work)

    assert [line.data["done"] for line in run.lines.filter(kind="update")] == [4, 8]


@pytest.mark.parametrize("ended_meanwhile", [False, True])
def test_a_worker_that_dies_while_it_spawns_makes_no_child_twice(work, monkeypatch, ended_meanwhile):
    monkeypatch.setattr(fanout, "SPAWNED_AT_ONCE", 2)
    run = emit(Tour(stops=list("abcde"))).run
    with monkeypatch.context() as dying:
        dying.setattr(fanout, "_spawn_some", after(2, fanout._spawn_some))
        with pytest.raises(KeyboardInterrupt):
            work(run)
    assert Run.objects.filter(parent=run).count() == 4
    if ended_meanwhile:
        work_queued(work)

    let_lease_lapse(run.pk)
    sweep.sweep()
    work_queued(work)

    run.refresh_from_db()
    assert (run.status, run.result, run.children.count()) == (Status.SUCCEEDED, {"good": 5, "bad": 0}, 5)
    assert (run.children_total, run.children_open) == (5, 0)


def test_a_worker_that_lost_the_parent_while_it_spawned_gathers_nothing(work, monkeypatch, redeclare):
    gathered: list[int] = []
    (step,) = flows.TOUR.steps
    redeclare(flows.TOUR, steps=(replace(step, gather=lambda context, children: gathered.append(1) or {}),))
    spawn = fanout._spawn

    def lose_the_lease_after_it(*args: object) -> None:
        spawn(*args)
        let_lease_lapse(run.pk)
        assert sweep.take_back_lapsed() == 1

    monkeypatch.setattr(fanout, "_spawn", lose_the_lease_after_it)
    run = emit(Tour(stops=["a"])).run

    work(run)

    assert gathered == []


def after(times: int, function):
    """``function``, which dies the next time after ``times``."""
    calls = iter(range(times))

    def dying(*args: object) -> None:
        if next(calls, None) is None:
            raise KeyboardInterrupt
        function(*args)

    return dying


def test_children_are_written_some_at_a_time_and_told_of_in_the_same_transaction(work, monkeypatch):
    heard: list[list[str]] = []
    monkeypatch.setattr(fanout, "SPAWNED_AT_ONCE", 2)
    (step,) = flows.TOUR.steps
    telling = replace(step, opened=lambda runs: heard.append([run.subject for run in runs]))
    monkeypatch.setitem(all_flows._registry, "test/tour", replace(flows.TOUR, steps=(telling,)))
    emit(Stop(name="b"))

    work(emit(Tour(stops=list("abc"))).run)

    assert heard == [["stop:a"], ["stop:c"]]  # the run for b is somebody else's


def test_an_open_run_for_the_same_subject_is_waited_for_instead_of_a_second(work):
    other = emit(Stop(name="a")).run
    run = work(emit(Tour(stops=["a", "b"])).run)
    work(run.children.get())
    run.refresh_from_db()
    assert run.children_total == 1

    run = work(run)
    assert run.status == Status.WAITING
    work(other)
    make_due(run.pk)
    run = work(run)

    assert (run.status, run.result) == (Status.SUCCEEDED, {"good": 2, "bad": 0})


def test_a_wake_up_that_got_lost_is_made_good_by_looking_again(work):
    run = work(emit(Tour(stops=["a"])).run)
    Run.objects.filter(pk=run.pk).update(status=Status.QUEUED)
    assert work(run).status == Status.WAITING
    work(run.children.get())
    Run.objects.filter(pk=run.pk).update(status=Status.WAITING, next_attempt_at=None)

    make_due(run.pk)

    assert work(run).result == {"good": 1, "bad": 0}


def test_a_cancelled_parent_calls_its_children_off(work, ends_of, django_capture_on_commit_callbacks):
    run = work(emit(Tour(stops=["a", "b"])).run)

    with django_capture_on_commit_callbacks(execute=True):
        service.cancel(run)
    sweep.sweep()

    children = list(run.children.all())
    assert {child.status for child in children} == {"CANCELLED"}
    assert ends_of(run) == ["CANCELLED"]
    assert [ends_of(child) for child in children] == [["CANCELLED"]] * 2


def test_a_crash_right_after_the_parents_end_leaves_no_child_at_work(work):
    run = work(emit(Tour(stops=["a", "b"])).run)

    service.cancel(run)  # what would come after the commit never does here

    assert not run.children.filter(cancel_requested_at=None).exists()


def test_a_queued_child_that_was_called_off_is_not_executed(work):
    run = work(emit(Tour(stops=["a"])).run)
    fanout.call_off(run)

    work(run.children.get())

    assert run.children.get().status == Status.CANCELLED


def test_children_stand_behind_each_other_like_all_runs_of_an_owner(work, merchant):
    run = work(emit(Tour(stops=["a", "b"]), owner=merchant).run)

    early, late = run.children.order_by("turn")
    assert (late.turn - early.turn).total_seconds() == 60
    assert early.owner == late.owner == merchant
