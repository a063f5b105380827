"""What comes round: sent when due, done once, recorded, and done now when somebody asks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import dispatch, locks, process, schedules, sweep, tasks
from jobs.models import Lock, Scheduled
from jobs.schedules import Round, UnknownSchedule

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(monkeypatch) -> list[str]:
    """Two things that come round, beside the sweep; gives the names of what was done."""
    names: list[str] = []

    def fail() -> None:
        names.append("bad")
        raise ZeroDivisionError("no")

    rounds = (
        schedules._rounds["sweep"],
        Round("good", "Good", 3600.0, lambda: names.append("good")),
        Round("bad", "Bad", 3600.0, fail),
    )
    monkeypatch.setattr(schedules, "_rounds", {one.name: one for one in rounds})
    return names


@pytest.fixture
def sent(monkeypatch) -> list[str]:
    names: list[str] = []
    monkeypatch.setattr(dispatch, "reaches_workers", lambda: True)
    monkeypatch.setattr(dispatch, "_try_to_send", lambda task, queue, say, args, **rest: names.extend(args) or True)
    return names


def shown(name: str) -> schedules.Schedule:
    return next(one for one in schedules.all() if one.name == name)


def test_what_is_due_is_sent_once(done, sent):
    sweep.sweep()
    sweep.sweep()

    assert sent == ["good", "bad"]


def test_a_message_that_nobody_worked_off_is_sent_again(done, sent):
    sweep.sweep()
    Scheduled.objects.update(next_at=timezone.now())

    sweep.sweep()

    assert sent == ["good", "bad"] * 2


def test_what_a_worker_does_before_the_sender_goes_on_stays_as_it_recorded_it(done, monkeypatch):
    monkeypatch.setattr(dispatch, "reaches_workers", lambda: True)
    monkeypatch.setattr(dispatch, "_try_to_send", lambda task, queue, say, args, **rest: tasks.scheduled(*args) or True)
    began = timezone.now()

    sweep.sweep()

    assert done == ["good", "bad"]
    assert (shown("good").next_at - began).total_seconds() == pytest.approx(3600, abs=60)


def test_what_the_broker_does_not_take_stays_due(done, monkeypatch):
    monkeypatch.setattr(dispatch, "reaches_workers", lambda: True)
    monkeypatch.setattr(dispatch, "_try_to_send", lambda *args, **options: False)

    sweep.sweep()
    sweep.sweep()

    assert shown("good").next_at <= timezone.now()


def test_what_was_done_is_recorded_and_due_again_after_its_time(done):
    before = timezone.now()

    tasks.scheduled("good")

    good = shown("good")
    assert done == ["good"] and good.last_ok and good.last_error == ""
    assert good.last_at >= before and good.last_seconds >= 0 and not good.is_late
    assert good.next_at - good.last_at == timedelta(seconds=3600)


def test_a_failure_is_recorded_and_comes_round_again(done):
    schedules.run("bad")

    bad = shown("bad")
    assert (bad.last_ok, bad.last_error) == (False, "ZeroDivisionError: no")
    assert bad.next_at > timezone.now()


def test_what_was_never_done_says_so(done):
    good = shown("good")

    assert (good.last_at, good.last_ok, good.next_at, good.is_late) == (None, None, None, True)


def test_run_now_makes_it_due(done, sent):
    schedules.run("good")
    sweep.sweep()
    assert sent == ["bad"]

    schedules.run_now("good")
    sweep.sweep()

    assert sent == ["bad", "good"]


def test_nothing_comes_round_under_an_unknown_name(done):
    with pytest.raises(UnknownSchedule):
        schedules.run_now("tea")
    assert not schedules.run("tea")


def test_two_processes_do_it_once(done):
    locks.take("schedule:good", 60)

    assert not schedules.run("good")
    assert done == []

    Lock.objects.update(holder=process.name())
    locks.give_back("schedule:good")
    assert schedules.run("good")


def test_the_sweep_is_seen_among_what_comes_round(done, sent):
    sweep.sweep()

    one = shown("sweep")
    assert one.last_ok and one.next_at - one.last_at == timedelta(seconds=5)
    assert "sweep" not in sent


def test_nothing_is_sent_where_no_worker_would_hear_of_it(done):
    sweep.sweep()

    assert not Scheduled.objects.exclude(name="sweep").exists()
