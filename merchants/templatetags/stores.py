"""How stores are put into words for the reader."""

from typing import NamedTuple

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from merchants.models import ReceivedWebhook, StoreChange, StoreConnection
from merchants.stores import reasons

register = template.Library()

Status = StoreConnection.Status
Received = ReceivedWebhook.Status
TONES = {
    Status.CONNECTED: "good",
    Status.RECONNECT_NEEDED: "bad",
    Status.DISCONNECTED: "",
    Status.UNINSTALLED: "",
    Received.RECEIVED: "busy",
    Received.DONE: "good",
    Received.IGNORED: "",
    Received.LATE: "",
    Received.PENDING: "wait",
    Received.FAILED: "bad",
}
EVENTS: dict[str, str | Promise] = {
    "app.store.authorize": gettext_lazy("Access given"),
    "app.installed": gettext_lazy("App installed"),
    "app.updated": gettext_lazy("App updated"),
    "app.uninstalled": gettext_lazy("App removed"),
    "app.settings.updated": gettext_lazy("App settings changed"),
    "app.trial.started": gettext_lazy("Trial started"),
    "app.trial.expired": gettext_lazy("Trial over"),
    "app.trial.canceled": gettext_lazy("Trial cancelled"),
    "app.subscription.started": gettext_lazy("Subscription started"),
    "app.subscription.expired": gettext_lazy("Subscription over"),
    "app.subscription.canceled": gettext_lazy("Subscription cancelled"),
    "app.subscription.renewed": gettext_lazy("Subscription renewed"),
    "product.created": gettext_lazy("Product made"),
    "product.updated": gettext_lazy("Product changed"),
    "product.deleted": gettext_lazy("Product deleted"),
    "product.quantity.low": gettext_lazy("Stock low"),
    "product.price.updated": gettext_lazy("Price changed"),
    "product.status.updated": gettext_lazy("Visibility changed"),
    "product.image.updated": gettext_lazy("Pictures changed"),
    "product.category.updated": gettext_lazy("Categories changed"),
    "product.brand.updated": gettext_lazy("Brand changed"),
    "product.tags.updated": gettext_lazy("Tags changed"),
}


class State(NamedTuple):
    word: str
    tone: str


@register.simple_tag
def state_of_store(store: StoreConnection) -> State:
    if store.status == Status.CONNECTED and store.check_error:
        return State(_("Test failed"), "wait")
    return State(store.get_status_display(), TONES[Status(store.status)])


@register.simple_tag
def trouble_of_store(store: StoreConnection) -> str:
    """What is wrong with a store and what to do; nothing while it works."""
    if store.status == Status.CONNECTED:
        return str(reasons.sentence(store.check_error)) if store.check_error else ""
    if store.status == Status.UNINSTALLED:
        return _("The app was removed in the store, so nothing can be published there. Connect it again at any time.")
    return str(reasons.sentence(store.error_code)) if store.error_code else ""


@register.filter
def store_event(name: str) -> str:
    """What a store's message tells, in people's words; its plain name where we have none."""
    return str(EVENTS.get(name, name))


@register.filter
def subscription_words(kind: str) -> str:
    """``trial started`` as people say it."""
    return str(EVENTS.get(f"app.{kind.replace(' ', '.', 1)}", kind))


@register.filter
def received_tone(status: str) -> str:
    return TONES[Received(status)]


@register.filter
def store_reason(code: str) -> str:
    return str(reasons.sentence(code))


@register.filter
def change_words(change: StoreChange) -> str:
    """One change of a store's status, with its reason."""
    word = change.get_new_display()
    why = {"installed": _("the app was installed again")}.get(change.reason) or reasons.sentence(change.reason)
    return f"{word}: {why}" if why else word
