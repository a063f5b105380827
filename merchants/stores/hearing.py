"""Messages of Shopify, WooCommerce and Zid: addresses of their own for each store, proofs, and one form for all.

Shopify signs with the secret of the merchant's own app, WooCommerce with one that we gave it. Zid signs nothing, so
what proves its messages stands in the address that only Zid was told. Of our app's end there Zid is asked as well.
"""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpHeaders
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from merchants.encryption import Sealed
from merchants.stores.models import Platform, StoreConnection
from merchants.stores.receiving import Envelope, Unreadable, moment, read_object
from merchants.stores.verifying import NotVerified, base64_signature, same

SALT = "merchants.stores.hearing"
PRODUCT_DELETED, PRODUCT_UPDATED, UNINSTALLED = "product.deleted", "product.updated", "app.uninstalled"
SHOPIFY_EVENTS = {
    "products/delete": PRODUCT_DELETED,
    "products/update": PRODUCT_UPDATED,
    "app/uninstalled": UNINSTALLED,
}
ZID_EVENTS = {"product.delete": PRODUCT_DELETED}
ZID_APP_EVENTS = {
    "app.market.application.install": "app.installed",
    "app.market.application.uninstall": UNINSTALLED,
    "app.market.subscription.active": "app.subscription.started",
    "app.market.subscription.renew": "app.subscription.renewed",
    "app.market.subscription.upgrade": "app.subscription.renewed",
    "app.market.subscription.suspended": "app.subscription.canceled",
    "app.market.subscription.refunded": "app.subscription.canceled",
    "app.market.subscription.expired": "app.subscription.expired",
}


def secret_of(store: StoreConnection, purpose: str) -> str:
    """What only we and the store's platform know. It follows from SECRET_KEY, so nothing of it is kept."""
    return salted_hmac(SALT, f"{store.pk}:{purpose}", algorithm="sha256").hexdigest()


def address_of(store: StoreConnection, our_address: str) -> str:
    """Where the store's platform sends its messages; nothing for Salla, whose address is that of the app."""
    root = our_address.rstrip("/")
    if store.platform == Platform.ZID:
        given = [store.pk, "product.delete", secret_of(store, "product.delete")]
        return root + reverse("store-webhooks:zid", args=given)
    known = store.platform in (Platform.SHOPIFY, Platform.WOOCOMMERCE)
    return root + reverse(f"store-webhooks:{store.platform}", args=[store.pk]) if known else ""


def shopify(store: StoreConnection, headers: HttpHeaders, body: bytes) -> Envelope:
    """Raises NotVerified, Unreadable."""
    secret = Sealed(store.second_token).open() if store.second_token else ""
    _verify(secret, headers.get("X-Shopify-Hmac-Sha256", ""), body)
    topic = headers.get("X-Shopify-Topic", "")
    data = read_object(body)
    if topic.startswith("products/"):
        data = {"id": f"gid://shopify/Product/{data.get('id')}"}  # as the rest of the program knows it
    event = SHOPIFY_EVENTS.get(topic, topic.replace("/", "."))
    return _envelope(event, store, moment(headers.get("X-Shopify-Triggered-At")), data)


def woocommerce(store: StoreConnection, headers: HttpHeaders, body: bytes) -> Envelope:
    """Raises NotVerified, Unreadable."""
    _verify(secret_of(store, "woocommerce"), headers.get("X-WC-Webhook-Signature", ""), body)
    return _envelope(headers.get("X-WC-Webhook-Topic", ""), store, None, read_object(body))


def is_ping(headers: HttpHeaders, body: bytes) -> bool:
    """WooCommerce tries an address out, unsigned, when it is told of it. Nothing is kept of that."""
    return "X-WC-Webhook-Signature" not in headers and body.startswith(b"webhook_id=") and body[11:].isdigit()


def zid(store: StoreConnection, event: str, token: str, body: bytes) -> Envelope:
    """Raises NotVerified, Unreadable."""
    if not constant_time_compare(token, secret_of(store, event)):
        raise NotVerified
    return _envelope(ZID_EVENTS.get(event, event), store, None, read_object(body))


def zid_app(token: str, body: bytes) -> Envelope:
    """What Zid tells of our app, of any store. Raises NotVerified, Unreadable."""
    secret = settings.ZID_WEBHOOK_SECRET
    if not secret or not constant_time_compare(token, secret):
        raise NotVerified("not_verified" if secret else "no_secret")
    data = read_object(body)
    event, store_id = str(data.get("event_name") or ""), data.get("store_id")
    if not event or not isinstance(store_id, int | str):
        raise Unreadable("no event or no store")
    return Envelope(ZID_APP_EVENTS.get(event, event), str(store_id)[:64], None, data)


def digest_of(body: bytes, *about: str) -> str:
    """By which copies are known. ``about``: the store, and the platform's own number of the message if it has one."""
    return sha256("\n".join(about).encode() + b"\n" + body).hexdigest()


def _verify(secret: str, given: str, body: bytes) -> None:
    if not secret:
        raise NotVerified("no_secret")
    if not same(given.strip(), base64_signature(secret, body)):
        raise NotVerified


def _envelope(event: str, store: StoreConnection, sent_at: datetime | None, data: dict[str, Any]) -> Envelope:
    if not event:
        raise Unreadable("no event")
    return Envelope(event, store.external_id, sent_at, data)
