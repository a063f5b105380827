"""Imports from form to product: real HTTP from the demo shop, the real engine, the real flow."""

from dataclasses import replace

import pytest

from config.demo_shop.catalogue import DEMO_LINKS
from config.demo_shop.server import serve
from jobs.models import Event, Run
from products.imports import lines, service, steps
from products.models import Facts, Product, ScrapeAttempt, StatusChange, StoredPage
from scraping.links import parse_link

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def shop():
    with serve(slow_s=0.2) as shop:
        yield shop


@pytest.fixture
def policy(settings, shop):
    address = f"{shop.server_name}:{shop.server_port}"
    settings.SCRAPE_POLICY = replace(settings.SCRAPE_POLICY, allow_private=frozenset({address}))
    return settings.SCRAPE_POLICY


@pytest.fixture
def start(merchant, policy):
    def start_one(address: str) -> Product:
        link = parse_link(address, allow_private=policy.allow_private)
        return service.start(merchant=merchant, link=link).product

    return start_one


@pytest.mark.parametrize("demo", DEMO_LINKS, ids=lambda demo: demo.slug)
def test_every_page_of_the_demo_shop_ends_as_its_catalogue_says(demo, shop, start, work_all):
    product = start(shop.url(demo.slug))

    work_all()

    product.refresh_from_db()
    assert (product.status, product.error_code) == (demo.expect, demo.error_code)
    assert StatusChange.objects.filter(product=product).count() == 2  # made, ended
    assert Facts.objects.filter(product=product).exists() is product.is_ready
    assert ScrapeAttempt.objects.filter(product=product).exists()


def test_an_import_keeps_what_was_read_with_its_evidence(shop, start, work_all):
    product = start(shop.url("json-ld"))

    work_all()

    product.refresh_from_db()
    assert product.name
    assert product.price is not None
    assert product.currency == "SAR"
    assert product.images.count() >= 2
    assert [image.position for image in product.images.all()] == list(range(product.images.count()))
    assert product.facts.snapshot["sources"]["price"]["source"]
    attempt = ScrapeAttempt.objects.get(product=product)
    assert (attempt.provider, attempt.status_code, attempt.error_code) == ("direct", 200, "")
    assert attempt.bytes > 500
    events = set(Event.objects.values_list("name", flat=True))
    assert events == {"product/scrape.requested", "product/scrape.completed"}


def test_variants_are_kept_and_the_one_named_in_the_link_is_marked(shop, start, work_all):
    product = start(shop.url("variants"))

    work_all()

    assert product.variants.count() == 9
    assert [variant.sku for variant in product.variants.all() if variant.is_named_in_link] == ["RH-TEE-IND-M"]


def test_a_page_that_failed_is_stored_as_it_was_seen(shop, start, work_all):
    product = start(shop.url("challenge"))

    work_all()

    stored = StoredPage.objects.get(product=product)
    assert stored.status_code == 403


def test_a_stored_page_is_read_again_without_the_shop(shop, start, work_all, merchant):
    product = start(shop.url("json-ld"))
    work_all()
    Facts.objects.all().delete()
    before = ScrapeAttempt.objects.count()

    service.reread_many([product], merchant=merchant, queue="bulk")
    work_all()

    assert Facts.objects.get(product=product).snapshot["name"]
    assert ScrapeAttempt.objects.count() == before


def test_an_import_cancelled_while_it_runs_ends_as_cancelled(shop, start, work_all, monkeypatch):
    product = start(shop.url("json-ld"))

    kept = steps.keep_page

    def cancel_then_keep(*args, **kwargs):
        service.cancel(product)  # as another process would, in the middle of the first step
        return kept(*args, **kwargs)

    monkeypatch.setattr(steps, "keep_page", cancel_then_keep)

    work_all()

    product.refresh_from_db()
    assert (product.status, product.error_code) == ("FAILED", "cancelled")
    assert not Facts.objects.filter(product=product).exists()


def test_a_refresh_that_fails_leaves_the_product_as_it_was(shop, start, work_all, merchant):
    product = start(shop.url("json-ld"))
    work_all()
    Product.objects.filter(pk=product.pk).update(link=shop.url("not-found"))
    product.refresh_from_db()

    service.again(product)
    work_all()

    product.refresh_from_db()
    assert (product.status, product.error_code) == ("IMPORTED", "")
    assert Facts.objects.get(product=product).snapshot["name"]
    assert Run.objects.order_by("-created_at").first().error_code == "page_not_found"


def test_a_line_of_a_file_with_a_character_that_no_database_takes_is_kept_and_refused(merchant):
    given = lines.from_file("links.csv", b"link\n" + b"https://shop.test/p\n" * 300 + b"https://shop.test/\0\n")

    batch = service.start_batch(merchant=merchant, lines=given)

    last = batch.lines.last()
    assert (last.number, last.text, last.error_code) == (302, "https://shop.test/\ufffd", "invalid_link")


def test_of_two_who_try_the_same_failed_link_at_once_both_find_it_importing(merchant, product_of, monkeypatch):
    failed = product_of(merchant, status="FAILED", error_code="blocked_by_shop", link="https://shop.test/pot")
    Product.objects.filter(pk=failed.pk).update(link_key=parse_link(failed.link).key)

    def another_was_first(product, to):
        monkeypatch.undo()
        service.again(Product.objects.get(pk=failed.pk))
        service.move(product, to)

    monkeypatch.setattr(service, "move", another_was_first)

    started = service.start(merchant=merchant, link=parse_link(failed.link))

    assert (started.product.pk, started.product.status, started.is_new) == (failed.pk, "IMPORTING", False)
    assert Run.objects.filter(subject=f"product:{failed.pk}").count() == 1
