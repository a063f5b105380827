"""The flows of outgoing webhooks."""

from django.utils.translation import gettext_lazy as _

from jobs import flows, retention
from jobs.flows import Flow, Step
from jobs.models import Queue
from jobs.retry import STORE_API, WEBHOOK
from merchants.webhooks import delivering, endpoints
from merchants.webhooks.payloads import DeliveryRequested, EndpointSwitchedOff
from merchants.webhooks.reasons import sentence
from merchants.webhooks.sending import FLOW, subject_of

DELIVER_FLOW = Flow(
    FLOW,
    on=DeliveryRequested,
    title=_("Sending a webhook"),
    queue=Queue.DEFAULT,
    deadline_s=86_400,  # longer is no news; a receiver that asks for more patience is left alone
    subject=lambda payload: subject_of(payload.delivery_id),
    pace=delivering.pace_of,
    steps=(Step(delivering.deliver, title=_("Sending"), retry=WEBHOOK),),
    on_end=delivering.ended,
    say=sentence,
)

SWITCHED_OFF_FLOW = Flow(
    "webhook/switched-off",
    on=EndpointSwitchedOff,
    title=_("Telling of a webhook that was switched off"),
    queue=Queue.DEFAULT,
    steps=(Step(endpoints.tell_owners, title=_("Writing to the owners"), retry=STORE_API),),
    say=sentence,
)


def register() -> None:
    """Make the flows known to ``jobs``; called once when the apps are ready."""
    flows.register(DELIVER_FLOW, SWITCHED_OFF_FLOW)
    retention.register("webhook deliveries", delivering.delete_old)
