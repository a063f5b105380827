"""A new version is rolled out under load: does a request fail, is a run lost or done twice?

``python -m bench rolling [--seconds 60] [--rate 4] [--broker redis|rabbitmq]``. The processes of ``Procfile``, with the
commands that stand there, over PostgreSQL and a broker of their own: two ``web``, two ``worker``, one ``interactive``,
``streams`` and ``beat``. A program sends links over HTTP all the while, to one ``web`` and to the other where the first
does not answer, as a proxy does. Each process in turn gets SIGTERM, is waited for, and is started again. Then every
accepted job must have succeeded, once, and never have been in two hands: a journal that the database keeps shows it.
Of each process it tells too how much memory it had when it was told to stop: pages that it shares with others count in
part (PSS).
Ends with 1 when anything is wrong.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import pytest
import requests

import bench._app  # noqa: F401 - apps must be loaded first
from bench import _bulk_shop
from bench import _bulk_site as site
from bench import _chaos_checks as checks
from bench import _chaos_log as journal
from jobs.models import OPEN, Run, Status, Worker
from merchants.models import ApiKey, Merchant
from tests.support.worker import (
    ROOT,
    free_port,
    kill_group,
    postgres_database,
    rabbitmq_broker,
    redis_broker,
    using_broker,
    wait_for_port,
)

LINES = dict(re.findall(r"^(\w+): (.+)$", (ROOT / "Procfile").read_text(), re.MULTILINE))
ALL = {"web": 2, "streams": 1, "worker": 2, "interactive": 1, "beat": 1}
STOP_S = 60.0
PATIENCE_S = 180.0


class Unit:
    """One process of the Procfile under a supervisor that starts it again."""

    def __init__(self, name: str, number: int, env: dict[str, str], log: Path) -> None:
        self.name = f"{name}.{number}"
        self.port = int(env.get("PORT" if name == "web" else "STREAMS_PORT", 0)) if name in ("web", "streams") else 0
        line = LINES[name].replace("@%h", f"{number}@%h")  # two workers of one machine need two names
        self._command = ["bash", "-c", f"exec {line}"]
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        self._env = {**os.environ, **env, "PATH": path}
        self._log = log
        self.stopped_in: list[float] = []
        self.had_mib = 0.0  # when it was told to stop
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                self._command, cwd=ROOT, env=self._env, stdout=log, stderr=log, start_new_session=True
            )

    def wait_until_up(self, known: set[str]) -> None:
        if self.port:
            wait_for_port(self.port, 60)
        elif self.name.startswith(("worker", "interactive")):
            _until(lambda: set(Worker.objects.values_list("name", flat=True)) - known, "a worker to start")

    def _memory_mib(self) -> float:
        """What it and its children have, each page divided by the processes that share it."""
        return sum(site.memory_kib(pid) for pid in site.of_session(self.process.pid)) / 1024

    def restart(self) -> None:
        known = set(Worker.objects.values_list("name", flat=True))
        self.had_mib = self._memory_mib()
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            print(f"{self.name} did not end within {STOP_S:g} s", file=sys.stderr)
        self.stopped_in.append(time.monotonic() - began)
        kill_group(self.process)
        self.process = self._start()
        self.wait_until_up(known)


class Sender(threading.Thread):
    """A program that sends links, ``rate`` a second, until it is stopped."""

    def __init__(self, webs: list[int], key: str, shop: str, rate: float) -> None:
        super().__init__(daemon=True)
        self.accepted: list[UUID] = []
        self.refused: Counter[str] = Counter()
        self.second_tries = 0
        self.quit = threading.Event()
        self._webs, self._shop, self._rate = webs, shop, rate
        self._headers = {"Authorization": f"Bearer {key}"}

    def run(self) -> None:
        number = 0
        while not self.quit.wait(1 / self._rate):
            number += 1
            self._send({"source_url": f"{self._shop}/p/{number}"}, f"rolling-{number}", number)

    def _send(self, body: dict[str, str], key: str, number: int) -> None:
        headers = self._headers | {"Idempotency-Key": key}
        for attempt in range(2):
            port = self._webs[(number + attempt) % len(self._webs)]
            try:
                answer = requests.post(
                    f"http://127.0.0.1:{port}/api/v1/scrape/async", json=body, headers=headers, timeout=20
                )
            except requests.RequestException as error:
                self.second_tries += 1
                failed = type(error).__name__
                continue
            if answer.status_code == 202:
                self.accepted.append(UUID(answer.json()["job_id"]))
            else:
                self.refused[f"{answer.status_code}"] += 1
            return
        self.refused[failed] += 1


def _until(look, what: str, seconds: float = PATIENCE_S):
    end = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > end:
            raise site.Stuck(f"waited in vain for {what}")
        time.sleep(0.2)
    return found


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench rolling", description=__doc__)
    parser.add_argument("--rate", type=float, default=4.0)
    parser.add_argument("--broker", choices=["redis", "rabbitmq"], default="redis")
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="wared-rolling-") as name:
            faults = roll(Path(name), options.rate, options.broker)
    except pytest.skip.Exception as error:
        print(f"This needs PostgreSQL and {options.broker}: {error}", file=sys.stderr)
        return 2
    print("\n".join([*faults[:20], f"{len(faults)} faults"]))
    return bool(faults)


def roll(folder: Path, rate: float, kind: str, counts: dict[str, int] = ALL) -> list[str]:
    """Restart ``counts`` processes of each kind in turn while links come in; gives what went wrong."""
    pages = folder / "pages"
    pages.mkdir()
    _bulk_shop.write_pages(pages, Path(os.devnull))
    with ExitStack() as stack:
        database = stack.enter_context(postgres_database())
        journal.begin()
        broker = stack.enter_context(redis_broker() if kind == "redis" else rabbitmq_broker())
        stack.enter_context(using_broker(broker))
        shop = stack.enter_context(site.shop(pages, sorted(os.sched_getaffinity(0))))
        merchant = Merchant.objects.create(name="Rolling", slug="rolling")
        _, key = ApiKey.make(merchant, "rolling", list(ApiKey.Scope.values))
        units = _start(folder, database, broker, shop, counts)
        stack.callback(lambda: [kill_group(unit.process) for unit in units])
        workers = counts["worker"] + counts.get("interactive", 0)
        _until(lambda: Worker.objects.count() >= workers, "the workers to start")
        sender = Sender(
            [unit.port for unit in units if unit.name.startswith("web")], key, f"http://127.0.0.1:{shop}", rate
        )
        sender.start()
        for unit in units:
            unit.restart()
        sender.quit.set()
        sender.join()
        _until(lambda: not Run.objects.filter(status__in=OPEN).exists(), "all runs to end")
        return _tell(units, sender)


def _start(folder: Path, database: str, broker: str, shop: int, counts: dict[str, int]) -> list[Unit]:
    shared = {
        "DATABASE_URL": database,
        "BROKER_URL": broker,
        "SECRET_KEY": os.environ["SECRET_KEY"],
        "SCRAPE_ALLOW_PRIVATE": f"127.0.0.1:{shop}",
        "SCRAPE_PROVIDERS": "direct,platform_json",
        "JOBS_PACE_INTERVAL_S": "0.05",
        "VAR_DIR": str(folder),
        "WORKERS": "2",
        "INTERACTIVE_WORKERS": "2",
        "WEB_WORKERS": "1",
    }
    units = []
    for name, count in counts.items():
        for number in range(count):
            ports = {"PORT": str(free_port()), "STREAMS_PORT": str(free_port())}
            units.append(Unit(name, number, shared | ports, folder / f"{name}.{number}.log"))
    for unit in units:
        if unit.port:
            unit.wait_until_up(set())
    return units


def _tell(units: list[Unit], sender: Sender) -> list[str]:
    there = set(Run.objects.values_list("pk", flat=True))
    faults = [f"job {run_id} was accepted and is not there" for run_id in sender.accepted if run_id not in there]
    if len(there) != len(sender.accepted):
        faults.append(f"{len(sender.accepted)} jobs were accepted, there are {len(there)} runs")
    faults += [f"{times} requests failed: {code}" for code, times in sender.refused.items()]
    faults += checks.runs_ended_right()
    told = journal.stories().values()
    print(f"jobs accepted {len(sender.accepted)}, succeeded {Run.objects.filter(status=Status.SUCCEEDED).count()}")
    print(f"requests that went to the other web process {sender.second_tries}, that failed {sender.refused.total()}")
    print(f"runs that a second worker went on with {sum(story.taken_back for story in told)}")
    for unit in units:
        print(f"  {unit.name:14} ended {unit.stopped_in[0]:5.1f} s after SIGTERM, had {unit.had_mib:4.0f} MiB")
    if not sender.accepted:
        faults.append("nothing was accepted")
    return faults
