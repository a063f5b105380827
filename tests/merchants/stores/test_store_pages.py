"""Settings → Stores: connecting by code and by keys, testing, disconnecting, claiming; and who may not."""

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from jobs.models import OPEN, Run
from jobs.wait import work_off
from merchants.encryption import Sealed
from merchants.models import StoreConnection, WaitingStore
from merchants.stores import connecting, connections, refreshing
from tests.merchants.stores.conftest import STORE
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


@pytest.fixture
def client(client_of, user):
    return client_of(user)


@pytest.fixture
def viewer(make_user, merchant, client_of):
    return client_of(make_user("viewer@example.com", merchant, "viewer"))


@pytest.fixture
def editor(make_user, merchant, client_of):
    return client_of(make_user("editor@example.com", merchant, "editor"))


@pytest.fixture
def work_all():
    def work() -> None:
        while ids := list(Run.objects.filter(status__in=OPEN).values_list("pk", flat=True)):
            work_off(ids, threads=1)

    return work


def sign_in_there(client, address="/settings/stores/connect/salla") -> str:
    """Press "connect", allow it at the platform, and give the address to which the platform sends the person."""
    to = client.get(address)
    assert to.status_code == 302
    return requests.get(to["Location"], allow_redirects=False, timeout=5).headers["Location"]


def connect(client, address="/settings/stores/connect/salla"):
    back = urlsplit(sign_in_there(client, address))
    return client.get(f"{back.path}?{back.query}", follow=True)


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


def test_a_woocommerce_site_is_connected_by_keys(client, woo, merchant):
    given = {"address": woo.site.url("/wp-admin/index.php"), "key": f" {woo.key} ", "secret": woo.secret}

    answer = client.post("/settings/stores/connect/woocommerce", given)

    store = StoreConnection.objects.get()
    assert answer["Location"] == store.get_absolute_url()
    assert (store.external_id, store.address) == (woo.site.pair, woo.site.url("").rstrip("/"))
    assert (store.currency, store.status, store.expires_at) == ("SAR", "connected", None)
    assert Sealed(store.second_token).open() == woo.secret
    assert woo.secret not in store.second_token


def test_keys_that_the_site_does_not_know(client, woo):
    answer = client.post(
        "/settings/stores/connect/woocommerce", {"address": woo.site.url(""), "key": "ck_x", "secret": "cs_x"}
    )

    assert answer.status_code == 422
    assert "does not know these keys" in answer.content.decode()
    assert "cs_x" not in answer.content.decode()
    assert not StoreConnection.objects.exists()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "required"),
        ("http://shop.example", "https address"),
        ("https://10.0.0.1", "not an address"),
        ("https://user:pass@shop.example", "not an address"),
        ("javascript:alert(1)", "not an address"),
        ("https://shop.example:8443", "not an address"),
        ("\x00", ""),
        ("https://" + "a" * 600, ""),
    ],
)
def test_addresses_that_are_not_called(client, address, says):
    answer = client.post("/settings/stores/connect/woocommerce", {"address": address, "key": "k", "secret": "s"})

    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_a_shopify_domain_must_be_shopify_s(client):
    answer = client.post("/settings/stores/connect/shopify", {"address": "shop.example", "key": "k"})

    assert answer.status_code == 422
    assert ".myshopify.com" in answer.content.decode()


def test_the_test_button(client, salla, work_all):
    connect(client)
    work_all()
    store = StoreConnection.objects.get()
    salla.info["name"] = "متجر جديد"

    client.post(f"{store.get_absolute_url()}/test")
    busy = client.get(store.get_absolute_url()).content.decode()
    assert "Testing" in busy and "hx-get" in busy
    work_all()

    answer = client.get(store.get_absolute_url(), headers={"HX-Request": "true"})
    store.refresh_from_db()
    assert store.name == "متجر جديد"
    assert "hx-get" not in answer.content.decode()


def test_a_test_that_fails_says_why(client, salla, work_all):
    connect(client)
    work_all()
    store = StoreConnection.objects.get()
    salla.accounts.revoke(STORE)

    client.post(f"{store.get_absolute_url()}/test")
    work_all()

    store.refresh_from_db()
    page = client.get(store.get_absolute_url()).content.decode()
    assert (store.status, store.error_code) == ("reconnect_needed", "refresh_refused")
    assert "has ended our access" in page and "Connect again" in page
    assert "must be connected again" in client.get("/settings/").content.decode()
    (letter,) = mail.outbox
    assert letter.to == ["owner@example.com"] and "again" in letter.subject


def test_the_letter_speaks_the_owner_s_language(client, user, store_of, merchant, work_all):
    user.language = "ar"
    user.save()
    connections.needs_reconnect(store_of(merchant), "refresh_lost")
    work_all()

    assert len(mail.outbox) == 1


