"""Writing e-mails of what people have not read in the program by themselves. A round sends them."""

import logging
from collections import defaultdict
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.utils import timezone, translation

from merchants import people
from merchants.notices import reading
from merchants.notices.models import Notice

EVERY_S = 60.0
SETTLED = timedelta(minutes=2)  # what happens in a burst goes together, and what is read meanwhile not at all
AT_ONCE = 2000  # notices that one round looks at
LINES = 30  # that a message names

log = logging.getLogger(__name__)


def send_due(now: datetime | None = None) -> int:
    """Write to everybody who is to be told by e-mail; how many messages. Who could not be reached is tried again."""
    cut = (now or timezone.now()) - SETTLED
    due = Notice.objects.filter(to_mail=True, at__lte=cut).select_related("user", "merchant").order_by("at")[:AT_ONCE]
    messages = defaultdict(list)
    for notice in due:
        messages[notice.user_id, notice.merchant_id].append(notice)
    return sum(_send(notices) for notices in messages.values())


def _send(notices: list[Notice]) -> bool:
    """Whether the message of one person got out. Each unread notice is mailed once, however much it grows."""
    user, merchant = notices[0].user, notices[0].merchant
    with translation.override(user.language):
        lines = [one.sentence for one in reading.shown(notices)]
    try:
        if lines:
            people.tell(
                user.email, "notices", user.language, merchant=merchant, lines=lines[:LINES], count=len(lines),
                more=len(lines[LINES:]),
            )  # fmt: skip
    except (SMTPException, OSError) as error:
        log.warning("Notices could not be mailed: %s. It is tried again.", error)
        return False
    Notice.objects.filter(pk__in=[one.pk for one in notices]).update(to_mail=False)
    return bool(lines)


def delete_old() -> int:
    """Delete some notices that are older than people look back; how many."""
    ids = list(Notice.objects.filter(at__lt=timezone.now() - KEPT).order_by("at").values_list("pk", flat=True)[:500])
    return Notice.objects.filter(pk__in=ids).delete()[0]


KEPT = timedelta(days=60)
