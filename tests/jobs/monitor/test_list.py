"""The list of runs: whose, filtered by the address, counted to a bound, refreshed only when something changed."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobs import flows as registry
from jobs.models import Run, Status, Step
from jobs.monitor import queries
from tests.jobs.flows import WALK, Walk

pytestmark = pytest.mark.django_db


def shown(client, **asked) -> list[str]:
    """The ids of the listed runs, in order."""
    answer = client.get(f"/monitor?{urlencode(asked)}")
    assert answer.status_code == 200, answer
    return re.findall(r'id="run-([0-9a-f-]{36})"', answer.content.decode())


def counts(client, **asked) -> dict[str, str]:
    context = client.get(f"/monitor?{urlencode(asked)}").context
    return {status: str(count.number) for status, count in context["counts"].items() if count.number}


def test_a_merchant_sees_own_runs_only_newest_first(client, run_of, merchant, other_merchant):
    older, newer = run_of(merchant), run_of(merchant)
    run_of(other_merchant)
    run_of(None)

    assert shown(client) == [str(newer.pk), str(older.pk)]
    assert shown(client, scope="all") == [str(newer.pk), str(older.pk)]


def test_staff_see_all_with_the_shops_name(staff, make_user, client_of, run_of, merchant, other_merchant):
    runs = {str(run_of(one).pk) for one in (merchant, other_merchant, None)}
    at_work = make_user("both@example.com", merchant)
    at_work.is_staff = True
    at_work.save()

    assert set(shown(staff)) == runs
    assert b"Nour Lamps" in staff.get("/monitor").content
    assert len(shown(client_of(at_work))) == 1
    assert set(shown(client_of(at_work), scope="all")) == runs


@pytest.mark.parametrize("name", ["monitor", "failures", "times", "bulk"])
def test_strangers_sign_in_first(name):
    address = reverse(f"jobs:{name}")

    assert Client().get(address)["Location"] == f"/accounts/login/?next={address}"
    fragment = Client().get(address, headers={"HX-Request": "true"})
    assert fragment["HX-Redirect"] == "/accounts/login/?next=/monitor"


@pytest.mark.parametrize("name", ["system", "audit"])
def test_pages_for_staff_do_not_exist_for_others(name, client, staff):
    address = reverse(f"jobs:{name}")

    assert [one.get(address).status_code for one in (Client(), client, staff)] == [302, 404, 200]


def test_whoever_has_no_shop_makes_one_first(make_user, client_of):
    assert client_of(make_user("new@example.com")).get("/monitor")["Location"] == "/"


def test_filters_narrow_by_status_flow_time_and_code(client, run_of, failed, merchant):
    old = run_of(merchant, made=timezone.now() - timedelta(days=3))
    done = run_of(merchant)
    stop = run_of(merchant, flow="test/stop", status=Status.QUEUED, subject="stop:a")
    bad = failed(merchant)
    busy = failed(merchant, code="busy", flow="test/stumble")

    assert shown(client, status="QUEUED") == [str(stop.pk)]
    assert shown(client, flow="test/stop") == [str(stop.pk)]
    assert shown(client, flow="test/walk", status="SUCCEEDED") == [str(done.pk), str(old.pk)]
    assert shown(client, code="busy") == [str(busy.pk)]
    assert shown(client, code="busy", flow="test/walk") == []
    assert str(old.pk) not in shown(client, time="day")
    assert str(old.pk) in shown(client, time="week")
    assert shown(client, status="FAILED", time="hour") == [str(busy.pk), str(bad.pk)]


def test_text_finds_id_subject_error_and_the_link_in_the_payload(client, run_of, failed, merchant, other_merchant):
    product = uuid4()
    by_link = run_of(merchant, payload={"sourceUrl": "https://shop.test/Copper-Pot?x=1"})
    by_arabic = run_of(merchant, payload={"sourceUrl": "https://shop.test/دلة"})
    by_subject = run_of(merchant, subject=f"product:{product}")
    by_error = failed(merchant, code="page_gone")
    theirs = run_of(other_merchant, payload={"sourceUrl": "https://shop.test/copper-pot"})

    assert shown(client, q="copper-pot") == [str(by_link.pk)]
    assert shown(client, q="دلة") == [str(by_arabic.pk)]
    assert shown(client, q=str(by_link.pk)) == [str(by_link.pk)]
    assert shown(client, q=str(product)) == [str(by_subject.pk)]
    assert shown(client, q=f"product:{product}") == [str(by_subject.pk)]
    assert shown(client, q="PAGE_GONE") == [str(by_error.pk)]
    assert shown(client, q=str(theirs.pk)) == []
    assert shown(client, q="copper-pot", status="FAILED") == []


@pytest.mark.parametrize(
    "asked",
    [
        {"status": "NONSENSE", "flow": "no/such", "time": "century", "after": "x", "scope": "every", "parent": "none"},
        {"q": "\0'\";--%_\\", "code": "\0"},
        {"q": "x" * 5000},
        {"after": "ffffffff-ffff-ffff-ffff-fffffffffffff"},
        {"v": "1", "after": "01890000-0000-7000-8000-000000000001"},
        {"parent": "01890000-0000-7000-8000-000000000001", "code": "'"},
    ],
)
def test_nonsense_in_the_address_is_survived(client, run_of, merchant, asked):
    run_of(merchant)

    assert client.get(f"/monitor?{urlencode(asked)}").status_code == 200


def test_a_cursor_of_nonsense_begins_at_the_newest(client, run_of, merchant):
    run = run_of(merchant)

    assert shown(client, after="nonsense") == [str(run.pk)]


def test_pages_follow_each_other_without_gap_or_repeat(client, run_of, merchant):
    made = [str(run_of(merchant).pk) for _ in range(queries.PAGE_SIZE + 5)]

    first = shown(client)
    second = shown(client, after=first[-1])

    assert first + second == made[::-1]
    assert "after=" in client.get("/monitor").content.decode()


def test_a_narrow_search_looks_through_some_and_offers_to_look_further(client, run_of, merchant, monkeypatch):
    monkeypatch.setattr(queries, "LOOK", 3)
    far = run_of(merchant, payload={"sourceUrl": "https://shop.test/needle"})
    newer = [run_of(merchant) for _ in range(4)]

    answer = client.get("/monitor?q=needle")

    assert "Older ones may." in answer.content.decode()
    assert "No run fits" not in answer.content.decode()
    assert shown(client, q="needle", after=str(answer.context["page"].next_cursor)) == [str(far.pk)]
    assert newer


def test_tiles_count_each_status_under_the_other_filters(client, run_of, failed, merchant):
    run_of(merchant)
    run_of(merchant, status=Status.QUEUED)
    failed(merchant)
    failed(merchant, flow="test/stumble")

    assert counts(client) == {"SUCCEEDED": "1", "QUEUED": "1", "FAILED": "2"}
    assert counts(client, status="FAILED") == counts(client)
    assert counts(client, flow="test/stumble") == {"FAILED": "1"}
    assert counts(client, q="never work") == {"FAILED": "2"}


def test_counts_end_at_a_bound_and_say_so(client, run_of, merchant, monkeypatch):
    monkeypatch.setattr(queries, "CAP", 3)
    monkeypatch.setattr(queries.capped_counts, "__defaults__", (3,))
    for _ in range(5):
        run_of(merchant)

    assert "<b>3+</b>" in client.get("/monitor").content.decode()


def test_the_living_part_is_sent_only_when_something_changed(client, run_of, merchant):
    run = run_of(merchant, status=Status.QUEUED)
    version = client.get("/monitor").context["version"]
    ask = {"headers": {"HX-Request": "true"}}

    unchanged = client.get(f"/monitor?v={version}", **ask)
    Run.objects.filter(pk=run.pk).update(status=Status.RUNNING, started_at=timezone.now())
    changed = client.get(f"/monitor?v={version}", **ask)

    assert unchanged.status_code == 204
    assert changed.status_code == 200
    assert "<html" not in changed.content.decode()
    assert 'id="runs"' in changed.content.decode()


def test_a_list_of_many_runs_needs_as_few_queries_as_one(client, run_of, merchant, django_assert_max_num_queries):
    for _ in range(30):
        Step.objects.create(run=run_of(merchant), position=0, name="first")
    client.get("/monitor")

    with django_assert_max_num_queries(8):  # session, person, shop, runs, counts, steps, saved filters, unread notices
        client.get("/monitor")


def test_a_flow_renamed_in_a_deploy_is_still_shown(client, run_of, merchant):
    run = run_of(merchant, flow="gone/flow", status=Status.WAITING, error_code="unknown_flow", waiting_for="retry")

    page = client.get("/monitor").content.decode()

    assert shown(client) == [str(run.pk)]
    assert "gone/flow" in page
    assert "waits for a newer version" in page


def test_parts_of_a_run_are_a_filter(client, run_of, merchant):
    parent = run_of(merchant, flow="test/tour", status=Status.WAITING)
    child = run_of(merchant, flow="test/stop", parent=parent)

    assert shown(client, parent=str(parent.pk)) == [str(child.pk)]


def test_start_buttons_are_there_for_flows_that_declare_them(client, merchant, monkeypatch):
    monkeypatch.setitem(registry._registry, "test/walk", replace(WALK, starts_by_hand=lambda owner: Walk(note="hand")))

    assert "Start: Walk" in client.get("/monitor").content.decode()
    answer = client.post("/monitor/start", {"flow": "test/walk"})

    run = Run.objects.get()
    assert (answer["Location"], run.owner, run.payload["note"]) == (f"/monitor/{run.pk}", merchant, "hand")
    assert client.post("/monitor/start", {"flow": "test/stop"}).status_code == 404
    assert client.post("/monitor/start").status_code == 404
