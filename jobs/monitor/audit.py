"""The log of what people did to runs by hand. Staff read it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from jobs.ids import as_uuid
from jobs.models import AuditEntry
from jobs.monitor.access import RunsRequest, owner_id

PAGE_SIZE = 50
Action = AuditEntry.Action


@dataclass(frozen=True, slots=True)
class Entries:
    entries: list[AuditEntry]
    next_cursor: str


def note(
    request: RunsRequest,
    action: AuditEntry.Action,
    target: str,
    *,
    count: int = 1,
    as_staff: bool = False,
    of_owner: Any = None,
    note: str = "",
) -> AuditEntry:
    """Write down what the person of ``request`` did. ``of_owner``: primary key of the owner of what it was done to."""
    return AuditEntry.objects.create(
        user_id=request.user.pk,
        who=str(request.user)[:254],
        as_staff=as_staff,
        owner_id=of_owner or (None if as_staff else owner_id(request)),
        action=action,
        target=target,
        count=count,
        note=note,
    )


def entries_of(cursor: str = "") -> Entries:
    """The newest entries before ``cursor``."""
    found = AuditEntry.objects.select_related("owner").order_by("-pk")
    before: UUID | None = as_uuid(cursor)
    if before:
        found = found.filter(pk__lt=before)
    entries = list(found[: PAGE_SIZE + 1])
    return Entries(entries[:PAGE_SIZE], str(entries[PAGE_SIZE - 1].pk) if len(entries) > PAGE_SIZE else "")
