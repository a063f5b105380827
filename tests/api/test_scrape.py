"""/scrape/async and the job that comes of it, until its result is gone."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from jobs.models import Run, Status
from products.models import Product, ScrapeAttempt
from tests.api.conftest import address

pytestmark = pytest.mark.django_db
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


@pytest.fixture
def job(program, shop) -> str:
    """A job that was just sent."""
    return program.post("/scrape/async", address(shop)).json()["job_id"]


def test_a_page_becomes_a_job_and_its_snapshot_the_result(program, shop, work_all):
    sent = program.post("/scrape/async", address(shop))
    form = sent.json()
    job = form["job_id"]
    assert sent.status_code == 202
    assert form == {
        "job_id": str(UUID(job)),
        "status": "queued",
        "stream_url": f"/api/v1/jobs/{job}/stream",
        "status_url": f"/api/v1/jobs/{job}/status",
        "message": "Queued. Place in the queue: 1.",
        "polling": {"intervalMs": 2000, "maxAttempts": 150},
    }
    assert program.get(f"/jobs/{job}/result").json() == {"job_id": job, "status": "queued", "result": None}

    work_all()

    result = program.get(f"/jobs/{job}/result").json()
    assert (result["status"], result["result"]["name"], result["result"]["price"]) == (
        "finished",
        "Copper pot",
        "129.50",
    )
    assert set(result) == {"job_id", "status", "result"}
    assert not Product.objects.exists()
    attempts = ScrapeAttempt.objects.filter(run_id=job)
    assert [attempt.merchant.slug for attempt in attempts] == ["dar-al-qahwa"]


def test_the_status_tells_the_place_in_the_queue_then_the_steps(program, shop, job, work_all):
    second = program.post("/scrape/async", address(shop)).json()["job_id"]
    queued = program.get(f"/jobs/{second}/status").json()
    assert (queued["status"], queued["position_in_queue"], queued["started_at"]) == ("queued", 2, None)
    assert [step["name"] for step in queued["steps"]] == ["fetch", "read"]

    work_all()

    done = program.get(f"/jobs/{job}/status").json()
    assert (done["status"], done["progress"], done["completed_steps"], done["total_steps"]) == ("finished", 100, 2, 2)
    assert (done["position_in_queue"], done["worker_name"], done["error"], done["error_code"]) == (None,) * 4
    assert all(TIME.fullmatch(done[name]) for name in ("created_at", "started_at", "ended_at"))
    assert all(TIME.fullmatch(step["started_at"]) for step in done["steps"])


def test_a_started_job_names_its_worker_and_a_waiting_one_its_next_attempt(program, job):
    at = timezone.now() + timedelta(seconds=12)
    Run.objects.filter(pk=job).update(status=Status.RUNNING, worker="w1", started_at=timezone.now())
    running = program.get(f"/jobs/{job}/status").json()
    Run.objects.filter(pk=job).update(status=Status.WAITING, next_attempt_at=at, waiting_for="retry")
    waiting = program.get(f"/jobs/{job}/status").json()

    assert (running["status"], running["worker_name"], running["next_attempt_at"]) == ("started", "w1", None)
    assert waiting["status"] == "started"
    assert TIME.fullmatch(waiting["next_attempt_at"])


def test_a_failed_job_says_why(program, shop, work_all):
    job = program.post("/scrape/async", address(shop, "/gone")).json()["job_id"]

    work_all()

    result = program.get(f"/jobs/{job}/result").json()
    status = program.get(f"/jobs/{job}/status").json()
    assert (result["status"], result["result"], result["error_code"]) == ("failed", None, "page_not_found")
    assert result["error"] == status["error"] == "The shop says that this page does not exist."
    assert status["error_code"] == "page_not_found"


@pytest.mark.parametrize(
    ("given", "code", "detail"),
    [
        ("not a link", "invalid_link", "Invalid URL format"),
        ("", "invalid_link", "Invalid URL format"),
        ("https://", "invalid_link", "Invalid URL format"),
        ("https://shop.test/\n/x", "invalid_link", "Invalid URL format"),
        ("https://user:pass@shop.test/", "invalid_link", "Invalid URL format"),
        pytest.param("https://shop.test/" + "x" * 3000, "invalid_link", "Invalid URL format", id="too long"),
        ("ftp://shop.test/pot", "address_refused", "We do not open this kind of address."),
        ("http://127.0.0.1/", "address_refused", "We do not open this kind of address."),
        ("http://169.254.169.254/latest/meta-data", "address_refused", "We do not open this kind of address."),
        ("http://[::1]/", "address_refused", "We do not open this kind of address."),
        ("https://shop.test:22/", "address_refused", "We do not open this kind of address."),
    ],
)
@pytest.mark.parametrize("path", ["/scrape/async", "/products", "/scrape/stream"])
def test_a_bad_address_is_refused_by_what_it_shows(program, path, given, code, detail):
    refused = program.post(path, {"source_url": given})

    assert (refused.status_code, refused.json()["code"], refused.json()["detail"]) == (400, code, detail)
    assert list(refused.json()["fields"]) == ["source_url"]
    assert not Run.objects.exists()


def test_the_same_key_and_body_give_the_same_job(program, shop):
    first = program.post("/scrape/async", address(shop), Idempotency_Key="k1")
    again = program.post("/scrape/async", address(shop), Idempotency_Key="k1")
    other = program.post("/scrape/async", address(shop), Idempotency_Key="k2")
    conflict = program.post("/scrape/async", address(shop, "/other"), Idempotency_Key="k1")

    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json()["job_id"] == again.json()["job_id"] != other.json()["job_id"]
    assert (conflict.status_code, conflict.json()["code"]) == (409, "idempotency_conflict")
    assert Run.objects.count() == 2


def test_a_key_of_another_merchant_is_another_key(program, other_program, shop):
    mine = program.post("/scrape/async", address(shop), Idempotency_Key="k").json()["job_id"]

    assert other_program.post("/scrape/async", address(shop), Idempotency_Key="k").json()["job_id"] != mine


@pytest.mark.parametrize("what", ["status", "result", "stream"])
@pytest.mark.parametrize("which", ["foreign", "unknown", "malformed", "expired"])
def test_a_job_that_is_not_there_for_you_is_not_found(program, other_program, job, what, which):
    if which == "expired":
        Run.objects.filter(pk=job).update(
            status=Status.SUCCEEDED, ended_at=timezone.now() - timedelta(hours=24, seconds=1)
        )
    caller = other_program if which == "foreign" else program
    asked = {"unknown": "0199c4f0-7f4e-7c39-8a2b-6f1f2f9f0c11", "malformed": "1"}.get(which, job)

    answer = caller.get(f"/jobs/{asked}/{what}")

    assert (answer.status_code, answer.json()) == (404, {"detail": "Job not found or expired", "code": "job_not_found"})


def test_a_job_is_shown_until_24_hours_after_its_end_even_when_it_ran_for_days(program, job):
    ended = timezone.now() - timedelta(hours=23, minutes=59)
    Run.objects.filter(pk=job).update(
        status=Status.SUCCEEDED, result={}, created_at=ended - timedelta(days=3), ended_at=ended
    )

    assert program.get(f"/jobs/{job}/result").status_code == 200


def test_asking_for_the_status_takes_few_queries(program, job, django_assert_max_num_queries):
    program.get(f"/jobs/{job}/status")  # notes the key's use and the usual duration

    with django_assert_max_num_queries(4):  # key, run, steps, position
        program.get(f"/jobs/{job}/status")


def test_errors_speak_the_callers_language(program, shop, work_all):
    job = program.post("/scrape/async", address(shop, "/gone")).json()["job_id"]
    work_all()

    answer = program.client.get(f"/api/v1/jobs/{job}/result", headers={"Accept-Language": "ar"}).json()

    assert answer["error"] != "The shop says that this page does not exist."
    assert answer["error_code"] == "page_not_found"
