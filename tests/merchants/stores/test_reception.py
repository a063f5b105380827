"""Messages from Salla: who is believed, what is kept, and how quickly."""

import hmac
import json
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.test import Client

from jobs.models import Run
from merchants.models import ReceivedWebhook
from merchants.stores import receiving

SECRET = "a webhook secret"
STORE = 1305146709


@pytest.fixture(autouse=True)
def secret(settings):
    settings.SALLA_WEBHOOK_SECRET = SECRET


def text_of(event="app.installed", store=STORE, **more) -> bytes:
    return json.dumps(
        {"event": event, "merchant": store, "created_at": "2026-11-22 10:00:00", "data": {}} | more
    ).encode()


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    signature = hmac.new(secret.encode(), body, "sha256").hexdigest()
    return {"X-Salla-Security-Strategy": "Signature", "X-Salla-Signature": signature}


def post(body: bytes, headers: dict[str, str] | None = None, content_type="application/json"):
    given = signed(body) if headers is None else headers
    client = Client(enforce_csrf_checks=True)  # its `post` would encode the body by the charset
    return client.generic("POST", "/webhooks/salla/", body, content_type=content_type, headers=given)


def test_a_signed_message_is_kept_sealed_and_given_to_a_run(store_of, merchant):
    store = store_of(merchant, external_id=str(STORE))
    body = text_of(data={"secret": "value-of-a-token"})

    answer = post(body)

    row = ReceivedWebhook.objects.get()
    assert (answer.status_code, answer.json()) == (200, {"id": str(row.pk), "status": "received"})
    assert (row.event, row.external_id, row.connection, row.strategy) == (
        "app.installed",
        str(STORE),
        store,
        "signature",
    )
    assert "value-of-a-token" not in row.body
    assert row.body.open().encode() == body
    run = Run.objects.get(flow="store/webhook")
    assert (run.owner, run.queue) == (merchant, "stores")
    assert run.payload["webhookId"] == str(row.pk)
    assert "value-of-a-token" not in json.dumps(run.payload)


@pytest.mark.parametrize("authorization", [SECRET, f"Bearer {SECRET}"])
def test_the_token_strategy(db, authorization):
    answer = post(text_of(), {"X-Salla-Security-Strategy": "Token", "Authorization": authorization})

    assert answer.status_code == 200
    assert ReceivedWebhook.objects.get().strategy == "token"


def test_without_a_named_strategy_the_signature_is_looked_at(db):
    body = text_of()
    headers = signed(body)
    del headers["X-Salla-Security-Strategy"]

    assert post(body, headers).status_code == 200
    assert post(text_of("app.updated"), {"Authorization": "wrong"}).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Salla-Signature": ""},
        {"X-Salla-Security-Strategy": "Signature"},
        {"X-Salla-Security-Strategy": "Signature", "X-Salla-Signature": "0" * 64},
        {"X-Salla-Security-Strategy": "Signature", "Authorization": SECRET},
        {"X-Salla-Security-Strategy": "Token"},
        {"X-Salla-Security-Strategy": "Token", "Authorization": ""},
        {"X-Salla-Security-Strategy": "Token", "Authorization": "Bearer "},
        {"X-Salla-Security-Strategy": "Token", "Authorization": "سر"},
        {"X-Salla-Security-Strategy": "None"},
        {"X-Salla-Security-Strategy": "Signature", "X-Salla-Signature": "é\x80" * 32},
    ],
)
def test_what_proves_nothing_is_refused(db, headers):
    answer = post(text_of(), headers)

    assert (answer.status_code, answer.json()["code"]) == (401, "not_verified")
    assert not ReceivedWebhook.objects.exists()
    assert not Run.objects.exists()


def test_a_signature_of_another_secret_or_another_body_is_refused(db):
    body = text_of()

    assert post(body, signed(body, "another secret")).status_code == 401
    assert post(body + b" ", signed(body)).status_code == 401


def test_without_a_secret_everything_is_refused(db, settings):
    settings.SALLA_WEBHOOK_SECRET = ""
    body = text_of()

    assert post(body, signed(body, "")).status_code == 401
    assert post(body, {"X-Salla-Security-Strategy": "Token", "Authorization": ""}).status_code == 401


def test_a_strategy_that_was_not_chosen_is_refused(db, settings):
    settings.SALLA_WEBHOOK_STRATEGIES = ["signature"]

    assert post(text_of(), {"X-Salla-Security-Strategy": "Token", "Authorization": SECRET}).status_code == 401
    assert post(text_of()).status_code == 200


