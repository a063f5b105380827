"""Messages of Shopify, WooCommerce and Zid: who is believed, what is kept, and what follows."""

import hmac
import json
from base64 import b64encode

import pytest
from django.test import Client

from jobs.models import OPEN, Run
from jobs.wait import work_off
from merchants.encryption import Sealed
from merchants.models import ReceivedWebhook
from merchants.stores import checking, hearing, incoming
from merchants.stores.opening import open_store
from tests.products.publishing.test_every_store import STORES
from tests.support.stores.zid import ZidStore

pytestmark = pytest.mark.django_db(transaction=True)
US = "https://wared.test/"


@pytest.fixture
def work_all():
    def work() -> None:
        work_off(list(Run.objects.filter(status__in=OPEN).values_list("pk", flat=True)), threads=1)

    return work


@pytest.fixture
def heard():
    messages = []
    incoming.register("product.deleted", messages.append)
    yield messages
    incoming._handlers.remove(("product.deleted", messages.append))


def signature(secret: str, body: bytes) -> str:
    return b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()


def post(address: str, body: bytes, **headers: str):
    path = address.removeprefix(US.rstrip("/"))
    return Client(enforce_csrf_checks=True).generic(
        "POST",
        path,
        body,
        content_type="application/json",
        headers={k.replace("_", "-"): v for k, v in headers.items()},
    )


def shopify_headers(body: bytes, topic="products/delete", number="1", secret="api-secret", **more) -> dict[str, str]:
    given = {"X_Shopify_Topic": topic, "X_Shopify_Webhook_Id": number, "X_Shopify_Shop_Domain": "dar.myshopify.com"}
    moment = {"X_Shopify_Triggered_At": "2026-11-22T10:00:00.123456789Z"}
    return given | moment | {"X_Shopify_Hmac_Sha256": signature(secret, body)} | more


@pytest.fixture
def shop(store_of, merchant):
    return store_of(
        merchant, platform="shopify", external_id="dar.myshopify.com", second_token="api-secret", expires_at=None
    )


def test_shopify_tells_that_a_product_was_deleted_and_its_copies_are_dropped(shop, heard, work_all):
    body, address = b'{"id": 788032119674292922}', hearing.address_of(shop, US)

    assert post(address, body, **shopify_headers(body)).json()["status"] == "received"
    assert post(address, body, **shopify_headers(body)).json()["status"] == "known"
    work_all()

    row = ReceivedWebhook.objects.get()
    assert (row.event, row.times, row.status, row.strategy) == ("product.deleted", 2, "done", "signature")
    assert row.sent_at is not None
    assert [(one.store, one.object_id) for one in heard] == [(shop, "gid://shopify/Product/788032119674292922")]


def test_shopify_removes_the_app_each_time_anew(shop, work_all):
    body, address = b'{"id": 5, "name": "Dar"}', hearing.address_of(shop, US)
    post(address, body, **shopify_headers(body, "app/uninstalled"))
    work_all()
    shop.refresh_from_db()
    assert (shop.status, shop.access_token) == ("uninstalled", "")

    again = shopify_headers(body, "app/uninstalled", number="2")
    assert post(address, body, **again).status_code == 401  # its secret is gone with the access

    type(shop).objects.update(status="connected", second_token=Sealed.of("api-secret"))
    assert post(address, body, **again).json()["status"] == "received"


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "another"},
        {"X_Shopify_Hmac_Sha256": ""},
        {"X_Shopify_Hmac_Sha256": hmac.new(b"api-secret", b"{}", "sha256").hexdigest()},
    ],
)
def test_what_shopify_did_not_sign_is_refused(shop, wrong):
    body = b'{"id": 1}'
    assert post(hearing.address_of(shop, US), body, **shopify_headers(body, **wrong)).status_code == 401
    assert not ReceivedWebhook.objects.exists()


def test_without_a_secret_no_message_of_shopify_is_believed(shop):
    type(shop).objects.update(second_token="")
    body = b'{"id": 1}'
    assert post(hearing.address_of(shop, US), body, **shopify_headers(body, secret="")).status_code == 401


def test_addresses_of_nobody_are_not_there(shop):
    body = b'{"id": 1}'
    elsewhere = hearing.address_of(shop, US).replace("shopify", "woocommerce")
    assert post(elsewhere, body, **shopify_headers(body)).status_code == 404
    assert post(f"{US}webhooks/shopify/{ReceivedWebhook().pk}/", body, **shopify_headers(body)).status_code == 404


def test_signed_nonsense_of_shopify_is_refused(shop):
    for body in (b"[]", b"\xff", b"{"):
        assert post(hearing.address_of(shop, US), body, **shopify_headers(body)).status_code == 400


