"""What becomes of messages: in order, out of order, for stores that nobody has, and for those that register."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from jobs.models import OPEN, Run
from jobs.wait import work_off
from merchants.encryption import Sealed
from merchants.models import Merchant, ReceivedWebhook, StoreConnection, WaitingStore
from merchants.stores import connecting, incoming, keeping, processing, receiving

STORE = 1305146709
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def work_all():
    def work() -> None:
        work_off(list(Run.objects.filter(status__in=OPEN).values_list("pk", flat=True)), threads=1)

    return work


@pytest.fixture
def send(db, work_all):
    """A message arrives, verified, and is read. ``at`` in seconds after NOON."""

    def arrive(event, data=None, *, at: float = 0, store=STORE, read=True) -> ReceivedWebhook:
        sent = (NOON + timedelta(seconds=at)).isoformat()
        body = json.dumps({"event": event, "merchant": store, "created_at": sent, "data": data or {}}).encode()
        row, _is_new = receiving.receive("salla", body, strategy="signature", our_address="https://wared.test/")
        if read:
            work_all()
        row.refresh_from_db()
        return row

    return arrive


@pytest.fixture
def heard():
    """What a part of the program heard that has registered for products."""
    messages = []

    def hear(message) -> None:
        messages.append(message)

    incoming.register("product.*", hear)
    incoming.register("product.*", hear)
    yield messages
    incoming._handlers.remove(("product.*", hear))


@pytest.fixture
def store(store_of, merchant) -> StoreConnection:
    return store_of(merchant, external_id=str(STORE), tokens_at=NOON - timedelta(days=1))


def token_data(accounts, **more) -> dict:
    given = accounts.grant(STORE)
    return {
        "access_token": given["access_token"],
        "refresh_token": given["refresh_token"],
        "expires": int((timezone.now() + timedelta(days=14)).timestamp()),
        "scope": "products.read_write offline_access",
        "token_type": "bearer",
    } | more


def opened(store) -> str:
    store.refresh_from_db()
    return Sealed(store.access_token).open()


def test_a_new_authorisation_replaces_the_tokens(accounts, store, send):
    data = token_data(accounts)

    row = send("app.store.authorize", data)

    assert (row.status, opened(store)) == ("done", data["access_token"])
    assert store.expires_at > timezone.now() + timedelta(days=13)
    assert store.scopes == ["products.read_write", "offline_access"]


def test_an_older_authorisation_that_comes_later_is_left_out(accounts, store, send):
    new = token_data(accounts)
    send("app.store.authorize", new, at=60)

    row = send("app.store.authorize", token_data(accounts), at=0)

    assert (row.status, opened(store)) == ("late", new["access_token"])


def test_an_authorisation_from_before_a_refresh_is_left_out(accounts, store, send):
    """Its tokens are used up: keeping them would use a refresh token twice."""
    StoreConnection.objects.update(tokens_at=NOON + timedelta(hours=1))

    row = send("app.store.authorize", token_data(accounts))

    assert (row.status, opened(store)) == ("late", "first-access")


def test_an_authorisation_brings_back_a_store_that_needed_it(accounts, store, send):
    StoreConnection.objects.update(status="reconnect_needed", error_code="refresh_refused")

    send("app.store.authorize", token_data(accounts))

    store.refresh_from_db()
    assert (store.status, store.error_code) == ("connected", "")
    assert store.changes.first().reason == "installed"


def test_a_store_that_its_merchant_disconnected_waits_to_be_claimed(accounts, store, send):
    accounts.add_store(STORE)
    StoreConnection.objects.update(status="disconnected", access_token="", refresh_token="")

    row = send("app.store.authorize", token_data(accounts))

    store.refresh_from_db()
    assert (row.status, store.status, store.access_token) == ("pending", "disconnected", "")
    assert WaitingStore.objects.get().external_id == str(STORE)


def test_an_authorisation_without_tokens_fails_with_a_name(accounts, store, send):
    row = send("app.store.authorize", {"token_type": "bearer"})

    assert (row.status, row.error_code) == ("failed", "no_tokens")
    assert opened(store) == "first-access"


def test_a_removed_app_takes_the_keys_along(store, send):
    row = send("app.uninstalled")

    store.refresh_from_db()
    assert (row.status, store.status) == ("done", "uninstalled")
    assert (store.access_token, store.refresh_token) == ("", "")
    assert store.uninstalled_at is not None


def test_an_old_removal_does_not_undo_a_new_installation(accounts, store, send):
    send("app.store.authorize", token_data(accounts), at=60)

    row = send("app.uninstalled", at=0)

    store.refresh_from_db()
    assert (row.status, store.status) == ("late", "connected")


def test_an_old_removal_does_not_undo_a_connection_made_here(store_of, merchant, send):
    identity = connecting.StoreIdentity(external_id=str(STORE), name="Dar", currency="SAR", language="ar")
    store = connecting.connect(
        merchant, "salla", identity, {"access_token": Sealed.of("new"), "tokens_at": timezone.now()}
    )
    before = (timezone.now() - timedelta(seconds=30) - NOON).total_seconds()

    row = send("app.uninstalled", at=before)

    store.refresh_from_db()
    assert (row.status, store.status) == ("late", "connected")


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ("app.trial.started", "trial started"),
        ("app.trial.expired", "trial expired"),
        ("app.trial.canceled", "trial canceled"),
        ("app.subscription.started", "subscription started"),
        ("app.subscription.expired", "subscription expired"),
        ("app.subscription.canceled", "subscription canceled"),
        ("app.subscription.renewed", "subscription renewed"),
    ],
)
def test_what_the_store_has_of_our_app_is_noted(store, send, event, words):
    row = send(event, {"plan_name": "Pro", "end_date": "2027-01-01"})

    store.refresh_from_db()
    assert (row.status, store.subscription) == ("done", words)
    assert store.settings["subscription"] == {"plan_name": "Pro"}


def test_subscription_news_in_the_wrong_order(store, send):
    send("app.subscription.renewed", at=60)

    assert send("app.trial.expired", at=0).status == "late"
    store.refresh_from_db()
    assert store.subscription == "subscription renewed"


@pytest.mark.parametrize("event", ["app.installed", "app.updated"])
def test_what_changes_nothing_is_done(store, send, event):
    assert send(event).status == "done"


def test_settings_made_at_the_platform_are_kept(store, send):
    send("app.settings.updated", {"settings": {"publish_hidden": True}})

    store.refresh_from_db()
    assert store.settings["app"] == {"publish_hidden": True}


def test_news_that_are_read_at_the_same_time_keep_each_others_part(store, send):
    rows = [send("app.trial.started", {"plan_name": "Pro"}, read=False)]
    rows.append(send("app.settings.updated", {"settings": {"publish_hidden": True}}, read=False))
    messages = [processing.message_of(row) for row in rows]  # each worker has loaded the store

    for message in messages:
        with transaction.atomic():
            assert processing._apply(message, None) == "done"

    store.refresh_from_db()
    assert store.settings["subscription"] == {"plan_name": "Pro"}
    assert store.settings["app"] == {"publish_hidden": True}


def test_what_nobody_waits_for_is_ignored(store, send):
    assert send("order.created", {"id": 1}).status == "ignored"


def test_product_events_reach_who_registered_once(store, send, heard):
    row = send("product.price.updated", {"id": 77, "price": 5})

    (message,) = heard
    assert row.status == "done"
    assert (message.event, message.object_id, message.store, message.data["price"]) == (
        "product.price.updated",
        "77",
        store,
        5,
    )


def test_product_events_in_the_wrong_order(store, send, heard):
    statuses = [
        send("product.price.updated", {"id": 77}, at=60).status,
        send("product.price.updated", {"id": 77}, at=0).status,
        send("product.status.updated", {"id": 77}, at=0).status,
        send("product.price.updated", {"id": 78}, at=0).status,
        send("product.deleted", {"id": 77}, at=90).status,
        send("product.status.updated", {"id": 77}, at=80).status,
    ]

    assert statuses == ["done", "late", "done", "done", "done", "late"]
    assert [message.event for message in heard if message.object_id == "77"] == [
        "product.price.updated",
        "product.status.updated",
        "product.deleted",
    ]


def test_one_store_s_news_are_no_other_s(store, store_of, other_merchant, send, heard):
    other = store_of(other_merchant, external_id="99")
    send("product.deleted", {"id": 77}, at=60)

    assert send("product.deleted", {"id": 77}, at=0, store=99).status == "done"
    assert [message.store for message in heard] == [store, other]


def test_a_handler_that_fails_leaves_nothing_half_done(store, send):
    def fail(message) -> None:
        StoreConnection.objects.update(name="Half")
        raise ValueError("a bug")

    incoming.register("product.created", fail)
    row = send("product.created", {"id": 1})
    incoming._handlers.remove(("product.created", fail))

    store.refresh_from_db()
    assert (row.status, row.error_code) == ("failed", "internal_error")
    assert store.name == "Dar Store"
    assert receiving.read_again(ReceivedWebhook.objects.filter(pk=row.pk)) == 1


def test_a_message_can_be_read_again(store, send, heard, work_all):
    row = send("product.price.updated", {"id": 77}, at=0)
    late = send("product.price.updated", {"id": 78}, at=0)
    send("product.price.updated", {"id": 78}, at=60)

    assert receiving.read_again(ReceivedWebhook.objects.filter(pk__in=[row.pk, late.pk])) == 2
    work_all()

    row.refresh_from_db()
    late.refresh_from_db()
    assert (row.status, late.status) == ("done", "late")
    assert [message.object_id for message in heard] == ["77", "78", "78", "77"]


def test_a_store_that_nobody_has_waits_and_its_owner_is_written_to(accounts, send, work_all):
    accounts.add_store(STORE, email="Noura@Dar.example")
    data = token_data(accounts)

    row = send("app.store.authorize", data)
    send("product.created", {"id": 5})

    waiting = WaitingStore.objects.get()
    assert (row.status, waiting.name, waiting.email) == ("pending", "متجر دار", "noura@dar.example")
    assert data["access_token"] not in waiting.access_token
    (letter,) = mail.outbox
    assert letter.to == ["noura@dar.example"]
    link = next(word for word in letter.body.split() if word.startswith("https://"))
    assert link.startswith("https://wared.test/settings/stores/claim/")
    assert connecting.waiting_of(link.rsplit("/", 1)[1]) == waiting


def test_a_claimed_store_hears_what_came_before(accounts, send, work_all, merchant, heard):
    accounts.add_store(STORE)
    data = token_data(accounts)
    pending = [send("product.created", {"id": 5}), send("app.store.authorize", data)]
    assert [row.status for row in pending] == ["pending", "pending"]

    store = connecting.claim(WaitingStore.objects.get(), merchant)
    work_all()

    assert [message.store for message in heard] == [store]
    assert opened(store) == data["access_token"]
    assert not WaitingStore.objects.exists()
    for row in pending:
        row.refresh_from_db()
    assert [row.status for row in pending] == ["done", "late"]
    assert [row.connection for row in pending] == [store, store]


def test_a_waiting_store_that_removes_us_is_forgotten(accounts, send):
    accounts.add_store(STORE)
    send("app.store.authorize", token_data(accounts))

    assert send("app.uninstalled", at=60).status == "done"
    assert not WaitingStore.objects.exists()


def test_its_owner_is_not_written_to_twice_a_day(accounts, send):
    accounts.add_store(STORE)
    for at in range(3):
        send("app.store.authorize", token_data(accounts), at=at)

    assert len(mail.outbox) == 1


def test_whoever_connected_last_has_the_store(store, other_merchant, send):
    identity = connecting.StoreIdentity(external_id=str(STORE), name="Dar", currency="SAR", language="ar")

    theirs = connecting.connect(other_merchant, "salla", identity, {"access_token": Sealed.of("theirs")})

    store.refresh_from_db()
    assert (store.status, store.error_code, store.access_token) == ("disconnected", "connected_elsewhere", "")
    assert send("app.installed").connection == theirs


def test_removed_stores_go_after_thirty_days_unless_they_are_kept(store_of, merchant, send):
    long_ago = timezone.now() - timedelta(days=31)
    gone = store_of(merchant, external_id="1", status="uninstalled", uninstalled_at=long_ago)
    kept = store_of(merchant, external_id="2", status="uninstalled", uninstalled_at=long_ago, after_uninstall="keep")
    young = store_of(merchant, external_id="3", status="uninstalled", uninstalled_at=timezone.now())
    live = store_of(merchant, external_id="4")
    send("order.created", store=1)

    assert keeping.delete_removed() == 1
    assert keeping.delete_removed() == 0

    assert set(StoreConnection.objects.all()) == {kept, young, live}
    assert not StoreConnection.objects.filter(pk=gone.pk).exists()
    assert not ReceivedWebhook.objects.exists()
    assert Merchant.objects.filter(pk=merchant.pk).exists()


def test_old_messages_and_unclaimed_stores_go(accounts, send):
    accounts.add_store(STORE)
    send("app.store.authorize", token_data(accounts))
    long_ago = timezone.now() - timedelta(days=31)
    ReceivedWebhook.objects.update(received_at=long_ago)
    WaitingStore.objects.update(created_at=long_ago)

    assert (keeping.delete_old_webhooks(), keeping.delete_unclaimed()) == (1, 1)
    assert (keeping.delete_old_webhooks(), keeping.delete_unclaimed()) == (0, 0)