def test_a_message_that_comes_again_is_counted_and_dropped(db):
    answers = [post(text_of()) for _ in range(4)]

    row = ReceivedWebhook.objects.get()
    assert [answer.status_code for answer in answers] == [200] * 4
    assert [answer.json()["status"] for answer in answers] == ["received", "known", "known", "known"]
    assert {answer.json()["id"] for answer in answers} == {str(row.pk)}
    assert (row.times, Run.objects.count()) == (4, 1)


def test_two_messages_that_differ_in_one_second_are_two(db):
    post(text_of(created_at="2026-11-22 10:00:00"))
    post(text_of(created_at="2026-11-22 10:00:01"))

    assert ReceivedWebhook.objects.count() == 2


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe\x00",
        '{"event": "app.installed"}'.encode("utf-16"),
        b"[]",
        b"7",
        b"null",
        b"{}",
        b'{"event": "app.installed"}',
        b'{"event": 7, "merchant": 7}',
        b'{"event": "", "merchant": 7}',
        b'{"event": "APP INSTALLED", "merchant": 7}',
        b'{"event": "app.installed\\u0000", "merchant": 7}',
        b'{"event": "app.installed", "merchant": null}',
        b'{"event": "app.installed", "merchant": {"id": 7}}',
        b'{"event": "app.installed", "merchant": "\\ud800"}',
        b'{"event": "app.installed", "merchant": "' + b"7" * 256 + b'"}',
        b'{"event": "' + b"a" * 81 + b'", "merchant": 7}',
        b'{"event": "app.installed", "merchant": ' + b"7" * 5000 + b"}",
        b"[" * 200_000,
    ],
    ids=lambda body: body[:30].decode("ascii", "backslashreplace") + str(len(body)),
)
def test_signed_nonsense_is_refused_and_not_kept(db, body):
    answer = post(body)

    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")
    assert not ReceivedWebhook.objects.exists()


@pytest.mark.parametrize("content_type", ["application/json; charset=nonsense", "text/plain; charset=utf-16", "x", ""])
def test_the_named_charset_changes_nothing(db, content_type):
    answer = post(text_of(data={"name": "مصباح"}), content_type=content_type)

    assert answer.status_code == 200
    assert "مصباح".encode() in json.loads(ReceivedWebhook.objects.get().body.open())["data"]["name"].encode()


def test_strange_text_within_the_data_is_kept(db):
    body = b'{"event": "product.created", "merchant": 7, "data": {"id": "\\u0000\\ud800", "name": "\\udfff"}}'

    assert post(body).status_code == 200


def test_what_is_too_large_is_refused(db, settings):
    settings.STORE_WEBHOOK_LIMIT_BYTES = 1000
    body = text_of(data={"filler": "x" * 1000})

    answer = post(body)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert not ReceivedWebhook.objects.exists()
    assert post(text_of(data={"filler": "x" * 500})).status_code == 200


def test_a_message_larger_than_any_form_is_refused_too(db):
    assert post(b"x" * 6_000_000, {}).status_code == 413


def test_only_posts_are_taken(client):
    assert client.get("/webhooks/salla/").status_code == 405


def test_without_the_last_slash_it_is_the_same(db):
    body = text_of()

    answer = Client().post("/webhooks/salla", body, content_type="application/json", headers=signed(body))

    assert answer.status_code == 200


def test_without_keys_for_secrets_the_platform_is_asked_to_come_again(db, settings):
    settings.FIELD_KEYS = []

    assert post(text_of()).status_code == 503


def test_the_answer_takes_milliseconds_whatever_the_message_starts(store_of, merchant, django_assert_max_num_queries):
    store_of(merchant, external_id=str(STORE))
    post(text_of())
    with django_assert_max_num_queries(15):
        post(text_of("app.updated"))

    took = []
    for number in range(20):
        body = text_of(data={"number": number})
        began = time.thread_time()  # work, whatever else this machine has to do
        post(body)
        took.append(time.thread_time() - began)

    assert sorted(took)[10] < 0.1


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("Wed Jun 30 2021 12:00:00 GMT+0300", datetime(2021, 6, 30, 12, tzinfo=timezone(timedelta(hours=3)))),
        ("2021-06-30T12:00:00Z", datetime(2021, 6, 30, 12, tzinfo=UTC)),
        ("2021-06-30 12:00:00", datetime(2021, 6, 30, 12, tzinfo=timezone(timedelta(hours=3)))),
        (1625043600, datetime(2021, 6, 30, 9, tzinfo=UTC)),
        (None, None),
        ("", None),
        ("soon", None),
        ("2021-99-99 12:00:00", None),
        (1e300, None),
        (float("nan"), None),
        ({}, None),
        ([1], None),
        (True, datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)),
    ],
)
def test_every_way_to_write_a_moment(said, moment):
    assert receiving.moment(said) == moment
