"""Connecting a store by a code: what is asked for, what comes back, and what connects nothing."""

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from merchants.encryption import Sealed
from merchants.models import StoreConnection
from merchants.stores import refreshing
from tests.merchants.stores.conftest import STORE
from tests.merchants.stores.pages.conftest import connect, sign_in_there
from tests.support.http import open_site


@pytest.fixture
def zid(settings):
    """Zid's two services as far as connecting needs them. ``tokens`` are what it gives."""
    with open_site() as site:
        site.tokens = {"authorization": "zid-auth", "access_token": "zid-manager", "refresh_token": "zid-refresh"}
        settings.ZID_ACCOUNTS_URL, settings.ZID_API_URL = site.url("").rstrip("/"), site.url("/v1")
        settings.ZID_CLIENT_ID, settings.ZID_CLIENT_SECRET = "zid-app", "zid-app-secret"

        def give(answer) -> None:
            answer.write(json.dumps(site.tokens | {"expires_in": 31_536_000}).encode())

        def profile(answer) -> None:
            both = (answer.headers["Authorization"], answer.headers["X-Manager-Token"])
            is_good = both == (f"Bearer {site.tokens['authorization']}", site.tokens["access_token"])
            store = {"id": 77, "title": "متجر زد", "url": "https://dar.zid.store", "currency": {"code": "SAR"}}
            answer.write(json.dumps({"user": {"store": store}}).encode(), status=200 if is_good else 401)

        site.route("/oauth/token", give)
        site.route("/v1/managers/account/profile", profile)
        yield site


def test_a_salla_store_is_connected_by_a_code(client, salla, merchant, work_all):
    answer = connect(client)
    work_all()

    store = StoreConnection.objects.get()
    assert answer.redirect_chain[-1][0] == store.get_absolute_url()
    assert (store.merchant, store.platform, store.external_id, store.name) == (
        merchant,
        "salla",
        str(STORE),
        "متجر دار",
    )
    assert (store.status, store.currency, store.plan) == ("connected", "SAR", "plus")
    assert Sealed(store.access_token).open() == salla.accounts.grants[0].newest["access_token"]
    assert store.checked_at is not None and store.check_error == ""
    assert [change.new for change in store.changes.all()] == ["connected"]
    assert salla.accounts.grants[0].newest["access_token"] not in answer.content.decode()


def test_what_salla_is_asked_for(client, salla, settings):
    to = urlsplit(client.get("/settings/stores/connect/salla")["Location"])
    asked = {name: values[0] for name, values in parse_qs(to.query).items()}

    assert asked["scope"].split() == settings.SALLA_SCOPES
    assert "offline_access" in asked["scope"]
    assert asked["redirect_uri"] == "http://testserver/settings/stores/callback/salla"
    assert asked["state"].isalnum() and len(asked["state"]) == 32


@pytest.mark.parametrize("role", ["editor", "owner"])
def test_a_store_is_connected_again_in_its_own_row(client, editor, salla, role, work_all):
    connect(client)
    StoreConnection.objects.update(
        status="reconnect_needed", error_code="refresh_lost", access_token="", settings={"tax_reason": "x"}
    )
    store = StoreConnection.objects.get()

    connect(editor if role == "editor" else client, f"/settings/stores/connect/salla?store={store.pk}")

    store.refresh_from_db()
    assert (store.status, store.error_code, StoreConnection.objects.count()) == ("connected", "", 1)
    assert store.settings["tax_reason"] == "x"


def test_another_store_than_the_one_meant_is_not_connected(client, salla):
    connect(client)
    store = StoreConnection.objects.get()
    salla.accounts.add_store(77)

    answer = connect(client, f"/settings/stores/connect/salla?store={store.pk}")

    assert "another store" in answer.content.decode()
    assert StoreConnection.objects.get() == store


def test_several_stores_of_one_merchant(client, salla, merchant):
    connect(client)
    salla.accounts.add_store(77)
    connect(client)

    assert set(merchant.stores.values_list("external_id", flat=True)) == {str(STORE), "77"}


def test_a_code_works_once_and_so_does_a_state(client, salla):
    back = sign_in_there(client)
    path = f"{urlsplit(back).path}?{urlsplit(back).query}"
    client.get(path)

    answer = client.get(path, follow=True)

    assert "does not belong to a connection" in answer.content.decode()
    assert StoreConnection.objects.count() == 1


