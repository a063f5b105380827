"""Settings → Stores: connecting by keys, testing, disconnecting; and who may not."""

import pytest
from django.core import mail
from django.test import Client

from jobs.models import Run
from merchants.encryption import Sealed
from merchants.models import StoreConnection
from merchants.stores import connections
from tests.merchants.stores.conftest import STORE
from tests.merchants.stores.pages.conftest import connect

ACTIONS = ["", "/test", "/disconnect", "/delete", "/after-uninstall"]


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


def test_without_keys_for_secrets_it_says_so(client, settings):
    settings.FIELD_KEYS = []

    assert "FIELD_KEYS" in client.get("/settings/stores").content.decode()
    assert "FIELD_KEYS" in client.get("/settings/stores/connect/woocommerce", follow=True).content.decode()
