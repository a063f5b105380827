"""kill -9 inside each step, brokers emptied in mid-run, messages twice: every run ends right, once."""

import pytest

from jobs.models import Event, Run, Status
from jobs.service import emit
from tests.jobs.flows import Walk
from tests.support import worker

WALK_KILLS = [f"{step}:{place}" for step in ("first", "second", "third") for place in ("before", "after")]


@pytest.fixture(params=["sqlite", "postgres"])
def database(request, tmp_path, django_db_blocker):
    made = worker.sqlite_database(tmp_path) if request.param == "sqlite" else worker.postgres_database()
    with django_db_blocker.unblock(), made as address:
        yield address


@pytest.fixture(params=["memory", "redis", "rabbitmq"])
def broker(request):
    if request.param == "memory":
        yield "memory://"
        return
    made = worker.redis_broker() if request.param == "redis" else worker.rabbitmq_broker()
    with made as address, worker.using_broker(address):
        yield address


def ended(run: Run):
    return lambda: Run.objects.filter(pk=run.pk, ended_at__isnull=False).first()


def ends_of(run: Run) -> list[str]:
    return [event.data["status"] for event in Event.objects.filter(name="test/ended", data__run=str(run.pk))]


def test_a_worker_killed_at_every_step_loses_and_doubles_nothing(tmp_path, database, broker):
    with worker.Crew(tmp_path, database, broker, kill_at=WALK_KILLS) as crew:
        run = emit(Walk(subject="s", note="n")).run
        run = crew.until(ended(run))

    assert crew.kills == set(WALK_KILLS)
    assert (run.status, run.result, ends_of(run)) == (Status.SUCCEEDED, {"value": 3}, ["SUCCEEDED"])
    kinds = list(run.lines.values_list("kind", flat=True))
    assert (kinds.count("start"), kinds.count("complete"), kinds[0], kinds[-1]) == (1, 1, "start", "complete")
    assert list(run.lines.values_list("number", flat=True)) == list(range(1, len(kinds) + 1))
