"""When products are looked at: the most specific choice, spread over time, found by an index, fair to everybody."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobs import schedules as rounds
from jobs.api import outside
from jobs.ids import uuid7
from jobs.models import Run
from products.models import Product
from products.watch import due, schedules, timing
from products.watch.models import Every, WatchedProduct, WatchSchedule
from products.watch.payloads import ArrangeRequested

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def test_looks_are_spread_over_the_interval():
    hours = Counter(timing.first(uuid7(), Every.DAY, NOW).hour for _ in range(2400))

    assert len(hours) == 24
    assert max(hours.values()) < 150  # 100 on average


@pytest.mark.parametrize("late_s", [0, 30, 4000])
def test_a_punctual_look_comes_again_one_interval_later_and_a_late_one_at_its_own_place(late_s):
    product_id = uuid4()
    at = timing.first(product_id, Every.DAY, NOW)

    again = timing.after_look(product_id, Every.DAY, at + timedelta(seconds=late_s))

    assert abs((again - at).total_seconds() - Every.DAY) < 0.001


def test_after_an_outage_the_looks_are_spread_again():
    moments = [timing.after_look(uuid7(), Every.DAY, NOW) for _ in range(2400)]

    assert all(0.75 <= (at - NOW).total_seconds() / Every.DAY <= 1.75 for at in moments)
    assert max(Counter(at.hour for at in moments).values()) < 150


def test_failures_make_looks_rarer_down_to_one_a_week():
    product_id = UUID(int=5)
    waits = [(timing.after_failure(product_id, Every.HOUR, n, NOW) - NOW).total_seconds() for n in (0, 3, 200)]

    assert waits[0] <= 1.75 * Every.HOUR
    assert 0.75 * 8 * Every.HOUR <= waits[1] <= 1.75 * 8 * Every.HOUR
    assert waits[2] <= 1.75 * Every.WEEK


@pytest.fixture
def arranged(work_all):
    """Apply the schedules as a worker does."""
    return work_all


def every_of(product: Product) -> int | None:
    row = WatchedProduct.objects.filter(pk=product.pk).first()
    return row.every if row else None


def test_the_most_specific_choice_holds(merchant, product_of, arranged):
    one, other, elsewhere = product_of(merchant), product_of(merchant), product_of(merchant, domain="b.test")
    schedules.choose(merchant, every=Every.DAY)
    schedules.choose(merchant, every=Every.HOUR, domain="shop.test")
    schedules.choose(merchant, every=Every.NEVER, product=other)
    arranged()
    assert [every_of(p) for p in (one, other, elsewhere)] == [Every.HOUR, None, Every.DAY]

    schedules.choose(merchant, every=None, domain="shop.test")
    schedules.choose(merchant, every=None, product=other)
    arranged()
    assert [every_of(p) for p in (one, other, elsewhere)] == [Every.DAY, Every.DAY, Every.DAY]


def test_the_slowest_is_never_quicker_than_the_quickest(merchant):
    schedules.choose(merchant, every=Every.DAY, slowest=Every.HOUR)

    row = WatchSchedule.objects.get()
    assert (row.every, row.slowest) == (Every.DAY, Every.DAY)


def test_nothing_of_others_is_watched_and_only_what_is_ready(merchant, other_merchant, product_of, arranged):
    mine, failed = product_of(merchant), product_of(merchant, status="FAILED")
    product_of(other_merchant)
    schedules.choose(merchant, every=Every.DAY)
    arranged()

    assert list(WatchedProduct.objects.values_list("product", flat=True)) == [mine.pk]
    assert not failed.is_ready


def many(merchant, count: int, next_at: datetime, domain: str = "shop.test") -> list[Product]:
    links = [f"https://{domain}/{uuid4()}" for _ in range(count)]
    made = Product.objects.bulk_create(
        Product(merchant=merchant, link=link, link_key=link, domain=domain, status="IMPORTED") for link in links
    )
    WatchedProduct.objects.bulk_create(
        WatchedProduct(
            product=product, merchant=merchant, domain=domain, every=Every.DAY, slowest=Every.DAY,
            interval_s=Every.DAY, next_at=next_at,
        )
        for product in made
    )  # fmt: skip
    return made


def test_many_products_are_arranged_some_at_a_time(merchant, arranged, monkeypatch):
    monkeypatch.setattr(schedules, "AT_ONCE", 100)
    made = many(merchant, 250, NOW)
    WatchedProduct.objects.all().delete()
    schedules.choose(merchant, every=Every.DAY)

    with CaptureQueriesContext(connection) as queries:
        arranged()

    assert WatchedProduct.objects.count() == len(made)
    assert len(queries) < 120
    assert Run.objects.get(flow="watch/arrange").result == {"batches": 3}


def test_what_is_due_goes_to_the_bulk_queue_in_batches_and_once(merchant, other_merchant, monkeypatch):
    monkeypatch.setattr(due, "AT_ONCE", 40)
    many(merchant, 90, NOW)
    many(other_merchant, 10, NOW)
    many(merchant, 20, timezone.now() + timedelta(hours=1))

    with CaptureQueriesContext(connection) as queries:
        assert due.send_due() == 100

    assert due.send_due() == 0
    assert set(Run.objects.values_list("queue", "flow")) == {("bulk", "product/look")}
    assert Run.objects.count() == 100
    assert len(queries) < 100
    assert WatchedProduct.objects.filter(next_at__lte=timezone.now()).count() == 0


def test_a_look_that_is_still_open_is_not_doubled(merchant):
    many(merchant, 1, NOW)
    due.send_due()
    WatchedProduct.objects.update(next_at=NOW)

    due.send_due()

    assert Run.objects.count() == 1


def test_a_full_queue_gets_no_more(merchant, settings):
    settings.WATCH_QUEUE_MOST = 3
    many(merchant, 3, NOW)
    assert due.send_due() == 3
    many(merchant, 2, NOW)

    assert due.send_due() == 0
    assert due.due(timezone.now()).count() == 2


def test_the_look_for_due_products_goes_along_its_index(merchant):
    many(merchant, 3, NOW)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")

    plan = due.due(timezone.now())[:500].explain()

    assert "watch_due" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


def test_the_round_comes_round(merchant):
    many(merchant, 2, NOW)

    assert rounds.run("watch")

    assert Run.objects.filter(flow="product/look").count() == 2
    assert {one.name for one in rounds.all()} >= {"watch", "watch digest"}


def test_an_arrangement_cannot_be_asked_for_from_outside():
    assert outside.door_for(ArrangeRequested.event) is None
    assert outside.door_for("watch/look.requested") is None
