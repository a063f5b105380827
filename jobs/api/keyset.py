"""Pages by key: page 10,000 costs what page 1 costs. A cursor is the place of the last row shown."""

import base64
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from jobs.api.problems import Problem

BAD_CURSOR = _("There is no such page: this is not a cursor of ours.")


def unknown_cursor() -> Problem:
    """404, and not the first page instead: a program that goes from page to page would never end."""
    return Problem(404, "unknown_cursor", BAD_CURSOR, fields={"cursor": str(BAD_CURSOR)})


def page[M: models.Model](
    rows: QuerySet[M], cursor: str, size: int, *, by_id: bool = False
) -> tuple[list[M], str | None]:
    """The newest ``size`` of ``rows`` after ``cursor``, and the next cursor. Raises Problem 404 for a forged cursor.

    ``by_id``: the ids are all ours, so they are ordered by time themselves, and every filter of runs has an index that
    ends in them.
    """
    if cursor:
        at, pk = _decoded(cursor)
        rows = rows.filter(Q(pk__lt=pk) if by_id else Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk))
    found = list(rows.order_by(*(["-pk"] if by_id else ["-created_at", "-pk"]))[: size + 1])
    return found[:size], _encoded(found[size - 1]) if len(found) > size else None


def _encoded(row: Any) -> str:
    text = json.dumps([row.created_at.isoformat(), str(row.pk)])
    return base64.urlsafe_b64encode(text.encode()).decode()


def _decoded(cursor: str) -> tuple[datetime, UUID]:
    try:
        at, pk = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        return datetime.fromisoformat(at).astimezone(UTC), UUID(pk)
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise unknown_cursor() from error
