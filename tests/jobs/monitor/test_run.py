"""One run: a readable story, secrets hidden, and what can be done to it."""

import zlib
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from jobs import service, subjects
from jobs.engine import execute
from jobs.models import AuditEntry, Line, Run, RunFile, Status, Step
from tests.jobs.flows import Walk

pytestmark = pytest.mark.django_db


def page(client, run) -> str:
    answer = client.get(f"/monitor/{run.pk}")
    assert answer.status_code == 200
    return answer.content.decode()


def said(client, address, **data) -> str:
    """The text of the page that a POST leads to."""
    return client.post(address, data, follow=True).content.decode()


def test_a_strangers_run_does_not_exist(stranger, staff, run_of, failed, merchant):
    run, ended = run_of(merchant, status=Status.QUEUED), failed(merchant)
    RunFile.objects.create(run=ended, name="x.csv", content_type="text/csv", content=zlib.compress(b"x"))

    for address in (f"/monitor/{run.pk}", f"/monitor/{ended.pk}/file", f"/monitor/{uuid4()}"):
        assert stranger.get(address).status_code == 404
    for address in (f"/monitor/{run.pk}/cancel", f"/monitor/{ended.pk}/again"):
        assert stranger.post(address).status_code == 404
    assert stranger.get("/monitor/nonsense").status_code == 404
    assert Client().get(f"/monitor/{run.pk}").status_code == 302
    assert Client().post(f"/monitor/{run.pk}/cancel").status_code == 302
    assert staff.get(f"/monitor/{run.pk}").status_code == 200
    assert Run.objects.get(pk=run.pk).status == Status.QUEUED
    assert Run.objects.count() == 2


def test_a_viewer_sees_but_changes_nothing(make_user, client_of, run_of, merchant):
    viewer, run = client_of(make_user("v@example.com", merchant, "viewer")), run_of(merchant, status=Status.QUEUED)

    assert "/cancel" not in page(viewer, run)
    assert viewer.post(f"/monitor/{run.pk}/cancel").status_code == 403
    assert viewer.post("/monitor/bulk", {"action": "cancel"}).status_code == 403
    assert Run.objects.get().status == Status.QUEUED


def test_a_failed_run_tells_its_story_without_secrets(client, staff, failed, merchant):
    run = failed(
        merchant,
        payload={"sourceUrl": "https://shop.test/p?token=s3cr3t", "password": "s3cr3t", "note": "hello"},
        result={"access_token": "s3cr3t"},
        subject="product:1",
    )
    Line.objects.create(run=run, number=2, kind="reading", message="Reading https://me:s3cr3t@shop.test/")

    text = page(client, run)

    assert "s3cr3t" not in text
    assert "hello" in text
    assert "Attempt 1" in text
    assert "then waited 7 s" in text
    assert "no_hope" in text
    assert "secret place" not in text
    assert "w@1" not in text
    assert "secret place" in page(staff, run)
    assert "Dar Al Qahwa" in page(staff, run)


def test_the_line_of_a_failure_has_the_readers_words(client, failed, merchant):
    run = failed(merchant, "timed_out")
    Line.objects.create(run=run, number=2, kind="error", message="It took longer than it may.")
    client.cookies["django_language"] = "ar"

    lines = client.get(f"/monitor/{run.pk}").context["story"].lines

    assert [line.text for line in lines] == ["بدء", "استغرقت وقتًا أطول من المسموح، فأوقفناها."]


def test_a_run_that_really_ran_shows_its_steps_results_and_lines(client, merchant):
    run = service.emit(Walk(subject="s", note="here"), owner=merchant).run
    execute(run.pk, "worker-1")

    text = page(client, run)

    assert "first is at work" in text
    assert "&quot;value&quot;: 3" in text
    assert "Run again from here" in text


def test_an_open_run_has_a_bar_and_cancel_and_asks_for_changes(client, run_of, merchant):
    run = run_of(merchant, status=Status.RUNNING)
    Step.objects.create(run=run, position=0, name="first", status=Status.RUNNING, started_at=timezone.now())
    answer = client.get(f"/monitor/{run.pk}")
    version = answer.context["story"].version
    part = {"headers": {"HX-Request": "true"}}

    assert "<progress" in answer.content.decode()
    assert f"/monitor/{run.pk}/cancel" in answer.content.decode()
    assert client.get(f"/monitor/{run.pk}?v={version}", **part).status_code == 204
    assert "<html" not in client.get(f"/monitor/{run.pk}?v=old", **part).content.decode()
    Run.objects.filter(pk=run.pk).update(status=Status.SUCCEEDED, ended_at=timezone.now())
    assert client.get(f"/monitor/{run.pk}?v={version}", **part)["HX-Refresh"] == "true"


def test_cancel_twice_is_no_error(client, run_of, merchant):
    run = run_of(merchant, status=Status.QUEUED)

    assert "It stops as soon as it can" in said(client, f"/monitor/{run.pk}/cancel")
    assert "nothing to cancel" in said(client, f"/monitor/{run.pk}/cancel")
    assert Run.objects.get().status == Status.CANCELLED
    entry = AuditEntry.objects.get()
    assert (entry.who, entry.action, entry.target, entry.as_staff) == (
        "owner@example.com",
        "cancel",
        str(run.pk),
        False,
    )


