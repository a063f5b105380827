"""What a person has been told of: how much is unread, page by page, and marking it as read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from merchants.models import Merchant, User
from merchants.notices import kinds
from merchants.notices.kinds import Kind
from merchants.notices.models import Notice

PAGE_SIZE = 30
COUNT_CAP = 99  # more is "99+"


@dataclass(frozen=True, slots=True)
class Shown:
    """One notice in the reader's words."""

    notice: Notice
    kind: Kind
    sentence: str

    @property
    def is_unread(self) -> bool:
        return self.notice.read_at is None


@dataclass(frozen=True, slots=True)
class Page:
    notices: list[Shown]
    next_cursor: str


def of(user: User, merchant: Merchant) -> QuerySet[Notice]:
    return Notice.objects.filter(user=user, merchant=merchant, is_shown=True)


def unread_count(user: User, merchant: Merchant) -> int:
    """How many are unread, counted to one more than COUNT_CAP. One query along an index of the unread alone."""
    return of(user, merchant).filter(read_at=None)[: COUNT_CAP + 1].count()


def opened(user: User, merchant: Merchant, path: str, query: str, ids: Collection[str]) -> int:
    """Mark as read what a page tells as well, however it was reached; how many are unread then, as ``unread_count``.

    That is what leads to this very page, and what is about one thing alone whose id (``ids``) is in the address.
    One query where nothing is read by it.
    """
    unread = list(of(user, merchant).filter(read_at=None).only("kind", "data", "count")[: COUNT_CAP + 1])
    told = [notice.pk for notice in unread if _tells(notice, path, query, ids)]
    if told:
        Notice.objects.filter(pk__in=told, read_at=None).update(read_at=timezone.now(), to_mail=False)
    return len(unread) - len(told)


def _tells(notice: Notice, path: str, query: str, ids: Collection[str]) -> bool:
    kind = kinds.get(notice.kind)
    if kind is None:
        return False
    about = {notice.data.get("id"), notice.data.get("runId")} if notice.count == 1 else set()
    address, _, asked = kind.lead(notice.data, notice.count).partition("?")
    return not about.isdisjoint(ids) or (address == path and asked in ("", query))


def page_of(user: User, merchant: Merchant, cursor: str = "", *, only_unread: bool = False) -> Page:
    """The notices after ``cursor``, newest first. A cursor that is not ours begins at the start. One query."""
    found = of(user, merchant).order_by("-at", "-id")
    if only_unread:
        found = found.filter(read_at=None)
    if after := _decoded(cursor):
        at, pk = after
        found = found.filter(at__lte=at).filter(Q(at__lt=at) | Q(at=at, id__lt=pk))
    rows = list(found[: PAGE_SIZE + 1])
    more = len(rows) > PAGE_SIZE
    return Page(shown(rows[:PAGE_SIZE]), _encoded(rows[PAGE_SIZE - 1]) if more else "")


def shown(notices: list[Notice]) -> list[Shown]:
    """In the reader's words; kinds that this deploy does not know are left out."""
    return [
        Shown(notice, kind, kind.say(notice.data, notice.count))
        for notice in notices
        if (kind := kinds.get(notice.kind))
    ]


def mark_read(user: User, merchant: Merchant, pk: UUID) -> Notice | None:
    """Mark one as read; None when the person has none of that id."""
    notice = of(user, merchant).filter(pk=pk).first()
    if notice:
        Notice.objects.filter(pk=pk, read_at=None).update(read_at=timezone.now(), to_mail=False)
    return notice


def mark_all_read(user: User, merchant: Merchant, until: str) -> int:
    """Mark as read what had happened by ``until``, an ISO time: what came meanwhile has not been seen."""
    seen = of(user, merchant).filter(read_at=None, at__lte=_moment(until) or timezone.now())
    return seen.update(read_at=timezone.now(), to_mail=False)


def _encoded(notice: Notice) -> str:
    return f"{notice.at.astimezone(UTC).isoformat()}~{notice.pk}"


def _decoded(cursor: str) -> tuple[datetime, UUID] | None:
    at, _, pk = cursor.partition("~")
    moment = _moment(at)
    try:
        return (moment, UUID(pk)) if moment else None
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.replace(" ", "+")).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
