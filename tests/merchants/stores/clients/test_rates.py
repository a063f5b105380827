"""A store's rate limit, obeyed by all workers together."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from merchants.models import StoreRate
from merchants.stores.clients import rates
from merchants.stores.clients.errors import StoreBusy
from merchants.stores.clients.rates import Limit, Told, learn, take
from tests.merchants.stores.clients.conftest import salla_client_of
from tests.support.stores.common import Bucket

SMALL = Limit(most=3, per_s=0.1)


def use_up(limit: Limit = SMALL, key: str = "shop") -> None:
    for _ in range(int(limit.most)):
        take(key, limit)


def test_when_all_is_used_nobody_calls_and_everybody_hears_when(db):
    with time_machine.travel(timezone.now(), tick=False):
        use_up()
        with pytest.raises(StoreBusy) as caught:
            take("shop", SMALL)

    assert caught.value.retry_after_s == pytest.approx(10)
    assert (caught.value.retryable, caught.value.uses_attempt) == (True, False)
    take("another shop", SMALL)


def test_it_flows_back(db):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        use_up()
        clock.shift(20)
        take("shop", SMALL)
        take("shop", SMALL)
        with pytest.raises(StoreBusy):
            take("shop", SMALL)


def test_a_short_wait_is_made_in_the_worker(db, monkeypatch):
    pauses: list[float] = []
    monkeypatch.setattr(rates, "sleep", pauses.append)
    quick = Limit(most=1, per_s=2)

    with time_machine.travel(timezone.now(), tick=False):
        use_up(quick)
        take("shop", quick)

    assert pauses == [pytest.approx(0.5)]


def test_what_the_store_tells_counts(db):
    learn("shop", SMALL, Told(most=100, left=40))
    rate = StoreRate.objects.get(key="shop")
    assert (rate.most, round(rate.left)) == (100, 40)

    learn("shop", SMALL, Told(most=100, left=60))  # an answer to an earlier call, come late
    rate.refresh_from_db()
    assert round(rate.left) == 40


def test_full_again_when_the_store_says_so(db):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        use_up()
        learn("shop", SMALL, Told(left=0, full_at=timezone.now() + timedelta(seconds=5)))
        clock.shift(6)
        use_up()


def test_sent_away_for_ten_minutes_means_ten_minutes_for_all(db):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        learn("shop", SMALL, Told(closed_for_s=600))
        with pytest.raises(StoreBusy) as caught:
            take("shop", SMALL)
        assert caught.value.retry_after_s == pytest.approx(600)

        clock.shift(595)
        with pytest.raises(StoreBusy):
            take("shop", SMALL)

        clock.shift(20)  # it starts from empty
        take("shop", SMALL)


def test_a_429_closes_the_store_for_every_worker(salla, salla_client):
    salla.order("busy", "GET", "/store/info", retry_after_s=600)
    with pytest.raises(StoreBusy) as first:
        salla_client.check()

    with pytest.raises(StoreBusy) as second:
        salla_client_of(salla).check()

    assert first.value.retry_after_s == 600
    assert 590 < second.value.retry_after_s <= 600
    assert len(salla.calls) == 1


def test_a_429_that_says_nothing_closes_for_a_moment(salla, salla_client):
    salla.bucket = Bucket(most=0, per_s=1)
    salla.too_many = lambda headers: type(salla).too_many(salla, {"Retry-After": "nonsense"})

    with pytest.raises(StoreBusy) as caught:
        salla_client.check()

    assert caught.value.retry_after_s == 5


def test_the_headers_raise_and_lower_the_limit(salla, salla_client):
    salla.bucket = Bucket(most=360, per_s=1)

    salla_client.check()

    rate = StoreRate.objects.get()
    assert (rate.key, rate.most, 358 <= rate.left <= 360) == ("salla:1305146709", 360, True)


@pytest.mark.django_db(transaction=True)
def test_twenty_workers_are_never_sent_away(salla):
    """The store's bucket is smaller than what its client supposes; twenty threads ask forty times."""
    salla.bucket = Bucket(most=30, per_s=50)
    client = salla_client_of(salla)
    client.check()
    StoreRate.objects.update(per_s=40)

    def work(_number: int) -> str:
        try:
            client.check()
        except StoreBusy:
            return "waits"
        else:
            return "done"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        said = list(pool.map(work, range(40)))

    assert salla.bucket.refused == 0
    assert said.count("done") == len(salla.calls) - 1 >= 30
