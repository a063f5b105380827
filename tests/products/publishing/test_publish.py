"""A product gets into a store at Salla, over real HTTP: once, whole, and as it was composed."""

from decimal import Decimal

import pytest
from django.utils import timezone

from jobs import engine, process
from jobs.claim import claim
from jobs.models import Run
from jobs.service import emit
from merchants.models import StoreConnection, StoreRate
from merchants.stores.clients.base import Lack
from products import editing
from products.publishing import gates, service
from products.publishing.errors import ListingBusy
from products.publishing.models import Listing, PriceRule, Rate
from products.publishing.payloads import PublishRequested
from tests.support.stores.common import PNG

pytestmark = pytest.mark.django_db(transaction=True)

COLOURS = (
    {"options": {"Colour": "Red"}, "sku": "L-R", "price": "100", "stock_quantity": 3},
    {"options": {"Colour": "Blue"}, "sku": "L-B", "price": "120", "stock_quantity": 4},
)


def only(salla):
    (product,) = salla.products.values()
    return product


def test_a_product_arrives_whole(salla, store, lamp, publish):
    listing = publish(lamp, store)

    assert (listing.status, listing.error_code) == ("LIVE", "")
    there = only(salla)
    assert listing.remote_id == str(there["id"])
    assert (there["name"], there["sku"], there["quantity"]) == ("Silk lamp", "LAMP-1", 7)
    assert (Decimal(str(there["price"])), Decimal(str(there["sale_price"]))) == (150, 100)
    assert [image["sort"] for image in there["images"]] == [1, 2]
    assert [brand["name"] for brand in salla.brands] == ["Noor"]
    assert [category["name"] for category in salla.categories] == ["Living", "Lamps"]
    assert salla.status_of(there) == "sale"
    assert [(c.old, c.new) for c in listing.changes.order_by("id")] == [("DRAFT", "PUSHING"), ("PUSHING", "LIVE")]


def test_scripts_in_a_description_do_not_reach_the_store(salla, store, lamp, publish):
    publish(lamp, store)

    assert only(salla)["description"] == "<p>Warm light.</p>"


def test_variants_keep_their_price_sku_and_stock(salla, store, lamp_of, merchant, publish):
    listing = publish(lamp_of(merchant, variants=COLOURS, regular_price=None), store)

    assert (listing.status, listing.error_detail) == ("LIVE", "")
    found = {(v["sku"], Decimal(str(v["price"]["amount"])), v["stock_quantity"]) for v in only(salla)["skus"]}
    assert found == {("L-R", Decimal(100), 3), ("L-B", Decimal(120), 4)}


def test_sending_the_same_again_sends_nothing_and_says_so(salla, store, lamp, publish):
    publish(lamp, store)
    written = [call for call in salla.calls if call.method != "GET"]

    listing = publish(lamp, store)

    assert [call for call in salla.calls if call.method != "GET"] == written
    assert (listing.status, listing.notes) == ("LIVE", [{"code": "nothing_to_do"}])


def test_a_change_brings_the_same_product_up_to_date(salla, store, lamp, publish):
    publish(lamp, store)
    editing.type_value(lamp, "name", "Silk lamp, large", user=None)
    assert Listing.objects.get().status == "OUT_OF_DATE"

    listing = publish(lamp, store)

    assert listing.status == "LIVE"
    assert only(salla)["name"] == "Silk lamp, large"
    assert len(only(salla)["images"]) == 2


@pytest.mark.parametrize("fault", ["error_after", "cut_after"])
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/products"), ("POST", r"/products/\d+/images"), ("PUT", r"/products/\d+"), ("POST", "/brands")],
)
def test_an_answer_that_is_lost_makes_nothing_twice(salla, store, lamp, publish, fault, method, path):
    salla.order(fault, method, path)

    listing = publish(lamp, store)

    assert (listing.status, listing.error_detail) == ("LIVE", "")
    assert len(only(salla)["images"]) == 2
    assert len(salla.brands) == 1


def test_two_people_at_once_make_one_run_and_one_product(salla, store, lamp, work_all):
    first, second = service.publish(lamp, store), service.publish(lamp, store)
    work_all()

    assert first.pk == second.pk
    assert len(salla.products) == 1


