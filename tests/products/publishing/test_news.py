"""What happens elsewhere reaches the listings: a reading, a store's message, two who move at once."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from jobs.models import Run, Status
from merchants.stores import incoming
from products import editing
from products.publishing import listening, listings, service
from products.publishing.models import Listing
from products.publishing.status import IllegalMove, LostRace, move

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(lamp, store) -> Listing:
    listing = listings.find_or_make(lamp, store)
    Listing.objects.filter(pk=listing.pk).update(status="LIVE", remote_id="77")
    return Listing.objects.get(pk=listing.pk)


def status_of(listing) -> tuple[str, str]:
    listing.refresh_from_db()
    return listing.status, listing.error_code


@pytest.mark.parametrize(("changes", "status"), [(0, "LIVE"), (3, "OUT_OF_DATE")])
def test_a_reading_that_finds_changes_makes_it_out_of_date(live, changes, status):
    run = Run(status=Status.SUCCEEDED, result={"changes_total": changes}, payload={"productId": str(live.product_id)})
    listening.reading_ended(run)

    assert status_of(live) == (status, "")


def test_the_merchant_s_own_value_and_its_end_make_it_out_of_date(live):
    editing.type_value(live.product, "price", "90", user=None)
    assert status_of(live)[0] == "OUT_OF_DATE"

    Listing.objects.update(status="LIVE")
    editing.use_read_value(live.product, "price")
    assert status_of(live)[0] == "OUT_OF_DATE"


def news(store, object_id):
    message = incoming.Message(
        id=uuid4(), platform="salla", event="product.deleted", external_id=store.external_id, sent_at=None,
        data={"id": object_id}, store=store,
    )  # fmt: skip
    for handler in incoming.handlers_of(message.event):
        handler(message)


def test_a_store_that_deleted_it_asks_whether_to_create_it_again(live, store, client_of, user):
    news(store, 78)
    assert status_of(live) == ("LIVE", "")

    news(store, 77)

    assert status_of(live) == ("FAILED", "product_gone_in_store")
    assert "Create it again" in client_of(user).get(live.product.get_absolute_url()).content.decode()
    news(store, 77)  # the same once more


def test_a_draft_that_the_store_deleted_is_forgotten(live, store):
    Listing.objects.update(status="DRAFT", is_hidden=True)
    news(store, 77)

    live.refresh_from_db()
    assert (live.status, live.remote_id, live.is_hidden) == ("DRAFT", "", False)


def test_thousands_become_out_of_date_with_a_few_queries(merchant, store, product_of, django_assert_num_queries):
    made = [product_of(merchant) for _ in range(6)]
    Listing.objects.bulk_create(
        Listing(product=product, connection=store, status="LIVE", remote_id=str(n)) for n, product in enumerate(made)
    )

    with django_assert_num_queries(9):  # however many: those being sent; savepoint, look, move, record; and a last look
        assert service.out_of_date(service.of_merchant(merchant)) == 6

    assert set(Listing.objects.values_list("status", flat=True)) == {"OUT_OF_DATE"}
    assert Listing.objects.filter(changes__old="LIVE", changes__new="OUT_OF_DATE").count() == 6


def test_of_two_who_move_it_one_wins(live):
    other = Listing.objects.get(pk=live.pk)
    move(live, Listing.Status.PUSHING, run_id=uuid4())

    with pytest.raises(LostRace):
        move(other, Listing.Status.PUSHING, run_id=uuid4())
    assert [(change.old, change.new) for change in live.changes.all()] == [("LIVE", "PUSHING")]


def test_only_the_arrows_can_be_gone(live):
    Listing.objects.update(status="DRAFT")
    live.refresh_from_db()
    with pytest.raises(IllegalMove):
        move(live, Listing.Status.LIVE)


@pytest.mark.parametrize(
    "wrong",
    [{"status": "LIVE", "remote_id": ""}, {"status": "PUSHING", "run_id": None}, {"error_code": "sku_taken"}],
)
def test_the_database_refuses_what_cannot_be(live, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Listing.objects.filter(pk=live.pk).update(**wrong)
