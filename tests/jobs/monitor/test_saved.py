"""Filters that a shop keeps under a name: on the list of runs and, registered by its app, on the list of products."""

import re

import pytest
from django.contrib.messages import get_messages

from jobs import saved
from jobs.saved import SavedFilter

pytestmark = pytest.mark.django_db


def keep(client, name="Broken ones", asked="status=FAILED", page="runs"):
    return client.post("/filters/keep", {"page": page, "name": name, "filter": asked})


def told(answer) -> str:
    message = list(get_messages(answer.wsgi_request))[-1]
    return f"{message.level_tag}: {message}"


@pytest.mark.parametrize(("page", "address"), [("runs", "/monitor"), ("products", "/products/")])
def test_a_filter_is_kept_shown_to_the_whole_shop_and_leads_there(
    client, merchant, make_user, client_of, page, address
):
    answer = keep(client, page=page)

    assert answer["Location"] == f"{address}?status=FAILED"
    shown = client_of(make_user("viewer@example.com", merchant, "viewer")).get(address).content.decode()
    assert re.search(rf'href="{address}\?status=FAILED"[^>]*>.*?Broken ones', shown, re.S)
    assert "/filters/keep" not in shown  # who may only look is offered no form


def test_the_one_in_force_is_marked_and_not_offered_again(client):
    before = client.get("/products/?status=FAILED").content.decode()
    keep(client, page="products")

    after = client.get("/products/?status=FAILED").content.decode()

    assert "/filters/keep" in before
    assert "/filters/keep" not in after
    assert re.search(r'href="/products/\?status=FAILED" aria-current="true">.*?Broken ones', after, re.S)


@pytest.mark.parametrize(
    ("name", "asked", "word"),
    [
        ("", "status=FAILED", "name"),
        (" \0\n ", "status=FAILED", "name"),
        ("x" * 61, "status=FAILED", "too long"),
        ("Nothing", "", "Choose a filter"),
        ("Nonsense", "status=SOLD&page=7&%FF=%00", "Choose a filter"),
        ("Long", f"q={'é' * 200}&brand={'é' * 200}", "too long"),
        ("BROKEN  ones", "status=QUEUED", "already"),
    ],
    ids=["no name", "blank", "long name", "no filter", "nonsense", "long filter", "taken in another case"],
)
def test_what_cannot_be_kept_is_said_in_words(client, name, asked, word):
    keep(client)

    answer = keep(client, name, asked, page="products" if "brand" in asked else "runs")

    assert answer.status_code == 302
    assert told(answer).startswith("error: ")
    assert word in told(answer)
    assert SavedFilter.objects.count() == 1


def test_what_the_list_does_not_understand_is_not_kept(client):
    keep(client, asked="status=FAILED&scope=all&next=//evil.example&after=xyz")

    assert SavedFilter.objects.get().address == "status=FAILED"


def test_a_shop_keeps_so_many_and_no_more(client, monkeypatch):
    monkeypatch.setattr(saved, "MOST", 1)
    keep(client)

    assert "saved filters already" in told(keep(client, "Another", "status=QUEUED"))


def test_one_is_deleted_by_its_shop_only(client, stranger, merchant, make_user, client_of):
    keep(client)
    kept = SavedFilter.objects.get()
    viewer = client_of(make_user("viewer@example.com", merchant, "viewer"))

    assert stranger.post(f"/filters/{kept.pk}/forget").status_code == 404
    assert viewer.post(f"/filters/{kept.pk}/forget").status_code == 403
    assert SavedFilter.objects.exists()
    assert b"Broken ones" not in stranger.get("/monitor").content

    assert client.post(f"/filters/{kept.pk}/forget")["Location"] == "/monitor?status=FAILED"
    assert not SavedFilter.objects.exists()


def test_two_shops_may_use_one_name_and_two_lists_of_a_shop_too(client, stranger):
    keep(client)
    keep(stranger)
    keep(client, page="products")

    assert SavedFilter.objects.count() == 3


def test_an_unknown_list_is_not_there(client):
    assert keep(client, page="people").status_code == 404
