"""Starting again: one run or all that match, with what is refused said by its code."""

from dataclasses import replace

import pytest

from jobs import flows as declared
from jobs import service
from jobs.errors import Refused, RunIsOpen
from jobs.models import Run, Status
from jobs.service import Replayed, emit, replay, rerun
from tests.jobs.flows import STUMBLE, Stumble, Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed(work):
    def fail(count: int = 1) -> list[Run]:
        return [work(emit(Stumble(times=9, how="no_hope")).run) for _ in range(count)]

    return fail


@pytest.fixture
def walked(work):
    return lambda subject: work(emit(Walk(subject=subject)).run)


def all_failed():
    return Run.objects.filter(status=Status.FAILED)


def test_all_that_match_are_started_again_as_new_runs(failed):
    old = failed(3)

    assert replay(all_failed()) == Replayed(started=3, already_open=0, refused={})

    assert set(Run.objects.filter(status=Status.QUEUED).values_list("rerun_of", flat=True)) == {r.pk for r in old}


def test_a_limit_takes_the_oldest(failed):
    old = failed(3)

    assert replay(all_failed(), limit=2).started == 2

    assert set(Run.objects.filter(rerun_of__isnull=False).values_list("rerun_of", flat=True)) == {
        run.pk for run in old[:2]
    }


def test_a_run_that_runs_is_not_started_again():
    run = emit(Walk()).run

    with pytest.raises(RunIsOpen):
        rerun(run)
    assert replay(Run.objects.all()) == Replayed(started=0, already_open=1, refused={})
    assert Run.objects.count() == 1


def test_a_subject_is_started_once_whatever_the_number_of_its_runs(walked):
    for _ in range(3):
        walked("cup")
    Run.objects.update(status=Status.FAILED)

    assert replay(all_failed()) == Replayed(started=1, already_open=2, refused={})


def test_what_has_succeeded_since_is_left_alone(walked):
    first, second = walked("cup"), walked("pot")
    Run.objects.filter(pk__in=[first.pk, second.pk]).update(status=Status.FAILED)
    walked("cup")

    assert replay(all_failed()) == Replayed(started=1, already_open=0, refused={"superseded": 1})


def test_a_rerun_that_succeeded_speaks_for_a_run_without_a_subject(failed, work):
    (old,) = failed()
    Run.objects.filter(pk=work(rerun(old)).pk).update(status=Status.SUCCEEDED)

    assert replay(all_failed()).refused == {"superseded": 1}


def test_refusals_are_counted_by_code_and_stop_no_other(failed, walked, monkeypatch):
    failed(2)
    walked("cup")
    Run.objects.update(status=Status.FAILED)
    Run.objects.filter(flow="test/walk").update(payload={"nonsense": 1})

    def refuse(run):
        raise Refused("not today", code="shop_closed")

    monkeypatch.setitem(declared._registry, "test/stumble", replace(STUMBLE, on_rerun=refuse))
    assert replay(all_failed()).refused == {"shop_closed": 2, "invalid_payload": 1}

    monkeypatch.delitem(declared._registry, "test/stumble")
    assert replay(all_failed()).refused == {"unknown_flow": 2, "invalid_payload": 1}
    assert Run.objects.count() == 3


def test_a_replay_of_a_replay_finds_it_open(failed):
    failed(2)
    replay(all_failed())

    assert replay(all_failed()) == Replayed(started=0, already_open=2, refused={})
    assert service.replay(Run.objects.none()) == Replayed(started=0, already_open=0, refused={})
