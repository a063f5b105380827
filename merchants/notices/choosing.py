"""Who wants to be told of what, and how."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from merchants.models import RANK, Membership, User
from merchants.notices import kinds
from merchants.notices.kinds import Kind
from merchants.notices.models import NoticeChoice


@dataclass(frozen=True, slots=True)
class Choice:
    """How one person is told of one kind."""

    kind: Kind
    here: bool
    mail: bool


@dataclass(frozen=True, slots=True)
class Recipient:
    user_id: int
    here: bool
    mail: bool


def choices_of(user: User) -> list[Choice]:
    """Every kind with the person's choice. One query."""
    chosen = {row.kind: row for row in NoticeChoice.objects.filter(user=user)}
    return [
        Choice(kind, chosen[name].here, chosen[name].mail) if name in chosen else Choice(kind, True, kind.mail)
        for name, kind in kinds.known().items()
    ]


def choose(user: User, here: Iterable[str], mail: Iterable[str]) -> None:
    """Keep what the person ticked; unknown names are nothing."""
    ticked, mailed = set(here), set(mail)
    rows = [NoticeChoice(user=user, kind=name, here=name in ticked, mail=name in mailed) for name in kinds.known()]
    NoticeChoice.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "kind"], update_fields=["here", "mail"]
    )


def recipients(merchant_id: Any, kind: Kind) -> list[Recipient]:
    """The merchant's people whom ``kind`` concerns and who want to be told of it. Two queries."""
    roles = RANK[RANK.index(kind.role) :]
    people = Membership.objects.filter(merchant_id=merchant_id, role__in=roles, user__is_active=True)
    ids = list(people.order_by("user_id").values_list("user_id", flat=True))
    chosen = {row.user_id: row for row in NoticeChoice.objects.filter(user__in=ids, kind=kind.name)}
    found = []
    for user_id in ids:
        row = chosen.get(user_id)
        here, mail = (row.here, row.mail) if row else (True, kind.mail)
        if here or mail:
            found.append(Recipient(user_id, here, mail and not kind.mails_itself))
    return found


def without_mail(kind: str, user_ids: Iterable[int]) -> set[int]:
    """Those of ``user_ids`` who want no e-mails of ``kind``, for the parts that write their own."""
    refused = NoticeChoice.objects.filter(user__in=list(user_ids), kind=kind, mail=False)
    return set(refused.values_list("user_id", flat=True))
