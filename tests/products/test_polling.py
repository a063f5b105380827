"""The import's page asks every two seconds whether there is news: what that costs, and whom it answers."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobs import versions
from jobs.models import Run, Status
from products import trash
from products.imports import service
from products.models import Product
from scraping.links import parse_link

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def watched(merchant) -> Product:
    """An import that is at work."""
    product = service.start(merchant=merchant, link=parse_link("https://shop.test/pot")).product
    Run.objects.update(status=Status.RUNNING, worker="w", attempt=1, started_at=timezone.now())
    return product


@pytest.fixture
def client(client_of, user):
    return client_of(user)


def address_of(product: Product) -> str:
    return f"/import/status/{product.pk}"


def poll_address(client, product: Product) -> str:
    shown = client.get(address_of(product), headers=FRAGMENT).content.decode()
    return f"{address_of(product)}?v={re.search(r'[?]v=([^"]+)', shown)[1]}"


def test_a_poll_without_news_is_one_query(client, watched):
    address = poll_address(client, watched)

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address, headers=FRAGMENT)

    assert answer.status_code == 204
    assert len(asked.captured_queries) == 1


@pytest.mark.parametrize(
    "news",
    [
        {"last_line": 7},
        {"lease_until": timezone.now()},
        {"cancel_requested_at": timezone.now()},
        {"attempt": 2},
        {"children_open": 1},
        {"status": Status.WAITING, "waiting_for": "retry", "next_attempt_at": timezone.now() + timedelta(seconds=9)},
    ],
)
def test_whatever_happens_to_the_run_is_news(client, watched, news):
    address = poll_address(client, watched)

    Run.objects.update(**news)

    assert client.get(address, headers=FRAGMENT).status_code == 200


def test_a_deleted_product_is_not_found_and_a_ready_one_is_opened(client, watched):
    address = poll_address(client, watched)
    trash.delete([watched], watched.merchant)
    assert client.get(address, headers=FRAGMENT).status_code == 404

    Product.objects.update(deleted_at=None, status="IMPORTED")
    assert client.get(address, headers=FRAGMENT).headers["HX-Redirect"] == watched.get_absolute_url()


def test_a_version_is_for_the_session_that_was_shown_it(client, watched, stranger, client_of, make_user, merchant):
    address = poll_address(client, watched)
    colleague = client_of(make_user("colleague@example.com", merchant, "viewer"))

    assert stranger.get(address, headers=FRAGMENT).status_code == 404
    assert colleague.get(address, headers=FRAGMENT).status_code == 200
    client.logout()
    assert "/accounts/login/" in client.get(address, headers=FRAGMENT).headers["HX-Redirect"]


@pytest.mark.parametrize("version", ["", ".", "...", "a.b.c.d", "é", "%00", pytest.param("x" * 5000, id="long")])
def test_nonsense_for_a_version_shows_the_page_anew(client, watched, version):
    assert client.get(f"{address_of(watched)}?v={version}", headers=FRAGMENT).status_code == 200


def test_words_that_change_by_themselves_are_not_left_standing(watched):
    run = Run.objects.get()
    began = run.started_at
    version = versions.version_of(run, viewer="me", now=began + timedelta(seconds=100))

    assert versions.is_current(version, viewer="me", now=began + timedelta(seconds=119))
    assert not versions.is_current(version, viewer="me", now=began + timedelta(seconds=121))  # "longer than expected"
    assert not versions.is_current(version, viewer="you", now=began + timedelta(seconds=101))
    assert not versions.is_current("", viewer="", now=began)


def test_a_place_in_the_queue_is_looked_at_again_soon(watched):
    Run.objects.update(status=Status.QUEUED, started_at=None)
    now = timezone.now()
    version = versions.version_of(Run.objects.get(), viewer="me", now=now)

    assert versions.is_current(version, viewer="me", now=now + timedelta(seconds=3))
    assert not versions.is_current(version, viewer="me", now=now + timedelta(seconds=5))
