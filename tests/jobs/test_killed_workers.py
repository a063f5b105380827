"""kill -9 inside each step, brokers emptied in mid-run, messages twice: every run ends right, once."""

import os

import pytest

from jobs.models import Event, Run, Status, Worker
from jobs.service import emit, emit_many
from tests.jobs.flows import Crash, Gate, Stumble, Tour, Walk
from tests.support import worker

EVERY_STEP = [f"{step}:{place}" for step in ("first", "second", "third") for place in ("before", "after")]
ONE_STEP = [
    "second:before",
    "second:after",
]  # where only the broker differs, and how it gives back what a dead one held
# A dead worker's run goes on after its lease, so the test takes as long as the leases do.
QUICK = {"JOBS_LEASE_S": "1", "JOBS_HEARTBEAT_S": "0.25"}

POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
PAIRS = [
    pytest.param("sqlite", "memory", EVERY_STEP, id="sqlite-memory"),
    pytest.param("sqlite", "redis", ONE_STEP, id="sqlite-redis", marks=pytest.mark.redis),
    pytest.param("postgres", "redis", EVERY_STEP, id="postgres-redis", marks=[pytest.mark.postgres, pytest.mark.redis]),
    pytest.param(
        "postgres", "rabbitmq", ONE_STEP, id="postgres-rabbitmq", marks=[pytest.mark.postgres, pytest.mark.rabbitmq]
    ),
]


@pytest.fixture(params=["sqlite", POSTGRES])
def database(request, tmp_path, django_db_blocker):
    made = worker.sqlite_database(tmp_path) if request.param == "sqlite" else worker.postgres_database()
    with django_db_blocker.unblock(), made as address:
        yield address


@pytest.fixture
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


@pytest.mark.parametrize(("database", "broker", "kill_at"), PAIRS, indirect=["database", "broker"])
def test_a_worker_killed_at_every_step_loses_and_doubles_nothing(tmp_path, database, broker, kill_at):
    with worker.Crew(tmp_path, database, broker, kill_at=kill_at, env=QUICK) as crew:
        run = emit(Walk(subject="s", note="n")).run
        run = crew.until(ended(run))

    assert crew.kills == set(kill_at)
    assert (run.status, run.result, ends_of(run)) == (Status.SUCCEEDED, {"value": 3}, ["SUCCEEDED"])
    kinds = list(run.lines.values_list("kind", flat=True))
    assert (kinds.count("start"), kinds.count("complete"), kinds[0], kinds[-1]) == (1, 1, "start", "complete")
    assert list(run.lines.values_list("number", flat=True)) == list(range(1, len(kinds) + 1))


@pytest.fixture
def on_sqlite(tmp_path, django_db_blocker):
    with django_db_blocker.unblock(), worker.sqlite_database(tmp_path) as address:
        yield address


@pytest.fixture
def on_redis():
    with worker.redis_broker() as address, worker.using_broker(address):
        yield address


def all_ended() -> bool:
    return not Run.objects.filter(ended_at__isnull=True).exists()


def started(run: Run):
    return lambda: Run.objects.filter(pk=run.pk, started_at__isnull=False).exists()


@pytest.mark.rabbitmq
@pytest.mark.parametrize(
    "broker", ["rabbitmq"], indirect=True
)  # Redis delivers again only after its visibility timeout
def test_a_message_that_comes_a_second_time_finds_nothing_to_do(tmp_path, on_sqlite, broker):
    with worker.Crew(tmp_path, on_sqlite, broker, kill_at=["ticket:done"]) as crew:
        run = emit(Walk()).run
        crew.until(
            lambda: crew.started == 2 and "Task jobs.execute" in crew.log_of(2) and "succeeded" in crew.log_of(2)
        )

    run.refresh_from_db()
    assert (run.status, run.attempt, ends_of(run)) == (Status.SUCCEEDED, 1, ["SUCCEEDED"])
    assert crew.kills == {"ticket:done"}


@pytest.mark.redis
def test_an_emptied_broker_loses_no_run(tmp_path, on_sqlite, on_redis):
    runs = [answer.run for answer in emit_many([Walk() for _ in range(20)])]
    runs += [emit(Stumble(retry_after_s=0.3)).run]
    assert worker.messages(on_redis) == {"default": 21}
    worker.empty(on_redis)

    with worker.Crew(tmp_path, on_sqlite, on_redis, settings={"JOBS_REDISPATCH_S": 0.5}) as crew:
        crew.until(lambda: Run.objects.filter(ended_at__isnull=False).exists())
        worker.empty(on_redis)
        crew.until(all_ended)

    assert {run.status for run in Run.objects.all()} == {"SUCCEEDED"}
    assert all(ends_of(run) == ["SUCCEEDED"] for run in runs)


