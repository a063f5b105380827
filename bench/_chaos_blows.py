"""What can go wrong, done on purpose. Each blow hits what a seeded draw chooses and says what it hit."""

import os
import random
import signal
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence

import redis
from celery import current_app
from django.db import connection

from jobs.dispatch import EXECUTE
from jobs.models import Run, Worker
from tests.support.worker import Crew, kill_group, start_redis

AWAY_S = (0.0, 1.0)  # how long a killed broker stays away, from and to


class Broker:
    """A redis-server of the chaos' own, which forgets all when it dies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.address = f"redis://127.0.0.1:{port}/0"
        self.server: subprocess.Popen[bytes] | None = start_redis(port)

    def kill(self) -> None:
        if self.server:
            kill_group(self.server)
        self.server = None

    def start(self) -> None:
        self.server = self.server or start_redis(self.port)


class Blows:
    """``counts`` tells how often each kind hit something."""

    def __init__(self, crews: Sequence[Crew], broker: Broker | None, rng: random.Random) -> None:
        self.crews = crews
        self.broker = broker
        self.rng = rng
        self.counts: Counter[str] = Counter()
        self.back_at: float | None = None  # when a killed broker starts again, on the clock of `strike`
        self.kinds: dict[str, Callable[[], int]] = {
            "processes killed": self.kill_process,
            "workers killed": self.kill_worker,
            "all workers killed": self.kill_all,
            "parents killed": self.kill_parent,
            "broker emptied": self.empty_broker,
            "broker killed": self.kill_broker,
            "database connections dropped": self.drop_some,
            "all database connections dropped": self.drop_all,
            "tickets repeated": self.repeat,
        }

    def strike(self, kind: str, now: float) -> None:
        """Do it and count it; ``now`` on a monotonic clock, in seconds."""
        self.counts[kind] += self.kinds[kind]()
        if self.broker and not self.broker.server and self.back_at is None:
            self.back_at = now + self.rng.uniform(*AWAY_S)

    def tend(self, now: float) -> None:
        """What a supervisor does: start again what is dead."""
        if self.broker and self.back_at is not None and now >= self.back_at:
            self.broker.start()
            self.back_at = None
        for crew in self.crews:
            crew.replace_dead()

    def kill_process(self) -> int:
        """SIGKILL to one process that executes runs: a worker with threads, or one child of a pool."""
        ours = self._executing()
        if ours:
            os.kill(self.rng.choice(ours), signal.SIGKILL)
        return bool(ours)

    def _executing(self) -> list[int]:
        """By the table of workers; a number that another program has by now is not in one of our groups."""
        groups = {process.pid for crew in self.crews for process in crew.processes}
        pids = Worker.objects.filter(host=os.uname().nodename).order_by("name").values_list("pid", flat=True)
        return [pid for pid in pids if _group_of(pid) in groups]

    def kill_worker(self) -> int:
        kill_group(self.rng.choice([process for crew in self.crews for process in crew.processes]))
        return 1

    def kill_all(self) -> int:
        for crew in self.crews:
            crew.kill()
        return 1

    def kill_parent(self) -> int:
        """The children of its pool are left alone in the world, with what they are at."""
        pools = [process for crew in self.crews if crew.env["WORKER_POOL"] == "prefork" for process in crew.processes]
        if pools:
            os.kill(self.rng.choice(pools).pid, signal.SIGKILL)
        return bool(pools)

    def empty_broker(self) -> int:
        if not self.broker or not self.broker.server:
            return 0
        redis.from_url(self.broker.address).flushall()
        return 1

    def kill_broker(self) -> int:
        if not self.broker or not self.broker.server:
            return 0
        self.broker.kill()
        return 1

    def drop_some(self) -> int:
        pids = self._backends()
        return self._drop(self.rng.sample(pids, min(len(pids), self.rng.randint(1, 3))))

    def drop_all(self) -> int:
        return bool(self._drop(self._backends()))

    def _backends(self) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "AND backend_type = 'client backend' ORDER BY backend_start"
            )
            return [pid for (pid,) in cursor.fetchall()]

    def _drop(self, pids: list[int]) -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM unnest(%s::int[]) AS pid", [pids]
            )
            return int(cursor.fetchone()[0])

    def repeat(self) -> int:
        """Messages come twice: tickets of runs in any state, ended ones included."""
        if not self.broker or not self.broker.server:
            return 0
        runs = list(Run.objects.order_by("pk").values_list("pk", "queue"))
        chosen = self.rng.sample(runs, min(len(runs), 20))
        for run_id, queue in chosen:
            current_app.send_task(EXECUTE, args=[str(run_id)], queue=queue, retry=False)
        return len(chosen)


def _group_of(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None
