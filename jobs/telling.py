"""Telling staff of incidents, by e-mail and by a webhook that takes what Slack's take. Each channel is told once."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from smtplib import SMTPException

import requests
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from jobs.models import Alert

log = logging.getLogger(__name__)

TIMEOUT_S = 10.0
GIVE_UP_S = 86_400.0  # an incident that has been over for a day is no news any more

type Message = tuple[str, str]  # subject and text
type Say = Callable[[], Message]
"""Words a message in the language that is active."""
type Channel = Callable[[Say], None]


def channels() -> dict[str, Channel]:
    """The ways to reach the staff that the operator has set, by name."""
    ways: dict[str, Channel] = {}
    if settings.ALERT_EMAILS or settings.ADMINS:
        ways["email"] = by_email
    if settings.ALERT_WEBHOOK_URL:
        ways["webhook"] = by_webhook
    return ways


def by_email(say: Say) -> None:
    """One message for each language that is read at the addresses."""
    for language, addresses in _by_language(settings.ALERT_EMAILS or list(settings.ADMINS)).items():
        with override(language):
            subject, text = say()
        EmailMessage(subject, text, to=addresses).send()


def _by_language(addresses: Iterable[str]) -> dict[str, list[str]]:
    """The language of the person who signs in with an address; that of the settings where nobody does."""
    user = get_user_model()
    known = dict(user._default_manager.filter(email__in=addresses).values_list("email", "language"))
    found: dict[str, list[str]] = {}
    for address in addresses:
        found.setdefault(known.get(address, settings.LANGUAGE_CODE), []).append(address)
    return found


def by_webhook(say: Say) -> None:
    """A channel that many read, so in the language of the settings.

    The operator set the address, so it needs no guard. Raises RequestException.
    """
    with override(settings.LANGUAGE_CODE):
        subject, text = say()
    answer = requests.post(settings.ALERT_WEBHOOK_URL, json={"text": f"*{subject}*\n{text}"}, timeout=TIMEOUT_S)
    answer.raise_for_status()


def tell_all(now: datetime) -> None:
    """Tell every channel of what it has not heard of. One that fails is left alone until the next call."""
    recent = Alert.objects.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=now - timedelta(seconds=GIVE_UP_S)))
    news = list(recent.order_by("began_at", "pk"))
    for name, channel in channels().items():
        for alert in news:
            if not _tell(alert, name, channel):
                break


def _tell(alert: Alert, name: str, channel: Channel) -> bool:
    """Tell of the beginning, then of the end, what has not been told. Whether the channel works."""
    if name not in alert.told:
        if not _send(channel, lambda: (_("Wared: trouble"), _worded(alert))):
            return False
        _note(alert, "told", name)
    if alert.ended_at and name not in alert.told_over:
        if not _send(channel, lambda: (_("Wared: over"), _over(alert))):
            return False
        _note(alert, "told_over", name)
    return True


def _worded(alert: Alert) -> str:
    """What it is about, in the language that is active."""
    return str(alert.texts.get(get_language() or "", alert.text))


def _over(alert: Alert) -> str:
    assert alert.ended_at
    minutes = round((alert.ended_at - alert.began_at).total_seconds() / 60)
    return _("It is over, after %(minutes)d min: %(text)s") % {"minutes": minutes, "text": _worded(alert)}


def _note(alert: Alert, column: str, name: str) -> None:
    getattr(alert, column).append(name)
    alert.save(update_fields=[column])


def _send(channel: Channel, say: Say) -> bool:
    """Whether it got through."""
    try:
        channel(say)
    except (SMTPException, OSError) as error:  # requests' errors are OSErrors
        log.warning("Staff could not be told: %s. It is tried again.", error)
        return False
    return True
