"""Failed imports in the admin: facts read-only, grouped by cause, two useful actions."""

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs.models import Run, Status, Step
from merchants.models import User
from products import budget
from products.imports.pages import keep_page
from products.models import StoredPage
from scraping.fetched import Document, FetchedPage

pytestmark = pytest.mark.django_db
LIST = "/admin/products/failedimport/"


@pytest.fixture
def staff(client_of):
    return client_of(User.objects.create_superuser("staff@example.com", "a calm workshop"))


@pytest.fixture
def failed(merchant, product_of):
    return product_of(merchant, status="FAILED", error_code="challenge_page", platform="salla")


@pytest.fixture
def stored(failed):
    document = Document(
        failed.link, "text/html; charset=windows-1256", "<script>alert('مرحبا')</script>".encode("cp1256")
    )
    return keep_page(failed, FetchedPage(failed.link, document, 403, "direct"))


def test_failures_are_listed_by_cause_and_filtered(staff, merchant, failed, product_of):
    gone = product_of(merchant, status="FAILED", error_code="page_gone")
    ready = product_of(merchant)

    everything = staff.get(LIST).content.decode()
    some = staff.get(LIST, {"error_code__exact": "page_gone", "age": "1"}).content.decode()

    assert failed.link in everything
    assert ready.link not in everything
    assert "prove that we are not a robot" in everything
    assert gone.link in some
    assert failed.link not in some


def test_the_stored_page_is_shown_as_text_and_never_rendered(staff, stored):
    answer = staff.get(reverse("admin:stored_page", args=[stored.pk]))

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "مرحبا" in answer.content.decode()


def test_one_failure_shows_attempts_pages_and_tracebacks(staff, failed, stored):
    run = Run.objects.create(
        flow="product/import",
        subject=f"product:{failed.pk}",
        turn=timezone.now(),
        status=Status.FAILED,
        ended_at=timezone.now(),
    )
    Step.objects.create(run=run, position=0, name="fetch", traceback="Traceback: <b>here</b>")

    shown = staff.get(f"{LIST}{failed.pk}/change/").content.decode()

    assert "Traceback: &lt;b&gt;here" in shown
    assert reverse("admin:stored_page", args=[stored.pk]) in shown


def test_nothing_can_be_changed_by_hand(staff, failed):
    staff.post(f"{LIST}{failed.pk}/change/", {"status": "IMPORTED"})

    failed.refresh_from_db()
    assert failed.status == "FAILED"
    assert staff.get(f"{LIST}add/").status_code == 403
    assert staff.post(f"{LIST}{failed.pk}/delete/", {"post": "yes"}).status_code == 403


def test_trying_again_says_how_many(staff, failed):
    answer = staff.post(LIST, {"action": "try_again", "_selected_action": [failed.pk]}, follow=True)

    failed.refresh_from_db()
    assert failed.status == "IMPORTING"
    assert "1 product is being read again." in answer.content.decode()


def test_reading_stored_pages_again_names_those_without(staff, merchant, failed, stored, product_of):
    without = product_of(merchant, status="FAILED", error_code="page_gone")

    answer = staff.post(LIST, {"action": "read_again", "_selected_action": [failed.pk, without.pk]}, follow=True)

    without.refresh_from_db()
    assert without.status == "FAILED"
    text = answer.content.decode()
    assert "1 stored page is being read again." in text
    assert "1 product has no stored page." in text


@pytest.mark.parametrize("address", [LIST, "/admin/products/product/"])
def test_a_long_link_is_shown_cut_so_that_its_cause_stays_in_sight(staff, merchant, product_of, address):
    link = "https://shop.test/" + "long" * 100
    product_of(merchant, status="FAILED", error_code="page_gone", link=link, name="")

    page = staff.get(address).content.decode()

    assert f">{link[:60]}" in page
    assert f">{link}<" not in page
    if address == LIST:
        assert '<bdi dir="ltr">https://' in page  # in Arabic its end would stand before it


def test_a_merchant_is_not_staff(client_of, user, failed):
    assert client_of(user).get(LIST).status_code == 302


def test_what_our_browser_showed_is_a_picture_for_staff_alone(staff, stored, stranger):
    address = reverse("admin:screenshot", args=[stored.pk])
    assert staff.get(address).status_code == 404

    StoredPage.objects.update(screenshot=b"\xff\xd8\xff a picture")

    answer = staff.get(address)
    assert (answer.content, answer["Content-Type"]) == (b"\xff\xd8\xff a picture", "image/jpeg")
    shown = staff.get(reverse("admin:products_failedimport_change", args=[stored.product_id])).text
    assert address in shown
    assert stranger.get(address).status_code == 302


def test_staff_allows_one_merchant_more(staff, merchant):
    address = reverse("admin:products_spendinglimit_add")

    answer = staff.post(address, {"merchant": str(merchant.pk), "ceiling_usd": "50", "wanted_usd": ""})

    assert answer.status_code == 302
    assert budget.limit_of(merchant) == 50
    assert staff.get(reverse("admin:products_monthlyspending_changelist")).status_code == 200
