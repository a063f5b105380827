"""A store that has no such category, and lets nobody make it: the merchant is told."""

import pytest

from products.publishing import service
from products.publishing.models import Listing
from tests.products.publishing.test_every_store import zid

pytestmark = pytest.mark.django_db(transaction=True)

TOLD = {"code": "category_left_out", "value": "Living > Lamps"}


@pytest.fixture
def shop_and_connection(settings, pictures, merchant, store_of):
    with zid(settings) as (shop, given):
        shop.categories.clear()
        given = {"refresh_token": "", "expires_at": None} | given
        yield shop, store_of(merchant, platform="zid", **given)


def categories(shop) -> list[str]:
    (product,) = shop.products.values()
    return [each["id"] for each in product["categories"]]


def test_it_is_said_and_the_next_sending_tries_again(shop_and_connection, lamp, publish, work_all, client_of, user):
    shop, connection = shop_and_connection

    for _time in range(2):
        listing = publish(lamp, connection)
        assert (listing.status, listing.notes, categories(shop)) == ("LIVE", [TOLD], [])
    page = client_of(user).get(lamp.get_absolute_url()).content.decode()
    assert "The store has no category Living &gt; Lamps, so the product is in none." in page

    service.push_offer(listing)  # which says nothing of categories
    work_all()
    listing = Listing.objects.get()
    assert (listing.status, listing.notes) == ("LIVE", [TOLD])

    shop.categories.append({"id": 9, "name": "Lamps"})
    listing = publish(lamp, connection)
    assert (listing.status, listing.notes, categories(shop)) == ("LIVE", [], ["9"])
    assert publish(lamp, connection).notes == [{"code": "nothing_to_do"}]
