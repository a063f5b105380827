"""What rules make of what happens: one alert, e-mail, webhooks, and nothing for noise."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from jobs import engine
from jobs import service as jobs
from jobs.models import Event, Run
from merchants import people
from products.imports import service
from products.watch import history, mailing, rules
from products.watch.models import PricePoint, WatchAlert, WatchKind, WatchPreferences, WatchRule
from products.watch.observing import Happening, observe, percent_of
from products.watch.payloads import MailRequested
from tests.products.watch.conftest import page, path_of

MOMENT = datetime(2026, 11, 28, 12, tzinfo=UTC)


def test_a_price_that_falls_far_enough_is_told_of_once(shop, watched, look, rule, user):
    rule(percent=10, mail="now")
    rule(direction="down", amount=5, mail="never")
    product = watched()
    shop.page(path_of(product), page(price="100.00"))

    look(product)

    alert = WatchAlert.objects.get()
    assert (alert.old, alert.new, alert.percent, alert.currency) == ("129.50", "100.00", Decimal("-22.78"), "SAR")
    (message,) = mail.outbox
    assert message.to == [user.email]
    assert "Copper pot" in message.body
    assert "SAR\u00a0129.50 → SAR\u00a0100.00" in message.body
    told = Event.objects.get(name="product/watch.alerted").data
    assert (told["kind"], told["old"], told["new"]) == ("price", "129.50", "100.00")
    look(product)
    assert WatchAlert.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "old", "new", "meets"),
    [
        ({}, "100", "101", True),
        ({"percent": 10}, "100", "110", True),
        ({"percent": 10}, "100", "109.99", False),
        ({"percent": 10, "direction": "down"}, "100", "150", False),
        ({"percent": 10, "direction": "down"}, "100", "90", True),
        ({"percent": 10, "direction": "up"}, "100", "90", False),
        ({"amount": 5}, "1000", "1005", True),
        ({"amount": 5, "percent": 1}, "1000", "1005", False),
        ({"domain": "other.test"}, "100", "10", False),
        ({"domain": "shop.test"}, "100", "10", True),
    ],
)
def test_a_rule_is_met_when_all_it_asks_for_holds(fields, old, new, meets):
    asked = WatchRule(kind="price", **{name: Decimal(v) if isinstance(v, int) else v for name, v in fields.items()})
    change = percent_of(Decimal(old), Decimal(new))

    assert rules.meets(asked, Happening(WatchKind.PRICE, old, new, "SAR", change), "shop.test") is meets


def test_out_of_stock_and_back_need_two_looks_each_and_a_flap_tells_nobody(shop, watched, look, rule):
    rule("out_of_stock")
    rule("back_in_stock")
    product = watched()
    shop.page(path_of(product), page(state="OutOfStock"))
    assert look(product).pending == {"availability": "out_of_stock"}
    shop.page(path_of(product), page())
    look(product)
    assert not WatchAlert.objects.exists()

    shop.page(path_of(product), page(state="OutOfStock"))
    look(product)
    look(product)
    shop.page(path_of(product), page())
    look(product)
    look(product)

    assert list(WatchAlert.objects.order_by("pk").values_list("kind", flat=True)) == ["out_of_stock", "back_in_stock"]


def test_a_product_that_is_gone_is_told_of_and_so_is_its_return(shop, watched, look, rule):
    rule("gone")
    rule("back_in_stock")
    product = watched()
    shop.page(path_of(product), "<title>Gone</title>", status=410)
    look(product)
    look(product)
    shop.page(path_of(product), page())
    look(product)

    assert list(WatchAlert.objects.order_by("pk").values_list("kind", flat=True)) == ["gone", "back_in_stock"]


def test_a_lost_variant_is_told_of_with_the_second_look(shop, watched, look, rule):
    rule("variant_lost")
    product = watched(variants=[("S", "10.00"), ("M", "10.00"), ("L", "12.00")])
    shop.page(path_of(product), page(variants=[("S", "10.00"), ("M", "10.00")]))

    assert look(product).pending["lost"]
    assert not WatchAlert.objects.exists()
    look(product)

    assert "L" in WatchAlert.objects.get().variant


@pytest.mark.parametrize("pending", [None, {"lost": ["L", "L"]}])
def test_lost_variants_of_one_label_are_told_of_once(merchant, product_of, pending):
    product, run_id = product_of(merchant), uuid4()
    WatchRule.objects.create(merchant=merchant, kind="variant_lost")
    observe(product, {}, pending=pending, now=MOMENT)

    found = observe(product, {}, lost=["L", "L"], pending=pending, now=MOMENT + timedelta(hours=1))

    rules.raise_alerts(product, found.happenings, run_id=run_id, now=MOMENT, act=lambda product, action: "")
    assert WatchAlert.objects.get().variant == "L"


def test_another_currency_is_no_change_of_price(shop, watched, look, rule):
    rule(percent=1)
    product = watched()
    shop.page(path_of(product), page(price="34.53", currency="USD"))

    look(product)
    look(product)

    assert not WatchAlert.objects.exists()


@pytest.mark.parametrize("price", ["0", None])
def test_a_price_of_nothing_is_not_told_of_as_a_bargain(shop, watched, look, rule, price):
    rule(percent=1)
    product = watched()
    shop.page(path_of(product), page(price=price))
    look(product)
    look(product)

    assert not WatchAlert.objects.exists()


def test_a_challenge_page_tells_of_nothing(shop, watched, look, rule):
    for kind in WatchKind.values:
        rule(kind)
    product = watched()
    shop.page(path_of(product), "<title>Just a moment...</title>", status=403)
    look(product)
    look(product)

    assert not WatchAlert.objects.exists()


def test_a_reading_by_hand_is_held_against_the_rules_too(shop, watched, work_all, rule):
    rule(percent=10)
    product = watched()
    shop.page(path_of(product), page(price="50.00"))
    service.again(product)
    work_all()

    assert WatchAlert.objects.get().new == "50.00"


def test_others_rules_are_not_asked(shop, watched, look, other_merchant):
    WatchRule.objects.create(merchant=other_merchant, kind="price")
    product = watched()
    shop.page(path_of(product), page(price="50.00"))
    look(product)

    assert not WatchAlert.objects.exists()


def test_what_comes_soon_after_an_e_mail_goes_together(merchant, product_of, user, work_all):
    product = product_of(merchant)
    WatchPreferences.objects.create(merchant=merchant, mailed_at=timezone.now())
    for n in range(3):
        alert(product, at=timezone.now(), mail="now", new=str(n))
    run = jobs.emit(MailRequested(merchant_id=merchant.pk, mail="now"), owner=merchant).run
    engine.execute(run.pk, "worker")
    run.refresh_from_db()
    assert (run.status, mail.outbox) == ("WAITING", [])

    WatchPreferences.objects.update(mailed_at=timezone.now() - timedelta(seconds=601))
    Run.objects.filter(pk=run.pk).update(next_attempt_at=timezone.now())
    work_all()

    (message,) = mail.outbox
    assert message.subject.startswith("3 changes")


def test_what_happens_while_an_e_mail_is_sent_gets_one_of_its_own(merchant, product_of, user, work_all, monkeypatch):
    product, real = product_of(merchant), people.tell

    def tell(*args, **kwargs) -> None:
        if not mail.outbox:
            alert(product, mail="now", new="second")
            jobs.emit(MailRequested(merchant_id=merchant.pk, mail="now"), owner=merchant)
        real(*args, **kwargs)

    monkeypatch.setattr(people, "tell", tell)
    alert(product, mail="now", new="first")
    jobs.emit(MailRequested(merchant_id=merchant.pk, mail="now"), owner=merchant)
    work_all()
    WatchPreferences.objects.update(mailed_at=timezone.now() - timedelta(seconds=601))
    Run.objects.filter(ended_at=None).update(next_attempt_at=timezone.now())
    work_all()

    assert len(mail.outbox) == 2
    assert not WatchAlert.objects.filter(mailed_at=None).exists()


def test_what_is_too_much_for_one_e_mail_comes_in_the_next(merchant, product_of, user, work_all, monkeypatch):
    monkeypatch.setattr(mailing, "AT_ONCE", 2)
    product = product_of(merchant)
    for _ in range(3):
        alert(product)
    mailing.send_digests(MOMENT)
    while Run.objects.filter(ended_at=None).exists():
        work_all()

    assert [message.subject[0] for message in mail.outbox] == ["2", "1"]


def test_what_a_failed_e_mail_left_is_asked_for_by_the_next_round(merchant, product_of, user, work_all):
    alert(product_of(merchant), mail="now", at=MOMENT)
    alert(product_of(merchant), mail="never", at=MOMENT)

    assert mailing.send_waiting(MOMENT + timedelta(minutes=5)) == 0  # its run may still wait for the gap
    assert mailing.send_waiting(MOMENT + timedelta(minutes=21)) == 1
    work_all()
    assert mailing.send_waiting(MOMENT + timedelta(minutes=36)) == 0
    assert len(mail.outbox) == 1


def test_the_daily_e_mail_comes_to_those_who_never_chose_an_hour(merchant, product_of):
    alert(product_of(merchant))

    assert mailing.send_digests(MOMENT) == 1


def alert(product, **fields) -> WatchAlert:
    given = {"kind": "price", "at": timezone.now(), "old": "2.00", "new": "1.00", "currency": "SAR", "percent": -50}
    return WatchAlert.objects.create(
        merchant=product.merchant, product=product, **({"mail": "digest"} | given | fields)
    )


def test_the_daily_e_mail_comes_once_at_its_hour_in_the_readers_language(
    merchant, product_of, user, make_user, work_all
):
    user.language = "ar"
    user.save()
    make_user("viewer@example.com", merchant, "viewer")
    WatchPreferences.objects.create(merchant=merchant, digest_hour=9)
    alert(product_of(merchant))

    assert mailing.send_digests(MOMENT.replace(hour=8)) == 0
    assert mailing.send_digests(MOMENT.replace(hour=9)) == 1
    assert mailing.send_digests(MOMENT.replace(hour=10)) == 0
    work_all()

    (message,) = mail.outbox
    assert message.to == [user.email]
    assert "Copper pot" in message.body
    assert "السعر" in message.body
    assert mailing.send_digests(MOMENT + timedelta(days=1)) == 0  # nothing is left to tell


def test_the_hour_and_the_day_of_the_e_mail_are_those_of_the_shops_clock(merchant, other_merchant, product_of):
    merchant.time_zone = "Asia/Riyadh"
    merchant.save()
    WatchPreferences.objects.create(merchant=merchant, digest_hour=1)
    WatchPreferences.objects.create(merchant=other_merchant, digest_hour=23)
    alert(product_of(merchant))
    alert(product_of(other_merchant))
    night = MOMENT.replace(hour=22)  # 1 o'clock of the next day there

    assert mailing.send_digests(night - timedelta(hours=1)) == 0
    assert mailing.send_digests(night) == 1
    assert WatchPreferences.objects.get(merchant=merchant).digested_on == night.date() + timedelta(days=1)
    assert mailing.send_digests(night + timedelta(hours=1)) == 1  # the other shop's
    assert mailing.send_digests(night + timedelta(hours=23)) == 0
    assert mailing.send_digests(night + timedelta(days=1)) == 1


@pytest.mark.parametrize("address", ["https://wared.test", ""])
def test_the_e_mail_leads_to_the_product_and_to_what_is_told(merchant, product_of, user, work_all, settings, address):
    settings.PUBLIC_URL = address
    product = product_of(merchant)
    alert(product)
    WatchPreferences.objects.create(merchant=merchant, digest_hour=0)
    mailing.send_digests(timezone.now())
    work_all()

    links = [re.sub(r"/settings/in/[^/]+/\w+", "", word) for word in mail.outbox[0].body.split() if "://" in word]
    paths = [f"/products/{product.pk}#history", "/alerts", "/settings/watch"]
    assert links == ([f"{address}{path}" for path in paths] if address else [])
    assert ("Settings, Watching" in mail.outbox[0].body) == (not address)


def test_a_long_day_names_the_first_and_counts_the_rest(merchant, product_of, user, work_all):
    product = product_of(merchant)
    WatchAlert.objects.bulk_create(
        WatchAlert(merchant=merchant, product=product, kind="gone", at=MOMENT, mail="digest") for _ in range(60)
    )
    WatchPreferences.objects.create(merchant=merchant, digest_hour=0)
    mailing.send_digests(timezone.now())
    work_all()

    (message,) = mail.outbox
    assert message.body.count("Copper pot") == 50
    assert "And 10 more" in message.body


def test_a_preview_tells_of_what_the_history_holds(merchant, other_merchant, product_of):
    product = product_of(merchant)
    now = timezone.now()
    for days, price, state in (
        (45, 100, "in_stock"),
        (20, 80, "in_stock"),
        (10, 79, "out_of_stock"),
        (2, 99, "in_stock"),
    ):
        PricePoint.objects.create(
            merchant=merchant, product=product, at=now - timedelta(days=days), price=price, currency="SAR",
            availability=state,
        )  # fmt: skip

    def told(**fields) -> list[str | None]:
        found = history.preview(merchant, WatchRule(merchant=merchant, **fields))
        return [one.happening.new for one in found.told]

    assert told(kind="price", percent=Decimal(10)) == ["99.00", "80.00"]
    assert told(kind="price", percent=Decimal(10), direction="down") == ["80.00"]
    assert told(kind="out_of_stock") == ["out_of_stock"]
    assert told(kind="gone") == told(kind="variant_lost") == []
    assert history.preview(other_merchant, WatchRule(kind="price")).count == 0


def test_a_preview_looks_at_so_many_points_only(merchant, product_of, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(history, "PREVIEWED", 3)
    product, now = product_of(merchant), timezone.now()
    for hours in range(1, 7):
        at = now - timedelta(hours=hours)
        PricePoint.objects.create(merchant=merchant, product=product, at=at, price=hours, currency="SAR")

    with django_assert_num_queries(3):  # the points, those before them, and the products that are named
        found = history.preview(merchant, WatchRule(merchant=merchant, kind="price"))
        assert [(str(one.product), one.happening.new) for one in found.told] == [
            (product.name, "1.00"),
            (product.name, "2.00"),
            (product.name, "3.00"),
        ]


@pytest.mark.parametrize(("old", "new"), [("0.01", "999999999999"), ("999999999999", "0.01")])
def test_absurd_prices_break_nothing(merchant, product_of, old, new):
    product = product_of(merchant, snapshot={"price": old})
    observe(product, product.facts.snapshot, pending=None, now=MOMENT)
    found = observe(product, product.facts.snapshot | {"price": new}, pending=None, now=MOMENT + timedelta(hours=1))

    WatchRule.objects.create(merchant=merchant, kind="price")
    rules.raise_alerts(product, found.happenings, run_id=None, now=MOMENT, act=lambda product, action: "")
    assert WatchAlert.objects.count() == 1
