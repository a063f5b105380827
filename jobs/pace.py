"""Pace: runs with one key (a shop's domain) start a set interval apart, at most so many at once.

A run that finds its shop closed is parked as WAITING, once, and let in once, in the order of the claim. All of it is
decided in the database, so it holds for any number of workers and none of them sleeps.
"""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jobs import conf, dispatch
from jobs.models import Pace, Queue, Run, Status


def reserve(run: Run, now: datetime) -> datetime | None:
    """The start of a slot for ``run``, perhaps a little ahead; None while all places are taken.

    Where there are several, bulk work leaves one free: a merchant at the screen need not wait until one of its runs
    has ended. Call it in a transaction: the pace's row stays locked until the run holds the slot.
    """
    key = run.pace_key
    pace = _locked(key) or _new(key, now)
    at_once = conf.pace_at_once(key) if pace.at_once is None else pace.at_once
    places = at_once - 1 if run.queue == Queue.BULK and at_once > 1 else at_once
    if Run.objects.filter(pace_key=key, slot_at__isnull=False).count() >= places:
        return None
    slot = max(now, pace.next_at)
    interval = conf.pace_interval_s(key) if pace.interval_s is None else pace.interval_s
    Pace.objects.filter(key=key).update(next_at=slot + timedelta(seconds=interval))
    return slot


def _locked(key: str) -> Pace | None:
    return Pace.objects.select_for_update().filter(key=key).first()


def _new(key: str, now: datetime) -> Pace:
    Pace.objects.get_or_create(key=key, defaults={"next_at": now})
    return Pace.objects.select_for_update().get(key=key)


def park(run: Run, slot: datetime | None) -> None:
    """Make a queued ``run`` wait for ``slot``, or without one until ``admit`` finds it one."""
    queued = Run.objects.filter(pk=run.pk, status=Status.QUEUED)
    queued.update(status=Status.WAITING, waiting_for=Run.WaitingFor.PACE, slot_at=slot, next_attempt_at=slot)
    if slot:
        transaction.on_commit(partial(_send_at, run, slot))


def admit(key: str) -> int:
    """Give slots to the parked runs of ``key`` while there is room; how many got one."""
    admitted = 0
    if not _next(key):
        return admitted
    with transaction.atomic():
        while (run := _next(key)) and (slot := reserve(run, timezone.now())):
            waiting = Run.objects.filter(pk=run.pk, status=Status.WAITING, slot_at__isnull=True)
            if waiting.update(slot_at=slot, next_attempt_at=slot):
                transaction.on_commit(partial(_send_at, run, slot))
                admitted += 1
    return admitted


def keys_with_parked() -> list[str]:
    """Keys for which somebody waits without a slot."""
    parked = Run.objects.filter(status=Status.WAITING, waiting_for=Run.WaitingFor.PACE, slot_at__isnull=True)
    return list(parked.order_by("pace_key").values_list("pace_key", flat=True).distinct())


def parked(key: str) -> QuerySet[Run]:
    """The runs that wait for a slot of ``key``."""
    return Run.objects.filter(
        pace_key=key, status=Status.WAITING, waiting_for=Run.WaitingFor.PACE, slot_at__isnull=True
    )


def _next(key: str) -> Run | None:
    return parked(key).order_by("-priority", "turn", "pk").first()


def _send_at(run: Run, slot: datetime) -> None:
    dispatch.send_later((run.pk, run.queue), max(0.0, (slot - timezone.now()).total_seconds()))