def test_disconnect_and_delete(client, salla):
    connect(client)
    store = StoreConnection.objects.get()

    assert "Disconnect the store first" in (
        client.post(f"{store.get_absolute_url()}/delete", follow=True).content.decode()
    )
    client.post(f"{store.get_absolute_url()}/disconnect")
    store.refresh_from_db()
    assert (store.status, store.access_token, store.refresh_token) == ("disconnected", "", "")
    client.post(f"{store.get_absolute_url()}/disconnect")
    client.post(f"{store.get_absolute_url()}/test")
    assert not Run.objects.filter(flow="store/check", created_at__gt=store.connected_at, status="SUCCEEDED").exists()
    client.post(f"{store.get_absolute_url()}/delete")

    assert not StoreConnection.objects.exists()


def test_the_choice_of_what_happens_after_removal(client, store_of, merchant):
    store = store_of(merchant)

    client.post(f"{store.get_absolute_url()}/after-uninstall", {"after_uninstall": "keep"})
    client.post(f"{store.get_absolute_url()}/after-uninstall", {"after_uninstall": "nonsense"})

    store.refresh_from_db()
    assert store.after_uninstall == "keep"


ACTIONS = ["", "/test", "/disconnect", "/delete", "/after-uninstall"]


@pytest.mark.parametrize("action", ACTIONS)
def test_a_stranger_sees_none_of_it(stranger, store_of, merchant, action):
    address = store_of(merchant).get_absolute_url() + action

    answer = stranger.post(address, {"after_uninstall": "keep"}) if action else stranger.get(address)

    assert answer.status_code == 404
    store = StoreConnection.objects.get()
    assert (store.status, store.after_uninstall) == ("connected", "delete")


def test_a_stranger_cannot_connect_it_again(stranger, store_of, merchant, salla):
    store = store_of(merchant)

    for text in (store.pk, "nonsense"):
        assert stranger.get(f"/settings/stores/connect/salla?store={text}").status_code == 404


@pytest.mark.parametrize("action", ACTIONS)
def test_a_viewer_reads_and_changes_nothing(viewer, store_of, merchant, action):
    store = store_of(merchant)

    answer = viewer.post(store.get_absolute_url() + action) if action else viewer.get(store.get_absolute_url())

    assert answer.status_code == (403 if action else 200)
    assert "<form action" not in answer.content.decode().partition("<main")[2]


def test_a_viewer_cannot_connect(viewer, salla):
    assert viewer.get("/settings/stores/connect/salla").status_code == 403
    assert viewer.post("/settings/stores/connect/woocommerce").status_code == 403
    assert viewer.get("/settings/stores").status_code == 200


@pytest.mark.parametrize("path", ["stores", "stores/connect/salla", "stores/callback/salla", "stores/claim/x"])
def test_who_is_not_signed_in_is_asked_to(db, path):
    answer = Client().get(f"/settings/{path}")

    assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]


@pytest.fixture
def waiting(db) -> WaitingStore:
    return WaitingStore.objects.create(
        platform="salla",
        external_id=str(STORE),
        name="متجر دار",
        email="owner@example.com",
        access_token=Sealed.of("waiting-access"),
        refresh_token=Sealed.of("waiting-refresh"),
        expires_at=timezone.now() + timedelta(days=14),
        tokens_at=timezone.now(),
    )


def test_an_owner_with_the_proven_address_takes_the_store(client, user, waiting, merchant):
    assert "متجر دار" not in client.get("/settings/stores").content.decode()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    assert "متجر دار" in client.get("/settings/stores").content.decode()

    client.post(f"/settings/stores/waiting/{waiting.pk}/take")

    store = merchant.stores.get()
    assert Sealed(store.access_token).open() == "waiting-access"
    assert not WaitingStore.objects.exists()


def test_an_unproven_address_takes_nothing(client, user, waiting):
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)

    assert client.post(f"/settings/stores/waiting/{waiting.pk}/take").status_code == 404
    assert not StoreConnection.objects.exists()


def test_a_store_without_an_address_is_nobody_s(client, user, waiting):
    WaitingStore.objects.update(email="")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    assert client.post(f"/settings/stores/waiting/{waiting.pk}/take").status_code == 404


def test_the_mailed_link_claims_the_store(editor, waiting, merchant):
    address = f"/settings/stores/claim/{connecting.token_of(waiting)}"

    assert "متجر دار" in editor.get(address).content.decode()
    assert not StoreConnection.objects.exists()
    editor.post(address)

    assert merchant.stores.get().external_id == str(STORE)
    assert editor.get(address).status_code == 404


@pytest.mark.parametrize("token", ["x", "eyJ", "a:b:c", "\x00"])
def test_a_forged_link_claims_nothing(client, waiting, token):
    assert client.post(f"/settings/stores/claim/{token}").status_code == 404


def test_a_viewer_claims_nothing(viewer, waiting):
    assert viewer.post(f"/settings/stores/claim/{connecting.token_of(waiting)}").status_code == 403


def test_without_keys_for_secrets_it_says_so(client, settings):
    settings.FIELD_KEYS = []

    assert "FIELD_KEYS" in client.get("/settings/stores").content.decode()
    assert "FIELD_KEYS" in client.get("/settings/stores/connect/woocommerce", follow=True).content.decode()
