"""Stores that the tests of connections, clients and webhooks start from."""

from datetime import timedelta

import pytest
from django.utils import timezone

from merchants.encryption import Sealed
from merchants.models import StoreConnection
from tests.support.stores.salla import open_salla
from tests.support.stores.salla_accounts import open_accounts
from tests.support.stores.woocommerce import open_woocommerce

STORE = 1305146709


@pytest.fixture
def store_of(db):
    """Make a connected store of ``merchant``; its tokens are given as plain text."""

    def make(merchant, platform="salla", external_id="1305146709", **fields) -> StoreConnection:
        now = timezone.now()
        tokens = {"access_token": "first-access", "refresh_token": "first-refresh", "second_token": ""}
        sealed = {name: Sealed.of(text) if (text := fields.pop(name, plain)) else "" for name, plain in tokens.items()}
        given = {
            "name": "Dar Store",
            "currency": "SAR",
            "language": "ar",
            "expires_at": now + timedelta(days=14),
            "refresh_expires_at": now + timedelta(days=30),
            "connected_at": now,
            "tokens_at": now,
        } | fields
        return StoreConnection.objects.create(
            merchant=merchant, platform=platform, external_id=external_id, **sealed, **given
        )

    return make


@pytest.fixture
def accounts(settings):
    """Salla's accounts service, to which the settings point."""
    with open_accounts() as service:
        for name, value in service.settings.items():
            setattr(settings, name, value)
        yield service


@pytest.fixture
def salla(settings):
    with open_salla() as store:
        for name, value in store.settings.items():
            setattr(settings, name, value)
        store.accounts.add_store(STORE)
        yield store


@pytest.fixture
def woo(settings):
    with open_woocommerce() as store:
        settings.SCRAPE_POLICY = type(settings.SCRAPE_POLICY)(allow_private=frozenset({store.site.pair}))
        yield store
