"""The life of a merchant's address: made, its secret changed, switched off when it is of no use any more."""

from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jobs import service
from jobs.context import StepContext
from jobs.errors import StepError
from merchants import people
from merchants.encryption import Sealed
from merchants.models import Membership, Merchant, WebhookEndpoint
from merchants.webhooks import signing
from merchants.webhooks.payloads import EndpointSwitchedOff
from scraping.net.addresses import check_url

OLD_SECRET_LASTS = timedelta(days=1)
MOST_EARLIER = 5  # each is one more signature on every message
MOST = 20  # addresses of one merchant
OffBecause = WebhookEndpoint.OffBecause


class NotEncrypted(Exception):
    """A plain http address: what we send could be read on its way."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the secret since it was read."""


class MailFailed(StepError):
    """The mail server did not take the message."""

    code = "mail_failed"
    retryable = True


def checked(url: str) -> str:
    """The address normalised. Raises BadLink as the guarded client does, and NotEncrypted.

    Plain http is for receivers that the operator lets through by name: on this machine, in tests.
    """
    policy = settings.SCRAPE_POLICY
    target = check_url(url, ports=policy.ports, allow_private=policy.allow_private)
    if target.scheme != "https" and target.pair not in policy.allow_private:
        raise NotEncrypted
    return target.url


def make(merchant: Merchant, *, url: str, description: str, events: list[str]) -> tuple[WebhookEndpoint, str]:
    """A new address and its secret, which is shown this once. Raises NoFieldKeys."""
    secret = signing.new_secret()
    made = WebhookEndpoint.objects.create(
        merchant=merchant, url=url, description=description, events=events, secret=Sealed.of(secret)
    )
    return made, secret


def rotate(endpoint: WebhookEndpoint) -> str:
    """A new secret, shown this once. The old one signs beside it for a day, so that nothing is refused meanwhile.

    So do those that were replaced within that day: the receiver may still have any of them.

    Raises ChangedMeanwhile, which changes nothing: the secret that somebody else is being shown stays good.
    """
    secret = signing.new_secret()
    mine = WebhookEndpoint.objects.filter(pk=endpoint.pk, secret=endpoint.secret)
    lasts_until = timezone.now() + OLD_SECRET_LASTS
    with transaction.atomic():
        if not mine.update(secret=Sealed.of(secret), old_secret=endpoint.secret, old_secret_until=lasts_until):
            raise ChangedMeanwhile
        _keep_earlier(endpoint)
    endpoint.refresh_from_db(fields=["secret", "old_secret", "old_secret_until"])
    return secret


def _keep_earlier(endpoint: WebhookEndpoint) -> None:
    """Keep the old secret that ``endpoint`` was read with, and of those kept the newest that are not over."""
    now = timezone.now()
    if endpoint.old_secret_until is not None and now < endpoint.old_secret_until:
        endpoint.earlier_secrets.create(secret=endpoint.old_secret, until=endpoint.old_secret_until)
    kept = endpoint.earlier_secrets.filter(until__gt=now).values_list("pk", flat=True)[:MOST_EARLIER]
    endpoint.earlier_secrets.exclude(pk__in=list(kept)).delete()


def signing_secrets(endpoint: WebhookEndpoint, now: datetime) -> list[str]:
    """The secrets that sign now, newest first. Raises NoFieldKeys, SecretUnreadable."""
    sealed = [endpoint.secret]
    if endpoint.old_secret_until is not None and now < endpoint.old_secret_until:
        earlier = endpoint.earlier_secrets.filter(until__gt=now)
        sealed += [endpoint.old_secret, *(one.secret for one in earlier)]
    return [Sealed(secret).open() for secret in sealed]


def switch(endpoint: WebhookEndpoint, *, on: bool) -> None:
    """A person's doing. Switched on, an address starts with a clean record."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
        is_active=on, off_because="" if on else OffBecause.PERSON, failing_since=None
    )


def works(endpoint: WebhookEndpoint) -> None:
    WebhookEndpoint.objects.filter(pk=endpoint.pk, failing_since__isnull=False).update(failing_since=None)


def fails(endpoint: WebhookEndpoint, now: datetime, *, is_gone: bool) -> None:
    """Note a failure; give the address up when it says that it is gone, or nothing has worked for days."""
    mine = WebhookEndpoint.objects.filter(pk=endpoint.pk)
    mine.filter(failing_since__isnull=True).update(failing_since=now)
    since = now - timedelta(days=settings.WEBHOOK_FAILING_DAYS)
    if is_gone:
        _give_up(endpoint, mine, OffBecause.GONE)
    else:
        _give_up(endpoint, mine.filter(failing_since__lt=since), OffBecause.FAILING)


def _give_up(endpoint: WebhookEndpoint, still: Any, why: str) -> None:
    """Switch off, once, and have the owners told."""
    if still.filter(is_active=True).update(is_active=False, off_because=why):
        service.emit(EndpointSwitchedOff(endpoint_id=endpoint.pk), owner=endpoint.merchant)


def tell_owners(context: StepContext[EndpointSwitchedOff]) -> dict[str, Any]:
    """Write to the merchant's owners. Raises MailFailed; a repetition may write to some of them twice."""
    endpoint = WebhookEndpoint.objects.select_related("merchant").filter(pk=context.payload.endpoint_id).first()
    if endpoint is None or endpoint.is_active:
        return {"told": 0}
    owners = endpoint.merchant.memberships.filter(role=Membership.Role.OWNER).select_related("user")
    for owner in owners:
        try:
            people.tell(owner.user.email, "webhook_off", owner.user.language, endpoint=endpoint)
        except (SMTPException, OSError) as error:
            raise MailFailed(str(error)) from error
    return {"told": len(owners)}