def test_woocommerce_signs_with_the_secret_that_we_gave_it(store_of, merchant, other_merchant, heard, work_all):
    """Two merchants here may have the same shop; each has an address of its own."""
    given = {"platform": "woocommerce", "external_id": "127.0.0.1:8080/shop", "expires_at": None}
    stores = [store_of(one, **given) for one in (merchant, other_merchant)]
    body = b'{"id": 77}'
    for store in stores:
        proof = signature(hearing.secret_of(store, "woocommerce"), body)
        named = {"X_WC_Webhook_Topic": "product.deleted", "X_WC_Webhook_Delivery_ID": "9"}
        address = hearing.address_of(store, US)
        assert post(address, body, X_WC_Webhook_Signature=proof, **named).status_code == 200
        assert post(address, body, X_WC_Webhook_Signature="x", **named).status_code == 401
    work_all()

    assert [(one.store, one.object_id) for one in heard] == [(stores[0], "77"), (stores[1], "77")]


def test_woocommerce_tries_the_address_out(store_of, merchant):
    store = store_of(merchant, platform="woocommerce", external_id="shop.test", expires_at=None)

    assert post(hearing.address_of(store, US), b"webhook_id=5").json() == {"status": "tried"}
    assert post(hearing.address_of(store, US), b"webhook_id=5&x=1").status_code == 401
    assert not ReceivedWebhook.objects.exists()


@pytest.fixture
def zid(settings, store_of, merchant):
    with STORES["zid"](settings) as (server, given):
        given = {"refresh_token": "", "expires_at": None} | given
        yield server, store_of(merchant, platform="zid", **given)


def test_zid_s_proof_stands_in_the_address(zid, heard, work_all):
    _server, store = zid
    address, body = hearing.address_of(store, US), json.dumps({"id": "0190-a"}).encode()

    assert post(address, body).status_code == 200
    assert post(address[:-3] + "00/", body).status_code == 401
    assert post(address.replace("product.delete", "product.update"), body).status_code == 401
    work_all()
    assert [one.object_id for one in heard] == ["0190-a"]


@pytest.mark.parametrize(
    ("lets_in", "status", "outcome"), [(True, "connected", "late"), (False, "uninstalled", "done")]
)
def test_zid_is_asked_whether_the_app_was_really_removed(zid, settings, work_all, lets_in, status, outcome):
    server, store = zid
    settings.ZID_WEBHOOK_SECRET = "a-long-secret"
    server.manager = ZidStore.manager if lets_in else "another"
    body = json.dumps({"event_name": "app.market.application.uninstall", "store_id": 77, "app_id": 65}).encode()

    assert post(f"{US}webhooks/zid/a-long-secret/", body).status_code == 200
    assert post(f"{US}webhooks/zid/another/", body).status_code == 401
    work_all()

    store.refresh_from_db()
    assert (store.status, ReceivedWebhook.objects.get().status) == (status, outcome)


def test_zid_s_subscription_is_noted(zid, settings, work_all):
    _server, store = zid
    settings.ZID_WEBHOOK_SECRET = "a-long-secret"
    body = json.dumps({"event_name": "app.market.subscription.active", "store_id": 77, "plan_name": "Super"}).encode()
    post(f"{US}webhooks/zid/a-long-secret/", body)
    work_all()

    store.refresh_from_db()
    assert (store.subscription, store.settings["subscription"]) == ("subscription started", {"plan_name": "Super"})


@pytest.mark.parametrize("name", list(STORES))
def test_a_store_is_asked_once_to_tell_us(name, settings, pictures_policy, store_of, merchant, work_all):
    with STORES[name](settings) as (server, given):
        given = {"external_id": "the-shop", "refresh_token": "", "expires_at": None} | given
        store = store_of(merchant, platform=name, **given)
        for _times in range(2):
            run = checking.start(store, US)
            work_all()
        run.refresh_from_db()
        assert (run.status, run.result["hears"]) == ("SUCCEEDED", True)
        asked = server.subscriptions if name == "shopify" else server.webhooks
        topics = {"shopify": 3, "woocommerce": 2, "zid": 1}[name]
        assert len(asked) == topics
        assert open_store(store).capabilities.platform == name

        checking.start(store, "http://127.0.0.1:8000/")  # nobody there can reach us
        work_all()
        assert len(asked) == topics


@pytest.fixture
def pictures_policy(settings):
    """A policy of the test's own, which the stores widen."""
    return settings.SCRAPE_POLICY


def test_half_a_character_in_a_message_is_no_reason_to_refuse_it(shop):
    address, body = f"/webhooks/shopify/{shop.pk}/", b'{"name": "Pot \\ud83d"}'

    assert post(address, body, **shopify_headers(body, "app/uninstalled")).status_code == 200
