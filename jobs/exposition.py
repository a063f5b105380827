"""``/metrics`` in Prometheus's words. Every number is the database's, so any web process tells the same."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from ipaddress import ip_address

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Count as Number
from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from jobs import alerts, health, metrics, schedules
from jobs.models import Queue, Run, Status, Tally

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


@require_GET
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """Everything that is measured, for those who may see it; others are told that there is no such page."""
    if not may_see(request):
        raise Http404
    registry = CollectorRegistry()
    registry.register(Measured())
    try:
        return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    except (DatabaseError, InterfaceError):
        connection.close()
        return HttpResponse("The database does not answer.\n", status=503, content_type="text/plain")


def may_see(request: HttpRequest) -> bool:
    """Who knows METRICS_TOKEN; without one, programs on this very machine that ask directly and not by a proxy."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return constant_time_compare(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    if any(header in request.META for header in FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


class Measured(Collector):
    """What stands in the database now, and what was counted."""

    def collect(self) -> Iterator[Metric]:
        now = timezone.now()
        yield from _queues(now)
        yield from _runs()
        yield _gauge("wared_workers", "Processes that execute runs.", len(health.workers(now)))
        yield _gauge("wared_alerts_open", "Incidents that staff were told of.", alerts.open_alerts().count())
        yield from _rounds(now)
        yield from _tallies()


def _gauge(name: str, help: str, value: float) -> Metric:
    return GaugeMetricFamily(name, help, value=value)


def _queues(now: datetime) -> Iterator[Metric]:
    waiting = Run.objects.filter(status=Status.QUEUED).order_by().values("queue")
    rows = {row["queue"]: row for row in waiting.annotate(depth=Number("pk"), oldest=Min("created_at"))}
    depth = GaugeMetricFamily("wared_queue_depth", "Runs that wait in a queue.", labels=["queue"])
    oldest = GaugeMetricFamily("wared_queue_oldest_seconds", "Age of the oldest run that waits.", labels=["queue"])
    served = GaugeMetricFamily("wared_queue_served", "1 when somebody takes work from the queue.", labels=["queue"])
    for name in Queue.values:
        row = rows.get(name)
        depth.add_metric([name], row["depth"] if row else 0)
        oldest.add_metric([name], max(0.0, (now - row["oldest"]).total_seconds()) if row else 0.0)
    for queue in health.queues(now):
        served.add_metric([queue.name], float(queue.is_drained))
    yield from (depth, oldest, served)


def _runs() -> Iterator[Metric]:
    """Those that are at work or wait for a time; the queued ones are told by queue."""
    family = GaugeMetricFamily("wared_runs_open", "Runs that have begun and not ended.", labels=["status"])
    for status in (Status.RUNNING, Status.WAITING):
        family.add_metric([status.lower()], Run.objects.filter(status=status).count())
    yield family


def _rounds(now: datetime) -> Iterator[Metric]:
    late = GaugeMetricFamily("wared_round_late", "1 when what comes round is long overdue.", labels=["round"])
    failed = GaugeMetricFamily("wared_round_failed", "1 when it ended with an error the last time.", labels=["round"])
    for one in schedules.all():
        late.add_metric([one.name], float(one.is_late))
        failed.add_metric([one.name], float(one.last_ok is False))
    yield from (late, failed)


def _tallies() -> Iterator[Metric]:
    rows: dict[str, dict[tuple[str, ...], float]] = defaultdict(dict)
    for name, labels, value in Tally.objects.values_list("name", "labels", "value"):
        rows[name][tuple(json.loads(labels))] = value
    for metric in metrics.declared():
        if isinstance(metric, metrics.Timing):
            yield _histogram(metric, rows[f"{metric.name}_bucket"], rows[f"{metric.name}_sum"])
        else:
            family = CounterMetricFamily(metric.name, metric.help, labels=metric.labels)
            for values, value in sorted(rows[metric.name].items()):
                family.add_metric(values, value)
            yield family


def _histogram(
    metric: metrics.Timing, buckets: dict[tuple[str, ...], float], sums: dict[tuple[str, ...], float]
) -> Metric:
    family = HistogramMetricFamily(metric.name, metric.help, labels=metric.labels)
    bounds = [*map(str, metrics.BUCKETS_S), metrics.ABOVE]
    for values, total in sorted(sums.items()):
        so_far, counts = 0.0, []
        for bound in bounds:
            so_far += buckets.get((*values, bound), 0.0)
            counts.append((bound, so_far))
        family.add_metric(values, counts, total)
    return family
