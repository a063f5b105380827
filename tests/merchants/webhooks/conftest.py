"""Events that are told, an address that is told of them, and the work in between."""

from typing import ClassVar

import pytest

from jobs import engine, payloads
from jobs.models import OPEN, Run
from jobs.payloads import Payload
from jobs.wait import work_off
from merchants.models import WebhookDelivery, WebhookEndpoint
from merchants.webhooks import endpoints, offers
from tests.support.http import open_site


class Told(Payload):
    event: ClassVar[str] = "test/told"
    number: int = 0


class Untold(Payload):
    event: ClassVar[str] = "test/untold"


payloads.declare(Told, Untold)


@pytest.fixture(autouse=True)
def offered():
    offers.offer(Told, "Something was told")
    yield
    offers._offered.pop(Told.event)
    offers.event_written.disconnect(sender=Told, dispatch_uid=f"webhooks {Told.event}")


@pytest.fixture
def receiver(settings):
    settings.JOBS_PACE_AT_ONCE = 0
    with open_site() as site:
        settings.SCRAPE_POLICY = type(settings.SCRAPE_POLICY)(allow_private=frozenset({site.pair}))
        site.page("/hook", b"thanks")
        yield site


@pytest.fixture
def endpoint_of(receiver):
    def make(merchant, path="/hook", events=(Told.event,), **fields) -> WebhookEndpoint:
        url = path if path.startswith("http") else receiver.url(path)
        made, _secret = endpoints.make(merchant, url=url, description="", events=list(events))
        WebhookEndpoint.objects.filter(pk=made.pk).update(**fields)
        made.refresh_from_db()
        return made

    return make


@pytest.fixture
def endpoint(endpoint_of, merchant) -> WebhookEndpoint:
    return endpoint_of(merchant)


@pytest.fixture
def attempt_all():
    """Make one attempt at everything that is due; what waits for its retry is left waiting."""

    def work() -> None:
        for run in Run.objects.filter(status="QUEUED"):
            engine.execute(run.pk, "worker")

    return work


@pytest.fixture
def work_all():
    def work() -> None:
        work_off(list(Run.objects.filter(status__in=OPEN).values_list("pk", flat=True)), threads=1)

    return work


def only_delivery() -> WebhookDelivery:
    return WebhookDelivery.objects.get()


def only_run() -> Run:
    return Run.objects.get(flow="webhook/deliver")
