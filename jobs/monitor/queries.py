"""Finding and counting runs at a cost that does not grow with the table.

Runs are listed by id, which is ordered by time. One filter leads, and has an index that ends in the id; where others
narrow it down, the newest ``LOOK`` runs that the leading one finds are looked through and the page offers to look
further back. Counts end at ``CAP``.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, CharField, ExpressionWrapper, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from jobs import ids, subjects
from jobs.ids import as_uuid
from jobs.models import Run, Status
from jobs.monitor.filters import WINDOWS, Filters

CAP = 1_000
LOOK = 1_000
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Runs, newest first. ``next_cursor`` is empty on the last page. ``is_partly``: there are older ones to look at."""

    runs: list[Run]
    next_cursor: str
    is_partly: bool


@dataclass(frozen=True, slots=True)
class Count:
    """``number`` of runs; ``is_capped``: there are more. ``among``: only so many of the newest were looked at."""

    number: int
    is_capped: bool = False
    among: int = 0


def of_scope(filters: Filters, owner_id: Any) -> QuerySet[Run]:
    """Everybody's runs, or one owner's."""
    return Run.objects.all() if filters.sees_all else Run.objects.filter(owner=owner_id)


def page_of(filters: Filters, owner_id: Any, cursor: str = "", size: int = PAGE_SIZE) -> Page:
    """The newest runs before ``cursor``; a cursor that is not ours begins at the newest."""
    leading, narrowing = _parts(filters, owner_id)
    if before := as_uuid(cursor):
        leading = leading.filter(pk__lt=before)
    if not narrowing:
        return _page(_newest(leading, size + 1).order_by(BY_TEXT_OF_ID.desc()), size)
    floor = _floor(leading)
    found = _page(_looked_through(leading, filters.q).filter(narrowing).order_by(BY_TEXT_OF_ID.desc()), size)
    if found.next_cursor or not floor:
        return found
    return Page(found.runs, str(floor), is_partly=True)


def _page(runs: QuerySet[Run], size: int) -> Page:
    found = list(runs.select_related("owner")[: size + 1])
    more = len(found) > size
    return Page(found[:size], str(found[size - 1].pk) if more else "", is_partly=False)


def counts_of(filters: Filters, owner_id: Any) -> dict[str, Count]:
    """Runs by status, the other filters applied. One or two queries."""
    others = filters.with_status("")
    if others.flow or others.q or others.parent:
        return _counts_among_newest(others, owner_id)
    leading, _ = _parts(others, owner_id)
    numbers = capped_counts([leading.filter(status=status) for status in Status.values])
    return {
        status: Count(min(number, CAP), number > CAP) for status, number in zip(Status.values, numbers, strict=True)
    }


def _counts_among_newest(filters: Filters, owner_id: Any) -> dict[str, Count]:
    leading, narrowing = _parts(filters, owner_id)
    looked = _looked_through(leading, filters.q)
    found = Counter((looked.filter(narrowing) if narrowing else looked).values_list("status", flat=True))
    among = LOOK if _floor(leading) else 0
    return {status: Count(found[status], among=among) for status in Status.values}


def matching(filters: Filters, owner_id: Any, *, until: UUID | None = None) -> QuerySet[Run]:
    """All runs that ``filters`` mean, for work that may take its time; a text is looked for as in the list.

    ``until`` leaves out what was made after it. The order is not set.
    """
    leading, narrowing = _parts(filters, owner_id)
    if until:
        leading = leading.filter(pk__lte=until)
    if not narrowing:
        return leading
    return (_looked_through(leading, filters.q) if filters.q else leading).filter(narrowing)


def capped_counts(asked: Sequence[QuerySet[Run]], cap: int = CAP) -> list[int]:
    """How many runs each of ``asked`` has, counted to one more than ``cap``. One query."""
    parts = [one.order_by().values("pk")[: cap + 1].query.sql_with_params() for one in asked]
    counts = [f"(SELECT COUNT(*) FROM ({text}) AS counted{n})" for n, (text, _) in enumerate(parts)]  # noqa: S608 - Django's own
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(counts), [value for _, values in parts for value in values])
        return list(cursor.fetchone())


