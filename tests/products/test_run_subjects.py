"""What people read instead of a run's raw subject: names of the owner's own things."""

from uuid import uuid4

import pytest
from django.utils import timezone

from jobs import subjects
from jobs.models import Run, Status
from jobs.monitor import queries
from jobs.monitor.filters import Filters
from merchants.models import ReceivedWebhook, StoreConnection, WebhookDelivery, WebhookEndpoint
from products.files.models import Feed
from products.models import Product
from products.publishing.models import PublishBatch

pytestmark = pytest.mark.django_db


def run(merchant, subject: str, **payload: str) -> Run:
    return Run(flow="test/walk", owner=merchant, subject=subject, payload=payload)


def name_of(one: Run) -> str:
    return subjects.names_of([one]).get(one.pk, "")


@pytest.fixture
def lamp(merchant) -> Product:
    return Product.objects.create(merchant=merchant, link="https://a.test/lamp", link_key="a.test/lamp", name="Lamp")


@pytest.fixture
def chair(merchant) -> Product:
    return Product.objects.create(merchant=merchant, link="https://a.test/chair", link_key="a.test/chair")


@pytest.fixture
def store(merchant) -> StoreConnection:
    return StoreConnection.objects.create(
        merchant=merchant, platform="salla", external_id="9", name="Nour", connected_at=timezone.now()
    )


def test_products_go_by_their_name_or_else_their_link(merchant, lamp, chair):
    runs = [run(merchant, f"{kind}:{one.pk}") for kind in ("product", "texts") for one in (lamp, chair)]

    assert list(subjects.names_of(runs).values()) == ["Lamp", "a.test/chair"] * 2
    assert name_of(run(merchant, f"product:{uuid4()}", sourceUrl="https://a.test/gone")) == "a.test/gone"
    assert name_of(run(merchant, "product:nonsense")) == ""


def test_runs_are_found_by_the_names_that_the_list_shows(merchant, other_merchant, lamp):
    now, owners = timezone.now(), (merchant, merchant, other_merchant)
    ended = {"flow": "test/walk", "status": Status.SUCCEEDED, "turn": now, "started_at": now, "ended_at": now}
    older, newer, _ = (Run.objects.create(owner=one, subject=f"product:{lamp.pk}", **ended) for one in owners)
    asked = Filters(q="lAMp")

    page = queries.page_of(asked, merchant.pk)
    assert [one.pk for one in page.runs] == [newer.pk, older.pk]
    assert [one.pk for one in queries.page_of(asked, merchant.pk, str(newer.pk)).runs] == [older.pk]
    assert queries.counts_of(asked, merchant.pk)["SUCCEEDED"].number == 2
    assert queries.matching(asked, merchant.pk, until=older.pk).get() == older
    assert not queries.page_of(Filters(q="chair"), merchant.pk).runs


def test_what_has_two_sides_names_both(merchant, lamp, chair, store):
    assert name_of(run(merchant, f"listing:{lamp.pk}:{store.pk}:price")) == "Lamp · Nour"
    assert name_of(run(merchant, f"listing:{lamp.pk}:{uuid4()}")) == "Lamp"
    assert name_of(run(merchant, "listing:nonsense")) == ""
    assert name_of(run(merchant, "comparison:0f:1", brandA="Nour", brandB="Sham")) == "Nour / Sham"
    two = run(merchant, "comparison:0f:1", productA=str(lamp.pk), productB=str(chair.pk))
    assert name_of(two) == "Lamp / a.test/chair"


def test_shops_stores_feeds_and_webhooks_go_by_their_names(merchant, store):
    batch = PublishBatch.objects.create(merchant=merchant, connection=store)
    feed = Feed(merchant=merchant, name="For the search", digest="d")
    feed.renew()
    feed.save()
    hook = WebhookEndpoint.objects.create(merchant=merchant, url="https://b.test/hook", secret="s")
    delivery = WebhookDelivery.objects.create(endpoint=hook, message_id=uuid4(), event="product/changed", body="{}")
    news = ReceivedWebhook.objects.create(platform="salla", event="order.made", body="{}", body_hash="h")

    assert name_of(run(merchant, f"shop:{merchant.pk}:a.test", domain="a.test")) == "a.test"
    assert name_of(run(merchant, f"store:{store.pk}")) == "Nour"
    assert name_of(run(merchant, f"publish-batch:{batch.pk}")) == "Nour"
    assert name_of(run(merchant, f"feed:{feed.pk}")) == "For the search"
    assert name_of(run(merchant, f"delivery:{delivery.pk}")) == "b.test/hook"
    assert name_of(run(None, f"received-webhook:{news.pk}")) == "Salla: order.made"


def test_a_program_learns_no_strangers_names(other_merchant, lamp, store):
    """Whatever it writes into a payload or a subject."""
    assert name_of(run(other_merchant, f"listing:{lamp.pk}:{store.pk}")) == ""
    assert name_of(run(other_merchant, "comparison:0f:1", productA=str(lamp.pk), productB="x")) == ""


def test_a_page_of_runs_asks_once_for_each_kind(merchant, lamp, chair, store, django_assert_num_queries):
    some = [f"product:{lamp.pk}", f"product:{chair.pk}", f"store:{store.pk}", f"listing:{lamp.pk}:{store.pk}"] * 10

    with django_assert_num_queries(4):  # products, stores, and both for the listings
        assert len(subjects.names_of([run(merchant, subject) for subject in some])) == 40
