"""Outgoing webhooks: what follows from each answer, and from none."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from jobs.models import Run
from jobs.retry import WEBHOOK
from jobs.service import emit
from merchants.models import WebhookDelivery, WebhookEndpoint
from merchants.webhooks import delivering
from tests.merchants.webhooks.conftest import Told, only_delivery, only_run
from tests.support.http import Answering, open_site


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
