"""The stream of one job over real HTTP: what a Python SSE client sees."""

import json
from datetime import timedelta

import httpx
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from jobs.models import Line, Run
from jobs.stream import tokens
from merchants.models import ApiKey
from tests.jobs.stream.conftest import Job
from tests.support import asgi
from tests.support.worker import address_of

pytestmark = pytest.mark.django_db(transaction=True)

NOBODY = "01890000-0000-7000-8000-000000000000"


def test_what_was_told_comes_first_then_what_is_told_and_the_last_line_closes(job, watch):
    job.tell("Reading https://shop.test/1", Line.Kind.READING, url="https://shop.test/1")

    with watch(job) as stream:
        assert stream.next() == {"event": "start", "message": "Started"}
        assert stream.next() == {
            "event": "reading",
            "message": "Reading https://shop.test/1",
            "url": "https://shop.test/1",
        }
        job.tell("Found the product", name="Pot")
        assert stream.next() == {"event": "update", "message": "Found the product", "name": "Pot"}
        job.succeed({"name": "Pot", "price": "12.50"})
        (last,) = stream.rest()

    assert last == {"event": "complete", "message": "Done", "data": {"name": "Pot", "price": "12.50"}}
    assert stream.ids == [1, 2, 3, 4]


def test_the_frames_are_an_id_and_one_line_of_data_and_nobody_keeps_them(job, watch):
    job.tell("two\nlines", text="a\r\nb\u2028c\u0085d")
    job.succeed()

    with watch(job) as stream:
        raw = stream.response.read().decode()

    assert stream.response.headers["Content-Type"].startswith("text/event-stream")
    assert stream.response.headers["Cache-Control"] == "no-cache"
    assert stream.response.headers["X-Accel-Buffering"] == "no"
    frames = raw.removesuffix("\n\n").split("\n\n")
    assert [frame.splitlines()[0] for frame in frames] == ["id: 1", "id: 2", "id: 3"]
    for frame in frames:
        _number, data = frame.splitlines()
        assert json.loads(data.removeprefix("data: "))["event"]


def test_a_failure_ends_the_stream_with_a_sentence_and_a_code(job, watch):
    job.fail("timed_out", "raw words of a program")

    with watch(job) as stream:
        last = stream.rest()[-1]

    assert last == {
        "event": "error",
        "message": "It took longer than it may, so it was stopped.",
        "error": "It took longer than it may, so it was stopped.",
        "error_code": "timed_out",
    }


def test_sentences_come_in_the_readers_language(job, watch, key):
    job.fail("timed_out", "")

    with watch(job, headers={"Authorization": f"Bearer {key}", "Accept-Language": "ar"}) as stream:
        last = stream.rest()[-1]

    assert any("\u0600" <= letter <= "\u06ff" for letter in last["error"])


def test_a_queued_job_tells_nothing_until_it_starts(merchant, watch):
    waiting = Job(merchant, is_queued=True)

    with watch(waiting) as stream:
        lines = stream.response.iter_lines()
        assert next(lines) == ": heartbeat"
        waiting.take()
        waiting.tell("Started", Line.Kind.START)
        assert [next(lines), next(lines)] == ["", "id: 1"]


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_resumed_stream_goes_on_exactly_after_the_last_id(job, watch, after):
    job.tell("two")
    job.tell("three")
    with watch(job, after=after) as stream:
        job.tell("four")
        job.succeed()
        stream.rest()

    assert stream.ids == list(range(after + 1, 6))


@pytest.mark.parametrize(
    "nonsense", ["", "abc", "-1", "1.5", "999", "1e3", pytest.param("9" * 5000, id="long"), "0", "%00", "true", "0x2"]
)
def test_nonsense_for_the_last_id_means_from_the_start(job, watch, nonsense):
    job.succeed()

    with watch(job, after=nonsense) as stream:
        stream.rest()

    assert stream.ids == [1, 2]


def test_an_id_of_another_longer_job_means_from_the_start(job, merchant, watch):
    longer = Job(merchant)
    longer.tell_many(50)
    job.succeed()

    with watch(job, after=40) as stream:
        stream.rest()

    assert stream.ids == [1, 2]


def test_who_has_seen_the_end_is_told_not_to_come_again(job, get, key):
    job.succeed()

    answer = get(job.path, key, **{"Last-Event-ID": "2"})

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Content-Type"].startswith("text/event-stream")


def test_ten_thousand_lines_come_in_order_each_once(job, watch):
    job.tell_many(9_998)
    with watch(job) as stream:
        assert stream.next()["event"] == "start"
        job.tell("while it is read")
        job.succeed()
        stream.rest()

    assert stream.ids == list(range(1, 10_002))


