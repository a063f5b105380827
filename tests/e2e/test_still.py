"""Nothing jumps when parts of a page come anew: measured by the browser itself, as Core Web Vitals do."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from jobs.models import Line, Run, Status, Step
from products.imports import service
from products.models import ImportBatch
from scraping.links import parse_link

pytestmark = pytest.mark.django_db(transaction=True)
MOST_SHIFT = 0.02  # a fifth of what Core Web Vitals call good
SHIFTS = """new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.tellShift(one.value);
}).observe({ type: "layout-shift", buffered: true });"""


@pytest.fixture
def shifts(page: Page) -> list[float]:
    told: list[float] = []
    page.expose_function("tellShift", lambda value: told.append(value))
    page.add_init_script(SHIFTS)
    return told


def comes_anew(page: Page, part: str, change: Callable[[], None]) -> None:
    """Mark the part, change what it shows, and wait until another stands in its place."""
    page.locator(part).evaluate("one => one.dataset.old = 'yes'")
    change()
    expect(page.locator(f"{part}:not([data-old])")).to_be_visible(timeout=15_000)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_a_moved_part_is_found_out(page, shifts, signed_in_page, merchant):
    signed_in_page(merchant)
    page.goto("/settings/people")
    page.evaluate("document.querySelector('main').style.marginBlockStart = '200px'")

    page.wait_for_function("() => new Promise((done) => setTimeout(() => done(true), 0))")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    assert sum(shifts) > MOST_SHIFT


def test_an_import_that_goes_on(page, shifts, signed_in_page, merchant):
    product = service.start(merchant=merchant, link=parse_link("https://shop.test/pot")).product
    run = Run.objects.get(subject=service.subject_of(product))
    signed_in_page(merchant)
    page.goto(f"/import/status/{product.pk}")

    def goes_on() -> None:
        now = timezone.now()
        Step.objects.filter(run=run, position=0).update(status=Status.RUNNING, started_at=now)
        data = {"name": "Copper pot", "price": "9.00", "currency": "SAR"}
        Line.objects.create(run=run, number=1, kind=Line.Kind.UPDATE, message="Found", data=data)
        lease = now + timedelta(hours=1)
        Run.objects.filter(pk=run.pk).update(status=Status.RUNNING, started_at=now, last_line=1, lease_until=lease)

    comes_anew(page, "#import", goes_on)

    expect(page.get_by_text("Copper pot")).to_be_visible()
    assert sum(shifts) <= MOST_SHIFT


def test_a_batch_that_goes_on(page, shifts, signed_in_page, merchant, product_of):
    batch = ImportBatch.objects.create(merchant=merchant)
    products = [product_of(merchant, status="IMPORTING") for _ in range(3)]
    for number, product in enumerate(products, 1):
        batch.lines.create(number=number, text=product.link, product=product)
    signed_in_page(merchant)
    page.goto(batch.get_absolute_url())

    comes_anew(
        page, "#lines", lambda: type(product).objects.filter(pk=products[0].pk).update(status="IMPORTED", name="Pot")
    )

    assert sum(shifts) <= MOST_SHIFT


def test_the_monitor(page, shifts, signed_in_page, merchant, run_of):
    runs = [run_of(merchant, status=Status.RUNNING) for _ in range(3)]
    signed_in_page(merchant)
    page.goto("/monitor")
    part = page.locator("[hx-trigger*=every]").first.get_attribute("id")

    comes_anew(
        page, f"#{part}", lambda: Run.objects.filter(pk=runs[0].pk).update(status="SUCCEEDED", ended_at=timezone.now())
    )

    assert sum(shifts) <= MOST_SHIFT


def test_a_list_and_a_product_with_pictures_that_come_late(page, shifts, signed_in_page, merchant, product_of):
    product = product_of(merchant, name="Pot", image="https://shop.test/pot.jpg")
    signed_in_page(merchant)
    page.goto("/products/")
    page.get_by_label("Choose Pot").check()
    expect(page.get_by_text("1 chosen")).to_be_visible()
    page.goto(product.get_absolute_url())
    page.locator("#fact-price summary").click()
    page.wait_for_load_state("networkidle")

    assert sum(shifts) <= MOST_SHIFT
