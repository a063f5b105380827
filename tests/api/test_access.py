"""Who may call the API, and the one shape of everything that does not work."""

import json
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from jobs.models import Event, Run
from merchants.models import ApiKey
from tests.api.conftest import Caller

pytestmark = pytest.mark.django_db

UNKNOWN = "0199c4f0-7f4e-7c39-8a2b-6f1f2f9f0c11"
OPEN_TO_ALL = {"/health"}


def operations() -> Iterator[tuple[str, str]]:
    """Every operation of the document but those that need no key, with ids filled in."""
    document = Client().get("/api/v1/openapi.json").json()
    for path, methods in document["paths"].items():
        short = path.removeprefix("/api/v1")
        if short not in OPEN_TO_ALL:
            for method in methods:
                for name in ("job_id", "run_id", "event_id", "product_id"):
                    short = short.replace(f"{{{name}}}", UNKNOWN)
                yield method, short


def assert_error(answer, status: int, code: str) -> dict:
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code)
    assert answer.headers["Content-Type"].startswith("application/json")
    assert body["detail"]
    assert set(body) <= {"detail", "code", "fields"}
    return body


def test_every_operation_refuses_a_caller_without_a_key(nobody):
    found = list(operations())
    assert len(found) > 15
    for method, path in found:
        answer = nobody.send(method, path)
        assert_error(answer, 401, "not_authenticated")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("wrong", ["unknown", "revoked", "expired", "basic", "empty", "two"])
def test_a_key_that_is_no_good_is_refused_even_beside_a_good_session(wrong, merchant, key_of, user, client_of):
    text = key_of(merchant)
    if wrong == "revoked":
        ApiKey.objects.get().revoke()
    if wrong == "expired":
        ApiKey.objects.update(expires_at=timezone.now())
    given = {"unknown": "Bearer wared_x", "basic": f"Basic {text}", "empty": "", "two": f"Bearer {text} {text}"}
    client = client_of(user)

    answer = client.get("/api/v1/jobs", headers={"Authorization": given.get(wrong, f"Bearer {text}")})

    assert_error(answer, 401, "not_authenticated")


def test_a_key_may_do_what_its_scopes_say(merchant, key_of):
    reader, writer = Caller(key_of(merchant, ["read"])), Caller(key_of(merchant, ["write"]))

    assert reader.get("/jobs").status_code == 200
    assert "“write”" in assert_error(reader.post("/scrape/async", {"source_url": "x"}), 403, "missing_scope")["detail"]
    assert_error(writer.get("/jobs"), 403, "missing_scope")
    assert_error(writer.post("/scrape/async", {"source_url": "x"}), 400, "invalid_link")


def test_the_owner_of_a_key_is_its_merchant_whoever_is_signed_in(merchant, key_of, stranger):
    Run.objects.create(flow="test/walk", owner=merchant, turn=timezone.now())

    mine = stranger.get("/api/v1/jobs", headers={"Authorization": f"Bearer {key_of(merchant)}"})

    assert len(mine.json()["jobs"]) == 1
    assert stranger.get("/api/v1/jobs").json() == {"jobs": [], "next_cursor": None}


