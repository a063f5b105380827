"""Web server, Celery worker and beat in one process: what ``manage.py up`` runs. The same code as on many machines."""

import errno
import logging
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Any, NoReturn

import uvicorn
from celery import Celery
from celery.beat import EmbeddedService
from celery.worker import WorkController
from celery.worker import state as worker_state
from kombu.asynchronous import set_event_loop

from jobs import dispatch, process, sweep
from jobs import worker as jobs_worker
from jobs.models import Queue, Run, Status

# Name, threads, queues. A click must find a free thread while a batch keeps the others busy.
WORKERS: tuple[tuple[str, int, list[str]], ...] = (
    ("interactive", 2, [Queue.INTERACTIVE.value]),
    ("worker", 2, Queue.values),
)
READY_S = 10.0  # a worker that has not reached its broker by then goes on trying; the pages need not wait for it
STOP_S = 2.5  # for runs to be handed back; what is left then is taken back at the next start


class CannotListen(Exception):
    """The address cannot be listened on; the text says why and what to do, for the person at the command line."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on ``host:port``; port 0 takes a free one. Raises CannotListen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.getaddrinfo(host, port, family)
        return socket.create_server((host, port), family=family, backlog=2048)
    except socket.gaierror as error:
        raise CannotListen(f"--host {host} is not an address: {error.strerror}.") from error
    except OSError as error:
        raise CannotListen(why_not(host, port, error)) from error


def why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} of {host} is in use by another program. Stop that program, or choose another port: "
            f"uv run manage.py up --port {port + 1 if port < 65535 else 8000}"
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine. Use 127.0.0.1, or 0.0.0.0 for all of its addresses."
    if error.errno == errno.EACCES:
        return f"Port {port} is for administrators only. Choose one from 1024 on, for example --port 8000."
    return f"Cannot listen on {host}:{port}: {error.strerror}."


def raise_file_limit() -> None:
    """A stream is an open file: a thousand viewers need more than the usual 1,024."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def take_up_unfinished() -> None:
    """Go on with what earlier processes of this machine left: runs of the dead, and tickets that died with them.

    The sweep would find both, later. Call it when the workers of this process consume.
    """
    sweep.take_back(process.HOST)
    if dispatch.is_memory():
        Run.objects.filter(status=Status.QUEUED).update(enqueued_at=None)
    for queue in Queue.values:
        dispatch.resend(queue)


def quiet_libraries() -> None:
    """Keep the address and the login in sight: Celery and its transport tell of every message they move."""
    logging.getLogger("celery").setLevel(logging.WARNING)
    logging.getLogger("kombu").setLevel(logging.ERROR)  # warns that the memory transport names no host


class OwnLoop(WorkController):
    """A Celery worker with an event loop to itself.

    Celery keeps one loop for a process and assumes that one worker runs in it. Two workers in one loop lose each
    other's readers with Redis and RabbitMQ: every now and then one consumed nothing from its start.
    """

    def on_before_init(self, **options: Any) -> None:
        set_event_loop(None)  # the worker's Hub step makes a new one where there is none
        super().on_before_init(**options)


class Background:
    """Celery's workers on threads, and beat beside them.

    Beat runs in a thread as well: the process that ``beat=True`` starts cannot be reached by the memory broker.
    """

    def __init__(self, app: Celery) -> None:
        self._ready = [Event() for _ in WORKERS]
        self._threads = [
            Thread(target=self._work(app, *worker, ready), name=f"celery-{worker[0]}", daemon=True)
            for worker, ready in zip(WORKERS, self._ready, strict=True)
        ]
        self._beat = EmbeddedService(app, thread=True, scheduler_cls="celery.beat:Scheduler")

    def _work(self, app: Celery, name: str, threads: int, queues: list[str], ready: Event) -> Callable[[], None]:
        worker = OwnLoop(
            app=app,
            hostname=f"{name}@{process.name()}",
            pool="threads",
            concurrency=threads,
            queues=queues,
            ready_callback=lambda _: ready.set(),
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
        )
        work: Callable[[], None] = worker.start
        return work

    def start(self) -> bool:
        """Start all; give whether every worker reached the broker within READY_S."""
        jobs_worker.start()
        for thread in [*self._threads, self._beat]:
            thread.start()
        end = time.monotonic() + READY_S
        return all(ready.wait(max(0.0, end - time.monotonic())) for ready in self._ready)

    def stop(self) -> None:
        """Have runs handed back between steps and wait STOP_S at most. Threads that are busy then stay behind."""
        jobs_worker.stop()
        worker_state.should_stop = os.EX_OK
        self._beat.service.stop()
        end = time.monotonic() + STOP_S
        while time.monotonic() < end and holds_runs():
            time.sleep(0.05)
        if not dispatch.is_memory():  # a broker that stays gets its unread messages back
            for thread in self._threads:
                thread.join(max(0.0, end - time.monotonic()))
        jobs_worker.ended()


def holds_runs() -> bool:
    return Run.objects.filter(worker=process.name(), status=Status.RUNNING).exists()


class Web(uvicorn.Server):
    """Uvicorn that says when it answers, and tells runs and streams of the end before it waits for them."""

    def __init__(self, started: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                "config.asgi:application",
                lifespan="off",
                log_config=None,
                log_level="warning",
                access_log=False,
                timeout_graceful_shutdown=2,
            )
        )
        self._on_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_started()

    def handle_exit(self, sig: int, frame: object) -> None:
        jobs_worker.stop()
        super().handle_exit(sig, frame)  # type: ignore[arg-type]


def serve_until_stopped(listener: socket.socket, background: Background, started: Callable[[], None]) -> NoReturn:
    """Serve on ``listener`` until SIGINT or SIGTERM, then end the process: threads in mid-step would keep it alive."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)  # uvicorn raises the signal again when it has stopped
    try:
        Web(started).run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        background.stop()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(os.EX_OK)