def test_publishing_waits_for_nobody_who_takes_it_out(salla, store, lamp, publish):
    listing = publish(lamp, store)
    service.unpublish(listing)

    with pytest.raises(ListingBusy):
        service.publish(lamp, store)


def test_taking_it_out_hides_it_and_publishing_shows_the_same_product_again(salla, store, lamp, publish, work_all):
    listing = publish(lamp, store)
    service.unpublish(listing)
    work_all()

    listing.refresh_from_db()
    assert (listing.status, listing.is_hidden, salla.status_of(only(salla))) == ("DRAFT", True, "hidden")

    assert publish(lamp, store).status == "LIVE"
    assert salla.status_of(only(salla)) == "sale"


def test_a_product_deleted_in_the_store_is_created_again_only_when_asked(salla, store, lamp, publish, work_all):
    listing = publish(lamp, store)
    salla.products.clear()
    editing.type_value(lamp, "name", "Silk lamp, large", user=None)

    listing = publish(lamp, store)
    assert (listing.status, listing.error_code, salla.products) == ("FAILED", "product_gone_in_store", {})

    service.create_again(listing)
    work_all()
    listing.refresh_from_db()
    assert (listing.status, listing.remote_id) == ("LIVE", str(only(salla)["id"]))
    assert len(only(salla)["images"]) == 2


def test_a_sku_of_another_product_is_refused_and_another_one_helps(salla, store, lamp_of, merchant, publish):
    publish(lamp_of(merchant), store)
    second = lamp_of(merchant, name="Another lamp")

    listing = publish(second, store)
    assert (listing.status, listing.error_code, listing.remote_id) == ("FAILED", "sku_taken", "")

    Listing.objects.filter(pk=listing.pk).update(sku="LAMP-2")
    assert publish(second, store).status == "LIVE"
    assert len(salla.products) == 2


def test_a_lost_product_is_found_under_the_sku_it_had(salla, store, lamp, publish):
    """Made, but every answer was lost; then the merchant gives another SKU: still one product."""
    salla.order("error_after", "POST", "/products")
    salla.order("error", "GET", "/products/sku/.*", times=12)
    listing = publish(lamp, store)
    assert (listing.status, listing.remote_id) == ("FAILED", "")

    Listing.objects.filter(pk=listing.pk).update(sku="LAMP-9")
    salla._faults.clear()
    listing = publish(lamp, store)

    assert listing.status == "LIVE"
    assert only(salla)["sku"] == "LAMP-9"


def test_a_token_revoked_in_the_middle_asks_to_reconnect(salla, store, lamp, publish):
    StoreConnection.objects.update(refresh_token="")
    salla.order("then", "POST", "/products", action=salla.tokens.clear)

    listing = publish(lamp, store)

    assert listing.status == "FAILED"
    assert listing.error_code in ("access_over", "access_refused", "reconnect_needed", "refresh_refused")
    assert StoreConnection.objects.get().status == "reconnect_needed"
    assert listing.remote_id == str(only(salla)["id"])


def test_a_picture_that_the_store_refuses_is_left_out_and_named(salla, store, lamp_of, merchant, pictures, publish):
    pictures.page("/page.png", "<html>not a picture</html>", Content_Type="image/png")

    listing = publish(lamp_of(merchant, images=("/page.png", "/2.png")), store)

    assert listing.status == "LIVE"
    assert [image["sort"] for image in only(salla)["images"]] == [1]
    assert [note["code"] for note in listing.notes] == ["image_left_out"]


def test_pictures_beyond_the_store_s_limit_are_left_out_and_counted(salla, store, lamp, pictures, publish):
    for number in range(2, 12):
        pictures.page(f"/more-{number}.png", PNG + bytes([number]), Content_Type="image/png")
        lamp.images.create(position=number, url=pictures.url(f"/more-{number}.png"))

    listing = publish(lamp, store)

    assert (listing.status, len(only(salla)["images"])) == ("LIVE", 10)
    assert listing.notes == [{"code": "pictures_over", "value": "2"}]


def test_no_picture_left_fails_where_the_store_would_hide_it(salla, store, lamp_of, merchant, pictures, publish):
    pictures.page("/page.png", "<html>not a picture</html>", Content_Type="image/png")

    listing = publish(lamp_of(merchant, images=("/page.png",)), store)

    assert (listing.status, listing.error_code) == ("FAILED", "no_image_taken")


