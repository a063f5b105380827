"""Laying notices before people. The only place that writes them."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from merchants.notices import choosing, kinds
from merchants.notices.choosing import Recipient
from merchants.notices.models import Notice

TRIES = 3  # a person may read the very notice that is about to grow


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What happened, ``count`` times: ``data`` is what the sentence of ``kind`` needs."""

    merchant_id: Any
    kind: str
    group: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    count: int = 1


def tell(news: News) -> int:
    """Lay it before all whom it concerns; how many people. What they have not read of the same grows by it."""
    people = choosing.recipients(news.merchant_id, kinds.known()[news.kind])
    with transaction.atomic():
        for recipient in people:  # in the order of their ids, so that two who tell at once never wait for each other
            _tell_one(news, recipient)
    return len(people)


def _tell_one(news: News, recipient: Recipient) -> None:
    """First the row, if none is unread, then its growth: two who tell at once both count, without a lock held."""
    same = {"merchant_id": news.merchant_id, "user_id": recipient.user_id, "kind": news.kind, "group": news.group}
    shown = {"is_shown": recipient.here, "to_mail": recipient.mail}
    for _ in range(TRIES):
        Notice.objects.bulk_create([Notice(**same, **shown, data=news.data)], ignore_conflicts=True)
        unread = Notice.objects.filter(**same, read_at=None)
        if unread.update(count=F("count") + news.count, data=news.data, at=timezone.now()):
            return
