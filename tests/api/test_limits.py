"""How often programs may ask, and how much they may import."""

import pytest
import time_machine
from django.utils import timezone

from jobs.models import Run
from products.models import ScrapeAttempt
from tests.api.conftest import Caller, address

pytestmark = pytest.mark.django_db


def test_a_key_that_asks_too_often_waits_for_the_next_minute(program, merchant, key_of, settings):
    settings.API_PER_MINUTE = 3
    other_key = Caller(key_of(merchant))
    with time_machine.travel("2026-11-22T10:00:20Z", tick=False) as clock:
        answers = [program.get("/jobs") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert (answers[3].headers["Retry-After"], answers[3].json()["code"]) == ("40", "too_many_requests")
        assert "40 seconds" in answers[3].json()["detail"]
        assert other_key.get("/jobs").status_code == 200

        clock.shift(40)
        assert program.get("/jobs").status_code == 200


def test_a_person_is_counted_too_and_health_is_not(user, client_of, nobody, settings):
    settings.API_PER_MINUTE = 1
    client = client_of(user)

    assert [client.get("/api/v1/jobs").status_code for _ in range(2)] == [200, 429]
    assert [nobody.get("/health").status_code for _ in range(3)] == [200] * 3


def test_no_limit_is_a_choice(program, settings):
    settings.API_PER_MINUTE = 0

    assert program.get("/jobs").status_code == 200


@pytest.mark.parametrize(("setting", "wait"), [("IMPORTS_PER_MINUTE", "60"), ("IMPORTS_PER_MONTH", "86400")])
def test_snapshots_and_products_share_the_limits_of_imports(program, other_program, shop, settings, setting, wait):
    setattr(settings, setting, 2)
    program.post("/scrape/async", address(shop))
    program.post("/products", address(shop))

    for path in ("/scrape/async", "/products", "/scrape/stream"):
        refused = program.post(path, address(shop, "/other"))
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_links")
        assert refused.headers["Retry-After"] == wait
    assert Run.objects.count() == 2
    assert other_program.post("/scrape/async", address(shop)).status_code == 202


def test_the_same_again_is_answered_whatever_the_limit(program, shop, settings):
    settings.IMPORTS_PER_MINUTE = 2
    job = program.post("/scrape/async", address(shop), Idempotency_Key="one").json()["job_id"]
    product = program.post("/products", address(shop)).json()["product_id"]
    assert program.post("/scrape/async", address(shop), Idempotency_Key="two").status_code == 429

    assert program.post("/scrape/async", address(shop), Idempotency_Key="one").json()["job_id"] == job
    assert program.post("/products", address(shop)).json()["product_id"] == product


def test_pages_read_in_one_answer_count_too(program, merchant, shop, settings):
    settings.IMPORTS_PER_MINUTE = 1
    ScrapeAttempt.objects.create(
        merchant=merchant, provider="direct", url=shop.url("/pot"), started_at=timezone.now(), duration_ms=1, bytes=1
    )

    assert program.post("/scrape/stream", address(shop)).status_code == 429
    assert program.post("/products", address(shop)).status_code == 429
