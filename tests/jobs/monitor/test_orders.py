"""Orders on many runs: the number first, then the doing, in the request or by a run; files; schedules; the log."""

import csv
import io
import json

import pytest

from jobs import schedules
from jobs.models import AuditEntry, Run, RunFile, Status
from jobs.monitor import bulk
from jobs.wait import work_off

pytestmark = pytest.mark.django_db


def said(client, **data) -> str:
    return client.post("/monitor/bulk", data, follow=True).content.decode()


def work() -> None:
    work_off(list(Run.objects.filter(flow__startswith="runs/").values_list("pk", flat=True)), threads=1)


def test_the_number_stands_on_a_page_before_anything_is_done(client, run_of, failed, merchant, other_merchant):
    for _ in range(3):
        failed(merchant)
    failed(other_merchant)
    run_of(merchant)

    answer = client.get("/monitor/bulk?action=again").content.decode()

    assert "Run 3 runs again?" in answer
    assert Run.objects.count() == 5
    assert "Nothing to cancel" in client.get("/monitor/bulk?action=cancel").content.decode()


def test_a_few_are_done_at_once_and_the_answer_says_how_many_and_why_not(client, failed, run_of, merchant):
    good = [failed(merchant), failed(merchant, flow="test/stop", payload={"name": "a"}, subject="stop:a")]
    failed(merchant, flow="old/name")
    failed(merchant, payload={"gone": 1})

    text = said(client, action="again")

    assert "2 runs were started again." in text
    assert "1 was not: This version of Wared does not know" in text
    assert "no longer fits" in text
    assert set(Run.objects.exclude(rerun_of=None).values_list("rerun_of", flat=True)) == {run.pk for run in good}
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.count, entry.target) == ("again", 2, "all runs")


def test_only_what_the_filter_means_is_touched_and_nobody_elses(client, run_of, failed, merchant, other_merchant):
    mine = [run_of(merchant, status=Status.QUEUED, flow="test/stop", subject=f"stop:{n}") for n in range(2)]
    spared = [run_of(merchant, status=Status.QUEUED), run_of(other_merchant, status=Status.QUEUED, flow="test/stop")]

    assert "2 runs were cancelled." in said(client, action="cancel", flow="test/stop", scope="all")

    assert {run.status for run in Run.objects.filter(pk__in=[run.pk for run in mine])} == {Status.CANCELLED}
    assert {run.status for run in Run.objects.filter(pk__in=[run.pk for run in spared])} == {Status.QUEUED}


def test_a_run_made_after_the_number_was_shown_is_spared(client, run_of, merchant):
    seen = run_of(merchant, status=Status.QUEUED)
    until = client.get("/monitor/bulk?action=cancel").context["until"]
    later = run_of(merchant, status=Status.QUEUED)

    said(client, action="cancel", until=str(until))

    assert Run.objects.get(pk=seen.pk).status == Status.CANCELLED
    assert Run.objects.get(pk=later.pk).status == Status.QUEUED


@pytest.mark.parametrize("action", ["cancel", "again"])
def test_many_are_done_by_a_run_of_their_own(client, run_of, failed, merchant, other_merchant, monkeypatch, action):
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    monkeypatch.setattr(bulk, "BATCH", 2)
    if action == "cancel":
        for _ in range(5):
            run_of(merchant, status=Status.QUEUED)
    else:
        for _ in range(5):
            failed(merchant)
    theirs = run_of(other_merchant, status=Status.QUEUED)

    answer = client.post("/monitor/bulk", {"action": action})
    work()

    order = Run.objects.get(flow="runs/bulk")
    assert answer["Location"] == f"/monitor/{order.pk}"
    assert order.status == Status.SUCCEEDED, order.error
    assert order.result == {"done": 5, "not_done": 0, "reasons": {}}
    assert [line.message for line in order.lines.filter(kind="update")] == ["2 of 5 done", "4 of 5 done", "5 of 5 done"]
    assert Run.objects.get(pk=theirs.pk).status == Status.QUEUED
    assert AuditEntry.objects.get().count == 5


def test_an_order_executed_again_after_its_worker_died_starts_nothing_twice(client, failed, merchant, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 0)
    for _ in range(3):
        failed(merchant)
    client.post("/monitor/bulk", {"action": "again"})
    work()
    order = Run.objects.get(flow="runs/bulk")
    order.steps.update(status=Status.QUEUED, result=None)
    Run.objects.filter(pk=order.pk).update(status=Status.QUEUED, ended_at=None, result=None)

    work()

    assert Run.objects.exclude(rerun_of=None).count() == 3


