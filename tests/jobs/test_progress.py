"""What a page shows of a run, and how much asking for it costs."""

import dataclasses
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import flows as declared
from jobs import progress, service
from jobs.claim import claim
from jobs.models import Line, Run, Status
from jobs.progress import progress_of
from jobs.service import emit, emit_many
from tests.jobs import flows
from tests.jobs.flows import Stumble, Tour, Walk

pytestmark = pytest.mark.django_db


def test_a_queued_run_shows_its_place_in_the_claim_order(merchant, other_merchant, django_assert_max_num_queries):
    mine = [answer.run for answer in emit_many([Walk() for _ in range(3)], owner=merchant)]
    urgent = emit(Walk(), owner=other_merchant, priority=1).run
    progress.usual_seconds("test/walk")

    with django_assert_max_num_queries(2):
        shown = progress_of(mine[2])

    assert (shown.status, shown.position, shown.percent, shown.position_is_capped) == ("QUEUED", 4, 0, False)
    assert [progress_of(run).position for run in (urgent, mine[0], mine[1])] == [1, 2, 3]


def test_the_position_is_counted_no_further_than_the_cap(monkeypatch):
    monkeypatch.setattr(progress, "POSITION_CAP", 2)
    runs = [answer.run for answer in emit_many([Walk() for _ in range(5)])]

    shown = [progress_of(run) for run in runs]

    assert [item.position for item in shown] == [1, 2, 2, 2, 2]
    assert [item.position_is_capped for item in shown] == [False, False, True, True, True]


def test_percent_follows_the_weights_of_the_steps(settings, work):
    settings.JOBS_SLICE_S = 0
    run = emit(Walk()).run

    percents = [progress_of(work(run)).percent for _ in range(3)]

    assert percents == [50, 75, 100]


def test_steps_carry_their_titles_states_and_attempts(work):
    shown = progress_of(work(emit(Stumble(retry_after_s=60)).run))

    step = shown.steps[0]
    assert (step.title, step.status, step.attempts, step.error_code) == ("Stumble", "WAITING", 1, "busy")
    assert (shown.waiting_for, shown.completed_steps, shown.total_steps) == ("retry", 0, 1)
    assert shown.next_attempt_at > timezone.now()
    assert Line.objects.get(kind="update").data["next_attempt_at"].endswith("Z")  # as the API has it


def test_a_fan_out_moves_with_its_children(work):
    run = work(emit(Tour(stops=["a", "b", "c", "d"])).run)
    work(run.children.first())
    run.refresh_from_db()

    shown = progress_of(run)

    assert (shown.children_done, shown.children_total, shown.percent) == (1, 4, 25)


def test_the_estimate_comes_from_the_median_of_past_runs(work):
    for seconds in (10, 20, 900):
        done = work(emit(Walk()).run)
        Run.objects.filter(pk=done.pk).update(ended_at=done.started_at + timedelta(seconds=seconds))
    run, _ = claim(Run.objects.filter(pk=emit(Walk()).run.pk), "worker-1")

    lefts = [progress_of(run, now=run.started_at + timedelta(seconds=gone)).seconds_left for gone in (0, 7, 21)]

    assert lefts == [20, 15, None]


def test_nothing_is_estimated_for_a_flow_without_past():
    assert progress_of(emit(Walk()).run).seconds_left is None


def test_a_run_is_slow_after_two_minutes_until_it_ends(work):
    run, _ = claim(Run.objects.filter(pk=emit(Walk()).run.pk), "worker-1")

    assert not progress_of(run, now=run.started_at + timedelta(seconds=119)).is_slow
    assert progress_of(run, now=run.started_at + timedelta(seconds=121)).is_slow
    service.cancel(run)
    Run.objects.filter(pk=run.pk).update(status=Status.QUEUED)
    service.cancel(run)
    run.refresh_from_db()
    assert not progress_of(run, now=run.started_at + timedelta(seconds=121)).is_slow


def test_the_version_changes_with_all_that_is_shown_and_with_nothing_else(settings, work):
    settings.JOBS_SLICE_S = 0
    run = emit(Walk()).run
    seen = [progress_of(run).version]
    assert progress_of(run).version == seen[0]

    seen += [progress_of(work(run)).version for _ in range(3)]

    assert len(set(seen)) == 4
    Run.objects.filter(pk=run.pk).update(last_line=99)
    assert progress_of(Run.objects.get(pk=run.pk)).version not in seen


@pytest.mark.parametrize(
    ("how", "words"),
    [("bug", "Something unexpected went wrong on our side."), ("no_hope", "not now"), ("busy", "They are busy.")],
)
def test_an_error_is_shown_as_a_sentence(how, words, work, monkeypatch):
    said = dataclasses.replace(flows.STUMBLE, say=lambda code: "They are busy." if code == "busy" else "")
    monkeypatch.setitem(declared._registry, "test/stumble", said)

    run = work(emit(Stumble(how=how, retry_after_s=9999)).run)

    assert progress_of(run).error == words


def test_a_run_of_a_flow_unknown_here_is_shown_by_its_names():
    run = emit(Walk()).run
    run.flow = "test/from-another-deploy"

    shown = progress_of(run)

    assert (shown.title, shown.steps[0].title) == ("test/from-another-deploy", "first")
