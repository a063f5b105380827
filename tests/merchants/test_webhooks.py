"""Outgoing webhooks: what is sent, how it is signed, and what follows from each answer."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import ClassVar
from uuid import UUID

import pytest
from django.core import mail
from django.utils import timezone

from jobs import engine, payloads, service
from jobs.models import OPEN, Event, Run
from jobs.payloads import Payload
from jobs.retry import WEBHOOK
from jobs.service import emit, emit_many
from jobs.wait import work_off
from merchants.encryption import Sealed
from merchants.models import WebhookDelivery, WebhookEndpoint
from merchants.webhooks import delivering, endpoints, offers, sending, signing
from tests.support.http import Answering, open_site


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
    text = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text()
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


@pytest.mark.parametrize("status", [500, 502, 503, 408, 409, 429, 302, 307])
def test_answers_that_may_change_are_tried_again(status, merchant, endpoint, receiver, attempt_all):
    receiver.page("/hook", b"no", status=status, **({"Location": receiver.url("/x")} if status < 400 else {}))
    emit(Told(), owner=merchant)
    attempt_all()

    run = only_run()
    assert (run.status, run.waiting_for) == ("WAITING", "retry")
    assert (only_delivery().status, only_delivery().status_code) == ("WAITING", status)
    assert "/x" not in receiver.paths()


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, "endpoint_says_no"), (401, "endpoint_says_no"), (404, "endpoint_says_no"), (301, "endpoint_redirects")],
)
def test_answers_that_will_not_change_are_final(status, code, merchant, endpoint, receiver, work_all):
    receiver.page("/hook", b"no", status=status, **({"Location": receiver.url("/x")} if status < 400 else {}))
    emit(Told(), owner=merchant)
    work_all()

    assert (only_run().status, only_run().error_code) == ("FAILED", code)
    assert (only_delivery().status, only_delivery().attempt_count) == ("FAILED", 1)
    assert len(receiver.asked) == 1


def test_a_failing_address_gets_it_when_it_is_well_again_under_the_same_id(merchant, endpoint, receiver, attempt_all):
    answers = iter([500, 503, 200])
    receiver.route("/hook", lambda answer: answer.write(b"", status=next(answers)))
    emit(Told(), owner=merchant)
    for _ in range(3):
        attempt_all()
        Run.objects.filter(status="WAITING").update(status="QUEUED", next_attempt_at=None, waiting_for="")

    assert (only_delivery().status, only_delivery().attempt_count) == ("DELIVERED", 3)
    assert [attempt.status_code for attempt in only_delivery().attempts.all()] == [500, 503, 200]
    assert len({asked.headers["webhook-id"] for asked in receiver.asked}) == 1
    assert len({asked.body for asked in receiver.asked}) == 1
    endpoint.refresh_from_db()
    assert endpoint.failing_since is None


def test_retry_after_is_obeyed(merchant, endpoint, receiver, attempt_all):
    receiver.page("/hook", b"", status=429, Retry_After="3600")
    emit(Told(), owner=merchant)
    attempt_all()

    wait = only_run().next_attempt_at - timezone.now()
    assert timedelta(minutes=59) < wait < timedelta(minutes=61)


def test_who_asks_for_more_than_a_day_is_left_alone(merchant, endpoint, receiver, attempt_all):
    receiver.page("/hook", b"", status=503, Retry_After="100000")
    emit(Told(), owner=merchant)
    attempt_all()

    assert (only_run().status, only_delivery().status) == ("FAILED", "FAILED")


def test_eight_attempts_go_over_hours():
    waits = [WEBHOOK.longest_after(n) for n in range(WEBHOOK.attempts - 1)]

    assert WEBHOOK.attempts == 8
    assert 4 * 3600 < sum(waits) < 24 * 3600


def test_gone_switches_the_address_off_and_tells_the_owners(merchant, user, endpoint, receiver, work_all):
    receiver.page("/hook", b"", status=410)
    emit(Told(), owner=merchant)
    emit(Told(), owner=merchant)
    work_all()
    work_all()

    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.off_because) == (False, "gone")
    assert len(receiver.asked) == 1  # the second was not even tried
    assert {delivery.error_code for delivery in WebhookDelivery.objects.all()} == {"endpoint_gone", "endpoint_off"}
    (message,) = mail.outbox
    assert message.to == [user.email]
    assert receiver.url("/hook") in message.body


def test_days_of_failures_switch_the_address_off(merchant, user, endpoint, receiver, attempt_all, settings):
    receiver.page("/hook", b"", status=500)
    long_ago = timezone.now() - timedelta(days=settings.WEBHOOK_FAILING_DAYS, hours=1)
    WebhookEndpoint.objects.update(failing_since=long_ago)
    emit(Told(), owner=merchant)
    attempt_all()
    attempt_all()

    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.off_because) == (False, "failing")
    assert len(mail.outbox) == 1


def test_one_failure_is_remembered_and_switches_nothing_off(merchant, endpoint, receiver, attempt_all):
    receiver.page("/hook", b"", status=500)
    emit(Told(), owner=merchant)
    attempt_all()

    endpoint.refresh_from_db()
    assert endpoint.is_active
    assert timezone.now() - endpoint.failing_since < timedelta(minutes=1)


def test_a_huge_answer_is_a_success_and_only_its_beginning_is_read(merchant, endpoint, receiver, work_all):
    def huge(answer: Answering) -> None:
        answer.head(200, Content_Type="text/plain", Content_Length=str(10**9))
        answer.forever(b"\0x" * 4096, 0.0)

    receiver.route("/hook", huge)
    emit(Told(), owner=merchant)
    work_all()

    assert only_delivery().status == "DELIVERED"
    assert len(only_delivery().attempts.get().answer) == 2000
    assert "\0" not in only_delivery().attempts.get().answer
    assert receiver.sent < 50_000_000


def test_a_drip_is_given_up_at_the_deadline(merchant, endpoint, receiver, attempt_all, monkeypatch):
    monkeypatch.setattr(delivering, "DEADLINE_S", 0.4)

    def drip(answer: Answering) -> None:
        answer.head(200, Content_Type="text/plain", Content_Length="1000")
        answer.forever(b".", 0.05)

    receiver.route("/hook", drip)
    emit(Told(), owner=merchant)
    attempt_all()

    assert (only_delivery().status, only_delivery().error_code) == ("WAITING", "endpoint_slow")


def test_an_address_where_nobody_listens_is_tried_again(merchant, endpoint_of, settings, attempt_all):
    with open_site() as gone:
        url, pair = gone.url("/hook"), gone.pair
    settings.SCRAPE_POLICY = type(settings.SCRAPE_POLICY)(allow_private=frozenset({pair}))
    endpoint_of(merchant, path=url)
    emit(Told(), owner=merchant)
    attempt_all()

    assert (only_delivery().status, only_delivery().error_code) == ("WAITING", "endpoint_unreachable")


def test_an_address_that_may_no_longer_be_reached_is_refused(merchant, endpoint, receiver, settings, work_all):
    settings.SCRAPE_POLICY = type(settings.SCRAPE_POLICY)()
    emit(Told(), owner=merchant)
    work_all()

    assert (only_delivery().status, only_delivery().error_code) == ("FAILED", "endpoint_refused")
    assert receiver.asked == []


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