def test_staff_order_for_all_shops_belongs_to_no_shop(staff, client, failed, merchant, other_merchant, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 0)
    failed(merchant)
    failed(other_merchant)

    staff.post("/monitor/bulk", {"action": "again", "scope": "all"})
    work()

    order = Run.objects.get(flow="runs/bulk")
    assert (order.owner, order.result["done"]) == (None, 2)
    assert client.get(f"/monitor/{order.pk}").status_code == 404
    assert AuditEntry.objects.get().as_staff


@pytest.mark.parametrize("action", ["", "delete", "again "])
def test_unknown_orders_do_not_exist(client, action):
    assert client.get(f"/monitor/bulk?action={action}").status_code == 404
    assert client.post("/monitor/bulk", {"action": action}).status_code == 404


def test_failures_stand_in_groups_that_can_be_retried(client, failed, merchant, other_merchant):
    for _ in range(3):
        failed(merchant, code="busy", flow="test/stumble", payload={"times": 0})
    failed(merchant)
    failed(other_merchant, code="secret_code")

    answer = client.get("/monitor/failures")
    text = answer.content.decode()

    assert [(one.code, one.count) for one in answer.context["causes"].groups] == [("busy", 3), ("no_hope", 1)]
    assert "Retry group" in text
    assert "secret_code" not in text
    group = answer.context["causes"].groups[0].filters
    assert "Run 3 runs again?" in client.get(f"/monitor/bulk?action=again&{group.address()}").content.decode()
    assert "3 runs were started again." in said(client, action="again", **dict(group.given))


def test_an_export_is_a_file_made_by_a_run(client, stranger, run_of, failed, merchant, other_merchant):
    run_of(merchant, subject="=HYPERLINK(1)", payload={"note": "-1+1", "api_key": "s3cr3t", "link": "دلة"})
    failed(merchant)
    run_of(other_merchant)

    answer = client.post("/monitor/export", {"kind": "csv"})
    work()

    order = Run.objects.get(flow="runs/export")
    assert answer["Location"] == f"/monitor/{order.pk}"
    assert "Download the file" in client.get(f"/monitor/{order.pk}").content.decode()
    file = client.get(f"/monitor/{order.pk}/file")
    assert "attachment" in file["Content-Disposition"]
    text = file.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["status"] for row in rows] == ["FAILED", "SUCCEEDED"]
    assert rows[1]["subject"] == "'=HYPERLINK(1)"
    assert "s3cr3t" not in text
    assert "دلة" in text
    assert stranger.get(f"/monitor/{order.pk}/file").status_code == 404


def test_an_export_as_json_keeps_to_the_filter(client, run_of, failed, merchant):
    run_of(merchant)
    bad = failed(merchant)

    client.post("/monitor/export", {"kind": "json", "status": "FAILED"})
    work()

    order = Run.objects.get(flow="runs/export")
    rows = json.loads(client.get(f"/monitor/{order.pk}/file").content)
    assert [row["id"] for row in rows] == [str(bad.pk)]
    assert order.result["runs"] == 1


def test_exports_of_nothing_or_of_another_kind(client, run_of, merchant):
    assert client.post("/monitor/export", {"kind": "exe"}).status_code == 404
    assert "no runs to export" in client.post("/monitor/export", {"kind": "csv"}, follow=True).content.decode()
    run_of(merchant)
    client.post("/monitor/export", {"kind": "json", "status": "QUEUED", "time": "hour"})
    Run.objects.filter(flow="runs/export").update(turn="2020-01-01T00:00Z")
    work()
    assert RunFile.objects.count() == 1


def test_staff_make_a_schedule_due(staff, client):
    name = schedules.all()[0].name

    assert client.post("/monitor/system/now", {"name": name}).status_code == 404
    assert staff.post("/monitor/system/now", {"name": "nonsense"}).status_code == 404
    assert staff.post("/monitor/system/now", {"name": name})["Location"] == "/monitor/system"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target, entry.as_staff) == ("schedule", name, True)


def test_the_log_is_paged_and_survives_the_account(staff, client, run_of, merchant, user):
    for _ in range(55):
        client.post(f"/monitor/{run_of(merchant, status=Status.QUEUED).pk}/cancel")
    user.delete()

    first = staff.get("/monitor/audit").context["log"]
    second = staff.get(f"/monitor/audit?after={first.next_cursor}").context["log"]

    assert (len(first.entries), len(second.entries), second.next_cursor) == (50, 5, "")
    assert first.entries[0].who == "owner@example.com"
    assert staff.get("/monitor/audit?after=nonsense").status_code == 200
