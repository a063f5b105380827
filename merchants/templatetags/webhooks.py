"""How webhooks are put into words for the reader."""

from typing import NamedTuple

from django import template
from django.utils.translation import gettext as _

from jobs.templatetags.times import ago
from merchants.models import WebhookDelivery, WebhookEndpoint
from merchants.webhooks import offers, reasons, sending

register = template.Library()

TONES = {
    WebhookDelivery.Status.WAITING: "wait",
    WebhookDelivery.Status.DELIVERED: "good",
    WebhookDelivery.Status.FAILED: "bad",
}


class State(NamedTuple):
    word: str
    tone: str


@register.simple_tag
def state_of_endpoint(endpoint: WebhookEndpoint) -> State:
    if not endpoint.is_active:
        return State(_("Off"), "" if endpoint.off_because == WebhookEndpoint.OffBecause.PERSON else "bad")
    return State(_("Failing"), "wait") if endpoint.failing_since else State(_("On"), "good")


@register.simple_tag
def trouble_of_endpoint(endpoint: WebhookEndpoint) -> str:
    """What is wrong with an address, and what to do; nothing while it works or a person switched it off."""
    if not endpoint.is_active and endpoint.off_because in reasons.WHY_OFF:
        return str(reasons.WHY_OFF[endpoint.off_because])
    if endpoint.is_active and endpoint.failing_since:
        return _("Nothing could be delivered since %(when)s. We try each event again for a day.") % {
            "when": ago(endpoint.failing_since)
        }
    return ""


@register.filter
def event_title(name: str) -> str:
    """What happened, in people's words; the plain name of an event that is offered no more."""
    return _("Test") if name == sending.TEST_EVENT else str(offers.offered().get(name, name))


@register.filter
def tone(status: str) -> str:
    return TONES[WebhookDelivery.Status(status)]


@register.filter
def why_not(code: str) -> str:
    return str(reasons.sentence(code))
