"""Old things go in small batches; what is open, or still needed, never does."""

import io
from datetime import timedelta

import pytest
import time_machine
import uuid6
from django.core.management import CommandError, call_command
from django.utils import timezone

from jobs import retention, schedules
from jobs.models import Alert, Event, Line, Pace, Run, Step
from jobs.service import emit
from tests.jobs.flows import Tour, Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def ago(monkeypatch):
    """The time so many days ago. Ids that are made then are ordered as if it were."""

    def travel(days: float):
        monkeypatch.setattr(uuid6, "_last_v7_timestamp", None)  # it never goes back by itself
        return time_machine.travel(timezone.now() - timedelta(days=days))

    return travel


@pytest.fixture
def walked(work, ago):
    """A run that ended so many days ago, or is open since."""

    def walk(days: float, *, ended: bool = True) -> Run:
        with ago(days):
            run = emit(Walk()).run
            return work(run) if ended else run

    return walk


@pytest.fixture
def clear(monkeypatch):
    """Call the command as from a terminal at which ``answer`` is typed; None: there is no terminal."""

    def call(*arguments: str, answer: str | None = None) -> str:
        terminal = io.StringIO(f"{answer}\n")
        terminal.isatty = lambda: answer is not None
        monkeypatch.setattr("sys.stdin", terminal)
        said = io.StringIO()
        call_command("clear_runs", *arguments, stdout=said, stderr=io.StringIO())
        return said.getvalue()

    return call


def left() -> set:
    return set(Run.objects.values_list("pk", flat=True))


def test_runs_go_with_their_steps_lines_and_events_after_so_many_days(walked, settings):
    settings.KEEP_RUNS_D = 30
    old, new = walked(31), walked(29)

    gone = retention.clean_up()

    assert left() == {new.pk}
    assert (gone["runs"], gone["events"]) == (1, 2)  # the event that started it, and the one of its end
    assert not Step.objects.filter(run=old.pk).exists() and not Line.objects.filter(run=old.pk).exists()
    assert not Event.objects.filter(pk=old.event_id).exists() and Event.objects.filter(pk=new.event_id).exists()


def test_open_runs_stay_however_old_they_are(walked):
    run = walked(100, ended=False)

    assert retention.clean_up()["runs"] == 0

    assert left() == {run.pk}
    assert Event.objects.filter(pk=run.event_id).exists()


def test_children_stay_while_their_parent_is_open_and_go_before_it_afterwards(work, ago, monkeypatch):
    with ago(40):
        parent = work(emit(Tour(stops=["a", "b"])).run)
        for child in parent.children.all():
            work(child)
    assert retention.clean_up()["runs"] == 0

    with ago(35):
        assert work(parent).result == {"good": 2, "bad": 0}
    monkeypatch.setattr(retention, "AT_ONCE", 1)
    assert retention.clean_up()["runs"] == 3
    assert not left()


def test_a_run_of_thousands_of_lines_goes_in_small_deletions(walked, monkeypatch):
    run = walked(31)
    Line.objects.bulk_create(Line(run=run, number=n, kind="update") for n in range(10, 60))
    monkeypatch.setattr(retention, "LINES_AT_ONCE", 10)

    assert retention.clean_up()["runs"] == 1


def test_a_clean_up_stops_when_its_time_is_over(walked, monkeypatch):
    walked(31)
    monkeypatch.setattr(retention, "BUDGET_S", 0.0)

    assert retention.clean_up()["runs"] == 0


def test_other_apps_keep_their_own_things_in_order(monkeypatch):
    batches = [5, 2, 0]
    monkeypatch.setattr(retention, "_registry", {"cups": lambda: batches.pop(0)})

    assert retention.clean_up()["cups"] == 7


def test_shops_that_nobody_reads_any_more_are_forgotten_but_not_a_pace_that_somebody_set():
    long_ago = timezone.now() - timedelta(days=60)
    for key, at_once in (("idle", None), ("set", 2)):
        Pace.objects.create(key=key, next_at=long_ago, at_once=at_once)
    Pace.objects.create(key="used", next_at=timezone.now())

    retention.clean_up()

    assert set(Pace.objects.values_list("key", flat=True)) == {"set", "used"}


def test_alerts_that_are_over_are_forgotten():
    long_ago = timezone.now() - timedelta(days=60)
    Alert.objects.create(key="over", text="-", began_at=long_ago, ended_at=long_ago)
    Alert.objects.create(key="open", text="-", began_at=long_ago)

    retention.clean_up()

    assert list(Alert.objects.values_list("key", flat=True)) == ["open"]


def test_the_clean_up_comes_round():
    assert schedules.run("clean-up")
    assert next(one for one in schedules.all() if one.name == "clean-up").last_ok


def test_clear_runs_deletes_by_age_and_tells_how_many(walked, clear):
    old, new = walked(8), walked(6)

    said = clear("--older-than", "7", "--yes")

    assert left() == {new.pk}
    assert said == "1 run deleted, 0 open ones left alone.\n"
    assert Event.objects.filter(pk=old.event_id).exists()


def test_clear_runs_all_keeps_open_ones_and_takes_events_when_told(walked, clear):
    ended, still_open = walked(0), walked(50, ended=False)

    said = clear("--all", "--events", "--yes")

    assert left() == {still_open.pk}
    assert said == "1 run deleted, 1 open one left alone.\n2 events deleted.\n"
    assert not Event.objects.filter(pk=ended.event_id).exists()


def test_clear_runs_without_an_age_keeps_what_the_settings_keep(walked, clear):
    walked(31)
    new = walked(29)

    clear("--yes")

    assert left() == {new.pk}


def test_clear_runs_asks_at_a_terminal_and_takes_only_yes(walked, clear):
    run = walked(40)
    with pytest.raises(CommandError, match="Nothing was deleted"):
        clear(answer="")
    assert left() == {run.pk}

    clear(answer="y")
    assert not left()


def test_clear_runs_refuses_where_it_cannot_ask(walked, clear):
    run = walked(40)

    with pytest.raises(CommandError, match="--yes"):
        clear()

    assert left() == {run.pk}


@pytest.mark.parametrize("age", ["-1", "soon", "nan", "1e9"])
def test_clear_runs_refuses_an_age_that_is_none(clear, age):
    with pytest.raises(CommandError):
        clear(f"--older-than={age}", "--yes")
