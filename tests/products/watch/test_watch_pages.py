"""Settings, Watching; alerts; the product's history: what they show, what they refuse, and strangers."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from products.watch import schedules
from products.watch.models import (
    Every,
    PricePoint,
    ShopHealth,
    WatchAlert,
    WatchedProduct,
    WatchPreferences,
    WatchRule,
    WatchSchedule,
)
from products.watch.rules import MOST

PAGE = "/settings/watch"


@pytest.fixture
def client(client_of, user):
    return client_of(user)


def text_of(answer) -> str:
    return answer.content.decode()


def test_without_anything_watched_the_page_says_what_it_is_for(client, product_of, merchant):
    product_of(merchant)

    assert "Nothing is watched yet" in text_of(client.get(PAGE))
    assert "Nothing is watched yet" in text_of(client.get("/alerts"))


def test_a_choice_for_all_and_for_a_shop(client, merchant, product_of, work_all):
    product_of(merchant)
    other = product_of(merchant, domain="b.test")

    client.post(f"{PAGE}/schedule", {"every": "86400", "slowest": "604800"})
    client.post(f"{PAGE}/schedule", {"every": "3600", "domain": "b.test"})
    work_all()

    assert WatchedProduct.objects.get(pk=other.pk).every == Every.HOUR
    shown = text_of(client.get(PAGE))
    assert "Every day, quiet ones: every week (as all)" in shown
    assert "1 of 1" in shown
    assert "Products of" in text_of(client.get(f"{PAGE}?shop=b.test"))
    client.post(f"{PAGE}/schedule", {"every": "as-above", "domain": "b.test"})
    assert WatchSchedule.objects.count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"every": "5"},
        {"every": "as-above"},
        {"every": "-1"},
        {"every": "86400", "slowest": "3600"},
        {"every": "86400", "slowest": "x"},
    ],
)
def test_a_nonsense_schedule_is_refused_and_says_why(client, sent):
    answer = client.post(f"{PAGE}/schedule", sent)

    assert answer.status_code == 422
    assert not WatchSchedule.objects.exists()


def test_a_shop_that_rests_is_shown_with_its_reason(client, merchant, product_of):
    product_of(merchant)
    until = timezone.now() + timedelta(minutes=14)
    ShopHealth.objects.create(pk="shop.test", failures=5, rests=1, rests_until=until, error_code="blocked_by_shop")

    shown = text_of(client.get(PAGE))

    assert "The shop refused to show us the page." in shown
    assert "the next try comes in 14 minutes" in shown


GOOD = {"kind": "price", "direction": "down", "percent": "10", "mail": "now", "action": ""}


def test_a_rule_is_looked_at_saved_changed_and_deleted(client, merchant, product_of):
    product, now = product_of(merchant), timezone.now()
    for days, price in ((20, 100), (5, 80)):
        at = now - timedelta(days=days)
        PricePoint.objects.create(merchant=merchant, product=product, at=at, price=price, currency="SAR")

    looked = text_of(client.post(f"{PAGE}/rule", {**GOOD, "look": "yes"}))
    assert "would have told you once" in looked
    assert "−20 %" in looked
    assert not WatchRule.objects.exists()
    client.post(f"{PAGE}/rule", GOOD)
    rule = WatchRule.objects.get()
    assert "The price falls by at least" in text_of(client.get(PAGE))
    client.post(f"{PAGE}/rule", {**GOOD, "rule": rule.pk, "percent": "25"})
    assert WatchRule.objects.get().percent == 25
    client.post(f"{PAGE}/rule/{rule.pk}/delete")
    assert not WatchRule.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "nonsense"},
        {"percent": "-5"},
        {"percent": "0"},
        {"percent": "ten"},
        {"percent": "1001"},
        {"percent": "NaN"},
        {"percent": "1e9"},
        {"amount": "-1"},
        {"direction": "sideways"},
        {"mail": "pigeon"},
        {"action": "hold"},
        {"action": "explode"},
        {"kind": "gone", "action": "price"},
        {"domain": "foreign.test"},
    ],
)
def test_a_nonsense_rule_is_refused(client, wrong):
    answer = client.post(f"{PAGE}/rule", GOOD | wrong)

    assert answer.status_code == 422
    assert not WatchRule.objects.exists()


def test_a_merchant_has_so_many_rules_and_no_more(client, merchant):
    WatchRule.objects.bulk_create(WatchRule(merchant=merchant, kind="gone") for _ in range(MOST))

    answer = client.post(f"{PAGE}/rule", GOOD)

    assert answer.status_code == 422
    assert "as many rules as there may be" in text_of(answer)
    assert WatchRule.objects.count() == MOST


@pytest.mark.parametrize(("hour", "status"), [("9", 302), ("24", 422), ("-1", 422), ("noon", 422), ("", 422)])
def test_the_hour_of_the_daily_e_mail(client, hour, status):
    assert client.post(f"{PAGE}/preferences", {"digest_hour": hour}).status_code == status
    assert WatchPreferences.objects.filter(digest_hour=9).exists() == (status == 302)


def test_the_products_page_shows_its_history_and_how_often_it_is_looked_at(client, merchant, product_of, work_all):
    product, now = product_of(merchant), timezone.now()
    for days, price, state, quantity in ((9, 100, "in_stock", 3), (5, 80, "out_of_stock", 0)):
        PricePoint.objects.create(
            merchant=merchant, product=product, at=now - timedelta(days=days), price=price, currency="SAR",
            availability=state, quantity=quantity,
        )  # fmt: skip
    shown = text_of(client.get(product.get_absolute_url()))
    assert "<svg" in shown
    assert "As a table" in shown
    assert "Out of stock" in shown
    assert "Stock over time" in shown
    assert "It is not watched" in shown

    client.post(f"/products/{product.pk}/watch", {"every": "3600"})

    row = WatchedProduct.objects.get()
    assert row.every == Every.HOUR
    assert "Next look" in text_of(client.get(product.get_absolute_url()))
    client.post(f"/products/{product.pk}/watch", {"look": "yes"})
    assert merchant.runs.filter(flow="product/look").count() == 1
    client.post(f"/products/{product.pk}/watch", {"every": "as-above"})
    assert not WatchedProduct.objects.exists()
    assert client.post(f"/products/{product.pk}/watch", {"look": "yes"}).status_code == 404
    assert client.post(f"/products/{product.pk}/watch", {"every": "7"}).status_code == 302
    assert not WatchSchedule.objects.exists()


def alert(product, **fields) -> WatchAlert:
    given = {"kind": "price", "at": timezone.now(), "old": "2.00", "new": "1.00", "currency": "SAR", "percent": -50}
    return WatchAlert.objects.create(merchant=product.merchant, product=product, mail="never", **(given | fields))


def test_alerts_are_listed_filtered_paged_and_seen(client, merchant, product_of, monkeypatch):
    monkeypatch.setattr("products.watch.views.PAGE_SIZE", 2)
    product = product_of(merchant)
    alert(product, kind="gone")
    for n in range(3):
        alert(product, new=f"{n}.00")

    first = text_of(client.get("/alerts"))
    assert "SAR\u00a02.00 → SAR\u00a02.00" in first
    assert "does not have this product" not in first
    before = WatchAlert.objects.order_by("-pk")[1].pk
    assert f"before={before.hex}" in first
    assert "does not have this product" in text_of(client.get(f"/alerts?before={before.hex}"))
    assert "does not have this product" in text_of(client.get("/alerts?kind=gone"))
    assert "No alerts of this kind" in text_of(client.get("/alerts?kind=variant_lost"))
    assert client.get("/alerts?kind=nonsense&before=nonsense").status_code == 200
    client.post("/alerts/seen")
    assert not WatchAlert.objects.filter(is_seen=False).exists()
    assert "I have seen them" not in text_of(client.get("/alerts"))


def test_a_deleted_product_leaves_the_list(client, merchant, product_of):
    alert(product_of(merchant, deleted_at=timezone.now()))

    assert "Copper pot" not in text_of(client.get("/alerts"))


def test_strangers_see_and_change_nothing(stranger, merchant, product_of):
    product = product_of(merchant)
    schedules.choose(merchant, every=Every.DAY, product=product)
    rule = WatchRule.objects.create(merchant=merchant, kind="gone")
    alert(product)

    assert "shop.test" not in text_of(stranger.get(PAGE))
    assert "Copper pot" not in text_of(stranger.get("/alerts"))
    assert stranger.get(f"{PAGE}?shop=shop.test").status_code == 404
    assert stranger.get(f"{PAGE}?rule={rule.pk}").status_code == 404
    assert stranger.get(f"{PAGE}?rule={'9' * 40}").status_code == 404
    assert stranger.post(f"{PAGE}/schedule", {"every": "3600", "domain": "shop.test"}).status_code == 404
    assert stranger.post(f"{PAGE}/rule", GOOD | {"rule": rule.pk}).status_code == 404
    assert stranger.post(f"{PAGE}/rule/{rule.pk}/delete").status_code == 404
    assert stranger.post(f"/products/{product.pk}/watch", {"every": "0"}).status_code == 404
    assert stranger.post(reverse("products:release-hold", args=[product.pk])).status_code == 404
    stranger.post("/alerts/seen")
    assert WatchAlert.objects.filter(is_seen=False).count() == 1
    assert WatchSchedule.objects.get().every == Every.DAY
    assert stranger.post(f"/products/{uuid4()}/watch", {}).status_code == 404


def test_viewers_look_and_change_nothing(client_of, make_user, merchant, product_of):
    product = product_of(merchant)
    viewer = client_of(make_user("viewer@example.com", merchant, "viewer"))

    assert viewer.get(PAGE).status_code == viewer.get("/alerts").status_code == 200
    for path in (f"{PAGE}/schedule", f"{PAGE}/rule", f"{PAGE}/preferences", "/alerts/seen"):
        assert viewer.post(path, GOOD).status_code == 403
    assert viewer.post(f"/products/{product.pk}/watch", {"every": "0"}).status_code == 403


def test_a_shop_is_named_in_its_own_letters(client, merchant, product_of):
    product = product_of(merchant, link="https://xn--pgbep1f.example/lamp", domain="xn--pgbep1f.example")

    for page in ("/settings/watch", "/products/", product.get_absolute_url()):
        assert "متجر.example" in text_of(client.get(page)), page
