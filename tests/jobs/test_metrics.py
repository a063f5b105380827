"""``/metrics``: who may see it, that it tells what happened, and that alerts and dashboard ask for what there is."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from config.local import BASE_DIR
from jobs import metrics
from jobs.models import Queue, Run, Tally
from jobs.service import emit
from tests.jobs.flows import Stumble, Walk

pytestmark = pytest.mark.django_db
DEPLOYING = BASE_DIR / "docs" / "deploying"


@pytest.fixture
def told(client):
    """What the page says now, by name and labels."""

    def tell() -> dict[tuple[str, frozenset[str]], float]:
        metrics.flush()
        answer = client.get("/metrics")
        assert answer["Content-Type"].startswith("text/plain")
        families = text_string_to_metric_families(answer.content.decode())
        return {(s.name, frozenset(s.labels.values())): s.value for family in families for s in family.samples}

    return tell


def test_runs_steps_and_queues_are_told_of(told, work, django_capture_on_commit_callbacks):
    before = told()
    with django_capture_on_commit_callbacks(execute=True):
        work(emit(Walk(note="a")).run)
    Run.objects.filter(pk=emit(Walk(note="b"), queue=Queue.BULK).run.pk).update(
        created_at=timezone.now() - timedelta(minutes=5)
    )

    now = told()

    assert now["wared_queue_depth", frozenset({"bulk"})] == 1
    assert now["wared_queue_depth", frozenset({"ai"})] == 0
    assert now["wared_queue_oldest_seconds", frozenset({"bulk"})] >= 300
    ended = ("wared_runs_ended_total", frozenset({"test/walk", "succeeded", ""}))
    assert now[ended] - before.get(ended, 0) == 1
    steps = ("wared_step_seconds_count", frozenset({"test/walk", "first", "succeeded"}))
    assert now[steps] - before.get(steps, 0) == 1


def test_a_failure_is_told_of_with_its_cause(told, work):
    work(emit(Stumble(times=99)).run)  # waits for its second attempt

    steps = told()["wared_step_seconds_count", frozenset({"test/stumble", "stumble", "failed"})]
    assert steps >= 1


def test_what_processes_counted_adds_up(told):
    """Each flush is another process's: the sums of all stand in the database."""
    for seconds in (0.02, 0.3, 400.0):
        metrics.REQUEST_SECONDS.observe(seconds, "a-page")
        metrics.flush()

    now = told()

    buckets = {
        bound: now["wared_http_request_seconds_bucket", frozenset({"a-page", bound})]
        for bound in ("0.01", "0.5", "+Inf")
    }
    assert buckets == {"0.01": 0, "0.5": 2, "+Inf": 3}
    assert now["wared_http_request_seconds_sum", frozenset({"a-page"})] == pytest.approx(400.32)


def test_sums_that_the_database_did_not_take_are_given_later(monkeypatch):
    metrics.flush()
    metrics.RUNS.add("some/flow", "succeeded", "")
    with monkeypatch.context() as patch:
        patch.setattr(metrics, "_give", lambda key, by: (_ for _ in ()).throw(metrics.DatabaseError("away")))
        metrics.try_to_flush()

    metrics.flush()

    assert Tally.objects.get(name="wared_runs_ended", labels=json.dumps(["some/flow", "succeeded", ""])).value == 1


def test_requests_go_by_the_page_s_name_and_not_by_what_a_visitor_typed(told, client):
    client.get("/no/such/page")
    client.get("/accounts/login/")

    now = told()

    assert now["wared_http_requests_total", frozenset({"GET", "none", "404"})] >= 1
    assert now["wared_http_requests_total", frozenset({"GET", "account_login", "200"})] >= 1


@pytest.mark.parametrize(
    ("token", "asked", "status"),
    [
        ("", {}, 200),
        ("", {"REMOTE_ADDR": "192.0.2.7"}, 404),
        ("", {"REMOTE_ADDR": ""}, 404),
        ("", {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}, 404),  # a proxy on this machine
        ("secret", {}, 404),
        ("secret", {"HTTP_AUTHORIZATION": "Bearer other"}, 404),
        ("secret", {"HTTP_AUTHORIZATION": "Bearer s\u00e9cret"}, 404),
        ("secret", {"HTTP_AUTHORIZATION": "Bearer secret", "REMOTE_ADDR": "192.0.2.7"}, 200),
    ],
)
def test_strangers_are_told_that_there_is_no_such_page(client, settings, token, asked, status):
    settings.METRICS_TOKEN = token

    assert client.get("/metrics", **asked).status_code == status


def names_in(text: str) -> set[str]:
    return set(re.findall(r"\bwared_[a-z_]+", text))


def test_alerts_and_dashboard_ask_only_for_what_is_told(client):
    text = client.get("/metrics").content.decode()
    there = set(re.findall(r"^# TYPE (\w+)", text, re.MULTILINE))
    there |= {f"{name}_bucket" for name in there}
    panels = json.loads((DEPLOYING / "grafana.json").read_text())["panels"]

    asked = names_in((DEPLOYING / "alerts.yml").read_text()) | names_in(json.dumps(panels))

    assert len(asked) > 10
    assert asked - there == set()
