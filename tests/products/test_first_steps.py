"""What a new merchant is led through, and that it goes away."""

import re
from uuid import uuid4

import pytest
from django.utils import timezone

from merchants.models import StoreConnection
from products import first_steps
from products.enhancement.models import Proposal
from products.models import OwnValue
from products.publishing.models import Listing

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, user):
    return client_of(user)


def steps(client, page="/import") -> tuple[int, str]:
    """How many are done, and where the next one leads."""
    text = client.get(page).content.decode()
    found = re.search(r'class="is-next">.*?<a href="([^"]*)"', text, re.S)
    return text.count('class="is-done"'), found.group(1) if found else ""


def test_each_step_leads_to_the_next_until_they_go_away(client, merchant, product_of, user, django_assert_num_queries):
    assert steps(client) == (0, "/import")

    pot = product_of(merchant)
    page = f"/products/{pot.pk}"
    assert steps(client) == steps(client, "/products/") == (1, f"{page}#facts")
    assert f'href="{page}#facts"' in client.get(page).content.decode()

    OwnValue.objects.create(product=pot, field="name", value="Pot", origin="typed")
    assert steps(client) == (2, f"{page}#texts")

    Proposal.objects.create(product=pot, run_id=uuid4(), maker="rules")
    assert steps(client) == (3, "/settings/stores")

    store = StoreConnection.objects.create(
        merchant=merchant, platform="salla", external_id="1", name="Majlis", connected_at=timezone.now()
    )
    listing = Listing.objects.create(product=pot, connection=store)
    assert steps(client) == (4, f"{page}#publish")

    Listing.objects.filter(pk=listing.pk).update(pushed_at=timezone.now())
    assert steps(client) == (0, "")
    assert client.cookies[first_steps.COOKIE].value == str(merchant.pk)
    with django_assert_num_queries(5):  # session, person, shop, last imports, unread: none for the steps any more
        client.get("/import")


def test_a_merchant_may_put_them_away_and_another_shop_has_its_own(client, merchant, other_merchant, stranger):
    assert client.post("/first-steps/put-away").status_code == 302
    assert steps(client) == (0, "")

    stranger.cookies[first_steps.COOKIE] = str(merchant.pk)
    assert steps(stranger) == (0, "/import")


def test_viewers_are_led_nowhere(client_of, make_user, merchant, product_of):
    viewer = client_of(make_user("viewer@example.com", merchant, "viewer"))

    assert b"next-step" not in viewer.get(f"/products/{product_of(merchant).pk}").content


def test_the_bookmark_is_on_the_first_page(client):
    assert "data-bookmark" in client.get("/import").content.decode()