def _parts(filters: Filters, owner_id: Any) -> tuple[QuerySet[Run], Q]:
    """The runs that the leading filter finds by its index, and what narrows them down."""
    runs = of_scope(filters, owner_id)
    if filters.time:
        runs = runs.filter(pk__gte=ids.first_at(timezone.now() - WINDOWS[filters.time][1]))
    if exact := _exactly(runs, filters.q):
        return exact, _columns(filters)
    led, rest = _lead(runs, filters)
    return led, rest & _text(filters.q) if filters.q else rest


def _lead(runs: QuerySet[Run], filters: Filters) -> tuple[QuerySet[Run], Q]:
    """What finds the fewest leads: the children of one run, a failure's code or flow, a rare status, a flow."""
    if filters.parent:
        return runs.filter(parent=as_uuid(filters.parent)), _columns(filters)
    if filters.code:
        return runs.filter(status=Status.FAILED, error_code=filters.code), _columns(filters.but(code="", status=""))
    if filters.status == Status.FAILED and filters.flow:
        return runs.filter(status=Status.FAILED, flow=filters.flow), Q()
    if filters.status and (filters.status != Status.SUCCEEDED or not filters.flow):
        return runs.filter(status=filters.status), _columns(filters.but(status=""))
    if filters.flow:
        return runs.filter(flow=filters.flow), _columns(filters.but(flow=""))
    return runs, Q()


def _columns(filters: Filters) -> Q:
    asked = {"status": filters.status, "flow": filters.flow, "error_code": filters.code}
    return Q(**{name: value for name, value in asked.items() if value})


def _exactly(runs: QuerySet[Run], text: str) -> QuerySet[Run] | None:
    """The run with that id, or the runs of that subject, if there are any: both have an index."""
    if key := as_uuid(text):
        asked = Q(pk=key) | Q(subject__in=[f"{kind}:{key}" for kind in subjects.kinds()])
    elif ":" in text:
        asked = Q(subject=text)
    else:
        return None
    found = list(runs.filter(asked).values_list("pk", flat=True)[:LOOK])
    return runs.filter(pk__in=found) if found else None


def _text(text: str) -> Q:
    """Where a person looks for ``text``: name, subject, error, flow, and the payload, in which the links are."""
    escaped = json.dumps(text)[1:-1]  # SQLite stores JSON with other letters than English ones escaped
    in_payload = Q(payload_text__icontains=text) | Q(payload_text__icontains=escaped)
    columns = Q(subject__icontains=text) | Q(flow__icontains=text) | Q(error__icontains=text)
    return columns | Q(error_code__iexact=text) | in_payload | Q(is_named=True)


# The order that no index has: with one that has it, PostgreSQL may walk the whole table in search of the few runs.
BY_TEXT_OF_ID = Cast("pk", CharField())


def _looked_through(leading: QuerySet[Run], text: str) -> QuerySet[Run]:
    """The newest of ``leading``, with what ``_text`` asks for."""
    named = _named(leading, text) if text else []
    is_named = ExpressionWrapper(Q(pk__in=named), BooleanField()) if named else Value(False, BooleanField())
    return _newest(leading, LOOK).alias(payload_text=Cast(F("payload"), TextField()), is_named=is_named)


def _named(leading: QuerySet[Run], text: str) -> list[UUID]:
    """Those of the newest of ``leading`` that are about something of which people read ``text`` in the list."""
    looked, wanted = _newest(leading, LOOK).only("owner", "subject", "payload"), text.casefold()
    return [pk for pk, name in subjects.names_of(looked).items() if wanted in name.casefold()]


def _newest(leading: QuerySet[Run], most: int) -> QuerySet[Run]:
    """The newest of ``leading``, found by their ids alone, which its index has.

    Asked for whole rows, PostgreSQL may go through the newest of all runs instead, and where thousands are open it
    passes all of these by before it meets one that failed.
    """
    return Run.objects.filter(pk__in=leading.order_by("-pk").values("pk")[:most])


def _floor(leading: QuerySet[Run]) -> UUID | None:
    """The last run that is looked at when there are more."""
    edge = list(leading.order_by("-pk").values_list("pk", flat=True)[LOOK - 1 : LOOK + 1])
    return edge[0] if len(edge) > 1 else None
