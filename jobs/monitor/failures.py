"""Failures grouped by cause: flow and error code."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from jobs import reasons
from jobs.models import Run, Status
from jobs.monitor.filters import Filters
from jobs.monitor.masking import masked_text
from jobs.monitor.queries import BY_TEXT_OF_ID, of_scope
from jobs.monitor.rows import title_of

LOOK = 1_000  # newest failures that are grouped
SHOWN = 50  # groups


@dataclass(frozen=True, slots=True)
class Cause:
    """Failures with one cause. ``filters``: the address that lists them; ``sample``: the newest of them."""

    title: str
    code: str
    sentence: str
    count: int
    newest_at: datetime
    sample: Run
    detail: str
    filters: Filters


@dataclass(frozen=True, slots=True)
class Causes:
    """The groups, most frequent first. ``among``: how many failures were looked at where there are more, else 0."""

    groups: list[Cause]
    among: int


def causes_of(filters: Filters, owner_id: Any) -> Causes:
    """Group the newest failures. Two queries."""
    newest: dict[tuple[str, str], Any] = {}
    counts: dict[tuple[str, str], int] = {}
    seen = _newest(filters, owner_id)
    for pk, flow, code in seen[:LOOK]:
        newest.setdefault((flow, code), pk)
        counts[flow, code] = counts.get((flow, code), 0) + 1
    top = sorted(newest, key=lambda cause: -counts[cause])[:SHOWN]
    samples = Run.objects.in_bulk([newest[cause] for cause in top])
    groups = [_cause(samples[newest[cause]], counts[cause], filters) for cause in top if newest[cause] in samples]
    return Causes(groups, LOOK if len(seen) > LOOK else 0)


def _newest(filters: Filters, owner_id: Any) -> list[tuple[UUID, str, str]]:
    """Id, flow and code, newest first. The ids come from an index alone; asked for all at once, PostgreSQL reads and
    sorts every failure there is."""
    ids = of_scope(filters, owner_id).filter(status=Status.FAILED).order_by("-pk").values("pk")[: LOOK + 1]
    seen = Run.objects.filter(pk__in=ids).order_by(BY_TEXT_OF_ID.desc())
    return list(seen.values_list("pk", "flow", "error_code"))


def _cause(sample: Run, count: int, filters: Filters) -> Cause:
    sentence, detail = reasons.sentence(sample), sample.error
    return Cause(
        title=title_of(sample.flow),
        code=sample.error_code,
        sentence=masked_text(sentence or detail),
        count=count,
        newest_at=sample.ended_at or sample.created_at,
        sample=sample,
        detail=masked_text(detail) if detail != sentence else "",
        filters=Filters(scope=filters.scope, status=Status.FAILED, flow=sample.flow, code=sample.error_code),
    )
