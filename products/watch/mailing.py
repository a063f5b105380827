"""Writing to a merchant's people: at once, many alerts in one message, or once a day."""

from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from jobs import service as jobs
from jobs.context import StepContext
from jobs.errors import StepError
from jobs.models import Run, Status
from merchants import people
from merchants.models import Membership, Merchant
from merchants.notices import choosing
from products.watch.models import WatchAlert, WatchPreferences
from products.watch.payloads import MailRequested

GAP_S = 600.0  # between two messages of a merchant that go out at once: what comes meanwhile goes together
LINES = 50  # alerts that a message names
AT_ONCE = 1000  # alerts that a message tells of
Mail = WatchPreferences.Mail


class MailFailed(StepError):
    """The mail server did not take the message."""

    code = "mail_failed"
    retryable = True


class TooSoon(StepError):
    """A message went out just now; what has come since goes together with what comes."""

    code = "too_soon"
    retryable = True
    uses_attempt = False


def subject_of(payload: MailRequested) -> str:
    return f"watch-mail:{payload.mail}:{payload.merchant_id}"


def to_mail(merchant: Merchant, mail: str) -> list[WatchAlert]:
    """What has not been written of, oldest first."""
    mine = WatchAlert.objects.filter(merchant=merchant, mail=mail, mailed_at__isnull=True)
    return list(mine.select_related("product").order_by("id")[:AT_ONCE])


def write(context: StepContext[MailRequested]) -> dict[str, Any]:
    """Write to the owners and editors. Raises MailFailed, TooSoon; a repetition may write to some of them twice."""
    merchant, now = Merchant.objects.get(pk=context.payload.merchant_id), timezone.now()
    preferences, _ = WatchPreferences.objects.get_or_create(merchant=merchant)
    _wait_for_more(preferences, context.payload.mail, now)
    alerts = to_mail(merchant, context.payload.mail)
    told = _write_to_all(merchant, alerts, context.payload.mail) if alerts else 0
    WatchAlert.objects.filter(pk__in=[alert.pk for alert in alerts]).update(mailed_at=now)
    if alerts and context.payload.mail == Mail.NOW:
        WatchPreferences.objects.filter(pk=merchant.pk).update(mailed_at=now)
    return {"alerts": len(alerts), "people": told}


def _wait_for_more(preferences: WatchPreferences, mail: str, now: datetime) -> None:
    if mail == Mail.NOW and preferences.mailed_at:
        over = (preferences.mailed_at + timedelta(seconds=GAP_S) - now).total_seconds()
        if over > 0:
            raise TooSoon(retry_after_s=over)


def _write_to_all(merchant: Merchant, alerts: list[WatchAlert], mail: str) -> int:
    people_here = merchant.memberships.exclude(role=Membership.Role.VIEWER).select_related("user").order_by("pk")
    refused = choosing.without_mail("alert", [person.user_id for person in people_here])
    told = [person for person in people_here if person.user_id not in refused]
    context = {
        "merchant": merchant,
        "alerts": alerts[:LINES],
        "count": len(alerts),
        "more": len(alerts) - len(alerts[:LINES]),
        "is_digest": mail == Mail.DIGEST,
    }
    for person in told:
        try:
            with timezone.override(merchant.zone):
                people.tell(person.user.email, "watch_alerts", person.user.language, **context)
        except (SMTPException, OSError) as error:
            raise MailFailed(str(error)) from error
    return len(told)


def ended(run: Run) -> None:
    """Write again of what this message did not tell of: it was full, or more came at once while it was being sent.

    An alert that finds a run open starts none of its own. After a failure the next round asks again.
    """
    if run.status != Status.SUCCEEDED:
        return
    asked = MailRequested.model_validate(run.payload)
    is_full = (run.result or {})["alerts"] >= AT_ONCE
    mine = WatchAlert.objects.filter(merchant_id=asked.merchant_id, mail=asked.mail, mailed_at__isnull=True)
    if (is_full or asked.mail == Mail.NOW) and mine.exists():
        jobs.emit(asked, owner=Merchant.objects.get(pk=asked.merchant_id))


def send_waiting(now: datetime | None = None) -> int:
    """Have written what is due: the day's messages, and what was to go out at once and did not; how many."""
    now = now or timezone.now()
    return send_digests(now) + send_leftovers(now)


def send_leftovers(now: datetime) -> int:
    """Ask again for messages that were to go out at once and whose run failed; of how many merchants."""
    late = now - timedelta(seconds=2 * GAP_S)  # younger ones have a run that waits its turn
    left = WatchAlert.objects.filter(merchant=OuterRef("pk"), mail=Mail.NOW, mailed_at__isnull=True, at__lt=late)
    found = list(Merchant.objects.filter(Exists(left)))
    for merchant in found:
        jobs.emit(MailRequested(merchant_id=merchant.pk, mail=Mail.NOW), owner=merchant)
    return len(found)


def send_digests(now: datetime) -> int:
    """Have the day's message written for every merchant whose hour has come and who has news; how many."""
    _give_preferences()
    news = WatchAlert.objects.filter(merchant=OuterRef("merchant"), mail=Mail.DIGEST, mailed_at__isnull=True)
    waiting = WatchPreferences.objects.filter(Exists(news))
    zones = waiting.order_by().values_list("merchant__time_zone", flat=True).distinct()
    return sum(_send_digests_in(zone, waiting.filter(merchant__time_zone=zone), now) for zone in list(zones))


def _send_digests_in(zone: str, waiting: QuerySet[WatchPreferences], now: datetime) -> int:
    """Of merchants in one time zone those whose hour has come there, each once a day; how many."""
    there = now.astimezone(ZoneInfo(zone))
    found = list(waiting.filter(digest_hour__lte=there.hour).exclude(digested_on__gte=there.date()))
    merchants = Merchant.objects.in_bulk([preferences.pk for preferences in found])
    for preferences in found:
        jobs.emit(MailRequested(merchant_id=preferences.pk, mail=Mail.DIGEST), owner=merchants[preferences.pk])
    WatchPreferences.objects.filter(pk__in=list(merchants)).update(digested_on=there.date())
    return len(found)


def _give_preferences() -> None:
    """Whoever has news of the day and never chose an hour gets the usual one."""
    news = WatchAlert.objects.filter(mail=Mail.DIGEST, mailed_at__isnull=True, merchant__watch_preferences=None)
    without = news.order_by().values_list("merchant", flat=True).distinct()
    WatchPreferences.objects.bulk_create([WatchPreferences(merchant_id=pk) for pk in without], ignore_conflicts=True)
