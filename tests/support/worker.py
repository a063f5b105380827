"""Real Celery workers for tests, in processes of their own, which may be killed at any step.

A test that needs them takes three things and a list of modules to import in the worker (where test-only flows live)::

    from tests.support import worker

    def test_a_killed_worker_loses_nothing(tmp_path, django_db_blocker):
        with (
            django_db_blocker.unblock(),
            worker.sqlite_database(tmp_path) as database,     # or worker.postgres_database()
            worker.redis_broker() as broker,                  # or rabbitmq_broker(), or "memory://"
            worker.using_broker(broker),                      # this process sends its tickets there too
            worker.Crew(tmp_path, database, broker, kill_at=["fetch:before", "fetch:after"]) as crew,
        ):
            run = emit(ScrapeRequested(...)).run
            crew.until(lambda: Run.objects.get(pk=run.pk).ended_at)
            assert crew.kills == {"fetch:before", "fetch:after"}

* ``sqlite_database`` and ``postgres_database`` give an empty, migrated, *committed* database and make it this process's
  default one for the block; pytest-django's own is not touched. Do not ask for the ``db`` fixture beside them; they
  need ``django_db_blocker.unblock()``.
* ``kill_at`` names steps by their function's name and ``before`` or ``after`` its body. The worker sends itself SIGKILL
  there, once for each entry, whatever happens around it: no timing is involved. ``ticket:done`` kills it after a ticket
  was worked off and before the broker hears of it, so that the message comes a second time.
* A crew has a nursery, a process that has loaded the program and forks the workers: a killed one is replaced at once,
  not after the second or two that Python takes to start. Each worker is the leader of a session of its own.
* ``Crew.until`` polls a condition, starts killed workers anew (as a supervisor would) and raises with the workers' logs
  when the time is over. Nothing sleeps for a guessed time.
* ``settings`` given to ``Crew`` override Django's settings in the workers, ``env`` their environment. Leases are short.
* Brokers are private to the test: a redis-server of its own, a virtual host of its own. Where there is none, the test
  is skipped with the reason. All of it is safe under xdist.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import redis
from celery import current_app
from django.conf import settings as django_settings

from jobs import dispatch
from jobs.models import Queue
from tests.support.databases import POSTGRES_URL as POSTGRES_URL
from tests.support.databases import address_of as address_of
from tests.support.databases import default_database as default_database
from tests.support.databases import postgres_database as postgres_database
from tests.support.databases import sqlite_database as sqlite_database

ROOT = Path(__file__).resolve().parents[2]
RABBITMQ_URL = os.environ.get("TEST_RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672")
SHORT = {
    "JOBS_LEASE_S": "2",
    "JOBS_HEARTBEAT_S": "0.5",
    "JOBS_SWEEP_S": "0.2",
    "LOG_LEVEL": "INFO",
    "CELERY_SKIP_CHECKS": "1",
}
WITH_US = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []  # ends a program when its parent ends
LOOK_S = 0.03
PATIENCE_S = 180.0  # nothing waits for so long but on a machine that does much else


class Process(Protocol):
    """What is asked of a process that was started, by whichever way."""

    @property
    def pid(self) -> int: ...

    def wait(self) -> Any: ...


class Worker:
    """A worker's process, which is the nursery's child and not ours: the kernel takes its body away by itself."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    @property
    def is_alive(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def wait(self, seconds: float = PATIENCE_S) -> None:
        """Return once it is dead. Raises AssertionError when it does not die."""
        end = time.monotonic() + seconds
        while self.is_alive:
            if time.monotonic() > end:
                raise AssertionError(f"Worker {self.pid} is still alive after {seconds} s. Does its nursery live?")
            time.sleep(LOOK_S / 10)


class Nursery:
    """A process that has loaded the program with this environment, and forks workers when it is asked to."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.worker_main"],
                cwd=ROOT,
                env=env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
            )

    def fork(self, log: Path) -> Worker:
        """A new worker that writes to ``log``. Raises AssertionError with the nursery's log when it is no more."""
        assert self.process.stdin and self.process.stdout
        try:
            print(log, file=self.process.stdin, flush=True)
            return Worker(int(self.process.stdout.readline()))
        except (ValueError, BrokenPipeError) as error:
            raise AssertionError(f"The nursery has ended.\n{self.log.read_text()}") from error

    def close(self) -> None:
        kill_group(self.process)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()


class Crew:
    """``count`` worker processes over one database and one broker; dead ones are replaced while ``until`` waits."""

    def __init__(
        self,
        folder: Path,
        database: str,
        broker: str,
        *,
        count: int = 1,
        pool: str = "threads",
        kill_at: list[str] | None = None,
        imports: tuple[str, ...] = ("tests.jobs.flows",),
        env: dict[str, str] | None = None,
        settings: dict[str, Any] | None = None,
    ) -> None:
        self.folder = folder / f"crew-{uuid4().hex[:8]}"
        self.kill_folder = self.folder / "kills"
        self.kill_folder.mkdir(parents=True)
        self.count = count
        self.kill_at = kill_at or []
        self.started = 0
        self.processes: list[Worker] = []
        self.env = {
            **os.environ,
            **SHORT,
            "DATABASE_URL": database,
            "BROKER_URL": broker,
            "WORKER_POOL": pool,
            "WORKER_IMPORTS": ",".join(imports),
            "WORKER_SETTINGS": json.dumps(settings or {}),
            "WORKER_KILL_AT": ",".join(self.kill_at),
            "WORKER_KILL_FOLDER": str(self.kill_folder),
            **(env or {}),
        }

    def __enter__(self) -> "Crew":
        self.nursery = Nursery(self.env, self.folder / "nursery.log")
        for _ in range(self.count):
            self.start_one()
        return self

    def __exit__(self, *exc: object) -> None:
        for process in self.processes:
            kill_group(process)
        self.nursery.close()

    @property
    def kills(self) -> set[str]:
        """The entries of ``kill_at`` at which a worker has killed itself."""
        return {path.name for path in self.kill_folder.iterdir()}

    def start_one(self) -> None:
        self.started += 1
        self.processes.append(self.nursery.fork(self.folder / f"worker-{self.started}.log"))

    def until(self, condition: Callable[[], Any], *, seconds: float = PATIENCE_S, restart: bool = True) -> Any:
        """The first true value of ``condition``. Raises AssertionError with the workers' logs when it does not come."""
        end = time.monotonic() + seconds
        while not (value := condition()):
            if restart:
                self.replace_dead()
            if time.monotonic() > end:
                raise AssertionError(f"It did not happen within {seconds} s.\n{self.logs()}")
            time.sleep(LOOK_S)  # between two looks at the condition
        return value

    def replace_dead(self) -> None:
        for process in list(self.processes):
            if not process.is_alive:
                kill_group(process)
                self.processes.remove(process)
                self.start_one()

    def kill(self) -> None:
        """SIGKILL to all of them, children included, now."""
        for process in self.processes:
            kill_group(process)

    def terminate(self) -> None:
        """SIGTERM to all of them: what a deploy sends."""
        for process in self.processes:
            os.kill(process.pid, signal.SIGTERM)

    def log_of(self, number: int) -> str:
        """What the ``number``-th worker that was started has logged, counted from 1."""
        path = self.folder / f"worker-{number}.log"
        return path.read_text() if path.exists() else ""

    def logs(self) -> str:
        return "\n".join(f"--- {path.name}\n{path.read_text()[-4000:]}" for path in sorted(self.folder.glob("*.log")))


def kill_group(process: Process) -> None:
    """SIGKILL to a process and its children, and take their bodies away: a zombie still looks alive."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        process.wait()


# --- Brokers --------------------------------------------------------------------------------------------------------
@contextmanager
def redis_broker(port: int = 0) -> Iterator[str]:
    """A redis-server of the test's own. Gives its address; ``empty`` empties it, ``messages`` looks into it."""
    if not shutil.which("redis-server"):
        pytest.skip("no redis-server here")
    port = port or free_port()
    server = start_redis(port)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        kill_group(server)


def start_redis(port: int) -> subprocess.Popen[bytes]:
    """A redis-server that keeps nothing on disk, once it answers."""
    command = [*WITH_US, "redis-server", "--port", str(port), "--save", "", "--appendonly", "no", "--bind", "127.0.0.1"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    wait_for_port(port)
    return server


def empty(address: str) -> None:
    """Throw away everything that a Redis broker holds: messages, bindings, all."""
    redis.from_url(address).flushdb()


def messages(address: str) -> dict[str, int]:
    """How many messages wait in each queue of a Redis broker."""
    client = redis.from_url(address)
    return {name: length for name in Queue.values if (length := int(client.llen(name)))}


@contextmanager
def rabbitmq_broker() -> Iterator[str]:
    """A virtual host of the test's own. Gives its address."""
    control = shutil.which("rabbitmqctl")
    if not control:
        pytest.skip("no rabbitmqctl here")
    name = f"wared-{uuid4().hex[:8]}"
    made = subprocess.run([control, "add_vhost", name], capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"rabbitmqctl makes no virtual host: {made.stdout[-200:]}{made.stderr[-200:]}")
    user = urlsplit(RABBITMQ_URL).username or "guest"
    subprocess.run([control, "set_permissions", "-p", name, user, ".*", ".*", ".*"], check=True, capture_output=True)
    try:
        yield f"{RABBITMQ_URL}/{name}"
    finally:
        subprocess.run([control, "delete_vhost", name], check=True, capture_output=True)


@contextmanager
def using_broker(url: str) -> Iterator[None]:
    """Let this process send its tickets to ``url`` for the block."""
    app = current_app._get_current_object()
    options = {"max_retries": 0, "interval_start": 0, "interval_step": 0, "interval_max": 0}
    known = (app.conf.broker_url, app.conf.broker_transport_options, django_settings.BROKER_URL)
    _point_at(app, url, known[1] if url == known[0] else {**options, "socket_connect_timeout": 0.5})
    try:
        yield
    finally:
        _point_at(app, known[0], known[1])


def _point_at(app: Any, url: str, options: dict[str, Any]) -> None:
    app.conf.update(broker_url=url, broker_write_url=url, broker_read_url=url, broker_transport_options=options)
    app._pool = None
    app.amqp._producer_pool = None
    dispatch._paused_until = 0.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, seconds: float = 10.0) -> None:
    """Return once something listens on ``port`` of this machine."""
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(LOOK_S)
        else:
            return
