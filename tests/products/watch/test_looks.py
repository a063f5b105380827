"""One look after another at a real shop: what costs nothing, what is found, what goes wrong there."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.models import Run
from products import trash, watch_flows
from products.imports import service
from products.models import FactChange, Facts, ScrapeAttempt, StoredPage
from products.watch import due, schedules
from products.watch.models import Every, PricePoint, ShopHealth, WatchAlert, WatchedProduct, WatchRule
from tests.products.watch.conftest import page, path_of


def etag_page(shop, path: str, body: str, tag: str):
    """A page that answers 304 to whoever has it already."""

    def answer(to):
        if to.headers.get("If-None-Match") == tag:
            to.head(304, ETag=tag)
        else:
            to.write(body.encode(), ETag=tag)

    shop.route(path, answer)


def test_a_page_that_the_shop_calls_unmodified_is_not_read(shop, watched, look, reads):
    etag_page(shop, "/pot", page(), '"one"')
    product = watched("/pot")
    look(product)  # the first look learns the shop's mark of the page
    reads.clear()
    before = StoredPage.objects.count(), ScrapeAttempt.objects.count()

    row = look(product)

    assert shop.asked[-1].headers["if-none-match"] == '"one"'
    assert (row.outcome, row.error_code) == ("unchanged", "")
    assert reads == []
    assert (StoredPage.objects.count(), ScrapeAttempt.objects.count()) == before
    assert Facts.objects.get(product=product).read_at == row.known_read_at >= product.read_at
    assert Run.objects.latest("pk").result["changes_total"] == 0


def test_a_page_that_differs_in_tokens_only_is_not_read(shop, watched, look, reads):
    counter = iter(range(1000))

    def answer(to):
        token = f'<meta name="csrf-token" content="{next(counter)}"><script nonce="{next(counter):020}"></script>'
        to.write(page().replace("</head>", f"{token}</head>").encode())

    shop.route("/pot", answer)
    product = watched("/pot")
    look(product)
    reads.clear()

    assert look(product).outcome == "unchanged"
    assert reads == []


def test_a_new_price_is_read_kept_and_looked_at_more_often(shop, watched, look):
    product = watched(every=Every.HOUR, slowest=Every.DAY)
    assert look(product).interval_s == 2 * Every.HOUR
    assert look(product).interval_s == 4 * Every.HOUR
    shop.page(path_of(product), page(price="99.00"))

    row = look(product)

    product.refresh_from_db()
    assert (product.price, row.outcome, row.interval_s) == (99, "changed", Every.HOUR)
    assert [str(point.price) for point in product.price_points.all()] == ["129.5000", "99.0000"]
    assert FactChange.objects.get().new == "99.00"


def test_a_quiet_product_is_looked_at_less_within_its_bounds(watched, look):
    product = watched(every=Every.DAY, slowest=Every.WEEK)

    assert [look(product).interval_s // Every.DAY for _ in range(4)] == [2, 4, 7, 7]


def test_a_page_changed_by_hand_meanwhile_is_not_taken_for_the_old_one(shop, watched, look, work_all):
    etag_page(shop, "/pot", page(), '"one"')
    product = watched("/pot")
    look(product)
    etag_page(shop, "/pot", page(price="50.00"), '"two"')
    service.again(product)
    work_all()
    etag_page(shop, "/pot", page(), '"one"')

    look(product)

    product.refresh_from_db()
    assert str(product.price) == "129.5000"


def test_the_platforms_own_data_is_part_of_what_may_change(shop, watched, look, reads):
    mark = "<script src='//cdn.shopify.com/s/a.js'></script></body>"
    body = page(price=None).replace("</body>", mark)
    variant = {"id": 1, "title": "Default Title", "price": 10000, "available": True, "sku": "POT-1"}
    data = {"id": 1, "title": "Copper pot", "variants": [variant], "images": ["//a.test/p.jpg"]}

    def sold_for(price: int) -> None:
        answer = json.dumps(data | {"variants": [variant | {"price": price}]})
        shop.page("/products/pot.js", answer, Content_Type="application/json")

    sold_for(10000)
    shop.page("/products/pot", body)
    product = watched("/products/pot")
    look(product)
    reads.clear()
    assert look(product).outcome == "unchanged"
    assert reads == []

    sold_for(8000)

    assert look(product).outcome == "changed"
    product.refresh_from_db()
    assert product.price == 80


@pytest.mark.parametrize("price", ["0", "0.00", None])
def test_a_price_that_is_nothing_is_not_a_price(shop, watched, look, price):
    product = watched()
    shop.page(path_of(product), page(price=price))

    row = look(product)

    assert row.pending == {"price_missing": True}
    assert PricePoint.objects.count() == 1
    look(product)
    assert PricePoint.objects.latest("pk").price is None


def test_another_currency_needs_a_second_look_and_a_flap_leaves_nothing(shop, watched, look):
    product = watched()
    shop.page(path_of(product), page(price="35.00", currency="USD"))
    row = look(product)
    assert row.pending == {"currency": "USD"}
    assert (row.next_at - row.looked_at).total_seconds() <= 900

    shop.page(path_of(product), page())
    assert look(product).pending == {}
    assert PricePoint.objects.count() == 1

    shop.page(path_of(product), page(price="35.00", currency="USD"))
    look(product)
    look(product)  # unchanged since, which confirms it
    assert [(str(p.price), p.currency) for p in PricePoint.objects.all()] == [("129.5000", "SAR"), ("35.0000", "USD")]


def test_rounding_is_no_change_of_price(shop, watched, look):
    product = watched()
    shop.page(path_of(product), page(price="129.51"))

    look(product)

    assert PricePoint.objects.count() == 1


def test_a_challenge_page_changes_nothing(shop, watched, look):
    product = watched()
    shop.page(path_of(product), "<title>Just a moment...</title>", status=403)

    row = look(product)

    product.refresh_from_db()
    assert (row.outcome, row.error_code, row.failures) == ("failed", "challenge_page", 1)
    assert (product.status, str(product.price)) == ("IMPORTED", "129.5000")
    assert PricePoint.objects.count() == 1


def test_a_busy_shop_is_left_alone_until_the_time_it_named(shop, watched, look):
    product = watched(every=Every.HOUR)
    shop.page(path_of(product), "", status=429, Retry_After="90000")

    row = look(product)

    assert row.error_code == "shop_busy"
    assert (row.next_at - row.looked_at).total_seconds() >= 89_990


def test_a_link_that_leads_to_another_product_keeps_the_facts(shop, watched, look):
    product = watched()
    shop.page("/other", page(name="Walnut tray with handles", sku="TRAY-9", price="20.00"))
    shop.redirect(path_of(product), "/other")

    row = look(product)

    product.refresh_from_db()
    assert (row.error_code, product.name, str(product.price)) == ("another_product", "Copper pot", "129.5000")


def test_a_link_whose_product_has_moved_is_followed(shop, watched, look):
    product = watched()
    shop.page("/new-address", page(price="99.00"))
    shop.redirect(path_of(product), "/new-address")

    assert look(product).outcome == "changed"
    product.refresh_from_db()
    assert product.price == 99


def test_gone_needs_two_looks_unless_the_shop_says_for_good(shop, watched, look):
    product, other = watched(), watched()
    for one in (product, other):
        shop.page(path_of(one), "<title>Not found</title>", status=404 if one is product else 410)

    assert look(product).pending == {"gone": True}
    assert not PricePoint.objects.filter(is_gone=True).exists()
    look(product)
    look(other)
    assert set(PricePoint.objects.filter(is_gone=True).values_list("product", flat=True)) == {product.pk, other.pk}

    shop.page(path_of(product), page())
    look(product)
    assert not PricePoint.objects.filter(product=product).latest("pk").is_gone


def test_robots_txt_is_obeyed_and_asked_once_a_day(shop, watched, look, settings):
    product = watched("/secret/pot")
    shop.page("/robots.txt", "User-agent: *\nDisallow: /secret\nCrawl-delay: 7\n", Content_Type="text/plain")

    row = look(product)
    look(product)

    assert (row.outcome, row.error_code) == ("forbidden", "forbidden_by_robots")
    assert shop.paths().count("/robots.txt") == 1
    assert shop.paths().count("/secret/pot") == 1  # the import itself, which a person asked for
    settings.ROBOTS_OBEYED = False
    assert look(product).outcome == "unchanged"


def test_a_deleted_product_is_not_looked_at_and_let_go_after_a_day(watched, merchant):
    product = watched()
    trash.delete([product], merchant)
    WatchedProduct.objects.update(next_at=product.created_at)

    assert due.send_due() == 0
    assert due.send_due(timezone.now() + timedelta(days=1, seconds=5)) == 0
    assert not WatchedProduct.objects.exists()


def test_a_product_that_comes_back_is_watched_again(watched, merchant, look):
    product = watched()
    deletion = trash.delete([product], merchant)
    WatchedProduct.objects.update(next_at=product.created_at)
    due.send_due()
    trash.restore(deletion.undo, merchant)

    assert look(product).outcome == "unchanged"


def test_what_is_not_to_be_watched_any_more_is_let_go(watched, merchant, work_all):
    watched()
    schedules.choose(merchant, every=Every.NEVER)
    work_all()

    assert not WatchedProduct.objects.exists()


def test_an_old_mark_does_not_outlive_the_facts_it_belonged_to(shop, watched, look, monkeypatch):
    etag_page(shop, "/pot", page(), '"one"')
    product = watched("/pot")
    look(product)
    etag_page(shop, "/pot", page(price="50.00"), '"two"')
    with monkeypatch.context() as as_drawn_by_a_browser:
        as_drawn_by_a_browser.setattr(watch_flows, "_known", lambda page: {})
        look(product)
    etag_page(shop, "/pot", page(), '"one"')

    assert look(product).outcome == "changed"
    product.refresh_from_db()
    assert str(product.price) == "129.5000"


def test_a_look_that_asked_the_shop_nothing_confirms_nothing(watched, merchant, work_all):
    product = watched()
    rests_until = timezone.now() + timedelta(hours=1)
    row = WatchedProduct.objects.get()
    due.look_now(row)
    trash.delete([product], merchant)
    ShopHealth.objects.create(domain=row.domain, rests_until=rests_until)
    work_all()

    assert Run.objects.latest("pk").result["is_over"]
    assert Facts.objects.get().read_at == product.read_at
    assert ShopHealth.objects.get().rests_until == rests_until
    assert WatchedProduct.objects.get().looked_at is None


def test_a_stock_larger_than_a_column_holds_is_left_out(shop, watched, look):
    product = watched()
    plenty = page(price="99.00").replace('"price"', '"inventoryLevel": 9999999999, "price"')
    shop.page(path_of(product), plenty)

    assert look(product).outcome == "changed"
    assert PricePoint.objects.latest("pk").quantity is None
    product.refresh_from_db()
    assert (product.price, product.facts.snapshot["stock_quantity"]) == (99, 9_999_999_999)


def test_a_variants_stock_larger_than_a_column_holds_is_left_out(shop, watched):
    mark = "<script src='//cdn.shopify.com/s/a.js'></script></body>"
    one = {"price": 1000, "available": True, "inventory_quantity": 9_999_999_999}
    data = {"id": 1, "title": "Copper pot", "options": ["Size"], "images": ["//a.test/p.jpg"]}
    data["variants"] = [one | {"id": n, "title": size, "option1": size} for n, size in enumerate("SM")]
    shop.page("/products/pot", page(price=None).replace("</body>", mark))
    shop.page("/products/pot.js", json.dumps(data), Content_Type="application/json")

    product = watched("/products/pot")

    assert [one["stock_quantity"] for one in product.facts.snapshot["variants"]] == [9_999_999_999] * 2
    assert [one.stock_quantity for one in product.variants.all()] == [None, None]


def test_gone_is_told_of_once_without_a_history_too(shop, watched, look):
    product = watched()
    PricePoint.objects.all().delete()
    shop.page(path_of(product), "<title>Not found</title>", status=404)
    WatchRule.objects.create(merchant=product.merchant, kind="gone")

    for _ in range(4):
        look(product)

    assert WatchAlert.objects.count() == 1
    assert PricePoint.objects.get().is_gone