def test_a_run_that_goes_on_is_not_started_again(client, run_of, merchant):
    run = run_of(merchant, status=Status.RUNNING)

    assert "It is still going on" in said(client, f"/monitor/{run.pk}/again")
    assert Run.objects.count() == 1
    assert not AuditEntry.objects.exists()


def test_run_again_leads_to_the_new_run_which_names_the_old(client, failed, merchant):
    run = failed(merchant)

    answer = client.post(f"/monitor/{run.pk}/again")

    new = Run.objects.get(rerun_of=run)
    assert answer["Location"] == f"/monitor/{new.pk}"
    assert "Runs again" in page(client, new)
    assert "Was run again by" in page(client, run)


def test_run_again_from_a_step_keeps_the_results_before(client, merchant):
    run = service.emit(Walk(), owner=merchant).run
    execute(run.pk, "worker-1")

    client.post(f"/monitor/{run.pk}/again", {"from_step": "2"})

    new = Run.objects.get(rerun_of=run)
    assert [step.status for step in new.steps.all()] == ["SUCCEEDED", "SUCCEEDED", "QUEUED"]


@pytest.mark.parametrize("step", ["7", "-1", "x", "９", "99999999999"])
def test_a_step_of_nonsense_is_said(client, merchant, step):
    run = service.emit(Walk(), owner=merchant).run
    execute(run.pk, "worker-1")

    assert "cannot be started from there" in said(client, f"/monitor/{run.pk}/again", from_step=step)
    assert Run.objects.count() == 1


def test_a_run_of_a_flow_renamed_in_a_deploy_is_shown_and_refused_with_a_name(client, failed, merchant):
    run = failed(merchant, flow="old/name")

    text = page(client, run)

    assert "old/name" in text
    assert "of a kind that this version does not know" in text
    assert "Nothing is lost" in said(client, f"/monitor/{run.pk}/again")
    assert Run.objects.count() == 1


def test_a_payload_of_an_older_version_is_refused_with_a_sentence(client, failed, merchant):
    run = failed(merchant, payload={"gone": True})

    assert "no longer fits" in said(client, f"/monitor/{run.pk}/again")


def test_staff_who_cancel_anothers_run_are_marked_in_the_log(staff, run_of, merchant):
    run = run_of(merchant, status=Status.QUEUED)

    staff.post(f"/monitor/{run.pk}/cancel")

    entry = AuditEntry.objects.get()
    assert (entry.as_staff, entry.owner) == (True, merchant)
    assert "as staff" in staff.get("/monitor/audit").content.decode()


def test_parts_are_paged(client, run_of, merchant):
    parent = run_of(merchant, flow="test/tour", children_total=25)
    parts = [run_of(merchant, flow="test/stop", parent=parent, subject=f"stop:{n}") for n in range(25)]

    story = client.get(f"/monitor/{parent.pk}").context["story"]
    rest = client.get(f"/monitor/{parent.pk}?children={story.children_cursor}").context["story"]

    assert [one.run for one in (*story.children, *rest.children)] == parts
    assert "Part of" in page(client, parts[0])
    assert client.get(f"/monitor/{parent.pk}?children=nonsense").status_code == 200


def test_many_lines_cost_no_more(client, run_of, merchant, django_assert_max_num_queries):
    run = run_of(merchant, last_line=300)
    Line.objects.bulk_create(Line(run=run, number=n, kind="update", message=f"line {n}") for n in range(1, 301))
    client.get(f"/monitor/{run.pk}")

    with django_assert_max_num_queries(
        10
    ):  # session, person, shop, run, lines, steps, reruns, file, the usual time, unread
        text = page(client, run)

    assert "line 300" in text
    assert "line 250<" not in text
    assert "250 earlier lines are not shown" in text


def test_the_subject_leads_to_its_page(client, run_of, merchant, monkeypatch):
    monkeypatch.setitem(subjects._addresses, "thing", lambda key: f"/things/{key}")

    assert 'href="/things/7"' in page(client, run_of(merchant, subject="thing:7"))
    assert client.get(f"/monitor/{run_of(merchant, subject='product:nonsense').pk}").status_code == 200


def test_people_read_a_name_and_staff_the_raw_subject_as_well(client, staff, run_of, merchant, monkeypatch):
    """The page of a thing is its owner's, so staff are not led to a 404."""
    monkeypatch.setitem(subjects._addresses, "thing", lambda key: f"/things/{key}")
    monkeypatch.setitem(subjects._names, "thing", lambda runs: {one.pk: "A lamp?token=geheim" for one in runs})
    parent = run_of(merchant, children_total=1, subject="other:1")
    run = run_of(merchant, subject="thing:7", parent=parent)

    for text in (page(client, run), page(client, parent), client.get("/monitor").content.decode()):
        assert "A lamp?token=••••••" in text
        assert "thing:7" not in text
    assert "thing:7" in page(staff, run)
    assert "/things/7" not in page(staff, run)
    assert "other:1" not in page(client, parent)
