"""A store that installed our app by itself is taken by whom it belongs to."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from merchants.encryption import Sealed
from merchants.models import StoreConnection, WaitingStore
from merchants.stores import connecting
from tests.merchants.stores.conftest import STORE


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
