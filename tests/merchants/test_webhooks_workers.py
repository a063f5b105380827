"""A worker that dies while it sends: the message comes again, under the same id."""

from uuid import uuid4

from jobs.models import Run
from merchants.models import Merchant, WebhookDelivery
from merchants.webhooks import endpoints, sending
from tests.support import worker
from tests.support.http import open_site


def test_a_killed_worker_loses_no_delivery_and_changes_no_id(tmp_path, django_db_blocker):
    with (
        django_db_blocker.unblock(),
        open_site() as receiver,
        worker.sqlite_database(tmp_path) as database,
        worker.Crew(
            tmp_path,
            database,
            "memory://",
            imports=(),
            kill_at=["deliver:before", "deliver:after"],
            env={"SCRAPE_ALLOW_PRIVATE": receiver.pair},
        ) as crew,
    ):
        merchant = Merchant.objects.create(name="Dar", slug=f"dar-{uuid4().hex[:8]}")
        url = receiver.page("/hook", b"")
        endpoint, _secret = endpoints.make(merchant, url=url, description="", events=[])
        delivery = sending.send_test(endpoint)
        crew.until(lambda: Run.objects.get(flow="webhook/deliver").ended_at)

        assert crew.kills == {"deliver:before", "deliver:after"}
        assert WebhookDelivery.objects.get().status == "DELIVERED"
        assert {asked.headers["webhook-id"] for asked in receiver.asked} == {str(delivery.message_id)}
        assert len(receiver.asked) == 2
