"""Watching runs in a real browser: the list lives, a run is a story, orders ask first."""

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from jobs.models import Run, Status, Step

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_list_refreshes_itself_and_rests_in_a_hidden_tab(run_of, merchant, signed_in_page, complaints, screenshots):
    run = run_of(merchant, status=Status.RUNNING)
    page = signed_in_page(merchant)
    page.goto("/monitor")
    expect(page.get_by_role("cell", name="Running")).to_be_visible()

    Run.objects.filter(pk=run.pk).update(status=Status.SUCCEEDED, ended_at=timezone.now())

    expect(page.get_by_role("cell", name="Done")).to_be_visible(timeout=15_000)
    is_stopped = """hidden => {
        Object.defineProperty(document, "hidden", {configurable: true, get: () => hidden});
        const list = document.getElementById("runs");
        const about = {bubbles: true, cancelable: true, detail: {elt: list}};
        return !list.dispatchEvent(new CustomEvent("htmx:beforeRequest", about));
    }"""
    assert page.evaluate(is_stopped, True)
    assert not page.evaluate(is_stopped, False)
    screenshots(page, "runs")
    assert complaints == []


def test_filters_stand_in_the_address_and_tiles_take_them_off(run_of, failed, merchant, signed_in_page, complaints):
    run_of(merchant)
    failed(merchant)
    page = signed_in_page(merchant)
    page.goto("/monitor")

    page.locator(".status-tile", has_text="Failed").click()
    expect(page).to_have_url("/monitor?status=FAILED")
    expect(page.locator("table.runs tbody tr")).to_have_count(1)
    page.get_by_role("searchbox").fill("zzz")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    page.get_by_role("link", name="Show everything").first.click()

    expect(page.locator("table.runs tbody tr")).to_have_count(2)
    assert complaints == []


def test_a_run_is_watched_and_cancelled(run_of, merchant, signed_in_page, complaints, screenshots):
    run = run_of(merchant, status=Status.QUEUED)
    Step.objects.create(run=run, position=0, name="first")
    page = signed_in_page(merchant)
    page.goto("/monitor")
    page.get_by_role("link", name="Walk").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    screenshots(page, "run")

    page.get_by_role("button", name="Cancel").click()

    expect(page.get_by_text("It stops as soon as it can.")).to_be_visible()
    expect(page.locator("h1 .badge")).to_have_text("Cancelled")
    assert complaints == []


def test_a_page_of_an_open_run_shows_its_end_by_itself(run_of, merchant, signed_in_page, complaints):
    run = run_of(merchant, status=Status.RUNNING)
    page = signed_in_page(merchant)
    page.goto(f"/monitor/{run.pk}")

    Run.objects.filter(pk=run.pk).update(status=Status.SUCCEEDED, ended_at=timezone.now(), result={"good": "answer"})

    expect(page.get_by_text('"good": "answer"')).to_be_visible(timeout=15_000)
    assert complaints == []


def test_a_group_of_failures_is_retried_without_javascript(failed, merchant, user, client_of, browser, live_server):
    for _ in range(2):
        failed(merchant)
    context = browser.new_context(base_url=live_server.url, locale="en", java_script_enabled=False)
    session = client_of(user).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto("/monitor")

    page.get_by_role("link", name="Failures by cause").click()
    page.get_by_role("link", name="Retry group").click()
    expect(page.get_by_role("heading", name="Run 2 runs again?")).to_be_visible()
    page.get_by_role("button", name="Yes, run them again").click()

    expect(page.get_by_text("2 runs were started again.")).to_be_visible()
    assert Run.objects.filter(status=Status.QUEUED).count() == 2
    context.close()
