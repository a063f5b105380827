"""The flows of stores, and what comes round."""

from django.utils.translation import gettext_lazy as _

from jobs import flows, retention, schedules
from jobs.flows import Flow, Step
from jobs.models import Queue
from jobs.retry import STORE_API
from jobs.schedules import Round
from merchants.stores import checking, keeping, processing, refreshing
from merchants.stores.payloads import StoreCheckRequested, StoreNeedsReconnect, TokenRefreshNeeded, WebhookReceived
from merchants.stores.reasons import sentence

REFRESH_FLOW = Flow(
    "store/refresh",
    on=TokenRefreshNeeded,
    title=_("Renewing the access to a store"),
    queue=Queue.STORES,
    subject=lambda payload: f"store:{payload.store_id}",
    steps=(Step(refreshing.refresh, title=_("Renewing"), retry=STORE_API),),
    say=sentence,
)

RECONNECT_FLOW = Flow(
    "store/tell-reconnect",
    on=StoreNeedsReconnect,
    title=_("Telling that a store must be connected again"),
    subject=lambda payload: f"store:{payload.store_id}",
    steps=(Step(refreshing.tell_owners, title=_("Writing to the owners"), retry=STORE_API),),
    say=sentence,
)

CHECK_FLOW = Flow(
    "store/check",
    on=StoreCheckRequested,
    title=_("Testing a store"),
    queue=Queue.INTERACTIVE,
    deadline_s=120,
    subject=lambda payload: checking.subject_of(payload.store_id),
    steps=(Step(checking.check, title=_("Asking the store")),),
    on_end=checking.ended,
    say=sentence,
)

WEBHOOK_FLOW = Flow(
    "store/webhook",
    on=WebhookReceived,
    title=_("Reading a store's message"),
    queue=Queue.STORES,
    subject=lambda payload: f"received-webhook:{payload.webhook_id}",
    steps=(
        Step(processing.process, title=_("Reading"), retry=STORE_API),
        Step(processing.tell, title=_("Writing to the store's owner"), retry=STORE_API),
    ),
    on_end=processing.ended,
    on_rerun=processing.again,
    say=sentence,
)


def register() -> None:
    """Make the flows known to ``jobs``; called once when the apps are ready."""
    flows.register(REFRESH_FLOW, RECONNECT_FLOW, CHECK_FLOW, WEBHOOK_FLOW)
    schedules.register(Round("store-tokens", _("Renew the access to stores"), refreshing.EVERY_S, refreshing.start_due))
    retention.register("stores", keeping.delete_removed)
    retention.register("waiting stores", keeping.delete_unclaimed)
    retention.register("received webhooks", keeping.delete_old_webhooks)
