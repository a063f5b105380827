"""Outgoing webhooks: what is sent to whom, how it is signed, and sending it again."""

import json
import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.utils import timezone

from jobs import service
from jobs.models import Event, Run
from jobs.service import emit, emit_many
from merchants.encryption import Sealed
from merchants.models import WebhookDelivery, WebhookEndpoint
from merchants.webhooks import delivering, endpoints, offers, sending, signing
from tests.merchants.webhooks.conftest import Told, Untold, only_delivery, only_run


def test_an_event_is_sent_to_who_wants_it(merchant, endpoint, receiver, work_all):
    event = emit(Told(number=7), owner=merchant).event
    work_all()

    (asked,) = receiver.asked
    assert (asked.method, asked.path) == ("POST", "/hook")
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["webhook-id"] == str(event.pk)
    message = json.loads(asked.body)
    assert (message["type"], message["data"]) == ("test/told", {"number": 7})
    assert message["timestamp"].endswith("Z")
    delivery = only_delivery()
    assert (delivery.status, delivery.status_code, delivery.attempt_count) == ("DELIVERED", 200, 1)
    assert delivery.attempts.get().answer == "thanks"
    assert (only_run().owner, only_run().queue) == (merchant, "default")


def test_nothing_is_sent_to_who_does_not(merchant, other_merchant, endpoint_of, receiver, work_all):
    endpoint_of(merchant, events=["test/untold"])
    endpoint_of(merchant, is_active=False)
    endpoint_of(other_merchant)

    emit(Told(), owner=merchant)
    emit(Told())
    emit(Untold(), owner=merchant)
    work_all()

    assert receiver.asked == []
    assert not WebhookDelivery.objects.exists()


