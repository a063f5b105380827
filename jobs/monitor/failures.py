"""Failures grouped by cause: flow and error code."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from jobs import reasons
from jobs.models import Run, Status
from jobs.monitor.filters import Filters
from jobs.monitor.masking import masked_text
from jobs.monitor.queries import of_scope
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
    """The groups, most frequent first. ``among``: how many failures were looked at where there may be more, else 0."""

    groups: list[Cause]
    among: int


@dataclass(frozen=True, slots=True)
class _Group:
    flow: str
    code: str
    count: int
    newest: UUID


def causes_of(filters: Filters, owner_id: Any) -> Causes:
    """Group the newest failures. Two queries."""
    groups = _groups(filters, owner_id)
    top = sorted(groups, key=lambda group: -group.count)[:SHOWN]
    samples = Run.objects.in_bulk([group.newest for group in top])
    causes = [_cause(samples[group.newest], group.count, filters) for group in top if group.newest in samples]
    return Causes(causes, LOOK if sum(group.count for group in groups) == LOOK else 0)


def _groups(filters: Filters, owner_id: Any) -> list[_Group]:
    """The newest failures by cause, the newest cause first. An index has all that is asked for: no run is read."""
    newest = of_scope(filters, owner_id).filter(status=Status.FAILED).order_by("-pk").values("id", "flow", "error_code")
    inner, params = newest[:LOOK].query.sql_with_params()
    text = f"""
        SELECT flow, error_code, COUNT(*), MAX(CAST(id AS text)) AS newest
        FROM ({inner}) AS looked_at GROUP BY flow, error_code ORDER BY newest DESC"""  # noqa: S608 - Django's own
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return [_Group(flow, code, count, UUID(pk)) for flow, code, count, pk in cursor.fetchall()]


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
