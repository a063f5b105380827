"""What rules of watching change in a real store: the price by the price rules, the quantity to 0 and back."""

from decimal import Decimal

import pytest

from merchants.stores.opening import open_store
from products import editing, holding
from products.imports.steps import save_facts
from products.models import Product
from products.publishing import service as publishing
from products.publishing.models import Listing, PriceRule
from products.watch.models import WatchRule
from products.watch.observing import Happening, WatchKind
from products.watch.rules import raise_alerts
from tests.products.publishing.test_publish import COLOURS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sold(lamp, store, publish, salla):
    """A lamp in the store, and how the store shows it."""
    publish(lamp, store)

    def there() -> dict:
        (product,) = salla.products.values()
        return product

    return there


def reread(product: Product, **facts) -> Product:
    """The shop shows something else now."""
    pictures = [image.url for image in product.images.all()]
    save_facts(product, product.facts.snapshot | {"images": pictures} | facts, page_id=None)
    return Product.objects.get(pk=product.pk)


def test_a_new_price_gets_into_the_store_by_the_price_rules(lamp, sold, merchant, work_all):
    PriceRule.objects.create(merchant=merchant, margin_percent=Decimal(10))
    product = reread(lamp, price="80.00", regular_price=None)

    assert holding.act(product, "price") == "asked"
    work_all()

    assert Decimal(str(sold()["price"])) == 88


@pytest.mark.parametrize("where", ["product", "listing"])
def test_a_price_that_the_merchant_set_is_left_alone(lamp, sold, user, work_all, where):
    if where == "product":
        editing.type_value(lamp, "price", "300", user=user)
    else:
        Listing.objects.update(own_price=Decimal(300))
    before = sold()["price"]

    assert holding.act(reread(lamp, price="80.00"), "price") == "kept"
    work_all()

    assert sold()["price"] == before


def test_a_product_on_hold_cannot_be_bought_until_the_quantity_is_given_back(lamp, sold, store, publish, work_all):
    assert sold()["quantity"] == 7

    assert holding.act(lamp, "hold") == "asked"
    work_all()
    assert sold()["quantity"] == 0
    publish(reread(lamp, name="Silk lamp, large"), store)
    assert sold()["quantity"] == 0
    assert holding.act(lamp, "release") == "asked"
    work_all()
    assert sold()["quantity"] == 7
    assert holding.act(lamp, "release") == ""


def test_what_is_sold_although_the_last_try_failed_is_held_and_given_back(lamp, sold, work_all):
    Listing.objects.update(status="FAILED", error_code="store_unreachable")

    assert holding.act(lamp, "hold") == "asked"
    work_all()
    assert (sold()["quantity"], Listing.objects.get().status) == (0, "LIVE")

    Listing.objects.update(status="FAILED", error_code="product_gone_in_store")
    assert holding.act(lamp, "release") == "nowhere"
    assert not Listing.objects.get().is_on_hold


def test_what_a_first_try_left_half_done_is_held_and_stays_to_be_done(lamp, store, publish, salla, pictures, work_all):
    salla.order("error", "POST", "/products/[0-9]+/images", times=99)
    listing = publish(lamp, store)
    assert (listing.status, listing.remote_id != "") == ("FAILED", True)

    holding.act(lamp, "hold")
    work_all()
    (there,) = salla.products.values()
    assert (there["quantity"], Listing.objects.get().status) == (0, "OUT_OF_DATE")

    salla._faults.clear()
    assert publish(lamp, store).status == "LIVE"
    assert len(there["images"]) == 2


def test_a_hold_is_not_lost_in_an_open_offer_of_prices(lamp, sold, work_all):
    holding.act(lamp, "hold")
    work_all()

    holding.act(reread(lamp, price="80.00"), "price")
    holding.act(lamp, "release")
    work_all()

    assert sold()["quantity"] == 7


def test_a_hold_that_comes_while_stock_is_being_sent_is_sent_after_it(lamp, sold, salla, work_all):
    lamp = reread(lamp, stock_quantity=9)
    publishing.push_offer(Listing.objects.get(), price=False)
    salla.order("then", "PUT", "/products/[0-9]+", action=lambda: holding.act(lamp, "hold"))

    work_all()
    work_all()  # the end of the first has started another

    assert (sold()["quantity"], Listing.objects.get().status) == (0, "LIVE")


def test_a_quantity_that_the_merchant_wrote_is_not_held(lamp, sold):
    Listing.objects.update(quantity=3)

    assert holding.act(lamp, "hold") == "kept"
    assert not Listing.objects.get().is_on_hold


def test_what_is_in_no_store_is_nowhere_to_be_changed(lamp):
    assert holding.act(lamp, "hold") == "nowhere"


def test_a_person_gives_the_quantity_back_on_the_products_page(lamp, sold, client_of, user, work_all):
    holding.act(lamp, "hold")
    work_all()
    client = client_of(user)
    assert "On hold" in client.get(lamp.get_absolute_url()).content.decode()

    client.post(f"/products/{lamp.pk}/release")
    work_all()

    assert sold()["quantity"] == 7
    assert "On hold" not in client.get(lamp.get_absolute_url()).content.decode()


def test_a_rule_holds_what_sells_out_and_the_alert_says_so(lamp, sold, merchant, work_all):
    WatchRule.objects.create(merchant=merchant, kind="out_of_stock", action="hold", mail="never")
    sold_out = Happening(WatchKind.OUT_OF_STOCK, "in_stock", "out_of_stock")

    (alert,) = raise_alerts(lamp, [sold_out], run_id=None, now=lamp.created_at, act=holding.act)
    work_all()

    assert (alert.done, sold()["quantity"]) == ("asked", 0)


@pytest.mark.parametrize(("action", "left"), [("variant", 4), ("hold", 0)])
def test_a_variant_that_the_shop_lost_cannot_be_bought(lamp_of, merchant, store, publish, work_all, action, left):
    """What was sold without a number would be sold for ever."""
    three = (*COLOURS, {"sku": "L-G", "options": {"Colour": "Green"}, "price": "120", "availability": "in_stock"})
    lamp = lamp_of(merchant, variants=three, regular_price=None)
    listing = publish(lamp, store)
    lamp.variants.filter(sku="L-G").delete()

    assert holding.act(lamp, action) == "asked"
    work_all()

    there = open_store(store).get(listing.remote_id)
    assert {one.sku: one.quantity for one in there.variants}["L-G"] == 0
    assert {one.sku: one.quantity for one in there.variants}["L-B"] == left


def test_a_variant_under_another_sku_is_the_same_by_what_is_chosen(lamp_of, merchant, store, publish, work_all):
    lamp = lamp_of(merchant, variants=COLOURS, regular_price=None)
    listing = publish(lamp, store)
    lamp.variants.filter(sku="L-B").update(sku="LAMP-BLUE", stock_quantity=3)

    holding.act(lamp, "variant")
    work_all()

    there = open_store(store).get(listing.remote_id)
    assert {one.sku: one.quantity for one in there.variants}["L-B"] == 3
