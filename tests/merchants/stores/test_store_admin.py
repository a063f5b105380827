"""Staff see what stores sent, without secrets, and have it read again."""

import json

import pytest

from jobs.models import Run
from merchants.models import ReceivedWebhook
from merchants.stores import receiving
from merchants.stores.admin import masked


@pytest.fixture
def staff(client_of, make_user):
    person = make_user("staff@wared.example")
    person.is_staff = person.is_superuser = True
    person.save()
    return client_of(person)


@pytest.fixture
def row(store_of, merchant) -> ReceivedWebhook:
    store = store_of(merchant)
    data = {"access_token": "very-secret", "refresh_token": "also-secret", "scope": "products", "note": "<script>x"}
    message = {"event": "app.store.authorize", "merchant": int(store.external_id), "data": data}
    made, _is_new = receiving.receive("salla", json.dumps(message).encode(), strategy="signature")
    ReceivedWebhook.objects.update(status="failed", error_code="store_unreachable")
    return made


def test_a_message_is_shown_without_its_secrets(staff, row):
    page = staff.get(f"/admin/merchants/receivedwebhook/{row.pk}/change/").content.decode()

    assert "app.store.authorize" in page and "products" in page
    assert "very-secret" not in page and "also-secret" not in page
    assert "<script>x" not in page


def test_messages_are_read_again_from_the_list(staff, row):
    before = Run.objects.filter(flow="store/webhook").count()

    answer = staff.post(
        "/admin/merchants/receivedwebhook/", {"action": "read_again", "_selected_action": [row.pk]}, follow=True
    )

    row.refresh_from_db()
    assert "1 message is read again" in answer.content.decode()
    assert row.status == "received"
    assert Run.objects.filter(flow="store/webhook").count() >= before


def test_a_store_is_shown_without_its_tokens(staff, row):
    page = staff.get(f"/admin/merchants/storeconnection/{row.connection.pk}/change/").content.decode()

    assert "Dar Store" in page
    assert str(row.connection.access_token) not in page


@pytest.mark.parametrize("name", ["receivedwebhook", "storeconnection", "waitingstore"])
def test_lists_open_and_nothing_can_be_added(staff, row, name):
    assert staff.get(f"/admin/merchants/{name}/").status_code == 200
    assert staff.get(f"/admin/merchants/{name}/add/").status_code == 403


def test_merchants_see_none_of_it(client_of, user, row):
    assert client_of(user).get("/admin/merchants/receivedwebhook/").status_code == 302


def test_secrets_are_masked_wherever_they_stand():
    given = {"a": [{"Access_Token": "x", "token_type": "bearer"}], "client_secret": "y", "empty_token": "", "n": None}

    assert masked(given) == {
        "a": [{"Access_Token": "•••", "token_type": "bearer"}],
        "client_secret": "•••",
        "empty_token": "",
        "n": None,
    }
