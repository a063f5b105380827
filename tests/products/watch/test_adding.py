"""Small steps of a price: each is below a rule's limit, and together they are not."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from jobs.models import Event
from products.templatetags.watch import happened
from products.watch import history, rules
from products.watch.forms import RuleForm
from products.watch.models import WatchAlert, WatchKind
from products.watch.observing import Happening, observe, percent_of
from tests.products.watch.conftest import page, path_of

MOMENT = datetime(2026, 11, 28, 12, tzinfo=UTC)


def test_small_steps_add_up_from_the_price_that_was_told_of_last(shop, watched, look, rule):
    rule(percent=3)
    rule(percent=50)
    product = watched(price="100.00")
    for price in ("101.00", "102.00", "103.00", "104.00", "105.00"):
        shop.page(path_of(product), page(price=price))
        look(product)

    alert = WatchAlert.objects.get()
    assert (alert.old, alert.new, alert.percent) == ("100.00", "103.00", Decimal("3.00"))
    assert alert.since < alert.at
    assert "in small steps since" in happened(alert)
    assert Event.objects.get(name="product/watch.alerted").data["since"]

    shop.page(path_of(product), page(price="106.20"))  # 3.1 % above what was told
    look(product)
    assert WatchAlert.objects.first().old == "103.00"


def test_many_rules_and_steps_cost_one_look_at_what_was_told(merchant, product_of, rule, django_assert_num_queries):
    product = product_of(merchant, snapshot={"price": "100"})
    for _ in range(10):
        rule(percent=50)
    step = Happening(WatchKind.PRICE, "100.00", "101.00", "SAR", Decimal(1))
    rules.raise_alerts(product, [step], run_id=None, now=MOMENT, act=lambda product, action: "")

    with django_assert_num_queries(2):
        step = Happening(WatchKind.PRICE, "101.00", "102.00", "SAR", Decimal("0.99"))
        rules.raise_alerts(product, [step], run_id=None, now=MOMENT, act=lambda product, action: "")


@pytest.mark.parametrize(
    ("direction", "prices", "told"),
    [
        ("any", "100 104 100 96 92", []),  # back at the start, the counting starts anew
        ("any", "100 104 108 112", [("100.00", "112.00")]),
        ("any", "100 95 105", [("95.00", "105.00")]),  # one step that is large enough needs no sum
        ("up", "100 92 84 88 92 96", [("84.00", "96.00")]),  # from the lowest
        ("down", "100 104 112 108 104 100", [("112.00", "100.00")]),
        ("up", "100 96 92 88 84", []),
        ("down", "100 95 90 90 85 80", [("100.00", "90.00"), ("90.00", "80.00")]),
    ],
)
def test_steps_add_up_in_the_direction_that_a_rule_is_about(merchant, product_of, rule, direction, prices, told):
    asked = rule(percent=10, direction=direction)
    product, at = product_of(merchant), timezone.now() - timedelta(days=9)
    for n, price in enumerate(prices.split()):
        found = observe(product, {"price": price, "currency": "SAR"}, pending=None, now=at + timedelta(hours=n))
        rules.raise_alerts(product, found.happenings, run_id=None, now=at, act=lambda product, action: "")

    assert list(WatchAlert.objects.order_by("pk").values_list("old", "new")) == told
    foreseen = history.preview(merchant, asked).told
    assert [(one.happening.old, one.happening.new) for one in reversed(foreseen)] == told


def test_a_rule_that_was_changed_counts_from_where_the_price_is(merchant, product_of, rule, other_merchant):
    asked, product = rule(percent=10), product_of(merchant)

    def step(old: str, new: str, currency: str = "SAR") -> int:
        change = percent_of(Decimal(old), Decimal(new))
        happening = Happening(WatchKind.PRICE, old, new, currency, change)
        rules.raise_alerts(product, [happening], run_id=None, now=MOMENT, act=lambda product, action: "")
        return WatchAlert.objects.count()

    assert step("100", "108") == 0
    form = RuleForm(
        {"kind": "price", "direction": "any", "percent": "9", "mail": "now"},
        instance=asked,
        merchant=merchant,
        domains=[],
    )
    assert form.is_valid(), form.errors
    form.save()
    assert step("108", "112") == 0
    assert step("112", "119") == 1  # 10.2 % since
    assert step("200", "190", "USD") == step("190", "181", "SAR") == 1  # steps in two currencies are not one sum
