"""E-mails: the same words in both forms, in the reader's direction, and links into the right shop."""

import re

import pytest
from django.core import mail
from django.utils import translation

from merchants import addresses, mails, people
from merchants.models import Membership

pytestmark = pytest.mark.django_db


def html_of(message) -> str:
    ((html, kind),) = message.alternatives
    assert kind == "text/html"
    return html


def test_a_message_says_the_same_in_both_forms_and_runs_in_its_language(merchant):
    people.tell("noura@example.com", "added", "ar", merchant=merchant, role=Membership(), link="https://wared.test/")

    (message,) = mail.outbox
    html = html_of(message)
    assert '<html lang="ar" dir="rtl">' in html
    assert '<a class="button" href="https://wared.test/">' in html
    assert "https://wared.test/" in message.body


def test_what_strangers_wrote_is_no_markup():
    with translation.override("en"):
        message = mails.with_html("<b>Hi</b>", "A <script> & https://shop.test/?a=1&b=2 here\n\nx", ["a@example.com"])

    html = html_of(message)
    assert "&lt;script&gt; &amp; " in html
    assert '<a dir="ltr" href="https://shop.test/?a=1&amp;b=2">' in html
    assert "&lt;b&gt;Hi&lt;/b&gt;" in html


def test_messages_of_the_account_pages_have_both_forms_too(client):
    client.post("/accounts/password/reset/", {"email": "nobody@example.com"})

    (message,) = mail.outbox
    assert re.search(r'class="button" href="https?://[^"]+/accounts/signup/"', html_of(message))


@pytest.fixture
def two_shops(settings, user, merchant, other_merchant, client_of):
    settings.PUBLIC_URL = "https://wared.test"
    Membership.objects.create(merchant=other_merchant, user=user, role="viewer")
    return client_of(user)


def shop_of(client) -> str:
    return client.get("/settings/").context["request"].merchant.name


def test_a_link_opens_in_the_shop_that_it_is_about(two_shops, merchant, other_merchant):
    assert shop_of(two_shops) == merchant.name
    link = addresses.in_shop(other_merchant, "/products/?q=lamp").removeprefix("https://wared.test")

    assert two_shops.get(link).url == "/products/?q=lamp"

    assert shop_of(two_shops) == other_merchant.name


def test_a_link_that_somebody_made_up_changes_no_shop(two_shops, merchant, other_merchant):
    mark = addresses.mark_of(merchant.pk)

    assert two_shops.get(f"/settings/in/{other_merchant.pk}/{mark}/products/").status_code == 404

    assert shop_of(two_shops) == merchant.name


def test_a_stranger_to_the_shop_finds_nothing(stranger, merchant, settings):
    settings.PUBLIC_URL = "https://wared.test"
    link = addresses.in_shop(merchant, "/products/").removeprefix("https://wared.test")

    assert stranger.get(link).status_code == 404


@pytest.mark.parametrize("page", ["/evil.test/", "\\evil.test/", "//evil.test"])
def test_a_link_leads_to_our_own_pages_alone(two_shops, merchant, page):
    mark = addresses.mark_of(merchant.pk)

    answer = two_shops.get(f"/settings/in/{merchant.pk}/{mark}/{page}")

    assert answer.status_code == 404 or re.match(r"/[^/\\]", answer.url)


def test_words_that_name_an_address_are_its_link():
    message = mails.with_html("Hi", "One\nAll alerts: https://wared.test/a?b=1&c=2\n", ["a@example.com"])

    (html, _kind) = message.alternatives[0]
    assert '<a href="https://wared.test/a?b=1&amp;c=2">All alerts</a>' in html
