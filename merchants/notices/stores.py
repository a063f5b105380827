"""The notices about stores."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobs import retention, schedules
from jobs.models import Event
from merchants.models import StoreConnection
from merchants.notices import kinds, mailing
from merchants.notices.hearing import hear
from merchants.notices.kinds import Data, Kind
from merchants.notices.writing import News
from merchants.stores.payloads import StoreNeedsReconnect

RECONNECT = "store_reconnect"


def _say(data: Data, count: int) -> str:
    return _("%(store)s no longer lets Wared in. Connect it again, or nothing can be published there.") % data


def _lead(data: Data, count: int) -> str:
    return reverse("merchants:store", args=[data["id"]])


def _reconnect(events: Sequence[Event]) -> Iterable[News]:
    stores = StoreConnection.objects.in_bulk([event.data["storeId"] for event in events])
    for store in stores.values():
        data = {"id": str(store.pk), "store": str(store)}
        yield News(merchant_id=store.merchant_id, kind=RECONNECT, group=str(store.pk), data=data)


def register() -> None:
    """Called once when the apps are ready, before those of other apps: the order is that of the preferences."""
    kinds.register(
        Kind(
            name=RECONNECT,
            title=gettext_lazy("A store must be connected again"),
            icon="upload",
            tone="bad",
            say=_say,
            lead=_lead,
            mail=True,
            mails_itself=True,
        )
    )
    hear(StoreNeedsReconnect, _reconnect)
    schedules.register(
        schedules.Round("notices", gettext_lazy("Mail what people were told of"), mailing.EVERY_S, mailing.send_due)
    )
    retention.register("notices", mailing.delete_old)
