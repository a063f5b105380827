"""Access renewed ahead of its end: a round finds the stores, a run renews each. Owners are told when it fails."""

from smtplib import SMTPException
from typing import Any

from jobs import service
from jobs.context import StepContext
from merchants import people
from merchants.models import Membership, StoreConnection
from merchants.notices import choosing
from merchants.stores import tokens
from merchants.stores.errors import StoreClosed
from merchants.stores.payloads import StoreNeedsReconnect, TokenRefreshNeeded
from merchants.stores.reasons import sentence
from merchants.webhooks.endpoints import MailFailed

EVERY_S = 900.0
AT_ONCE = 500  # runs that one round starts; the rest is the next one's


def start_due() -> int:
    """Start a run for each store whose access ends soon; how many. One that has an open run gets no second."""
    due = tokens.due().select_related("merchant")[:AT_ONCE]
    return len([service.emit(TokenRefreshNeeded(store_id=store.pk), owner=store.merchant) for store in due])


def refresh(context: StepContext[TokenRefreshNeeded]) -> dict[str, Any]:
    """Renew one store's access. Raises ReconnectNeeded, RefreshBusy, StoreCallFailed."""
    store = StoreConnection.objects.filter(pk=context.payload.store_id).first()
    if store is None:
        return {"renewed": False}
    try:
        return {"renewed": tokens.renew_ahead(store)}
    except StoreClosed:  # disconnected since the round looked
        return {"renewed": False}


def tell_owners(context: StepContext[StoreNeedsReconnect]) -> dict[str, Any]:
    """Write to the owners, each in their language. Raises MailFailed; a repetition may write to some of them twice."""
    store = StoreConnection.objects.select_related("merchant").filter(pk=context.payload.store_id).first()
    if store is None or store.status != StoreConnection.Status.RECONNECT_NEEDED:
        return {"told": 0}
    owners = list(store.merchant.memberships.filter(role=Membership.Role.OWNER).select_related("user"))
    refused = choosing.without_mail("store_reconnect", [owner.user_id for owner in owners])
    owners = [owner for owner in owners if owner.user_id not in refused]
    for owner in owners:
        try:
            people.tell(
                owner.user.email, "store_reconnect", owner.user.language, store=store, why=sentence(store.error_code)
            )
        except (SMTPException, OSError) as error:
            raise MailFailed(str(error)) from error
    return {"told": len(owners)}