def test_a_state_with_hyphens_is_the_same_without(client, salla):
    back = urlsplit(sign_in_there(client))
    state = parse_qs(back.query)["state"][0]
    query = back.query.replace(state, f"{state[:8]}-{state[8:]}")

    client.get(f"{back.path}?{query}")

    assert StoreConnection.objects.exists()


@pytest.mark.parametrize("state", ["", "x", "0" * 32, "\x00", "a" * 5000])
def test_a_foreign_state_connects_nothing(client, salla, state):
    client.get("/settings/stores/connect/salla")

    answer = client.get(
        "/settings/stores/callback/salla", {"code": salla.accounts.code(STORE), "state": state}, follow=True
    )

    assert "does not belong to a connection" in answer.content.decode()
    assert not StoreConnection.objects.exists()
    assert salla.accounts.codes  # it was not even tried


def test_somebody_else_s_answer_connects_nothing(client, stranger, salla):
    """A link to the callback with an attacker's code must not bring the attacker's store into this account."""
    back = urlsplit(sign_in_there(stranger))

    client.get(f"{back.path}?{back.query}")

    assert not StoreConnection.objects.exists()


def test_an_answer_that_comes_too_late(client, salla):
    back = urlsplit(sign_in_there(client))
    session = client.session
    for begun in session["store_states"].values():
        begun["at"] -= 3600
    session.save()

    client.get(f"{back.path}?{back.query}")

    assert not StoreConnection.objects.exists()


def test_a_person_who_refuses_there(client, salla):
    state = parse_qs(urlsplit(client.get("/settings/stores/connect/salla")["Location"]).query)["state"][0]

    answer = client.get("/settings/stores/callback/salla", {"error": "access_denied", "state": state}, follow=True)

    assert "You did not allow the access" in answer.content.decode()


def test_a_platform_that_does_not_answer_is_said(client, salla):
    back = urlsplit(sign_in_there(client))
    salla.accounts.misbehave = lambda answer, form: bool(answer.write(b"", status=500)) or True

    answer = client.get(f"{back.path}?{back.query}", follow=True)

    assert "fault of its own" in answer.content.decode()
    assert not StoreConnection.objects.exists()


def test_a_platform_that_is_not_set_up_is_not_offered(client, settings):
    settings.SALLA_CLIENT_ID = ""

    assert "/settings/stores/connect/salla" not in client.get("/settings/stores").content.decode()
    answer = client.get("/settings/stores/connect/salla", follow=True)
    assert "not set up here" in answer.content.decode()


def test_in_easy_mode_the_person_goes_to_the_app_store(client, salla, settings):
    settings.SALLA_MODE, settings.SALLA_APP_URL = "easy", "https://salla.sa/apps/wared"

    assert client.get("/settings/stores/connect/salla")["Location"] == "https://salla.sa/apps/wared"


def test_a_zid_store_is_connected_with_its_two_tokens_and_renewed(client, zid, work_all):
    to = urlsplit(client.get("/settings/stores/connect/zid")["Location"])
    asked = {name: values[0] for name, values in parse_qs(to.query).items()}
    client.get("/settings/stores/callback/zid", {"code": "c", "state": asked["state"]})
    work_all()

    store = StoreConnection.objects.get()
    assert (store.platform, store.external_id, store.name, store.currency) == ("zid", "77", "متجر زد", "SAR")
    assert (Sealed(store.access_token).open(), Sealed(store.second_token).open()) == ("zid-auth", "zid-manager")
    assert store.settings["redirect_uri"] == asked["redirect_uri"]

    StoreConnection.objects.update(expires_at=timezone.now() + timedelta(days=20))
    zid.tokens = {"authorization": "new-auth", "access_token": "new-manager", "refresh_token": "new-refresh"}
    assert refreshing.start_due() == 1
    work_all()

    store.refresh_from_db()
    form = parse_qs(zid.asked[-1].body.decode())
    assert (form["refresh_token"], form["redirect_uri"]) == (["zid-refresh"], [asked["redirect_uri"]])
    assert (Sealed(store.access_token).open(), Sealed(store.second_token).open()) == ("new-auth", "new-manager")
    assert refreshing.start_due() == 0


@pytest.mark.parametrize("path", ["nonsense", "shopifyy", "SALLA"])
def test_unknown_platforms(client, path):
    assert client.get(f"/settings/stores/connect/{path}").status_code == 404
    assert client.get(f"/settings/stores/callback/{path}").status_code == 404