@pytest.mark.redis
def test_a_broker_that_comes_back_is_used_again(tmp_path, on_sqlite):
    port = worker.free_port()
    address = f"redis://127.0.0.1:{port}/0"
    with worker.using_broker(address), worker.Crew(tmp_path, on_sqlite, address) as crew:
        run = emit(Walk()).run
        server = worker.start_redis(port)
        try:
            crew.until(ended(run))
        finally:
            worker.kill_group(server)

    assert ends_of(run) == ["SUCCEEDED"]


@pytest.mark.redis
def test_a_killed_pool_child_loses_nothing_and_its_worker_lives_on(tmp_path, on_sqlite, on_redis):
    with worker.Crew(tmp_path, on_sqlite, on_redis, pool="prefork", kill_at=["second:before"]) as crew:
        run = emit(Walk()).run
        run = crew.until(ended(run))

    assert (crew.kills, crew.started) == ({"second:before"}, 1)
    assert (run.status, ends_of(run)) == (Status.SUCCEEDED, ["SUCCEEDED"])


def test_two_workers_at_one_queue_execute_every_run_once(tmp_path, database):
    with worker.Crew(tmp_path, database, "memory://", count=2) as crew:
        crew.until(lambda: Worker.objects.count() == 2)
        runs = [answer.run for answer in emit_many([Walk() for _ in range(40)])]
        crew.until(all_ended)

    assert set(Run.objects.values_list("attempt", flat=True)) == {1}
    assert all(ends_of(run) == ["SUCCEEDED"] for run in runs)


def test_a_run_that_kills_every_worker_ends_as_worker_lost(tmp_path, on_sqlite):
    with worker.Crew(tmp_path, on_sqlite, "memory://", env={"JOBS_ATTEMPT_CAP": "2", **QUICK}) as crew:
        run = emit(Crash()).run
        run = crew.until(ended(run))

    assert (run.status, run.error_code, run.losses) == (Status.FAILED, "worker_lost", 1)
    assert ends_of(run) == ["FAILED"]
    assert [entry["code"] for entry in run.steps.get().failures] == ["worker_lost", "worker_lost"]


@pytest.mark.redis
@pytest.mark.parametrize("pool", ["threads", "prefork"])
def test_a_stopped_worker_hands_its_run_back_between_steps(tmp_path, on_sqlite, on_redis, pool):
    gate = tmp_path / "gate"
    with worker.Crew(tmp_path, on_sqlite, on_redis, pool=pool, env={"JOBS_LEASE_S": "600"}) as crew:
        run = emit(Gate(path=str(gate))).run
        crew.until(lambda: Run.objects.filter(pk=run.pk, lines__kind="update").exists())
        crew.terminate()
        crew.until(lambda: "Runs are handed back" in crew.logs(), restart=False)
        gate.touch()
        crew.until(lambda: not any(process.is_alive for process in crew.processes), restart=False)
        run.refresh_from_db()
        assert (run.status, run.lease_until, run.losses) == (Status.QUEUED, None, 0)

        run = crew.until(ended(run))

    assert (run.status, run.attempt) == (Status.SUCCEEDED, 2)


TOUR_KILLS = ["visit_all:before", "visit_all:after", "visit:before", "visit:after", "sum_up:before", "sum_up:after"]


def test_a_fan_out_survives_kills_of_parent_and_children(tmp_path, on_sqlite):
    with worker.Crew(tmp_path, on_sqlite, "memory://", kill_at=TOUR_KILLS, env=QUICK) as crew:
        run = emit(Tour(stops=["a", "b", "bad"])).run
        run = crew.until(ended(run))

    assert crew.kills == set(TOUR_KILLS)
    assert (run.result, ends_of(run), run.children.count()) == ({"good": 2, "bad": 1}, ["SUCCEEDED"], 3)


def test_waiting_for_a_worker_that_lives_ends_and_says_so():
    with pytest.raises(AssertionError, match=f"Worker {os.getpid()} is still alive after 0.1 s"):
        worker.Worker(os.getpid()).wait(seconds=0.1)


def test_workers_end_with_the_tests_that_started_them(tmp_path, django_db_blocker):
    made = worker.sqlite_database(tmp_path)
    with django_db_blocker.unblock(), made as database, worker.Crew(tmp_path, database, "memory://") as crew:
        crew.until(Worker.objects.exists)
        crew.nursery.process.stdin.close()  # which the kernel does for a killed process

        for process in crew.processes:
            process.wait(seconds=30)
