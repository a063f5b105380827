"""The list of jobs, cancelling, running again; runs with their steps."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from jobs.models import Run, Status
from jobs.service import emit
from tests.api.conftest import address
from tests.jobs.flows import Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(merchant):
    """A queued job of a test flow with three steps."""
    return emit(Walk(note="password=hush"), owner=merchant).run


def end(run: Run, status: str = Status.FAILED, **fields: object) -> None:
    Run.objects.filter(pk=run.pk).update(status=status, ended_at=timezone.now(), **fields)


def test_jobs_are_listed_newest_first_page_by_page(program, merchant):
    made = [str(emit(Walk(note=str(n)), owner=merchant).run.pk) for n in range(5)]

    first = program.get("/jobs", limit=3).json()
    second = program.get("/jobs", limit=3, cursor=first["next_cursor"]).json()

    assert [job["job_id"] for job in first["jobs"] + second["jobs"]] == made[::-1]
    assert second["next_cursor"] is None
    assert first["jobs"][0]["status"] == "queued"


def test_the_list_is_filtered_by_state_and_flow_and_never_shows_strangers(program, other_program, merchant, walk):
    ended = emit(Walk(note="b"), owner=merchant).run
    end(ended, error_code="cancelled", status=Status.CANCELLED)
    old = emit(Walk(note="c"), owner=merchant).run
    Run.objects.filter(pk=old.pk).update(status=Status.FAILED, ended_at=timezone.now() - timedelta(hours=25))

    def listed(caller, **query):
        return [job["job_id"] for job in caller.get("/jobs", **query).json()["jobs"]]

    assert listed(program) == [str(ended.pk), str(walk.pk)]
    assert listed(program, status="failed") == [str(ended.pk)]
    assert listed(program, flow="test/walk", status="queued") == [str(walk.pk)]
    assert listed(program, flow="product/import") == listed(other_program) == []
    assert str(old.pk) in [run["id"] for run in program.get("/runs").json()["runs"]]


@pytest.mark.parametrize("path", ["/jobs", "/runs", "/products"])
@pytest.mark.parametrize(
    "query", [{"cursor": "x"}, {"cursor": "W10="}, {"status": "lost"}, {"limit": 0}, {"limit": "many"}]
)
def test_a_wrong_question_names_the_field(program, path, query):
    answer = program.get(path, **query)

    status = 404 if "cursor" in query else 422
    assert (answer.status_code, list(answer.json()["fields"])) == (status, list(query))


def test_a_queued_job_is_cancelled_at_once_and_again_without_an_error(program, walk):
    first = program.post(f"/jobs/{walk.pk}/cancel")
    again = program.post(f"/jobs/{walk.pk}/cancel")

    assert (first.status_code, again.status_code) == (200, 200)
    assert (first.json()["status"], first.json()["error_code"]) == ("failed", "cancelled")
    assert first.json()["error"] == "It was cancelled."
    assert again.json() == first.json()


def test_a_running_job_is_asked_to_stop(program, walk):
    Run.objects.filter(pk=walk.pk).update(status=Status.RUNNING, started_at=timezone.now())

    answers = [program.post(f"/jobs/{walk.pk}/cancel").json() for _ in range(2)]

    assert [(answer["status"], answer["cancel_requested"]) for answer in answers] == [("started", True)] * 2


def test_a_job_that_has_ended_cannot_be_cancelled(program, walk):
    end(walk, Status.SUCCEEDED, result={})

    answer = program.post(f"/jobs/{walk.pk}/cancel")

    assert (answer.status_code, answer.json()["code"]) == (409, "job_ended")


@pytest.mark.parametrize("what", ["cancel", "rerun", "token"])
@pytest.mark.parametrize("job", ["foreign", "unknown", "1"])
def test_strangers_and_nonsense_find_no_job(other_program, walk, what, job):
    asked = {"foreign": walk.pk, "unknown": uuid4()}.get(job, job)

    assert other_program.post(f"/jobs/{asked}/{what}").json()["code"] == "job_not_found"
    assert Run.objects.get().status == Status.QUEUED


def test_a_job_is_run_again_whole_or_from_a_step(program, walk, work_all):
    work_all()

    whole = program.post(f"/jobs/{walk.pk}/rerun")
    by_name = program.post(f"/jobs/{walk.pk}/rerun", {"from_step": "second"})
    by_place = program.post(f"/jobs/{walk.pk}/rerun", {"from_step": 2})

    assert [answer.status_code for answer in (whole, by_name, by_place)] == [202] * 3
    statuses = [program.get(f"/jobs/{answer.json()['job_id']}/status").json() for answer in (whole, by_name, by_place)]
    assert [status["completed_steps"] for status in statuses] == [0, 1, 2]
    assert Run.objects.get(pk=whole.json()["job_id"]).rerun_of == walk


def test_a_job_that_goes_on_is_not_run_again(program, walk):
    answer = program.post(f"/jobs/{walk.pk}/rerun")

    assert (answer.status_code, answer.json()["code"]) == (409, "run_is_open")


@pytest.mark.parametrize(
    ("change", "code"),
    [({"flow": "test/renamed"}, "unknown_flow"), ({"payload": {"gone": 1}}, "invalid_payload")],
)
def test_a_job_of_another_version_of_the_program_says_so(program, walk, change, code):
    end(walk, **change)

    assert program.get(f"/jobs/{walk.pk}/status").status_code == 200
    assert program.get(f"/runs/{walk.pk}").status_code == 200
    answer = program.post(f"/jobs/{walk.pk}/rerun")
    assert (answer.status_code, answer.json()["code"]) == (409, code)


@pytest.mark.parametrize("step", ["nowhere", "", 7, "third"])
def test_a_step_that_is_not_there_or_was_not_reached_is_a_conflict(program, walk, step):
    end(walk)

    answer = program.post(f"/jobs/{walk.pk}/rerun", {"from_step": step})

    assert (answer.status_code, answer.json()["code"]) == (409, "no_such_step")


@pytest.mark.parametrize("step", [-1, 1.5, True, None, [], "x" * 81])
def test_a_step_of_another_kind_is_named(program, walk, step):
    assert program.post(f"/jobs/{walk.pk}/rerun", {"from_step": step}).status_code == 422


def test_a_run_shows_its_steps_and_hides_secrets(program, other_program, walk, work_all):
    Run.objects.filter(pk=walk.pk).update(payload={"note": "a", "accessToken": "hush"})
    end(walk, Status.SUCCEEDED, result={"password": "hush", "value": 3})

    answer = program.get(f"/runs/{walk.pk}")

    body = answer.json()
    assert b"hush" not in answer.content
    assert (body["status"], body["input"]["note"], body["output"]["value"]) == ("SUCCEEDED", "a", 3)
    assert [step["name"] for step in body["steps"]] == ["first", "second", "third"]
    assert other_program.get(f"/runs/{walk.pk}").json()["code"] == "run_not_found"
    assert program.get("/runs/1").status_code == 404


def test_a_failed_product_of_a_rerun_job_is_importing_again(program, shop, work_all):
    sent = program.post("/products", address(shop, "/gone")).json()
    work_all()
    assert program.get(f"/products/{sent['product_id']}").json()["status"] == "FAILED"

    again = program.post(f"/jobs/{sent['job_id']}/rerun")

    assert again.status_code == 202
    assert program.get(f"/products/{sent['product_id']}").json()["status"] == "IMPORTING"
