"""What people read where a run is about something of this app: names and pages by the kind of its subject."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.urls import reverse

from jobs import subjects
from jobs.ids import as_uuid
from jobs.models import Run
from merchants.models import ReceivedWebhook, StoreConnection, WebhookDelivery
from merchants.stores.models import Platform


def register() -> None:
    """Called once when the apps are ready."""
    subjects.register("store", address=lambda key: reverse("merchants:store", args=[key]), names=stores)
    subjects.register("delivery", names=deliveries)
    subjects.register("received-webhook", names=received)


def stores(runs: Sequence[Run]) -> Mapping[UUID, str]:
    """The store's name."""
    found = StoreConnection.objects.in_bulk(_keys(runs))
    return _names(runs, {pk: str(store) for pk, store in found.items()})


def deliveries(runs: Sequence[Run]) -> Mapping[UUID, str]:
    """What the receiving address is called."""
    found = WebhookDelivery.objects.select_related("endpoint").in_bulk(_keys(runs))
    return _names(runs, {pk: subjects.without_scheme(str(one.endpoint)) for pk, one in found.items()})


def received(runs: Sequence[Run]) -> Mapping[UUID, str]:
    """Which platform told what."""
    found = ReceivedWebhook.objects.filter(pk__in=_keys(runs)).values_list("pk", "platform", "event")
    return _names(runs, {pk: f"{Platform(platform).label}: {event}" for pk, platform, event in found})


def _keys(runs: Iterable[Run]) -> list[UUID]:
    return [key for run in runs if (key := as_uuid(subjects.key_of(run)))]


def _names(runs: Iterable[Run], found: Mapping[UUID, str]) -> dict[UUID, str]:
    keys = {run.pk: as_uuid(subjects.key_of(run)) for run in runs}
    return {pk: found[key] for pk, key in keys.items() if key and key in found}
