"""A store connected in a real browser, under the real content policy, at a Salla on loopback."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.models import OPEN, Run
from jobs.wait import work_off
from merchants.models import ReceivedWebhook, StoreConnection, WaitingStore
from tests.merchants.stores.conftest import store_of  # noqa: F401 - a fixture shared with the stores' tests
from tests.support.stores.salla import open_salla

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def salla(settings):
    with open_salla() as store:
        for name, value in store.settings.items():
            setattr(settings, name, value)
        store.accounts.add_store(1305146709)
        yield store


def test_connect_test_and_disconnect(salla, merchant, signed_in_page, complaints, screenshots):
    page = signed_in_page(merchant)
    page.goto("/settings/stores")
    screenshots(page, "stores-none")

    page.get_by_role("link", name="Salla").click()
    page.get_by_role("heading", name="متجر دار").wait_for()

    page.get_by_text("Testing").wait_for()
    work_off(list(Run.objects.filter(status__in=OPEN).values_list("pk", flat=True)), threads=1)
    page.get_by_text("it answers").wait_for()  # the page asks by itself
    screenshots(page, "store-connected")
    page.locator("summary", has_text="Disconnect").click()
    page.get_by_role("button", name="Yes, disconnect it").click()
    page.get_by_role("link", name="Connect again").wait_for()

    assert StoreConnection.objects.get().status == "disconnected"
    assert complaints == []


def test_every_state_can_be_seen(merchant, store_of, signed_in_page, complaints, screenshots):  # noqa: F811
    troubled = store_of(merchant, status="reconnect_needed", error_code="refresh_lost", address="https://salla.sa/dar")
    store_of(merchant, external_id="2", name="Nour", platform="woocommerce", address="https://nour.example")
    store_of(merchant, external_id="3", name="قديم", status="uninstalled", uninstalled_at=timezone.now())
    for number, event in enumerate(("app.store.authorize", "app.trial.started", "product.price.updated")):
        ReceivedWebhook.objects.create(
            platform="salla",
            external_id=troubled.external_id,
            event=event,
            connection=troubled,
            body_hash=str(number),
            body="",
            status=("done", "late", "failed")[number],
            error_code="store_unreachable" if number == 2 else "",
            sent_at=timezone.now() - timedelta(hours=1),
        )
    page = signed_in_page(merchant)
    user = merchant.memberships.get().user
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    WaitingStore.objects.create(platform="salla", external_id="9", name="متجر نور", email=user.email)
    page.goto("/settings/stores")
    assert page.get_by_text("Reconnect needed").is_visible() and page.get_by_text("Waiting for you").is_visible()
    screenshots(page, "stores")
    page.goto(troubled.get_absolute_url())
    assert page.get_by_text("Nothing is wrong at your side").is_visible()
    screenshots(page, "store-reconnect")
    page.goto("/settings/stores/connect/woocommerce")
    page.get_by_label("Address of your site").wait_for()
    screenshots(page, "store-keys")
    page.goto("/settings/")
    screenshots(page, "settings-overview")
    assert complaints == []
