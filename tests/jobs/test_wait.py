"""Commands that wait: the work is done here, retries included, or watched."""

import pytest

from jobs import process, service, wait
from jobs.models import Run, Worker
from jobs.service import emit, emit_many
from jobs.wait import work_off
from tests.jobs import flows
from tests.jobs.flows import Stop, Stumble, Tour, Walk


@pytest.mark.django_db
def test_everything_asked_for_is_worked_off_and_told_of():
    runs = [answer.run for answer in emit_many([Walk() for _ in range(3)])]
    other = emit(Walk(), queue="ai").run
    ended: list[Run] = []

    work_off([run.pk for run in runs], threads=1, on_end=ended.append)

    assert {run.pk for run in ended} == {run.pk for run in runs}
    assert {run.status for run in ended} == {"SUCCEEDED"}
    other.refresh_from_db()
    assert other.status == "QUEUED"
    assert not Worker.objects.exists()


@pytest.mark.django_db
def test_retries_are_waited_for():
    run = emit(Stumble(times=2, retry_after_s=0.05)).run

    work_off([run.pk], threads=1)

    run.refresh_from_db()
    assert (run.status, run.result) == ("SUCCEEDED", {"attempt": 3})


@pytest.mark.django_db
def test_children_and_runs_of_others_that_a_parent_waits_for_are_worked_off_too(monkeypatch):
    monkeypatch.setattr("jobs.fanout.LOOK_AGAIN_S", 0.05)
    joined = emit(Stop(name="a")).run
    parent = emit(Tour(stops=["a", "b"])).run

    work_off([parent.pk], threads=1)

    parent.refresh_from_db()
    joined.refresh_from_db()
    assert (parent.result, joined.status) == ({"good": 2, "bad": 0}, "SUCCEEDED")


@pytest.mark.django_db
def test_a_run_that_has_ended_already_or_is_gone_is_not_waited_for():
    done, gone = emit(Walk()).run, emit(Walk()).run
    service.cancel(done)
    ended: list[Run] = []
    gone_id = gone.pk
    gone.delete()

    work_off([done.pk, gone_id], threads=1, on_end=ended.append)

    assert ended == [done]


@pytest.mark.django_db(transaction=True)
def test_several_threads_share_the_work():
    runs = [answer.run for answer in emit_many([Walk() for _ in range(12)])]

    work_off([run.pk for run in runs], threads=4)

    assert set(Run.objects.values_list("status", flat=True)) == {"SUCCEEDED"}
    assert dict(flows.calls) == {"first": 12, "second": 12, "third": 12}


@pytest.mark.django_db
def test_ctrl_c_leaves_everything_resumable(monkeypatch):
    runs = [answer.run for answer in emit_many([Walk() for _ in range(3)])]

    def interrupt(run: Run) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work_off([run.pk for run in runs], threads=1, on_end=interrupt)
    assert not process.is_stopping()
    assert {run.status for run in Run.objects.all()} == {"SUCCEEDED", "QUEUED"}

    work_off([run.pk for run in runs], threads=1)

    assert dict(flows.calls) == {"first": 3, "second": 3, "third": 3}


@pytest.mark.django_db
def test_with_a_real_broker_the_workers_are_watched(monkeypatch, work):
    run = emit(Walk()).run
    monkeypatch.setattr(wait.dispatch, "is_memory", lambda: False)
    monkeypatch.setattr(wait.time, "sleep", lambda seconds: work(run))

    work_off([run.pk])

    run.refresh_from_db()
    assert (run.status, run.worker) == ("SUCCEEDED", "worker-1")
