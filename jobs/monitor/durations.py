"""How long runs of each flow take: half of them, nearly all of them, and each of the newest as a dot of a chart."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil, log10
from typing import Any

from jobs import flows
from jobs.models import Status
from jobs.monitor.filters import Filters
from jobs.monitor.queries import of_scope

NEWEST = 200  # runs of a flow that are measured
WIDTH, HEIGHT, EDGE = 240, 56, 4  # of a chart, in its own units
DOTS = 60
LEAST_S = 0.001  # below it the clock says little


@dataclass(frozen=True, slots=True)
class Durations:
    """Seconds from start to end of the newest successes of one flow: ``p50``, ``p95``, and the chart's numbers.

    ``dots`` are (x, y), oldest first; ``y50`` and ``y95`` the heights of the two lines. The scale is logarithmic and
    goes from the quickest to the slowest, since a run takes from milliseconds to hours.
    """

    flow: str
    title: str
    count: int
    p50: float
    p95: float
    dots: tuple[tuple[int, int], ...]
    y50: int
    y95: int


def durations_of(filters: Filters, owner_id: Any) -> list[Durations]:
    """For each flow that has successes; one query a flow, each along an index, none longer than NEWEST rows."""
    runs = of_scope(filters, owner_id)
    found = []
    for name, flow in flows.known().items():
        newest = runs.filter(flow=name).order_by("-pk").values_list("status", "started_at", "ended_at")[:NEWEST]
        took = [_seconds(begin, end) for status, begin, end in newest if status == Status.SUCCEEDED and begin and end]
        if took:
            found.append(_durations(name, str(flow.title), took[::-1]))
    return sorted(found, key=lambda one: one.title)


def _seconds(begin: datetime, end: datetime) -> float:
    return max(0.0, (end - begin).total_seconds())


def _durations(name: str, title: str, took: list[float]) -> Durations:
    p50, p95 = percentile(took, 50), percentile(took, 95)
    least, most = min(took), max(took)
    shown = took[-DOTS:]
    step = (WIDTH - 2 * EDGE) / max(1, len(shown) - 1)
    return Durations(
        flow=name,
        title=title,
        count=len(took),
        p50=p50,
        p95=p95,
        dots=tuple((round(EDGE + n * step), _height(seconds, least, most)) for n, seconds in enumerate(shown)),
        y50=_height(p50, least, most),
        y95=_height(p95, least, most),
    )


def percentile(values: list[float], share: int) -> float:
    """The value that ``share`` per cent do not exceed, by nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * share / 100) - 1)]


def _height(seconds: float, least: float, most: float) -> int:
    """From the chart's foot (the quickest) to its head (the slowest); halfway where all took as long."""
    low, high = log10(max(least, LEAST_S)), log10(max(most, LEAST_S))
    part = (log10(max(seconds, LEAST_S)) - low) / (high - low) if high > low else 0.5
    return round(HEIGHT - EDGE - part * (HEIGHT - 2 * EDGE))
