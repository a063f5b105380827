"""What people are told of products: each event in its words, and where it leads."""

from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone, translation

from jobs import service as jobs
from merchants.models import Notice, StoreConnection
from merchants.notices import kinds, reading
from products import budget, noticing
from products.catalogue.payloads import RescrapeCompleted, RescrapeFailed
from products.enhancement.payloads import EnhanceCompleted, EnhanceFailed
from products.imports import service
from products.imports.lines import GivenLine
from products.imports.payloads import ScrapeFailed
from products.ledger import SpendingLimit
from products.models import ImportBatch, Product
from products.publishing.models import Listing
from products.publishing.payloads import PublishCompleted, PublishFailed
from products.watch.payloads import WatchAlerted
from scraping.links import parse_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(merchant, user):
    """The sentences of a language, and where they lead, by kind."""

    def told(language="en") -> dict[str, tuple[str, str]]:
        with translation.override(language):
            shown = reading.page_of(user, merchant).notices
            return {one.kind.name: (one.sentence, one.kind.lead(one.notice.data, one.notice.count)) for one in shown}

    return told


def test_every_event_is_told_in_words_and_leads_somewhere(merchant, user, product_of, told):
    pot = product_of(merchant, name="Pot")
    lost = product_of(merchant, name="Lost", status="FAILED", error_code="page_gone")
    store = StoreConnection.objects.create(
        merchant=merchant, platform="salla", external_id="1", name="Majlis", connected_at=timezone.now()
    )
    Listing.objects.create(product=pot, connection=store)
    run, tell = uuid4(), partial(jobs.emit, owner=merchant)

    tell(ScrapeFailed(product_id=lost.pk, error="gone"))
    tell(ScrapeFailed(product_id=pot.pk, error="a refresh that failed leaves the product as it was"))
    tell(EnhanceCompleted(product_id=pot.pk, proposal_id=uuid4()))
    tell(EnhanceFailed(product_id=pot.pk, error="no"))
    tell(PublishCompleted(product_id=pot.pk, connection_id=store.pk))
    tell(PublishFailed(product_id=pot.pk, connection_id=store.pk, error="no"))
    counts = {"shops_processed": 1, "products_total": 7, "changed": 1, "failed": 0}
    tell(RescrapeCompleted(merchant_id=merchant.pk, run_id=run, **counts))
    alert = {"at": timezone.now(), "kind": "price", "old": "100", "new": "90", "currency": "SAR", "percent": "-10"}
    tell(WatchAlerted(product_id=pot.pk, alert_id=uuid4(), variant="", **alert))

    isolated, page = noticing.isolated("Pot"), f"/products/{pot.pk}"
    assert told() == {
        "import_failed": (f"“{noticing.isolated('Lost')}” could not be imported.", f"/import/status/{lost.pk}"),
        "texts_ready": (f"Texts for “{isolated}” are ready.", f"{page}/texts"),
        "texts_failed": (f"No texts could be written for “{isolated}”.", f"{page}/texts"),
        "published": (f"“{isolated}” is in {noticing.isolated('Majlis')}.", f"{page}/publish/{store.pk}"),
        "publish_failed": (
            f"“{isolated}” could not be published to {noticing.isolated('Majlis')}.",
            f"{page}/publish/{store.pk}",
        ),
        "catalogue_read": ("7 products were read again. 1 has changed.", f"/catalogue/rescrapes/{run}"),
        "alert": (f"{isolated}: Price: SAR\u00a0100.00 → SAR\u00a090.00 (\u2066−10 %\u2069).", "/alerts"),
    }
    assert set(told("ar")) == set(told())


def test_many_of_a_kind_are_counted_and_lead_to_the_list(merchant, user, product_of, told):
    for _ in range(3):
        lost = product_of(merchant, status="FAILED", error_code="page_gone")
        jobs.emit(ScrapeFailed(product_id=lost.pk, error="gone"), owner=merchant)
        jobs.emit(EnhanceCompleted(product_id=lost.pk, proposal_id=uuid4()), owner=merchant)
    jobs.emit(RescrapeFailed(merchant_id=merchant.pk, run_id=uuid4(), error="all"), owner=merchant)

    assert told()["import_failed"] == ("3 imports failed.", "/products/?status=FAILED")
    assert told()["texts_ready"] == ("Texts are ready for 3 products.", "/products/proposals")
    assert told("ar")["import_failed"][0] == "فشلت 3 عمليات استيراد."
    assert told()["catalogue_read"][0] == "None of your shops could be read."


def test_what_a_person_stopped_is_no_news(merchant, user, product_of, told):
    stopped = product_of(merchant, status="FAILED", error_code="cancelled")

    jobs.emit(ScrapeFailed(product_id=stopped.pk, error="cancelled"), owner=merchant)

    assert told() == {}


def batch_of(merchant, *addresses: str) -> ImportBatch:
    lines = [GivenLine(number=n, text=one, link=parse_link(one)) for n, one in enumerate(addresses, 1)]
    return service.start_batch(merchant=merchant, lines=lines)


def test_many_links_are_told_of_once_when_the_last_is_done(merchant, user, told):
    batch = batch_of(merchant, "https://shop.test/a", "https://shop.test/b", "https://shop.test/c")
    first, second, third = Product.objects.order_by("link")
    Product.objects.filter(pk=first.pk).update(status="IMPORTED")
    Product.objects.filter(pk=second.pk).update(status="FAILED", error_code="page_gone")
    jobs.emit(ScrapeFailed(product_id=second.pk, error="gone"), owner=merchant)

    assert noticing.end_batches() == 0
    assert told() == {}

    Product.objects.filter(pk=third.pk).update(status="IMPORTED")

    assert [noticing.end_batches(), noticing.end_batches()] == [1, 0]
    assert told() == {"imports_done": ("2 links were imported. 1 could not be.", f"/imports/{batch.pk}")}


def test_a_budget_that_is_used_up_is_told_once(merchant, user, settings, told):
    settings.PROVIDER_BUDGET_USD = settings.PROVIDER_BUDGET_PER_MERCHANT_USD = Decimal(9)
    SpendingLimit.objects.create(merchant=merchant, wanted_usd=Decimal("0.02"))
    budget.reserve(merchant, Decimal("0.02"))

    for _ in range(2):
        with pytest.raises(budget.BudgetSpent):
            budget.reserve(merchant, Decimal("0.02"))

    sentence, address = told()["budget"]
    assert "US$0.02" in sentence or "$0.02" in sentence
    assert address == "/settings/spending"
    assert Notice.objects.get().count == 1
    assert Notice.objects.get().to_mail


def test_no_budget_at_all_is_no_news(merchant, user, told):
    SpendingLimit.objects.create(merchant=merchant, wanted_usd=Decimal(0))

    with pytest.raises(budget.BudgetSpent):
        budget.reserve(merchant, Decimal("0.02"))

    assert told() == {}


def test_every_kind_can_be_chosen(client_of, user):
    page = client_of(user).get("/settings/notifications").content.decode()

    assert all(f'name="mail" value="{name}"' in page for name in kinds.known())
