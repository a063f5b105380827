"""Feeds: an address that only its secret tells."""

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client
from django.utils import timezone

from jobs.models import Run, Status
from products.files import feeds
from products.files.models import ExportFile, Feed, FilePart
from tests.products.files import rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, user):
    return client_of(user)


@pytest.fixture
def anonymous() -> Client:
    return Client()


@pytest.fixture
def feed(merchant, product_of, work_all) -> Feed:
    """A feed of one product whose file is written."""
    product_of(merchant)
    feed = feeds.make(merchant, Feed(name="Google", kind="google_xml", currency="SAR"))
    work_all()
    feed.refresh_from_db()
    return feed


def address(feed: Feed) -> str:
    feed.refresh_from_db()
    return f"/feeds/{feed.secret.open()}.xml"


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_feed_is_made_and_fetched(client, anonymous, merchant, product_of, work_all):
    product_of(merchant)
    given = {"name": "Google", "kind": "google_xml", "currency": "SAR"}
    assert client.post("/settings/feeds/make", given).status_code == 302
    feed = merchant.feeds.get()
    assert anonymous.get(address(feed)).status_code == 503
    work_all()

    answer = anonymous.get(address(feed))

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml; charset=utf-8")
    assert answer["X-Robots-Tag"] == "noindex"
    assert len(rules.check_google_xml(body(answer))) == 1
    assert f"http://testserver{address(feed)}" in client.get("/settings/feeds").content.decode()
    assert feed.secret.open() not in str(Feed.objects.values_list())


def test_whoever_has_it_gets_304(anonymous, feed):
    first = anonymous.get(address(feed))

    assert anonymous.get(address(feed), headers={"if-none-match": first["ETag"]}).status_code == 304
    assert anonymous.get(address(feed), headers={"if-none-match": '"other"'}).status_code == 200


def test_a_new_address_ends_the_old_one(client, anonymous, feed):
    old = address(feed)

    client.post(f"/settings/feeds/{feed.pk}/rotate")

    assert anonymous.get(old).status_code == 404
    assert anonymous.get(address(feed)).status_code == 200


def test_wrong_secrets(anonymous, feed):
    secret = address(feed).removeprefix("/feeds/").removesuffix(".xml")

    for wrong in (f"{secret[:-1]}.xml", f"{secret}.tsv", f"{feed.digest}.xml", f"{feed.pk}.xml", "x.xml"):
        assert anonymous.get(f"/feeds/{wrong}").status_code == 404
    assert anonymous.post(address(feed)).status_code == 405


def test_a_stranger_finds_no_feed(stranger, client_of, make_user, feed, merchant):
    viewer = client_of(make_user("viewer@example.com", merchant, "viewer"))

    for action in ("rotate", "delete"):
        assert stranger.post(f"/settings/feeds/{feed.pk}/{action}").status_code == 404
        assert viewer.post(f"/settings/feeds/{feed.pk}/{action}").status_code == 403
    assert "Google</bdi>" not in stranger.get("/settings/feeds").content.decode()
    assert Feed.objects.filter(pk=feed.pk).exists()


def test_deleting_takes_its_files_along(client, anonymous, feed):
    where = address(feed)

    client.post(f"/settings/feeds/{feed.pk}/delete")

    assert anonymous.get(where).status_code == 404
    assert not ExportFile.objects.exists()
    assert not FilePart.objects.exists()


def test_fetching_makes_an_old_file_anew_and_serves_what_is_there(anonymous, feed, merchant, product_of, work_all):
    product_of(merchant)
    ExportFile.objects.update(created_at=timezone.now() - timedelta(hours=2))

    before = anonymous.get(address(feed))
    assert len(rules.check_google_xml(body(before))) == 1
    anonymous.get(address(feed))
    assert Run.objects.filter(ended_at=None).count() == 1  # two fetches, one run
    work_all()

    after = anonymous.get(address(feed))
    assert len(rules.check_google_xml(body(after))) == 2
    assert before["ETag"] != after["ETag"]
    assert anonymous.get(address(feed), headers={"if-none-match": after["ETag"]}).status_code == 304


def test_the_last_two_files_are_kept(feed, work_all):
    for _time in range(3):
        feeds.refresh(feed)
        work_all()

    assert ExportFile.objects.filter(feed=feed).count() == 2
    feed.refresh_from_db()
    assert feed.file == ExportFile.objects.latest("pk")


def test_the_schedule_takes_what_is_in_use_and_stale(feed):
    assert feeds.refresh_due() == 0
    ExportFile.objects.update(created_at=timezone.now() - timedelta(hours=7))
    assert feeds.refresh_due() == 1
    Run.objects.all().delete()
    Feed.objects.update(asked_at=timezone.now() - timedelta(days=20))
    assert feeds.refresh_due() == 0


def test_a_key_that_is_gone_shows_no_address(client, feed, settings):
    settings.FIELD_KEYS = ["c29tZS1vdGhlci1rZXktc29tZS1vdGhlci1rZXktMTI"]

    assert "can no longer be shown" in client.get("/settings/feeds").content.decode()

    settings.FIELD_KEYS = []
    page = client.post("/settings/feeds/make", {"name": "x", "kind": "google_xml", "currency": "SAR"}, follow=True)
    assert "FIELD_KEYS" in page.content.decode()


def test_bad_feeds(client, merchant):
    for given in ({"name": ""}, {"kind": "jsonl"}, {"currency": "QQQ"}, {"currency": "", "by_rules": "on"}):
        answer = client.post("/settings/feeds/make", {"name": "x", "kind": "google_xml", "currency": "SAR"} | given)
        assert answer.status_code == 422, given
    assert not merchant.feeds.exists()


@pytest.mark.django_db(transaction=True)
def test_it_streams_on_the_asynchronous_server_too(feed):
    """There a synchronous stream would be read into memory as a whole."""
    where = address(feed)

    async def fetch() -> bytes:
        answer = await AsyncClient().get(where)
        assert answer.is_async
        return b"".join([part async for part in answer.streaming_content])

    assert len(rules.check_google_xml(async_to_sync(fetch)())) == 1


def test_feeds_that_always_fail_do_not_hold_up_the_others(merchant, feed, monkeypatch):
    other = feeds.make(merchant, Feed(name="Other"))
    Run.objects.all().delete()
    Feed.objects.update(file=None)
    monkeypatch.setattr(feeds, "AT_ONCE", 1)

    for _time in range(2):
        assert feeds.refresh_due() == 1
        Run.objects.filter(ended_at=None).update(ended_at=timezone.now(), status=Status.FAILED)

    begun = {run.payload["feedId"] for run in Run.objects.all()}
    assert begun == {str(feed.pk), str(other.pk)}
