"""Staff hear of each trouble once, and once that it is over; by real e-mail and a real HTTP receiver on loopback."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from jobs import alerts, dispatch, flows, schedules
from jobs.models import Alert, Proof, Queue, Run, Scheduled, Status, Worker
from jobs.service import emit, emit_many
from tests.jobs.flows import Walk
from tests.support.http import open_site
from tests.support.worker import free_port, using_broker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def all_well(settings):
    """A worker is there and every queue is drained; staff are told by e-mail."""
    settings.ALERT_EMAILS = ["staff@example.com"]
    settings.ALERT_FAILED_RUNS, settings.ALERT_SLOW_RUNS = 3, 2
    now = timezone.now()
    Worker.objects.create(name="w", host="h", pid=1, started_at=now, seen_at=now)
    for queue in Queue.values:
        Proof.objects.create(queue=queue, at=now, worker="w")


@pytest.fixture
def receiver(settings):
    """What Slack would be; gives the texts that it was sent."""
    with open_site() as site:
        site.page("/hook", b"ok")
        settings.ALERT_WEBHOOK_URL = f"{site.url('/hook')}"
        yield lambda: [json.loads(asked.body)["text"] for asked in site.asked]


def ago(seconds: float):
    return timezone.now() - timedelta(seconds=seconds)


def fail(count: int, code: str = "shop_down", *, seconds_ago: float = 1) -> list[Run]:
    runs = [answer.run for answer in emit_many([Walk() for _ in range(count)])]
    failed = Run.objects.filter(pk__in=[run.pk for run in runs])
    failed.update(status=Status.FAILED, ended_at=ago(seconds_ago), error_code=code, error="no answer")
    return runs


def mails() -> list[str]:
    return [message.body for message in mail.outbox]


def keys() -> set[str]:
    return set(alerts.open_alerts().values_list("key", flat=True))


def test_nothing_is_told_while_all_is_well(receiver):
    alerts.check()

    assert (mails(), receiver(), Alert.objects.count()) == ([], [], 0)


def test_many_failures_of_one_kind_are_one_mail_and_their_end_is_another(receiver, settings):
    settings.PUBLIC_URL = "https://wared.example"
    fail(3)
    for _ in range(3):
        alerts.check()
    assert len(mails()) == len(receiver()) == 1
    assert (
        "3 runs of “Walk” failed within 15 minutes with shop_down.\nno answer\nhttps://wared.example/monitor/"
        in mails()[0]
    )
    assert mail.outbox[0].to == ["staff@example.com"]

    Run.objects.update(ended_at=ago(3600))
    for _ in range(3):
        alerts.check()

    assert [message.subject for message in mail.outbox] == ["Wared: trouble", "Wared: over"]
    assert len(receiver()) == 2 and "It is over, after 0 min: 3 runs" in receiver()[1]
    assert not keys()


def test_a_few_foreseeable_failures_are_nobodys_trouble():
    fail(2)
    fail(2, "page_not_found")

    alerts.check()

    assert not mails()


@pytest.mark.parametrize("code", ["internal_error", "worker_lost"])
def test_one_fault_of_ours_is_enough(code):
    fail(1, code)

    alerts.check()

    assert keys() == {f"failed:test/walk:{code}"}


def test_an_incident_does_not_come_and_go_with_every_run():
    runs = fail(3)
    alerts.check()
    Run.objects.filter(pk=runs[0].pk).update(ended_at=ago(3600))

    alerts.check()

    assert len(mails()) == 1 and len(keys()) == 1


def test_a_second_incident_is_told_anew():
    for _ in range(2):
        fail(3)
        alerts.check()
        Run.objects.update(ended_at=ago(3600))
        alerts.check()

    assert [message.subject for message in mail.outbox] == ["Wared: trouble", "Wared: over"] * 2


def test_runs_that_take_longer_than_usual(work):
    work(emit(Walk()).run)
    runs = [emit(Walk()).run for _ in range(2)]
    Run.objects.filter(pk=runs[0].pk).update(status=Status.RUNNING, started_at=ago(300))
    alerts.check()
    assert not keys()

    Run.objects.filter(pk=runs[1].pk).update(status=Status.WAITING, started_at=ago(300))
    alerts.check()

    assert keys() == {"slow:test/walk"}
    assert mails() == ["2 runs of “Walk” take much longer than usual."]


def test_a_queue_that_nobody_drains_although_workers_are_there():
    Proof.objects.filter(queue="bulk").update(at=ago(200))
    Worker.objects.update(started_at=ago(900))

    alerts.check()

    assert mails() == ["Nobody drains the queue bulk."]


def test_workers_that_are_gone_are_one_trouble_not_six():
    Worker.objects.update(seen_at=ago(200))
    Proof.objects.update(at=ago(200))

    alerts.check()

    assert keys() == {"workers"}


def test_a_merchant_who_waits_at_the_screen(settings):
    run = emit(Walk(), queue=Queue.INTERACTIVE).run
    bulk = emit(Walk(), queue=Queue.BULK).run
    Run.objects.filter(pk__in=[run.pk, bulk.pk]).update(created_at=ago(700))

    alerts.check()

    assert mails() == ["A merchant has waited in the queue for 12 min. Length of the queue: 1."]


def test_a_broker_that_is_away():
    with using_broker(f"redis://127.0.0.1:{free_port()}/0"):
        alerts.check()

    assert keys() == {"broker"}


def test_runs_whose_flow_no_worker_knows(monkeypatch, work):
    run = emit(Walk()).run
    monkeypatch.delitem(flows._registry, "test/walk")
    work(run)

    alerts.check()

    assert keys() == {"unknown:test/walk"}


def test_a_receiver_that_fails_hears_of_it_later_and_the_others_once(settings, receiver):
    address = settings.ALERT_WEBHOOK_URL
    fail(3)
    settings.ALERT_WEBHOOK_URL = f"http://127.0.0.1:{free_port()}/"
    alerts.check()
    settings.ALERT_WEBHOOK_URL = address + "/not-there"
    alerts.check()
    assert len(mails()) == 1

    settings.ALERT_WEBHOOK_URL = address
    alerts.check()
    alerts.check()

    assert len(mails()) == 1
    assert [text for text in receiver() if text.startswith("*Wared: trouble*\n3 runs")] == [receiver()[-1]] * 2


def test_without_a_channel_the_incident_is_on_record(settings):
    settings.ALERT_EMAILS = []
    fail(3)

    alerts.check()

    assert len(keys()) == 1 and not mails()


def test_the_administrators_are_told_where_nobody_else_is_named(settings):
    settings.ALERT_EMAILS, settings.ADMINS = [], ["admin@example.com"]
    fail(3)

    alerts.check()

    assert mail.outbox[0].to == ["admin@example.com"]


def test_each_of_the_staff_reads_the_language_that_they_chose(settings, receiver, django_user_model):
    django_user_model.objects.create(email="huda@example.com", language="ar")
    settings.ALERT_EMAILS = ["staff@example.com", "huda@example.com"]
    fail(3)
    alerts.check()
    Run.objects.update(ended_at=ago(3600))
    alerts.check()

    told = {(message.to[0], message.subject): message.body.split("\n")[0] for message in mail.outbox}
    assert len(told) == 4
    assert told["staff@example.com", "Wared: trouble"] == "3 runs of “Walk” failed within 15 minutes with shop_down."
    assert "فشلت 3 عمليات" in told["huda@example.com", "Wared: مشكلة"]
    assert "فشلت 3 عمليات" in told["huda@example.com", "Wared: انتهت المشكلة"]
    assert [text.split("\n")[0] for text in receiver()] == ["*Wared: trouble*", "*Wared: over*"]


def test_somebody_tells_even_where_no_message_reaches_a_worker(monkeypatch):
    monkeypatch.setattr(dispatch, "reaches_workers", lambda: True)
    monkeypatch.setattr(dispatch, "_try_to_send", lambda *args, **options: False)
    Worker.objects.update(seen_at=ago(200))
    schedules.send_due()
    schedules.run_vital()
    assert not mails()

    Scheduled.objects.update(next_at=ago(61))
    schedules.run_vital()

    assert mails() == ["No worker has shown a sign of life."]
    assert set(Scheduled.objects.filter(last_at__isnull=False).values_list("name", flat=True)) == {"alerts"}