def test_many_events_at_once_are_all_sent(merchant, endpoint, receiver, work_all, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        emit_many([Told(number=n) for n in range(30)], owner=merchant)
    work_all()

    assert sorted(json.loads(asked.body)["data"]["number"] for asked in receiver.asked) == list(range(30))


def test_an_event_that_was_known_is_not_sent_again(merchant, endpoint, receiver, work_all):
    first = emit(Told(), owner=merchant).event
    emit(Told(), owner=merchant, event_id=first.pk)
    work_all()

    assert len(receiver.asked) == 1


def test_deliveries_are_not_themselves_delivered(merchant, endpoint, work_all):
    emit(Told(), owner=merchant)
    work_all()

    assert list(Event.objects.order_by("created_at").values_list("name", flat=True)) == [
        "test/told",
        "webhook/deliver.requested",
    ]
    assert not {"webhook/deliver.requested", "webhook/endpoint.switched-off"} & offers.offered().keys()


def test_the_signature_passes_the_check_that_the_documentation_shows(merchant, endpoint, receiver, work_all):
    emit(Told(), owner=merchant)
    work_all()

    (asked,) = receiver.asked
    text = (Path(__file__).parents[3] / "docs" / "webhooks.md").read_text()
    namespace: dict = {}
    exec(re.search(r"```python\n(.*?)```", text, re.DOTALL)[1], namespace)
    is_ours = namespace["is_from_wared"]
    secret = endpoint.secret.open()
    assert is_ours(secret, asked.headers, asked.body)
    assert not is_ours(signing.new_secret(), asked.headers, asked.body)
    assert not is_ours(secret, asked.headers, asked.body + b" ")
    assert not is_ours(secret, asked.headers | {"webhook-id": "other"}, asked.body)
    old = str(int(asked.headers["webhook-timestamp"]) - 301)
    signed_then = signing.headers([secret], asked.headers["webhook-id"], int(old), asked.body)
    assert not is_ours(secret, signed_then, asked.body)


def test_the_signature_is_the_specifications():
    """The example of the Standard Webhooks specification's libraries."""
    secret, message_id = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    body = b'{"test": 2432232314}'

    assert signing.signature(secret, message_id, 1614265330, body) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_after_a_change_of_secret_both_sign_for_a_day(merchant, endpoint, receiver, work_all):
    old = endpoint.secret.open()
    new = endpoints.rotate(endpoint)
    emit(Told(), owner=merchant)
    work_all()
    WebhookEndpoint.objects.update(old_secret_until=timezone.now())
    emit(Told(), owner=merchant)
    work_all()

    during, after = (asked.headers["webhook-signature"].split() for asked in receiver.asked)
    assert len(during) == 2
    assert len(after) == 1
    first = receiver.asked[0]
    stamp = int(first.headers["webhook-timestamp"])
    assert during == [signing.signature(key, first.headers["webhook-id"], stamp, first.body) for key in (new, old)]


def test_a_second_change_within_the_day_drops_no_secret_that_may_be_in_use(endpoint):
    in_use = endpoint.secret.open()
    second = endpoints.rotate(endpoint)
    third = endpoints.rotate(endpoint)
    now = timezone.now()

    assert endpoints.signing_secrets(endpoint, now) == [third, second, in_use]
    assert endpoints.signing_secrets(endpoint, now + timedelta(days=1, seconds=1)) == [third]


def test_of_many_changes_the_last_few_secrets_sign(endpoint):
    made = [endpoints.rotate(endpoint) for _time in range(10)]

    assert endpoints.signing_secrets(endpoint, timezone.now()) == made[-1 : -3 - endpoints.MOST_EARLIER : -1]


def test_earlier_secrets_that_are_over_go_with_the_next_change(endpoint):
    for _time in range(3):
        endpoints.rotate(endpoint)
    endpoint.earlier_secrets.update(until=timezone.now())
    endpoints.rotate(endpoint)

    assert endpoint.earlier_secrets.count() == 1


def test_sending_again_has_the_same_id_and_body(merchant, endpoint, receiver, work_all):
    receiver.page("/hook", b"", status=400)
    emit(Told(), owner=merchant)
    work_all()
    receiver.page("/hook", b"")

    sending.send_again(only_delivery())
    sending.send_again(only_delivery())  # a second click
    work_all()

    first, second = receiver.asked
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert (only_delivery().status, only_delivery().attempt_count) == ("DELIVERED", 2)


def test_a_crash_before_its_run_is_there_leaves_no_delivery_waiting_for_ever(endpoint, receiver, work_all, monkeypatch):
    emit(Told(), owner=endpoint.merchant)
    work_all()
    monkeypatch.setattr(service, "emit_many", stop)

    with pytest.raises(KeyboardInterrupt):
        sending.send_again(only_delivery())
    with pytest.raises(KeyboardInterrupt):
        sending.send_test(endpoint)

    assert only_delivery().status == "DELIVERED"


def stop(*args: object, **options: object) -> None:
    raise KeyboardInterrupt


def test_a_test_is_sent_once_also_to_an_address_that_is_off(endpoint, receiver, work_all):
    endpoints.switch(endpoint, on=False)
    receiver.page("/hook", b"", status=500)
    sending.send_test(endpoint)
    work_all()

    (asked,) = receiver.asked
    assert json.loads(asked.body)["type"] == "webhook/test"
    assert UUID(asked.headers["webhook-id"])
    assert (only_delivery().status, only_delivery().error_code) == ("FAILED", "endpoint_says_no")


def test_a_deleted_address_ends_its_deliveries(merchant, endpoint, receiver, work_all):
    emit(Told(), owner=merchant)
    endpoint.delete()
    work_all()

    assert (only_run().status, only_run().error_code) == ("FAILED", "endpoint_deleted")
    assert receiver.asked == []


def test_a_cancelled_delivery_says_so(merchant, endpoint):
    emit(Told(), owner=merchant)
    service.cancel(only_run())

    assert (only_delivery().status, only_delivery().error_code) == ("FAILED", "cancelled")


def test_the_secret_is_sealed_in_the_database_and_stands_in_no_run(merchant, endpoint, receiver, work_all):
    emit(Told(), owner=merchant)
    work_all()

    secret = endpoint.secret.open()
    stored = WebhookEndpoint.objects.values_list("secret", flat=True).get()
    assert isinstance(stored, Sealed)
    assert secret not in stored
    everything = [*Run.objects.values("payload", "result"), *Event.objects.values("data", "metadata")]
    assert secret not in repr(everything)


def test_without_keys_nothing_is_sent_and_the_reason_is_named(merchant, endpoint, receiver, settings, work_all):
    settings.FIELD_KEYS = []
    emit(Told(), owner=merchant)
    work_all()

    assert only_run().error_code == "no_field_keys"
    assert receiver.asked == []


def test_old_deliveries_are_cleared(merchant, endpoint, settings):
    emit(Told(), owner=merchant)
    assert delivering.delete_old() == 0
    WebhookDelivery.objects.update(created_at=timezone.now() - timedelta(days=settings.KEEP_RUNS_D + 1))

    assert delivering.delete_old() == 1


def test_products_and_catalogues_tell_of_their_ends():
    assert {
        "product/scrape.completed",
        "product/scrape.failed",
        "catalogue/rescrape.completed",
        "catalogue/rescrape.failed",
    } <= offers.offered().keys()
