"""Runs with one key start apart and not too many at once; nobody waits in a worker for it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import ending, pace, sweep
from jobs.claim import claim
from jobs.engine import work as work_on
from jobs.models import Pace, Run, Status
from jobs.progress import progress_of
from jobs.service import emit
from jobs.templatetags.runs import progress_note
from tests.jobs.conftest import make_due
from tests.jobs.flows import Paced

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    """Sets the pace of the key ``shop``."""

    def set_pace(at_once: int, interval_s: float) -> None:
        Pace.objects.create(key="shop", at_once=at_once, interval_s=interval_s, next_at=timezone.now())

    return set_pace


def start(count: int, key: str = "shop") -> list[Run]:
    return [emit(Paced(shop=key)).run for _ in range(count)]


def take_all() -> list[Run]:
    taken = []
    while found := claim(Run.objects.all(), "worker-1"):
        taken.append(found[0])
    return taken


def states(runs: list[Run]) -> list[tuple[str, bool]]:
    now = Run.objects.filter(pk__in=[run.pk for run in runs]).order_by("pk")
    return [(run.status, run.slot_at is not None) for run in now]


def test_at_most_so_many_run_at_once_and_the_others_are_parked(shop):
    shop(at_once=2, interval_s=0)
    runs = start(4)

    assert len(take_all()) == 2

    assert states(runs) == [("RUNNING", True), ("RUNNING", True), ("WAITING", False), ("WAITING", False)]
    assert {run.waiting_for for run in Run.objects.filter(status="WAITING")} == {"pace"}


def test_the_end_of_one_lets_exactly_the_next_in(shop, django_capture_on_commit_callbacks):
    shop(at_once=1, interval_s=0)
    first, second, third = start(3)
    run, lease = claim(Run.objects.all(), "worker-1")
    take_all()

    with django_capture_on_commit_callbacks(execute=True):
        work_on(run, lease)

    assert states([first, second, third]) == [("SUCCEEDED", False), ("WAITING", True), ("WAITING", False)]


def test_starts_are_an_interval_apart(shop):
    shop(at_once=5, interval_s=10)
    before = timezone.now()
    first, second, third = start(3)

    assert [run.pk for run in take_all()] == [first.pk]

    second.refresh_from_db()
    third.refresh_from_db()
    assert second.next_attempt_at - before >= timedelta(seconds=10)
    assert third.next_attempt_at - second.next_attempt_at == timedelta(seconds=10)


def test_a_run_with_its_slot_come_is_executed_without_a_second_slot(shop, work):
    shop(at_once=5, interval_s=10)
    _, second = start(2)
    take_all()
    make_due(second.pk)

    assert work(second).status == Status.SUCCEEDED


def test_other_shops_are_not_held_up(shop):
    shop(at_once=1, interval_s=0)
    start(3)
    other = start(1, key="other")

    assert {run.pace_key for run in take_all()} == {"shop", "other"}
    assert states(other) == [("RUNNING", True)]


def test_a_place_that_nobody_passed_on_is_given_by_the_sweep(shop):
    shop(at_once=1, interval_s=0)
    first, second = start(2)
    take_all()
    Run.objects.filter(pk=first.pk).update(slot_at=None)

    sweep.sweep()

    assert states([second])[0][1]


def test_a_run_that_waits_for_a_deploy_gives_its_place_back(shop):
    """Its flow may have been renamed for good, and its shop would be closed for good."""
    shop(at_once=1, interval_s=0)
    (first,) = start(1)
    pace.park(first, pace.reserve(first, timezone.now()))
    (second,) = start(1)
    Run.objects.filter(pk=first.pk).update(flow="test/renamed")
    sweep.wake_due()

    assert take_all() == [second]
    assert states([first]) == [("WAITING", False)]


def test_the_settings_hold_where_the_row_says_nothing(settings):
    settings.JOBS_PACE_AT_ONCE, settings.JOBS_PACE_INTERVAL_S = 2, 0
    runs = start(3)

    assert len(take_all()) == 2
    assert states(runs)[2] == ("WAITING", False)


def test_pace_can_be_switched_off(settings):
    settings.JOBS_PACE_AT_ONCE = 0
    start(3)

    assert len(take_all()) == 3


def test_admitting_keeps_the_order_of_the_claim(shop):
    shop(at_once=1, interval_s=0)
    first, second, third = start(3)
    take_all()
    Run.objects.filter(pk=third.pk).update(priority=5)
    Run.objects.filter(pk=first.pk).update(slot_at=None)

    assert pace.admit("shop") == 1

    assert states([second, third]) == [("WAITING", False), ("WAITING", True)]


def test_a_parked_run_shows_its_place_at_the_shop(shop):
    shop(at_once=1, interval_s=0)
    _, second, third = start(3)
    take_all()
    second.refresh_from_db()
    third.refresh_from_db()

    shown = [progress_of(run) for run in (second, third)]

    assert [(item.position, item.shop_position, item.waiting_for) for item in shown] == [
        (None, 1, "pace"),
        (None, 2, "pace"),
    ]
    assert [progress_note(item) for item in shown] == [
        "Waiting for its turn · Next in line",
        "Waiting for its turn · 1 ahead of it",
    ]


def test_a_run_with_a_time_at_the_shop_stands_in_no_line(shop):
    shop(at_once=5, interval_s=10)
    _, second = start(2)
    take_all()
    second.refresh_from_db()

    assert progress_of(second).shop_position is None
    assert progress_note(progress_of(second)) == "Waiting for its turn"


def test_the_first_run_at_a_shop_never_waits(settings):
    settings.JOBS_PACE_AT_ONCE, settings.JOBS_PACE_INTERVAL_S = 4, 3600
    (run,) = start(1, key="new.example")

    assert [taken.pk for taken in take_all()] == [run.pk]


@pytest.mark.parametrize("status", [Status.FAILED, Status.CANCELLED])
def test_a_run_that_did_not_go_well_gives_its_place_back(shop, status):
    shop(at_once=1, interval_s=0)
    first, second = start(2)
    take_all()

    ending.end(first, Run.objects.filter(status=Status.RUNNING), ending.Ending(status, "code", "why"))
    pace.admit("shop")

    assert states([first, second]) == [(status, False), ("WAITING", True)]


def test_a_merchant_at_the_screen_takes_the_place_that_bulk_work_leaves_at_a_shop(
    shop, django_capture_on_commit_callbacks
):
    shop(at_once=2, interval_s=0)
    bulk = [emit(Paced(shop="shop"), queue="bulk").run for _ in range(3)]
    run, lease = claim(Run.objects.all(), "worker-1")
    take_all()
    at_the_screen = [emit(Paced(shop="shop"), queue="interactive").run for _ in range(2)]

    taken = take_all()
    with django_capture_on_commit_callbacks(execute=True):
        work_on(run, lease)  # one of the bulk runs ends

    assert taken == at_the_screen[:1]
    assert states(at_the_screen) == [("RUNNING", True), ("WAITING", True)]  # before the bulk runs that came earlier
    assert states(bulk) == [("SUCCEEDED", False), ("WAITING", False), ("WAITING", False)]
