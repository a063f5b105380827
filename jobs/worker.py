"""A worker's life: from when it consumes tickets until it stops.

Celery's signals call this for its command-line workers, prefork and threads alike. A program that starts Celery's
``WorkController`` itself (``up``) gets no such signals: it calls ``start()`` before and ``stop()``, then ``ended()``.
"""

import logging
import os
import threading
from typing import Any

from celery import signals
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from jobs import heartbeat, metrics, process, schedules, sweep

log = logging.getLogger(__name__)

WATCH_S = 30.0

_quit = threading.Event()
_is_quitting = False
_sweeper: threading.Thread | None = None


def start() -> None:
    """This process consumes tickets now: it shows itself, keeps its leases and sweeps. Needs no database yet."""
    process.go()
    _begin()


def _begin() -> None:
    global _sweeper, _is_quitting
    _is_quitting = False
    process.consume(True)
    heartbeat.sign_on()
    if _sweeper is None:
        _quit.clear()
        _sweeper = threading.Thread(target=_sweep_for_ever, name="jobs-sweeper", daemon=True)
        _sweeper.start()


def stop() -> None:
    """Hand runs back at the next boundary between steps; take no new ones. Returns at once.

    Called by signal handlers: a second signal may come while the first one's call holds the event's lock, and would
    wait for it for ever in the same thread.
    """
    global _is_quitting
    if _is_quitting:
        return
    _is_quitting = True
    process.stop()
    _quit.set()


def ended() -> None:
    """This process consumes no more and leaves the table of workers."""
    global _sweeper
    stop()
    process.consume(False)
    _sweeper = None
    metrics.try_to_flush()
    try:
        heartbeat.sign_off()
    except (DatabaseError, InterfaceError) as error:
        log.warning("The worker could not sign off: %s", error)


def _sweep_for_ever() -> None:
    first = True
    while not _quit.is_set():
        try:
            if first:
                sweep.forget_tickets_of_the_dead()
                first = False
            sweep.sweep_if_mine()
            schedules.run_vital()
        except (DatabaseError, InterfaceError) as error:
            log.warning("No sweep, the database did not answer: %s", error)
        except Exception:
            log.exception("The sweep failed; the next one comes in %s s", settings.JOBS_SWEEP_S)
        finally:
            connection.close()
        _quit.wait(settings.JOBS_SWEEP_S)


def _watch_for_ever() -> None:
    """Beside beat, which goes on when all workers are gone: somebody must say that they are."""
    while not _quit.wait(WATCH_S):
        try:
            schedules.run_vital()
        except (DatabaseError, InterfaceError) as error:
            log.warning("Nothing is watched, the database did not answer: %s", error)
        finally:
            connection.close()


def _forget_after_fork() -> None:
    global _sweeper, _quit, _is_quitting
    _sweeper, _quit, _is_quitting = None, threading.Event(), False


os.register_at_fork(after_in_child=_forget_after_fork)


def _pool_child_began(**kwargs: Any) -> None:
    _begin()  # not start(): a child that comes up during a shutdown must not take back the stop that all share


def _pool_child_ends(**kwargs: Any) -> None:
    ended()


def _worker_ready(sender: Any, **kwargs: Any) -> None:
    if not _is_prefork(sender.controller):
        start()


def _worker_shutting_down(**kwargs: Any) -> None:
    """Sent before the pool is told; forked children read the same flag."""
    stop()
    log.info("Runs are handed back between steps from now on.")


def _worker_shutdown(sender: Any, **kwargs: Any) -> None:
    if not _is_prefork(sender):
        ended()


def _is_prefork(controller: Any) -> bool:
    """In a prefork worker the children execute; the parent only forks, and must stay free of threads."""
    return "prefork" in str(getattr(controller.pool_cls, "__module__", controller.pool_cls))


def _beat_began(**kwargs: Any) -> None:
    threading.Thread(target=_watch_for_ever, name="jobs-watch", daemon=True).start()


signals.beat_init.connect(_beat_began)
signals.worker_process_init.connect(_pool_child_began)
signals.worker_process_shutdown.connect(_pool_child_ends)
signals.worker_ready.connect(_worker_ready)
signals.worker_shutting_down.connect(_worker_shutting_down)
signals.worker_shutdown.connect(_worker_shutdown)
