"""The pages of publishing: what they show, what they start, and that strangers see nothing of it."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jobs import subjects
from jobs.models import Run
from products.publishing import batches, listings, service
from products.publishing.models import Listing, PriceRule, PublishBatch, Rate
from products.publishing.reasons import SHUT_OUT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(user, client_of):
    return client_of(user)


def address(name, product, store):
    return reverse(f"products:{name}", args=[product.pk, store.pk])


def test_without_a_store_the_section_leads_to_the_stores(client, lamp):
    page = client.get(lamp.get_absolute_url()).content.decode()

    assert "No store is connected" in page
    assert reverse("merchants:stores") in page


def test_the_preview_shows_before_and_after(client, store, lamp, merchant):
    PriceRule.objects.create(merchant=merchant, margin_percent=20, rounding=".99")

    page = client.get(address("listing", lamp, store)).content.decode()

    assert "In the shop" in page
    assert "120.99" in page
    assert not Listing.objects.exists(), "a look makes nothing"


def test_publishing_by_the_button(client, store, lamp, salla, work_all):
    answer = client.post(address("publish-listing", lamp, store))
    assert answer.status_code == 302
    page = client.get(lamp.get_absolute_url()).content.decode()
    assert 'hx-trigger="every 2s"' in page

    work_all()

    part = client.get(reverse("products:publish-section", args=[lamp.pk]), headers={"HX-Request": "true"})
    assert "In the store" in part.content.decode()
    assert "hx-trigger" not in part.content.decode()
    assert len(salla.products) == 1


def test_the_merchant_s_own_texts_are_cleaned_and_sent(client, store, lamp, salla, work_all):
    answer = client.post(
        address("save-listing", lamp, store),
        {
            "ar-name": "مصباح حرير",
            "ar-description_html": "<p>ضوء</p><script>x()</script>",
            "en-name": "Silk lamp",
            "tags": "lamp, gift",
            "with_tax": "on",
            "own_price": "89.00",
        },
    )
    assert answer.status_code == 302
    client.post(address("publish-listing", lamp, store))
    work_all()

    (there,) = salla.products.values()
    assert (there["name"], there["description"]) == ("مصباح حرير", "<p>ضوء</p>")
    assert there["translations"]["en"]["name"] == "Silk lamp"
    assert Decimal(str(there["price"])) == 89
    assert [tag["name"] for tag in salla.tags] == ["lamp", "gift"]


@pytest.mark.parametrize(
    "bad",
    [{"own_price": "-1"}, {"quantity": "-3"}, {"tags": ",".join(map(str, range(60)))}, {"ar-seo_title": "x" * 71}],
)
def test_what_cannot_be_saved_is_said(client, store, lamp, bad):
    assert client.post(address("save-listing", lamp, store), bad).status_code == 422


def test_a_price_rule_is_looked_at_saved_and_deleted(client, store, lamp, merchant):
    given = {"margin_percent": "10", "margin_fixed": "0", "least_margin": "15", "rounding": "1", "vat_percent": "0"}

    look = client.post(reverse("products:save-price-rule"), given | {"look": "yes"})
    assert "115.00" in look.content.decode()
    assert not PriceRule.objects.exists()

    assert client.post(reverse("products:save-price-rule"), given).status_code == 302
    assert client.post(reverse("products:save-price-rule"), given).status_code == 422, "the same twice"
    client.post(reverse("products:delete-price-rule", args=[PriceRule.objects.get().pk]))
    assert not PriceRule.objects.exists()


@pytest.mark.parametrize("field", ["margin_percent", "margin_fixed", "least_margin", "vat_percent"])
@pytest.mark.parametrize("value", ["-1", "abc", "", "NaN", "1e99"])
def test_bad_numbers_are_refused(client, merchant, field, value):
    given = {"margin_percent": "10", "margin_fixed": "0", "least_margin": "15", "rounding": "1", "vat_percent": "0"}
    assert client.post(reverse("products:save-price-rule"), given | {field: value}).status_code == 422


@pytest.mark.parametrize("rate", ["0", "-1", "abc", "NaN", ""])
def test_bad_rates_are_refused(client, rate):
    given = {"base": "USD", "quote": "SAR", "rate": rate}
    assert client.post(reverse("products:save-rate"), given).status_code == 422


def test_two_equal_currencies_are_refused_in_words(client):
    page = client.post(reverse("products:save-rate"), {"base": "USD", "quote": "usd", "rate": "1"}).content.decode()

    assert page.count("Choose two different currencies.") >= 1
    assert "Constraint" not in page and "rate_between_two" not in page


def test_stores_of_one_name_are_told_apart(client, store, store_of, merchant):
    store_of(merchant, platform="zid", external_id="77", name=store.name)

    page = client.get(reverse("products:prices")).content.decode()

    assert f"{store.name} · Salla" in page and f"{store.name} · Zid" in page


def test_a_rate_is_typed_and_replaced(client, merchant):
    for rate in ("3.75", "3.76"):
        assert (
            client.post(reverse("products:save-rate"), {"base": "usd", "quote": "SAR", "rate": rate}).status_code == 302
        )

    assert Rate.objects.get(merchant=merchant).rate == Decimal("3.76")


def test_what_is_gone_or_hidden_in_the_store_is_not_opened_there(client, store, lamp, salla, work_all):
    client.post(address("publish-listing", lamp, store))
    work_all()
    assert "Open in the store" in client.get(lamp.get_absolute_url()).content.decode()

    client.post(address("unpublish-listing", lamp, store))
    work_all()
    page = client.get(lamp.get_absolute_url()).content.decode()
    assert "Open in the store" not in page and "See what is different" in page

    salla.products.clear()
    client.post(address("publish-listing", lamp, store))
    work_all()
    page = client.get(lamp.get_absolute_url()).content.decode()
    assert "Create it again" in page
    assert "Open in the store" not in page and "See what is different" not in page


def test_a_store_that_is_connected_again_is_sent_to_again(client, store, lamp, salla, work_all):
    Status = type(store).Status
    client.post(address("publish-listing", lamp, store))
    salla.tokens.clear()
    work_all()
    assert Listing.objects.get().error_code in SHUT_OUT
    page = client.get(lamp.get_absolute_url()).content.decode()
    assert "Connect it again" in page and address("publish-listing", lamp, store) not in page

    type(store).objects.update(status=Status.CONNECTED, error_code="")
    page = client.get(lamp.get_absolute_url()).content.decode()
    assert "It is connected again, so send it now." in page and address("publish-listing", lamp, store) in page
    assert "Connect it again" not in page


def test_what_the_store_forbids_leads_there_and_can_be_sent_again(client, store, lamp):
    listing = listings.find_or_make(lamp, store)
    Listing.objects.filter(pk=listing.pk).update(status="FAILED", error_code="store_forbids")

    page = client.get(lamp.get_absolute_url()).content.decode()

    assert f'href="{store.get_absolute_url()}">Open the store' in page
    assert address("publish-listing", lamp, store) in page


def test_what_was_never_read_is_not_asked_about(client, merchant, product_of):
    unread = product_of(merchant, status="FAILED", error_code="page_gone")

    page = client.post(reverse("products:publish-many"), {"product": [str(unread.pk)]}).text

    assert "None of these products has been read yet." in page
    assert "Publish 0 products" not in page and "1 more" not in page


def test_many_are_asked_about_and_reported(client, store, lamp_of, merchant, salla, work_all):
    good, bad = lamp_of(merchant), lamp_of(merchant, sku="LAMP-2", gtin="12")
    chosen = {"product": [str(good.pk), str(bad.pk), str(uuid4()), "nonsense"]}

    question = client.post(reverse("products:publish-many"), chosen).content.decode()
    assert "Publish 2 products" in question
    assert not PublishBatch.objects.exists()

    answer = client.post(reverse("products:send-many"), chosen | {"store": str(store.pk)})
    assert client.get(answer.url).status_code == 200
    work_all()

    page = client.get(answer.url).content.decode()
    assert "12, 13 or 14 digits" in page
    report = batches.Report(PublishBatch.objects.get())
    assert [(line.product, line.state) for line in report.shown] == [(bad, "failed"), (good, "done")]
    assert (report.counts["done"], report.counts["failed"], report.hidden) == (1, 1, 0)
    assert Listing.objects.get(product=good).status == "LIVE"
    assert Listing.objects.get(product=bad).error_code == "not_ready_for_store"
    assert len(salla.products) == 1


def test_a_report_outlives_a_product_deleted_for_good_meanwhile(store, lamp_of, merchant):
    gone, kept = lamp_of(merchant), lamp_of(merchant, sku="LAMP-2")
    report = batches.Report(service.publish_many([gone, kept], store, user=None))
    assert len(report.fates) == 2

    gone.delete()

    assert [line.product for line in report.shown] == [kept]


def test_a_report_reads_no_more_than_it_shows(client, store, lamp_of, merchant, monkeypatch):
    """A batch may have ten thousand products, whose runs and listings hold all that was sent."""
    monkeypatch.setattr(batches, "SHOWN", 2)
    batch = service.publish_many([lamp_of(merchant, sku=f"LAMP-{n}") for n in range(5)], store, user=None)

    with CaptureQueriesContext(connection) as asked:
        page = client.get(reverse("products:publish-report", args=[batch.pk])).content.decode()

    assert page.count('class="product-title"') == 2
    assert "and 3 more" in page
    of_report = [one["sql"] for one in asked if "products_listing" in one["sql"] or '"parent_id" =' in one["sql"]]
    assert of_report
    assert not [sql for sql in of_report if any(f'"{name}"' in sql for name in ("sent", "shown", "idempotency_key"))]


def test_a_stranger_finds_nothing(stranger, store, lamp, merchant):
    listing = listings.find_or_make(lamp, store)
    rule = PriceRule.objects.create(merchant=merchant)
    rate = Rate.objects.create(merchant=merchant, base="USD", quote="SAR", rate="3.75", source="typed", on="2026-11-01")
    batch = service.publish_many([lamp], store, user=None)
    pages = [
        address("listing", lamp, store),
        reverse("products:publish-section", args=[lamp.pk]),
        reverse("products:publish-report", args=[batch.pk]),
        f"{reverse('products:prices')}?rule={rule.pk}",
    ]
    forms = [
        *(address(f"{name}-listing", lamp, store) for name in ("save", "publish", "unpublish", "again", "cancel")),
        reverse("products:delete-price-rule", args=[rule.pk]),
        reverse("products:delete-rate", args=[rate.pk]),
        reverse("products:cancel-publish-many", args=[batch.pk]),
    ]

    assert {page: stranger.get(page).status_code for page in pages} == dict.fromkeys(pages, 404)
    assert {form: stranger.post(form).status_code for form in forms} == dict.fromkeys(forms, 404)
    stranger.post(reverse("products:send-many"), {"product": str(lamp.pk), "store": str(store.pk)})
    assert PublishBatch.objects.count() == 1
    listing.refresh_from_db()
    assert listing.status == "DRAFT"


def test_viewers_read_and_change_nothing(make_user, merchant, client_of, store, lamp):
    viewer = client_of(make_user("viewer@example.com", merchant, "viewer"))

    assert viewer.get(address("listing", lamp, store)).status_code == 200
    assert viewer.get(reverse("products:prices")).status_code == 200
    assert viewer.post(address("publish-listing", lamp, store)).status_code == 403


def test_the_monitor_leads_from_a_run_to_its_listing(client, store, lamp):
    run = service.publish(lamp, store)
    batch = service.publish_many([lamp], store, user=None)
    parent = Run.objects.get(flow="listings/publish")

    assert subjects.address_of(run.subject) == address("listing", lamp, store)
    assert subjects.address_of(parent.subject) == reverse("products:publish-report", args=[batch.pk])
    assert client.get(f"/monitor/{run.pk}").status_code == 200
