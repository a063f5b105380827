"""How a store comes to a merchant: connected from here, or installed at the platform and claimed here afterwards.

Whoever connects a store shows that it is theirs: by the platform's own login (a code that belongs to a ``state`` which
this very session began), by keys that the store made, or, where the platform sends us the tokens by itself, by the
e-mail address of the store's owner: a link that was mailed there, or an account here with that address proven.
"""

from datetime import timedelta
from smtplib import SMTPException
from typing import Any

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from merchants import people
from merchants.models import Merchant, ReceivedWebhook, StoreChange, StoreConnection, User, WaitingStore
from merchants.stores import clocks, connections, receiving
from merchants.stores.incoming import Message
from merchants.stores.models import Platform
from merchants.stores.oauth import Grant, Owner
from merchants.stores.product import StoreIdentity
from merchants.webhooks.endpoints import MailFailed

CLAIM_LASTS = timedelta(days=14)
TOLD_AGAIN_AFTER = timedelta(days=1)
SALT = "merchants.stores.claim"
ONE_CHAIN = (Platform.SALLA, Platform.ZID)  # their tokens can be at one merchant only
Status = StoreConnection.Status


def connect(merchant: Merchant, platform: str, identity: StoreIdentity, columns: dict[str, Any]) -> StoreConnection:
    """Make the store one of ``merchant``'s, or connect it again. ``columns``: its sealed tokens.

    Whoever showed last that the store is theirs has it: an older connection at another merchant here ends.
    """
    try:
        return _connect(merchant, platform, identity, columns)
    except IntegrityError:  # the same was done at the same moment; now its row is there
        return _connect(merchant, platform, identity, columns)


@transaction.atomic
def _connect(merchant: Merchant, platform: str, identity: StoreIdentity, columns: dict[str, Any]) -> StoreConnection:
    same = StoreConnection.objects.filter(platform=platform, external_id=identity.external_id)
    if platform in ONE_CHAIN:
        for elsewhere in same.exclude(merchant=merchant).filter(status__in=[Status.CONNECTED, Status.RECONNECT_NEEDED]):
            connections.move(elsewhere, Status.DISCONNECTED, reason="connected_elsewhere", **connections.NO_TOKENS)
    told = _told(identity)
    store = same.filter(merchant=merchant).select_for_update().first()
    if store is None:
        new = {"merchant": merchant, "platform": platform, "external_id": identity.external_id}
        store = StoreConnection.objects.create(**new, **told, **columns, connected_at=timezone.now())
        StoreChange.objects.create(connection=store, new=Status.CONNECTED)
    else:
        renewed(store, told | columns | {"settings": store.settings | columns.get("settings", {})})
    clocks.set_at_least(platform, identity.external_id, clocks.ACCESS, timezone.now())
    WaitingStore.objects.filter(platform=platform, external_id=identity.external_id).delete()
    _read_pending(store)
    return store


def _told(identity: StoreIdentity) -> dict[str, Any]:
    """What the platform says of the store; what it does not say stays as it was."""
    told = {
        "name": identity.name[:200],
        "address": identity.url[:2048],
        "currency": identity.currency[:3],
        "language": identity.language[:8],
        "plan": identity.plan[:40],
    }
    return {name: value for name, value in told.items() if value}


def renewed(store: StoreConnection, columns: dict[str, Any], *, reason: str = "") -> None:
    """Give a store new tokens and, where it was not, the status of a connected one."""
    fresh = columns | {"refresh_id": None, "refresh_until": None}
    if store.status == Status.CONNECTED:
        StoreConnection.objects.filter(pk=store.pk).update(**fresh)
        store.refresh_from_db()
    else:
        connections.move(
            store, Status.CONNECTED, reason=reason, connected_at=timezone.now(), uninstalled_at=None, **fresh
        )


def _read_pending(store: StoreConnection) -> None:
    """Messages that came before we knew whose they are."""
    pending = ReceivedWebhook.objects.filter(
        platform=store.platform, external_id=store.external_id, status=ReceivedWebhook.Status.PENDING
    )
    pending.update(connection=store)
    receiving.read_again(pending)


def wait(message: Message, grant: Grant, owner: Owner | None) -> None:
    """Keep the tokens of a store that installed our app by itself until somebody shows that it is theirs."""
    told = {"name": owner.name, "address": owner.address, "email": owner.email, "plan": owner.plan} if owner else {}
    WaitingStore.objects.update_or_create(
        platform=message.platform,
        external_id=message.external_id,
        defaults=connections.columns_of(grant) | told,
    )


def tell_owner(store: WaitingStore, our_address: str) -> bool:
    """Mail the link by which the store's owner claims it, at most once a day. Raises MailFailed."""
    now = timezone.now()
    if not store.email or not our_address or (store.told_at and store.told_at > now - TOLD_AGAIN_AFTER):
        return False
    link = our_address.rstrip("/") + reverse("merchants:claim-store", args=[token_of(store)])
    known = User.objects.filter(email=store.email).first()
    try:
        people.tell(store.email, "store_waiting", known.language if known else "ar", store=store, link=link)
    except (SMTPException, OSError) as error:
        raise MailFailed(str(error)) from error
    WaitingStore.objects.filter(pk=store.pk).update(told_at=now)
    return True


def token_of(store: WaitingStore) -> str:
    """What the link carries; it dies with the row, that is when the store is claimed or removes us."""
    return signing.dumps(str(store.pk), salt=SALT)


def waiting_of(token: str) -> WaitingStore | None:
    """The store behind a link; None when it is forged, too old, or was claimed."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=CLAIM_LASTS)
    except signing.BadSignature:
        return None
    return WaitingStore.objects.filter(pk=pk).first()


def waiting_for(user: User) -> QuerySet[WaitingStore]:
    """The stores whose owner has an e-mail address that ``user`` has proven to be theirs."""
    proven = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return WaitingStore.objects.filter(email__in=[email.lower() for email in proven]).exclude(email="")


def claim(waiting: WaitingStore, merchant: Merchant) -> StoreConnection:
    """Make a waiting store one of ``merchant``'s. The caller has seen the proof."""
    identity = StoreIdentity(
        external_id=waiting.external_id,
        name=waiting.name,
        currency="",
        language="",
        url=waiting.address,
        plan=waiting.plan,
    )
    return connect(merchant, waiting.platform, identity, connections.columns_of_waiting(waiting))
