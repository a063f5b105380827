"""What staff are told of: each trouble once when it begins and once when it is over, however many runs it hits.

``check`` compares what is wrong now with the open rows of ``Alert``. A database that is away cannot be told of from
here, since nothing runs without it: watch ``/health?deep=1`` from outside.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, override

from jobs import flows, health, progress, telling
from jobs.errors import DATABASE_UNAVAILABLE, INTERNAL_ERROR, UNKNOWN_FLOW, WORKER_LOST
from jobs.models import OPEN, Alert, Queue, Run, Status

WINDOW_S = 900.0  # failures within it count
OURS = frozenset({INTERNAL_ERROR, WORKER_LOST, DATABASE_UNAVAILABLE, "invalid_payload"})  # one of these is enough
SLOW_FACTOR = 5.0  # so much longer than the median is longer than usual
SLOW_LEAST_S = 120.0  # below that nobody minds
LOOKED_AT = 2000  # open runs that are compared with the usual time


@dataclass(frozen=True)
class Trouble:
    """Something that is wrong now. ``key`` stays the same for as long as it is the same trouble.

    ``message`` is filled with ``values`` anew for each language; ``after`` stands below it as it is.
    """

    key: str
    message: Promise
    values: Mapping[str, object] = field(default_factory=dict)
    after: str = ""

    @property
    def text(self) -> str:
        """What is wrong, in the language that is active."""
        return f"{str(self.message) % self.values}{self.after}"

    def texts(self) -> dict[str, str]:
        """The same in each language, by its code."""
        found = {}
        for code, _name in settings.LANGUAGES:
            with override(code):
                found[code] = self.text
        return found


def check() -> None:
    """Look for trouble, open and close incidents, and tell of both. Call it from one process at a time."""
    now = timezone.now()
    known = set(open_alerts().values_list("key", flat=True))
    found = {trouble.key: trouble for trouble in troubles(now, known)}
    Alert.objects.bulk_create(
        Alert(key=key, text=found[key].text, texts=found[key].texts(), began_at=now)
        for key in sorted(found.keys() - known)
    )
    open_alerts().filter(key__in=known - found.keys()).update(ended_at=now)
    telling.tell_all(now)


def open_alerts() -> QuerySet[Alert]:
    """The incidents that go on now, newest first."""
    return Alert.objects.filter(ended_at__isnull=True).order_by("-began_at")


def troubles(now: datetime, known: Set[str] = frozenset()) -> Iterator[Trouble]:
    """Everything that is wrong now. What is ``known`` already has to become clearly better before it is over."""
    yield from _missing()
    yield from _failing(now, known)
    yield from _slow(now)
    yield from _unknown()


def _missing() -> Iterator[Trouble]:
    """What the deep health check misses, and merchants at the screen who wait too long."""
    facts = health.facts()
    words = {
        health.BROKER: _("The broker does not answer."),
        health.WORKERS: _("No worker has shown a sign of life."),
    }
    for what in facts.gone:
        if what in words:
            yield Trouble(what, words[what])
        elif facts.workers:  # without workers no queue is drained, which is one trouble, not six
            name = what.removeprefix("queue:")
            yield Trouble(what, _("Nobody drains the queue %(queue)s."), {"queue": name})
    for queue in facts.queues:
        if queue.name == Queue.INTERACTIVE and (queue.oldest_s or 0) > settings.ALERT_QUEUE_AGE_S:
            minutes = round((queue.oldest_s or 0) / 60)
            text = _("A merchant has waited in the queue for %(minutes)d min. Length of the queue: %(depth)d.")
            yield Trouble("waiting:interactive", text, {"minutes": minutes, "depth": queue.depth})


def _failing(now: datetime, known: Set[str]) -> Iterator[Trouble]:
    failed = Run.objects.filter(status=Status.FAILED, ended_at__gt=now - timedelta(seconds=WINDOW_S), parent=None)
    for group in failed.values("flow", "error_code").annotate(count=Count("pk")).order_by():
        key = f"failed:{group['flow']}:{group['error_code']}"
        limit = 1 if group["error_code"] in OURS else settings.ALERT_FAILED_RUNS
        if group["count"] >= (max(1, limit // 2) if key in known else limit):
            yield _of_failures(key, group, failed)


def _of_failures(key: str, group: Mapping[str, Any], failed: QuerySet[Run]) -> Trouble:
    newest = failed.filter(flow=group["flow"], error_code=group["error_code"]).order_by("-ended_at").first()
    text = ngettext_lazy(
        "%(count)d run of “%(flow)s” failed within 15 minutes with %(code)s.",
        "%(count)d runs of “%(flow)s” failed within 15 minutes with %(code)s.",
        group["count"],
    )
    values = {"count": group["count"], "flow": _title(group["flow"]), "code": group["error_code"]}
    after = f"\n{newest.error[:300]}\n{settings.PUBLIC_URL}/monitor/{newest.pk}" if newest else ""
    return Trouble(key, text, values, after)


def _slow(now: datetime) -> Iterator[Trouble]:
    """Runs that take much longer than others of their flow did. Parents take as long as their children."""
    begun = Run.objects.filter(ended_at__isnull=True, status__in=OPEN, children_total=0)
    old = begun.filter(started_at__lt=now - timedelta(seconds=SLOW_LEAST_S)).order_by("started_at")
    slow: Counter[str] = Counter()
    for flow, started_at in old.values_list("flow", "started_at")[:LOOKED_AT]:
        usual = progress.usual_seconds(flow)
        if usual and started_at and (now - started_at).total_seconds() > max(SLOW_LEAST_S, SLOW_FACTOR * usual):
            slow[flow] += 1
    for flow, count in slow.items():
        if count >= settings.ALERT_SLOW_RUNS:
            text = ngettext_lazy(
                "%(count)d run of “%(flow)s” takes much longer than usual.",
                "%(count)d runs of “%(flow)s” take much longer than usual.",
                count,
            )
            yield Trouble(f"slow:{flow}", text, {"count": count, "flow": _title(flow)})


def _unknown() -> Iterator[Trouble]:
    waiting = Run.objects.filter(status=Status.WAITING, error_code=UNKNOWN_FLOW)
    for flow in waiting.values_list("flow", flat=True).distinct().order_by("flow"):
        text = _("Runs of “%(flow)s” wait: no worker of this version knows them.")
        yield Trouble(f"unknown:{flow}", text, {"flow": flow})


def _title(flow: str) -> str | Promise:
    known = flows.known().get(flow)
    return known.title if known else flow
