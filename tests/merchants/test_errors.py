"""What people see when something is refused or breaks."""

import pytest
from django.test import Client
from django.views.defaults import server_error


@pytest.mark.parametrize("signed_in", [True, False])
def test_an_unknown_address_gets_our_page(client, client_of, user, signed_in):
    answer = (client_of(user) if signed_in else client).get("/settings/nothing-here")

    assert answer.status_code == 404 and "This page is not here" in answer.text


def test_a_refused_role_gets_our_page(client_of, make_user, merchant):
    answer = client_of(make_user("v@example.com", merchant, "viewer")).get("/settings/shop")

    assert answer.status_code == 403 and "Your role does not allow this" in answer.text


def test_a_form_without_its_token_gets_our_page(user):
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "owner@example.com"})

    assert answer.status_code == 403 and "Please send the form again" in answer.text


def test_a_form_without_its_token_leads_back_to_its_page(client_of, user, merchant):
    client = client_of(user)
    client.handler.enforce_csrf_checks = True

    answer = client.post("/products/bulk", headers={"Referer": "http://testserver/products/?q=pot"})

    assert answer.status_code == 403 and 'href="/products/?q=pot"' in answer.text


def test_more_than_we_take_at_once_gets_our_page(client_of, user, merchant, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10

    answer = client_of(user).post("/products/bulk", {"ids": [str(n) for n in range(20)]})

    assert answer.status_code == 413 and "That was too much at once" in answer.text


def test_a_request_that_is_none_gets_our_page_with_its_header(client, settings, db):
    settings.ALLOWED_HOSTS = ["wared.test"]

    answer = client.get("/accounts/login/", headers={"Host": "elsewhere.test"})

    assert answer.status_code == 400 and "This request could not be understood" in answer.text


@pytest.mark.parametrize("address", ["/catalogue/rescrape", "/products/bulk", "/settings/switch"])
def test_the_address_of_a_button_says_what_it_is(client_of, user, merchant, address):
    answer = client_of(user).get(address)

    assert answer.status_code == 405 and "There is nothing to see at this address" in answer.text
    assert "POST" in answer["Allow"]


def test_an_error_of_ours_is_told_without_asking_the_database(rf, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = server_error(rf.get("/"))

    assert answer.status_code == 500 and "it is our fault" in answer.text


@pytest.mark.parametrize("address", ["/", "/import", "/products/", "/settings/", "/settings/people", "/settings/keys"])
def test_every_page_can_be_asked_for_its_head_alone(client_of, user, merchant, address):
    client = client_of(user)

    assert client.head(address).status_code == client.get(address).status_code
