"""The import form, the page that watches one import, the page of many: what they accept and whom they answer."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jobs.models import Queue, Run
from products.models import ImportBatch

pytestmark = pytest.mark.django_db

LINK = "https://shop.test/products/pot"


@pytest.fixture
def client(user, client_of):
    return client_of(user)


def post(client, text="", **more):
    return client.post("/import", {"links": text, **more})


def test_one_link_is_stored_and_queued_and_the_answer_is_its_status_page(client, merchant):
    answer = post(client, f"  {LINK}?utm_source=mail#top \n")

    product = merchant.products.get()
    assert (answer.status_code, answer.url) == (302, f"/import/status/{product.pk}")
    assert (product.status, product.domain) == ("IMPORTING", "shop.test")
    run = Run.objects.get(subject=f"product:{product.pk}")
    assert (run.status, run.queue, run.owner) == ("QUEUED", Queue.INTERACTIVE, merchant)


def test_the_same_link_again_finds_the_same_product(client, merchant):
    first = post(client, LINK)
    again = post(client, f"http://www.{LINK.removeprefix('https://')}/?utm_campaign=x")

    assert again.url == first.url
    assert merchant.products.count() == Run.objects.count() == 1


def test_a_link_that_is_there_leads_to_its_product_and_says_so(client, merchant, product_of):
    product = product_of(merchant, status="IMPORTED", link="https://shop.example/lamp", link_key="shop.example/lamp")

    answer = client.post("/import", {"links": "https://shop.example/lamp"}, follow=True)

    assert answer.redirect_chain[-1][0] == product.get_absolute_url()
    assert "You have this product already." in answer.text


def test_a_deleted_product_does_not_count_as_there(client, merchant):
    post(client, LINK)
    client.post(reverse("products:delete", args=[merchant.products.get().pk]))

    post(client, LINK)

    assert merchant.products.alive().count() == 1
    assert merchant.products.count() == 2


def test_two_merchants_have_a_product_each(client, merchant, stranger, other_merchant):
    post(client, LINK)
    post(stranger, LINK)

    assert merchant.products.count() == other_merchant.products.count() == 1


@pytest.mark.parametrize("text", ["", "  \n ", "nonsense", "javascript:alert(1)", "http://10.0.0.1/", "x" * 5000])
def test_a_form_without_a_good_link_is_shown_again_and_stores_nothing(client, merchant, text):
    answer = post(client, text)

    assert answer.status_code == 422
    assert not merchant.products.exists()
    assert not ImportBatch.objects.exists()


def test_a_bad_line_is_named_and_does_not_stop_the_others(client, merchant):
    answer = post(client, f"{LINK}/a\nnonsense\n{LINK}/b\n{LINK}/a")

    batch = merchant.import_batches.get()
    assert answer.url == f"/imports/{batch.pk}"
    assert [(line.number, line.error_code, line.is_repeat) for line in batch.lines.all()] == [
        (1, "", False),
        (2, "invalid_link", False),
        (3, "", False),
        (4, "", True),
    ]
    assert merchant.products.count() == 2
    assert set(Run.objects.values_list("queue", flat=True)) == {Queue.INTERACTIVE}
    page = client.get(answer.url).content.decode()
    assert "nonsense" in page
    assert "This is not a web address." in page


def test_more_than_five_links_go_to_the_bulk_queue(client, merchant):
    post(client, "\n".join(f"{LINK}/{n}" for n in range(6)))

    assert set(Run.objects.values_list("queue", flat=True)) == {Queue.BULK}


def test_500_lines_at_once_are_taken_in_few_queries(client, merchant, django_assert_max_num_queries):
    with django_assert_max_num_queries(80):
        answer = post(client, "\n".join(f"{LINK}/{n}" for n in range(500)))

    assert answer.status_code == 302
    assert merchant.products.count() == Run.objects.count() == 500


def test_too_many_lines_are_refused_with_a_sentence(client, merchant, settings):
    settings.IMPORT_LINES_LIMIT = 3

    answer = post(client, f"{LINK}\n" * 4)

    assert answer.status_code == 422
    assert "at most 3 links" in answer.content.decode()


def test_a_file_of_links_is_imported(client, merchant):
    answer = post(client, file=SimpleUploadedFile("links.csv", f"link\n{LINK}/a\n{LINK}/b\n".encode()))

    assert answer.url.startswith("/imports/")
    assert merchant.products.count() == 2


def test_a_file_that_is_too_large_is_refused(client, merchant, settings):
    settings.IMPORT_UPLOAD_LIMIT_BYTES = 10

    answer = post(client, file=SimpleUploadedFile("links.csv", f"link\n{LINK}/a\n".encode()))

    assert answer.status_code == 422
    assert "too large" in answer.content.decode()


def test_the_limit_of_a_minute_refuses_with_429_and_loses_nothing(client, merchant, settings):
    settings.IMPORTS_PER_MINUTE = 2
    post(client, f"{LINK}/a\n{LINK}/b")

    answer = post(client, f"{LINK}/c")

    assert answer.status_code == 429
    assert f"{LINK}/c" in answer.content.decode()
    assert merchant.products.count() == 2


def test_a_viewer_may_look_but_not_import(make_user, merchant, client_of):
    viewer = client_of(make_user("viewer@example.com", merchant, role="viewer"))

    page = viewer.get("/import")
    assert page.status_code == 200 and "You may look here" in page.text
    assert 'name="links"' not in page.text
    assert post(viewer, LINK).status_code == 403
    assert not merchant.products.exists()


def test_the_status_page_shows_the_true_steps_and_polls(client, merchant):
    page = client.get(post(client, LINK).url).content.decode()

    assert "every 2s" in page
    for title in ("Reading the page", "Finding the product", "Saving"):
        assert title in page


def test_the_fragment_answers_204_while_nothing_has_changed(client, merchant):
    address = post(client, LINK).url
    part = client.get(address, headers={"HX-Request": "true"})
    version = part.content.decode().split("?v=")[1].split('"')[0]

    assert "<html" not in part.content.decode()
    assert client.get(f"{address}?v={version}", headers={"HX-Request": "true"}).status_code == 204
    assert client.get(f"{address}?v=old", headers={"HX-Request": "true"}).status_code == 200


@pytest.mark.parametrize("status", ["IMPORTED", "ENHANCED"])
def test_a_product_that_is_ready_sends_the_browser_to_its_page(client, merchant, product_of, status):
    product = product_of(merchant, status=status)
    address = reverse("products:import-status", args=[product.pk])

    assert client.get(address).url == f"/products/{product.pk}"
    assert client.get(address, headers={"HX-Request": "true"})["HX-Redirect"] == f"/products/{product.pk}"


def test_a_failed_import_says_why_and_what_to_do_and_stops_polling(client, merchant, product_of):
    product = product_of(merchant, status="FAILED", error_code="challenge_page", error_detail="captcha")

    page = client.get(reverse("products:import-status", args=[product.pk])).content.decode()

    assert "prove that we are not a robot" in page
    assert "Try again" in page
    assert "every 2s" not in page


def test_pressing_try_again_twice_starts_one_run(client, merchant, product_of):
    product = product_of(merchant, status="FAILED", error_code="page_too_slow")
    address = reverse("products:try-again", args=[product.pk])

    assert client.post(address).url == client.post(address).url == f"/import/status/{product.pk}"

    product.refresh_from_db()
    assert (product.status, product.error_code) == ("IMPORTING", "")
    assert Run.objects.filter(subject=f"product:{product.pk}").count() == 1


def test_cancelling_a_queued_import_fails_it_as_cancelled(client, merchant):
    post(client, LINK)
    product = merchant.products.get()

    client.post(reverse("products:cancel", args=[product.pk]))
    client.post(reverse("products:cancel", args=[product.pk]))

    product.refresh_from_db()
    assert (product.status, product.error_code) == ("FAILED", "cancelled")


def test_the_json_status_has_the_agreed_form(client, merchant, product_of):
    failed = product_of(merchant, status="FAILED", error_code="page_gone")
    ready = product_of(merchant)

    def answer(product):
        return client.get(f"/import/status/{product.pk}.json").json()

    assert answer(ready) == {"status": "IMPORTED", "productId": str(ready.pk), "error": None, "error_code": None}
    assert answer(failed) == {
        "status": "FAILED",
        "productId": str(failed.pk),
        "error": "The shop has taken this product away for good.",
        "error_code": "page_gone",
    }


STRANGERS = [
    ("get", "products:import-status"),
    ("get", "products:import-status-json"),
    ("post", "products:try-again"),
    ("post", "products:cancel"),
    ("get", "products:product"),
    ("get", "products:page-as-seen"),
    ("post", "products:refresh"),
    ("post", "products:delete"),
]


@pytest.mark.parametrize(("method", "name"), STRANGERS)
def test_a_stranger_gets_404_and_nobody_the_login_page(client, stranger, db, merchant, product_of, method, name):
    product = product_of(merchant)
    address = reverse(name, args=[product.pk])

    assert getattr(stranger, method)(address).status_code == 404
    answer = getattr(Client(), method)(address)
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")
    product.refresh_from_db()
    assert (product.deleted_at, Run.objects.count()) == (None, 0)


def test_a_stranger_sees_no_batch(client, stranger, merchant):
    address = post(client, f"{LINK}/a\n{LINK}/b").url

    assert stranger.get(address).status_code == 404