def test_pictures_follow_a_new_order(salla, store, lamp, pictures, publish):
    publish(lamp, store)
    lamp.images.all().delete()
    for n, path in enumerate(["/2.png", "/3.png"]):
        lamp.images.create(position=n, url=pictures.url(path))

    publish(lamp, store)

    assert len(only(salla)["images"]) == 2
    assert Listing.objects.get().images.count() == 2


def test_a_store_that_is_busy_for_ten_minutes_is_waited_for(salla, store, lamp, work_all):
    salla.order("busy", "GET", "/products/sku/.*", retry_after_s=600)
    run = service.publish(lamp, store)
    engine.work(*claim(Run.objects.filter(pk=run.pk), process.name()))

    run.refresh_from_db()
    assert run.status == "WAITING"
    assert 590 < (run.next_attempt_at - timezone.now()).total_seconds() <= 605
    assert Listing.objects.get().status == "PUSHING"

    StoreRate.objects.all().delete()  # ten minutes later
    Run.objects.update(next_attempt_at=timezone.now())
    work_all()
    assert Listing.objects.get().status == "LIVE"
    assert len(salla.products) == 1


def test_another_currency_is_never_taken_one_to_one(salla, store, lamp_of, merchant, publish):
    product = lamp_of(merchant, currency="USD", price="10", regular_price=None)

    listing = publish(product, store)
    assert (listing.status, listing.error_code, salla.products) == ("FAILED", "no_rate", {})

    Rate.objects.create(merchant=merchant, base="USD", quote="SAR", rate="3.75", source="typed", on="2026-11-01")
    PriceRule.objects.create(merchant=merchant, margin_percent=20, rounding=".99")
    listing = publish(product, store)

    assert (listing.status, Decimal(str(only(salla)["price"]))) == ("LIVE", Decimal("45.99"))
    assert listing.pricing["rate"] == {
        "base": "USD",
        "quote": "SAR",
        "rate": "3.750000000000",
        "source": "typed",
        "on": "2026-11-01",
    }


def test_what_is_missing_is_named_before_anything_is_sent(salla, store, lamp_of, merchant, publish):
    product = lamp_of(merchant, gtin="123", name="")
    Listing.objects.create(product=product, connection=store, with_tax=False)

    listing = publish(product, store)

    assert (listing.status, listing.error_code) == ("FAILED", "not_ready_for_store")
    assert {(note["field"], note["code"]) for note in listing.notes} == {
        ("name", "missing"),
        ("gtin", "gtin_wrong"),
        ("tax_reason_code", "tax_reason_missing"),
    }
    assert salla.calls == []


def test_what_another_part_of_the_program_objects_to_is_not_sent(salla, store, lamp, publish, client_of, user):
    def gate(listing, product):
        if "large" in product.text("ar").name:
            yield Lack(code="claim_unproven", field="name", value="large")

    gates.register(gate, {"claim_unproven": "Nothing proves “%(value)s”."})
    try:
        editing.type_value(lamp, "name", "Silk lamp, large", user=None)
        listing = publish(lamp, store)

        assert (listing.status, listing.error_code, salla.calls) == ("FAILED", "not_ready_for_store", [])
        page = client_of(user).get(f"/products/{lamp.pk}/publish/{store.pk}").content.decode()
        assert "Nothing proves “large”." in page
    finally:
        gates.remove(gate)


def test_a_change_while_it_is_being_sent_leaves_it_out_of_date(salla, store, lamp, publish):
    salla.order("then", "POST", "/products", action=lambda: Listing.objects.update(is_touched=True))

    assert publish(lamp, store).status == "OUT_OF_DATE"


def test_a_store_of_another_merchant_is_refused(salla, store, other_merchant, lamp_of, work_all):
    theirs = lamp_of(other_merchant)
    run = emit(
        PublishRequested(product_id=theirs.pk, connection_id=store.pk, merchant_id=other_merchant.pk),
        owner=other_merchant,
    ).run
    work_all()

    run = Run.objects.get(pk=run.pk)
    assert (run.status, run.error_code, salla.calls) == ("FAILED", "foreign_store", [])
