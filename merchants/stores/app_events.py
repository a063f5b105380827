"""What Salla tells of our app in a store: access given and taken, trial, subscription, settings."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from merchants.encryption import Sealed
from merchants.stores import clocks, connecting, connections, oauth
from merchants.stores.errors import ConnectRefused, ReconnectNeeded
from merchants.stores.incoming import Message
from merchants.stores.models import Platform, ReceivedWebhook, StoreConnection, WaitingStore
from merchants.stores.oauth import Grant, Owner

AUTHORIZE, UNINSTALLED = "app.store.authorize", "app.uninstalled"
SLACK = timedelta(minutes=1)  # by which a store's clock may differ from ours
SETTINGS_LIMIT = 16 * 1024  # characters; more is not a form that a merchant filled in

Status = ReceivedWebhook.Status


@dataclass(frozen=True)
class Asked:
    """What an authorisation gives; ``owner`` only where we must know whose store it is."""

    grant: Grant
    owner: Owner | None


@dataclass(frozen=True)
class AppEvent:
    """``apply`` writes what follows. ``clock``: the kind of news, where several events are one kind.

    ``takes_strangers``: it means something for stores that no merchant here has, and says itself what became of it.
    """

    apply: Callable[[Message, Asked | None], str]
    clock: str = ""
    takes_strangers: bool = False


def prepare(message: Message) -> Asked | None:
    """Ask what only the platform knows, before anything is written. Raises StoreError."""
    if message.event == UNINSTALLED and message.platform == Platform.ZID:
        return _still_in(message)
    if message.event != AUTHORIZE:
        return None
    try:
        grant = oauth.granted(message.platform, message.data)
    except oauth.InDoubt as error:
        raise ConnectRefused("no_tokens") from error
    return Asked(grant, None if _takes_tokens(message.store) else oauth.salla_owner(grant.access_token))


def _still_in(message: Message) -> Asked | None:
    """Zid's messages have neither a signature nor a time: while its store lets us in, the app was not removed."""
    store = message.store
    if store is None or not store.is_open or not store.access_token:
        return None
    grant = Grant(
        access_token=Sealed(store.access_token).open(),
        second_token=Sealed(store.second_token).open() if store.second_token else "",
    )
    try:
        return Asked(grant, oauth.zid_owner(grant))
    except ReconnectNeeded:
        return None


def _takes_tokens(store: StoreConnection | None) -> bool:
    """A store that its merchant disconnected here does not come back by itself."""
    return store is not None and store.status != StoreConnection.Status.DISCONNECTED


def authorized(message: Message, asked: Asked | None) -> str:
    """Tokens came: for the store that we know, else for one that waits to be claimed."""
    if asked is None or not clocks.is_news(message, clocks.ACCESS) or _is_older(message):
        return Status.LATE
    if asked.owner is None and message.store:
        connecting.renewed(message.store, connections.columns_of(asked.grant), reason="installed")
        WaitingStore.objects.filter(platform=message.platform, external_id=message.external_id).delete()
        return Status.DONE
    connecting.wait(message, asked.grant, asked.owner)
    return Status.PENDING


def _is_older(message: Message) -> bool:
    """Than the tokens that we have: one refresh after it, its tokens are used up."""
    store = message.store
    if store is None or not store.is_open or not store.tokens_at or not message.sent_at:
        return False
    return message.sent_at + SLACK < store.tokens_at


def uninstalled(message: Message, asked: Asked | None) -> str:
    """The store has thrown us out; what it gave is worthless."""
    if asked is not None or not clocks.is_news(message, clocks.ACCESS):
        return Status.LATE
    waiting = WaitingStore.objects.filter(platform=message.platform, external_id=message.external_id).delete()[0]
    if message.store is None:
        return Status.DONE if waiting else Status.PENDING
    connections.uninstalled(message.store)
    return Status.DONE


def noted(message: Message, asked: Asked | None) -> str:
    """Nothing follows: what has to be known comes by an authorisation."""
    return Status.DONE


def subscribed(message: Message, asked: Asked | None) -> str:
    """What the store has of our app now, for example ``trial started``, with what Salla says of its plan."""
    if message.store:
        kind = " ".join(message.event.split(".")[1:])
        plan = {name: str(message.data[name])[:100] for name in ("plan_name", "plan_type") if message.data.get(name)}
        _save(message.store, {"subscription": plan}, subscription=kind[:40])
    return Status.DONE


def set_up(message: Message, asked: Asked | None) -> str:
    """What the merchant chose in our app's form at Salla."""
    given = message.data.get("settings", {})
    if message.store and len(json.dumps(given)) <= SETTINGS_LIMIT:
        _save(message.store, {"app": given})
    return Status.DONE


def _save(store: StoreConnection, settings: dict[str, object], **columns: object) -> None:
    """Write ``settings`` beside those that are there: the messages of one installation are read at the same time."""
    mine = StoreConnection.objects.filter(pk=store.pk)
    for now in mine.select_for_update().values_list("settings", flat=True):
        mine.update(settings=now | settings, **columns)


PLAN = AppEvent(subscribed, clock="plan")
HANDLERS: dict[str, AppEvent] = {
    AUTHORIZE: AppEvent(authorized, takes_strangers=True),
    UNINSTALLED: AppEvent(uninstalled, takes_strangers=True),
    "app.installed": AppEvent(noted),
    "app.updated": AppEvent(noted),
    "app.settings.updated": AppEvent(set_up),
    "app.trial.started": PLAN,
    "app.trial.expired": PLAN,
    "app.trial.canceled": PLAN,
    "app.subscription.started": PLAN,
    "app.subscription.expired": PLAN,
    "app.subscription.canceled": PLAN,
    "app.subscription.renewed": PLAN,
}