def test_a_session_writes_with_the_csrf_token_only(user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    body = {"data": {"source_url": "x"}, "content_type": "application/json"}

    assert client.get("/api/v1/jobs").status_code == 200
    assert_error(client.post("/api/v1/scrape/async", **body), 403, "csrf_failed")
    client.get("/import")  # sets the cookie
    token = client.cookies[settings.CSRF_COOKIE_NAME].value
    assert_error(client.post("/api/v1/scrape/async", headers={"X-CSRFToken": token}, **body), 400, "invalid_link")


def test_viewers_may_look_only(merchant, make_user, client_of):
    client = client_of(make_user("viewer@example.com", merchant, role="viewer"))

    assert client.get("/api/v1/jobs").status_code == 200
    answer = client.post("/api/v1/scrape/async", {"source_url": "x"}, content_type="application/json")
    assert_error(answer, 403, "read_only")


def test_a_person_without_a_merchant_is_nobody(make_user, client_of):
    assert_error(client_of(make_user("new@example.com")).get("/api/v1/jobs"), 401, "not_authenticated")


@pytest.mark.parametrize("path", ["/nothing", "/jobs/", "/jobs/1/2/3", "/scrape", "/../x", "/jobs//status"])
def test_unknown_addresses_are_not_found_in_the_one_shape(program, path):
    assert_error(program.get(path), 404, "not_found")


def test_a_wrong_method_names_the_right_ones(program):
    answer = program.delete("/jobs")

    assert_error(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET"


def test_a_wrong_host_is_a_bad_request(nobody):
    assert_error(nobody.client.get("/api/v1/health", headers={"Host": "evil.example"}), 400, "bad_request")


@pytest.mark.parametrize(
    "body", ["{", "", "source_url=x", '{"source_url": NaN}', "[" * 100_000, "\xff", '{"a": ' + "9" * 5000 + "}"]
)
def test_what_is_not_json_is_said_to_be_none(program, body):
    answer = program.client.post("/api/v1/scrape/async", body.encode("latin-1"), content_type="application/json")

    if body:
        assert_error(answer, 400, "invalid_json")
    else:
        assert_error(answer, 422, "invalid_input")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["source_url"]),
        ({"source_url": 5}, ["source_url"]),
        ({"source_url": None}, ["source_url"]),
        ({"source_url": ["https://a.test"]}, ["source_url"]),
        ({"source_url": "https://a.test/x", "callback": "y"}, ["callback"]),
        ([], ["body"]),
        ("text", ["body"]),
        (None, ["body"]),
    ],
)
def test_wrong_missing_and_unknown_fields_are_named(program, body, fields):
    answer = program.client.post("/api/v1/scrape/async", json.dumps(body), content_type="application/json")

    assert list(assert_error(answer, 422, "invalid_input")["fields"]) == fields


@pytest.mark.parametrize("text", ["1e400", "[" * 90 + "]" * 90], ids=["too large", "too deep"])
def test_what_no_database_takes_is_refused(program, text):
    body = f'{{"name": "catalogue/rescrape.requested", "data": {{}}, "metadata": {{"x": {text}}}}}'

    answer = program.client.post("/api/v1/events", body, content_type="application/json")

    assert_error(answer, 422, "invalid_input")
    assert not Event.objects.exists()


def test_a_body_of_20_mb_is_refused_unread(program):
    answer = program.client.post("/api/v1/scrape/async", b"x" * 20_000_000, content_type="application/json")

    assert_error(answer, 413, "body_too_large")


def test_a_form_with_files_is_refused_and_another_type_is_read_as_json(program, user, client_of):
    assert_error(program.client.post("/api/v1/scrape/async", {"source_url": "x"}), 415, "unsupported_media_type")
    assert_error(client_of(user).post("/api/v1/scrape/async", {"a": "b"}), 415, "unsupported_media_type")
    plain = program.client.post("/api/v1/scrape/async", '{"source_url": "x"}', content_type="text/plain")
    assert_error(plain, 400, "invalid_link")


def test_a_bug_is_a_500_that_tells_nothing_of_itself(program, monkeypatch):
    def broken(*args: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("jobs.api.job_routes.visible_runs", broken)

    answer = program.get("/jobs")

    assert_error(answer, 500, "internal_error")
    assert b"secret" not in answer.content


def test_the_patterns_of_the_api_are_all_in_the_document():
    """So that every address is in the stranger's test above."""
    document = Client().get("/api/v1/openapi.json").json()
    (api,) = [entry for entry in get_resolver().url_patterns if getattr(entry, "app_name", "") == "ninja"]
    shown = {path.removeprefix("/api/v1/").replace("{", "<").replace("}", ">") for path in document["paths"]}

    assert {str(entry.pattern) for entry in api.url_patterns} - shown == {"", "docs", "openapi.json"}
