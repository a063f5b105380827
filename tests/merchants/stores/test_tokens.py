"""One refresh for any number of workers, and what happens when it goes wrong."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, connections, transaction
from django.utils import timezone

from jobs.ids import uuid7
from merchants.encryption import Sealed
from merchants.models import StoreConnection
from merchants.stores import oauth, tokens
from merchants.stores.clients.errors import NoAnswer, StoreBroken, StoreBusy
from merchants.stores.errors import NotSetUp, ReconnectNeeded, RefreshBusy, StoreClosed
from tests.support.stores.salla_accounts import hang_up

STORE = 1305146709


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr(tokens, "PAUSE_S", 0.05)
    monkeypatch.setattr(tokens, "WAIT_S", 20.0)


@pytest.fixture
def salla_store(accounts, store_of, merchant):
    """A store that the accounts service knows; ``ends_in`` says how long its access is still good."""

    def make(ends_in: timedelta = timedelta(days=14), **fields) -> StoreConnection:
        accounts.add_store(STORE)
        given = accounts.grant(STORE)
        held = {name: given[name] for name in ("access_token", "refresh_token")}
        return store_of(merchant, external_id=str(STORE), expires_at=timezone.now() + ends_in, **held, **fields)

    return make


def kept(store: StoreConnection) -> dict[str, str]:
    """The tokens in the row, opened."""
    store.refresh_from_db()
    return {
        name: Sealed(sealed).open() for name in ("access_token", "refresh_token") if (sealed := getattr(store, name))
    }


def mark_begun(store: StoreConnection, **ago: float) -> None:
    """What a worker leaves that was killed in the middle of a refresh."""
    begun = timezone.now() - timedelta(**ago)
    StoreConnection.objects.filter(pk=store.pk).update(refresh_id=uuid7(), refresh_until=begun)


def test_a_good_token_is_given_without_any_call(accounts, salla_store):
    store = salla_store()

    assert tokens.access_token(store) == accounts.grants[0].newest["access_token"]
    assert accounts.site.asked == []


def test_a_token_that_is_over_is_renewed_and_kept(accounts, salla_store):
    store = salla_store(timedelta(seconds=30))

    token = tokens.access_token(store)

    assert token == accounts.grants[0].newest["access_token"]
    assert kept(store) == accounts.grants[0].newest
    assert store.expires_at > timezone.now() + timedelta(days=13)
    assert store.refresh_expires_at > timezone.now() + timedelta(days=29)
    assert (store.refresh_id, store.refresh_until) == (None, None)
    assert "ory_" not in store.access_token + store.refresh_token


def test_a_token_that_the_store_rejected_is_renewed_once(accounts, salla_store):
    store = salla_store()
    old = tokens.access_token(store)

    new = tokens.access_token(store, rejected=old)

    assert new != old
    assert tokens.access_token(store, rejected=old) == new  # somebody who was late with the same news
    assert len(accounts.refresh_calls) == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_workers_at_once_make_one_refresh(accounts, salla_store):
    store = salla_store(timedelta(0))
    together = threading.Barrier(50)

    def work(_number: int) -> str:
        mine = StoreConnection.objects.get(pk=store.pk)
        together.wait()
        try:
            return tokens.access_token(mine)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(50) as pool:
        given = set(pool.map(work, range(50)))

    assert given == {accounts.grants[0].newest["access_token"]}
    assert len(accounts.refresh_calls) == 1


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_during_the_call(accounts, salla_store):
    """Another connection can write the row while the platform thinks."""
    store = salla_store(timedelta(0))
    renamed = []

    def rename(answer, form) -> bool:
        renamed.append(StoreConnection.objects.filter(pk=store.pk).update(name="Renamed"))
        connections.close_all()
        return False

    accounts.misbehave = rename
    tokens.access_token(store)

    store.refresh_from_db()
    assert (renamed, store.name) == ([1], "Renamed")
    assert kept(store) == accounts.grants[0].newest


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_nothing_is_renewed(accounts, salla_store):
    store = salla_store(timedelta(0))

    with transaction.atomic(), pytest.raises(RuntimeError):
        tokens.access_token(store)

    assert accounts.refresh_calls == []


def test_an_ended_access_asks_for_a_reconnect_once(accounts, salla_store):
    store = salla_store(timedelta(0))
    accounts.revoke(STORE)

    for _ in range(2):
        with pytest.raises(ReconnectNeeded) as refused:
            tokens.access_token(store)
        assert refused.value.code == "refresh_refused"

    assert (store.status, store.error_code) == ("reconnect_needed", "refresh_refused")
    assert kept(store) == {}
    assert [change.reason for change in store.changes.all()] == ["refresh_refused"]
    assert len(accounts.refresh_calls) == 1


def test_a_platform_that_is_not_there_changes_nothing(accounts, salla_store, settings):
    store = salla_store(timedelta(0))
    before = kept(store)
    settings.SALLA_ACCOUNTS_URL = "http://127.0.0.1:9"

    with pytest.raises(NoAnswer) as error:
        tokens.access_token(store)

    assert error.value.retryable and not isinstance(error.value, oauth.InDoubt)
    assert kept(store) == before
    assert (store.status, store.refresh_id) == ("connected", None)
    settings.SALLA_ACCOUNTS_URL = accounts.url
    assert tokens.access_token(store) == accounts.grants[0].newest["access_token"]


@pytest.mark.parametrize(
    ("status", "body", "error", "is_in_doubt"),
    [
        (500, b"", StoreBroken, False),
        (503, b"", StoreBroken, False),
        (502, b"<html>bad gateway", oauth.InDoubt, True),
        (504, b"", oauth.InDoubt, True),
        (429, b"{}", StoreBusy, False),
        (200, b"", oauth.InDoubt, True),
        (200, b"[1]", oauth.InDoubt, True),
        (200, b'{"access_token": 7}', oauth.InDoubt, True),
        (200, b"[" * 100_000, oauth.InDoubt, True),
        (401, b'{"error": "invalid_client"}', NotSetUp, False),
        (400, b'{"error": {"deep": "nonsense"}}', StoreBroken, False),
    ],
)
def test_answers_that_are_no_tokens(accounts, salla_store, status, body, error, is_in_doubt):
    store = salla_store(timedelta(0))
    before = kept(store)

    def answer(handler, form) -> bool:
        handler.write(body, status=status, Retry_After="0")
        return True

    accounts.misbehave = answer
    with pytest.raises(error) as raised:
        tokens.access_token(store)

    assert type(raised.value) is error
    assert kept(store) == before
    assert (store.status, store.refresh_id is not None) == ("connected", is_in_doubt)


def test_a_lost_answer_keeps_the_old_access_as_long_as_it_works(accounts, salla_store):
    """The refresh token may be used up: trying it again would end the access that still works."""
    store = salla_store(timedelta(days=2))
    old = tokens.access_token(store)
    accounts.misbehave = hang_up  # before anything is done: the old access stays good
    with pytest.raises(oauth.InDoubt):
        tokens.renew_ahead(store)
    accounts.misbehave = lambda answer, form: False
    StoreConnection.objects.update(refresh_until=timezone.now())

    assert tokens.renew_ahead(store) is False
    assert tokens.access_token(store) == old
    assert accounts.refresh_calls == []
    assert not tokens.due().exists()


def test_a_lost_answer_that_took_the_access_with_it_is_explained(accounts, salla_store):
    store = salla_store(timedelta(days=2))
    accounts.after_refresh = hang_up
    with pytest.raises(oauth.InDoubt):
        tokens.renew_ahead(store)
    accounts.after_refresh = lambda answer, form: False
    StoreConnection.objects.update(refresh_until=timezone.now())

    with pytest.raises(ReconnectNeeded) as refused:
        tokens.renew_ahead(store)

    assert refused.value.code == "refresh_lost"
    assert (store.status, store.error_code) == ("reconnect_needed", "refresh_lost")


def test_a_refresh_that_was_killed_before_its_call_is_made_good_in_the_last_hour(accounts, salla_store):
    store = salla_store(timedelta(minutes=30))
    mark_begun(store, seconds=1)

    assert list(tokens.due()) == [store]
    assert tokens.renew_ahead(store) is True
    assert kept(store) == accounts.grants[0].newest


def test_while_a_mark_holds_nobody_else_refreshes(accounts, salla_store, monkeypatch):
    monkeypatch.setattr(tokens, "WAIT_S", 0.1)
    store = salla_store(timedelta(0))
    mark_begun(store, seconds=-30)

    with pytest.raises(RefreshBusy) as busy:
        tokens.access_token(store)
    with pytest.raises(RefreshBusy):
        tokens.renew_ahead(store)

    assert busy.value.retryable
    assert accounts.refresh_calls == []


@pytest.mark.django_db(transaction=True)
def test_tokens_that_came_by_webhook_meanwhile_are_kept(accounts, salla_store):
    """The store was installed anew during the refresh: its tokens are the newer ones."""
    store = salla_store(timedelta(0))

    def install_anew(answer, form) -> bool:
        fresh = accounts.grant(STORE)
        StoreConnection.objects.filter(pk=store.pk).update(
            access_token=Sealed.of(fresh["access_token"]),
            refresh_token=Sealed.of(fresh["refresh_token"]),
            expires_at=timezone.now() + timedelta(days=14),
            tokens_at=timezone.now(),
            refresh_id=None,
            refresh_until=None,
        )
        connections.close_all()
        return False

    accounts.misbehave = install_anew
    token = tokens.access_token(store)

    assert token == accounts.grants[1].newest["access_token"]
    assert kept(store) == accounts.grants[1].newest


@pytest.mark.parametrize("status", ["disconnected", "uninstalled"])
def test_a_store_that_is_closed_gives_nothing(accounts, salla_store, status):
    store = salla_store()
    StoreConnection.objects.update(status=status)

    with pytest.raises(StoreClosed):
        tokens.access_token(store)


def test_a_store_that_was_deleted_gives_nothing(salla_store):
    store = salla_store()
    StoreConnection.objects.all().delete()

    with pytest.raises(StoreClosed):
        tokens.access_token(store)


def test_keys_that_cannot_be_renewed_ask_for_a_reconnect(store_of, merchant):
    store = store_of(merchant, platform="woocommerce", expires_at=None, refresh_token=None)

    with pytest.raises(ReconnectNeeded) as refused:
        tokens.access_token(store, rejected="first-access")

    assert refused.value.code == "access_refused"
    assert store.status == "reconnect_needed"


def test_a_database_that_is_away_for_a_moment_loses_no_tokens(accounts, salla_store, monkeypatch):
    store = salla_store(timedelta(0))
    failures = iter([OperationalError("gone"), OperationalError("gone")])
    unchanged = tokens._unchanged

    def failing(connection):
        if not accounts.refresh_calls:
            return unchanged(connection)
        if error := next(failures, None):
            raise error
        return unchanged(connection)

    monkeypatch.setattr(tokens, "_unchanged", failing)
    monkeypatch.setattr(tokens.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(tokens.database, "close", lambda: None)

    assert tokens.access_token(store) == accounts.grants[0].newest["access_token"]
    assert kept(store) == accounts.grants[0].newest


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ({"expires_in": 1_209_599}, 1_209_599),
        ({"expires": 1_209_599}, 1_209_599),
        ({"expires": "1209599"}, 1_209_599),
        ({"expires": 4_102_444_800}, None),
        ({"expires_in": 600, "expires": 4_102_444_800}, 600),
    ],
)
def test_both_meanings_of_expires(said, seconds):
    grant = oauth.granted("salla", {"access_token": "a"} | said)

    if seconds is None:
        assert grant.expires_at.year == 2100
    else:
        assert abs((grant.expires_at - timezone.now()).total_seconds() - seconds) < 5


@pytest.mark.parametrize("said", [{}, {"expires": None}, {"expires": "soon"}, {"expires": 1e300}, {"expires": []}])
def test_an_end_that_nobody_can_read_is_none(said):
    assert oauth.granted("salla", {"access_token": "a"} | said).expires_at is None


def test_no_token_shows_itself():
    grant = oauth.granted("salla", json.loads('{"access_token": "secret-a", "refresh_token": "secret-r"}'))

    assert "secret" not in repr(grant)