def test_lines_of_one_job_never_reach_the_viewers_of_another(job, merchant, watch):
    other = Job(merchant)
    with watch(job) as mine, watch(other) as theirs:
        assert mine.next()["event"] == "start"
        for number in range(20):
            job.tell(f"mine {number}")
            other.tell(f"theirs {number}")
        job.succeed()
        other.succeed()
        my_messages = [line["message"] for line in mine.rest()]
        their_messages = [line["message"] for line in theirs.rest()]

    assert my_messages == [f"mine {number}" for number in range(20)] + ["Done"]
    assert their_messages == [f"theirs {number}" for number in range(20)] + ["Done"]


def test_a_stream_ends_when_its_job_is_cleared_away(job, watch, server):
    with watch(job) as stream:
        stream.next()
        Line.objects.all().delete()
        Run.objects.all().delete()
        assert stream.rest() == []


# --- Who may ----------------------------------------------------------------------------------------------------------
def test_strangers_get_nothing(job, get, other_merchant, stranger):
    foreign_key = ApiKey.make(other_merchant, "theirs", ["read"])[1]

    assert get(job.path).status_code == 401
    assert get(job.path, "wared_wrong").status_code == 401
    assert get(job.path, foreign_key).status_code == 404
    assert get(job.path, client=stranger).status_code == 404
    assert get(f"/api/v1/jobs/{job.run.pk}/token", foreign_key, method="POST").status_code == 404


@pytest.mark.parametrize("job_id", [NOBODY, "nonsense", "1", "%00"])
def test_unknown_jobs_are_not_found(get, key, job_id):
    answer = get(f"/api/v1/jobs/{job_id}/stream", key)

    assert answer.status_code == 404
    assert answer.json() == {"detail": "Job not found or expired", "code": "job_not_found"}


def test_a_job_is_shown_until_a_day_after_its_end(job, get, key):
    job.succeed()
    Run.objects.update(ended_at=timezone.now() - timedelta(hours=23, minutes=59))
    assert get(job.path, key).status_code == 200

    Run.objects.update(ended_at=timezone.now() - timedelta(hours=24, seconds=1))

    assert get(job.path, key).status_code == 404


def test_a_person_watches_by_the_session(job, get, client_of, user):
    job.succeed()

    assert b'"event":"complete"' in get(job.path, client=client_of(user)).content


# --- Tokens for pages elsewhere ---------------------------------------------------------------------------------------
def test_a_token_opens_the_stream_of_its_job_to_any_page(job, get, key):
    job.succeed()

    given = get(f"/api/v1/jobs/{job.run.pk}/token", key, method="POST").json()
    answer = get(given["stream_url"])

    assert given["stream_url"] == f"{job.path}?token={given['token']}"
    assert timedelta(0) < parse_datetime(given["expires_at"]) - timezone.now() < timedelta(minutes=16)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_token_is_good_for_its_own_job_only_and_not_for_long(job, merchant, get, key, settings):
    other = Job(merchant)
    good = tokens.make(job.run.pk)

    assert get(f"{other.path}?token={good}").status_code == 401
    assert get(f"{job.path}?token={good}x").status_code == 401
    assert get(f"{job.path}?token=", key).status_code == 401
    assert get(f"/api/v1/jobs/{job.run.pk}/status?token={good}").status_code == 401
    settings.JOBS_STREAM_TOKEN_S = -1
    with pytest.raises(tokens.BadToken):
        tokens.check(good, str(job.run.pk))


def test_a_person_needs_the_csrf_token_to_make_one(job, client_of, user):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_of(user).cookies

    answer = strict.post(f"/api/v1/jobs/{job.run.pk}/token", content_type="application/json")

    assert answer.json()["code"] == "csrf_failed"


# --- Under WSGI -------------------------------------------------------------------------------------------------------
def test_a_server_without_an_event_loop_gives_ended_jobs_and_names_the_process_for_open_ones(job, client, key):
    with_key = {"headers": {"Authorization": f"Bearer {key}"}}

    refused = client.get(job.path, **with_key)
    job.succeed({"name": "Pot"})
    given = client.get(job.path, **with_key)

    assert refused.status_code == 421
    assert "streams" in refused.json()["detail"]
    assert b"".join(given.streaming_content).count(b"id: ") == 2


def test_a_stream_ends_at_once_when_the_process_is_told_to_stop(job, tmp_path, key):
    serving = asgi.serve(tmp_path, address_of(connection), patience_s=600)
    with serving as served, httpx.Client(timeout=60) as http:
        with http.stream("GET", served.url + job.path, headers={"Authorization": f"Bearer {key}"}) as answer:
            parts = answer.iter_raw()
            assert b"id: 1" in next(parts)
            served.process.terminate()
            assert list(parts) == []
        served.process.wait(timeout=60)  # less than its patience for open answers
