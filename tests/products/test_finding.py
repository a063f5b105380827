"""Going anywhere by its name, as a page and as the fragment of the dialog."""

import pytest
from django.test import Client

from products.finding import PLACES


def found(client, words: str, **headers: str) -> str:
    answer = client.get("/find", {"q": words}, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def client(client_of, user):
    return client_of(user)


def test_every_place_is_offered_and_there(client):
    page = found(client, "")

    for place in PLACES:
        assert page.count(f'data-found href="{place.url}"') == 1
        assert client.get(place.url).status_code == 200


BY_NAME = [("keys", "/settings/keys"), ("captcha", "/import/from-browser"), ("TEAM inv", "/settings/people")]


@pytest.mark.parametrize(("words", "url"), BY_NAME)
def test_a_place_is_found_by_its_name_and_by_other_words(client, words: str, url: str):
    part = found(client, words, hx_request="true")

    assert f'data-found href="{url}"' in part
    assert part.count("data-found") == 1


def test_an_arabic_reader_finds_a_place_by_its_english_name_too(client):
    client.cookies["django_language"] = "ar"

    for words in ("api", "مفاتيح"):
        assert 'data-found href="/settings/keys"' in found(client, words), words


@pytest.mark.parametrize("words", ["الأسعار", "اسعار", "الاسعار"])
def test_an_arabic_reader_types_no_hamza(client, words: str):
    client.cookies["django_language"] = "ar"

    assert 'data-found href="/settings/prices"' in found(client, words)


def test_products_are_found_and_a_strangers_never(client, merchant, other_merchant, product_of):
    own = product_of(merchant, name="Copper pot")
    product_of(other_merchant, name="Copper secret")

    page = found(client, "copper", hx_request="true")

    assert own.get_absolute_url() in page
    assert "secret" not in page


def test_a_pasted_link_can_be_imported_at_once(client):
    part = found(client, "https://shop.example/lamp", hx_request="true")

    assert 'name="links" value="https://shop.example/lamp"' in part


@pytest.mark.parametrize(
    "words", ["http://", "https://user@shop.example/", "javascript:alert(1)", "\0", "%", "x" * 5000]
)
def test_nonsense_finds_nothing(client, words: str):
    assert 'name="links"' not in found(client, words, hx_request="true")


def test_viewers_import_nothing_and_see_no_owners_places(client_of, make_user, merchant):
    client = client_of(make_user("viewer@example.com", merchant, "viewer"))

    assert 'name="links"' not in found(client, "https://shop.example/lamp")
    assert 'data-found href="/settings/shop"' not in found(client, "")


def test_who_is_not_signed_in_is_led_to_the_login(db):
    assert Client().get("/find").status_code == 302
