"""A shop that fails rests, longer each time; one probe; the others go on."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from jobs.models import Pace, Run
from products.imports import service as imports
from products.watch import breaker, due, looking, robots
from products.watch.models import Every, RobotsText, ShopHealth, WatchedProduct
from products.watch.payloads import LookRequested
from tests.products.watch.conftest import page, path_of


@pytest.fixture
def blocked(settings, shop, watched, look):
    """A shop that has blocked us until it was put to rest, with two products."""
    settings.WATCH_FAILURES = 3
    products = [watched() for _ in range(3)]
    for product in products:
        shop.page(path_of(product), "<title>Access denied</title>", status=403)
    for product in products:
        look(product)
    return products


def test_after_failures_the_shop_rests_and_is_not_asked(blocked, shop, work_all):
    health = ShopHealth.objects.get()
    assert (health.failures, health.rests, health.error_code) == (3, 1, "blocked_by_shop")
    asked = len(shop.asked)
    WatchedProduct.objects.update(next_at=timezone.now())

    assert due.send_due() == 0

    work_all()
    assert len(shop.asked) == asked
    assert set(WatchedProduct.objects.values_list("outcome", flat=True)) == {"rested"}
    assert WatchedProduct.objects.filter(next_at__lt=health.rests_until).count() == 0


def test_one_probe_goes_out_after_the_rest_and_a_failure_makes_the_next_longer(blocked, shop, work_all):
    ShopHealth.objects.update(rests_until=timezone.now())
    WatchedProduct.objects.update(next_at=timezone.now())
    asked = len(shop.asked)

    assert due.send_due() == 1

    work_all()
    health = ShopHealth.objects.get()
    assert len(shop.asked) == asked + 1
    assert health.rests == 2
    assert (health.rests_until - timezone.now()).total_seconds() > 1700
    assert health.probe is None


def test_a_probe_that_succeeds_opens_the_shop(blocked, shop, look):
    ShopHealth.objects.update(rests_until=timezone.now())
    shop.page(path_of(blocked[0]), page())

    look(blocked[0])

    health = ShopHealth.objects.get()
    assert (health.failures, health.rests, health.rests_until, health.error_code) == (0, 0, None, "")


def test_looks_that_were_queued_before_the_rest_began_do_not_ask_either(blocked, shop, work_all):
    ShopHealth.objects.update(rests_until=None)
    WatchedProduct.objects.update(next_at=timezone.now())
    due.send_due()
    ShopHealth.objects.update(rests_until=timezone.now() + timedelta(hours=1))
    asked = len(shop.asked)

    work_all()

    assert len(shop.asked) == asked
    assert Run.objects.filter(flow="product/look", status="SUCCEEDED", result__outcome="rested").count() == 3


def test_a_page_that_is_gone_says_nothing_of_its_shop(shop, watched, look, settings):
    settings.WATCH_FAILURES = 1
    product = watched()
    shop.page(path_of(product), "<title>Not found</title>", status=404)

    look(product)

    assert not ShopHealth.objects.filter(rests_until__isnull=False).exists()


def test_one_bad_shop_does_not_stop_the_rest(blocked, watched, product_of, merchant, shop, look):
    other = watched()
    WatchedProduct.objects.filter(pk=other.pk).update(domain="good.test")

    assert look(other).outcome == "unchanged"


@pytest.mark.django_db
def test_of_many_that_ask_one_gets_the_probe():
    shop = ShopHealth.objects.create(pk="a.test", rests_until=timezone.now(), rests=1)
    now = timezone.now()

    got = [breaker.may_probe(shop, uuid, now) for uuid in (shop_id(1), shop_id(2), shop_id(1))]

    assert got == [True, False, True]
    assert breaker.may_probe(shop, shop_id(2), now + timedelta(seconds=breaker.PROBE_S + 1))


def shop_id(n: int) -> UUID:
    return UUID(int=n)


@pytest.mark.parametrize(("asked", "kept"), [(None, 1.0), (0.2, 1.0), (7.0, 7.0), (90_000.0, 30.0)])
def test_the_pace_is_as_slow_as_the_site_asks_up_to_a_cap(db, asked, kept):
    robots.set_pace("look:a.test", asked)

    pace = Pace.objects.get(key="look:a.test")
    assert (pace.at_once, pace.interval_s) == (1, kept)
    assert pace.next_at > timezone.now()


def test_looks_never_share_a_pace_with_people(watched):
    product = watched(every=Every.DAY)
    asked = LookRequested(product_id=product.pk, source_url="https://www.shop.test/a", merchant_id=product.merchant_id)

    assert looking.pace_of(asked) == "look:shop.test"


def test_an_unreachable_site_is_not_read_since_nobody_knows_what_it_allows(shop, watched, look):
    product = watched()
    shop.page("/robots.txt", "", status=503)

    row = look(product)

    assert row.error_code == "shop_unreachable"
    assert not RobotsText.objects.exists()
    assert shop.paths().count(path_of(product)) == 1


def test_a_robots_txt_without_end_is_cut(shop, watched, look):
    product = watched()
    shop.page("/robots.txt", "# " + "x" * 2_000_000, Content_Type="text/plain")

    assert look(product).outcome == "unchanged"
    assert len(RobotsText.objects.get().text) <= 512_000


def test_bulk_work_obeys_robots_txt_and_a_persons_single_link_does_not(shop, merchant, product_of, work_all):
    shop.page("/robots.txt", "User-agent: *\nDisallow: /secret\n", Content_Type="text/plain")
    links = [shop.page(f"/{place}/{n}", page()) for n, place in enumerate(("secret", "open", "secret"))]
    made = [product_of(merchant, link=link, link_key=link, status="IMPORTING") for link in links]
    imports.again_many(made[:2], merchant=merchant, queue="bulk")
    imports.again(made[2])
    work_all()

    for product in made:
        product.refresh_from_db()
    assert [product.error_code for product in made] == ["forbidden_by_robots", "", ""]
    assert "/secret/0" not in shop.paths()
    assert shop.paths().count("/robots.txt") == 1
