"""A merchant chooses another candidate on one product; the next ones of that shop are read at that place."""

from dataclasses import replace

import pytest
from django.urls import reverse

from config.demo_shop.server import serve
from products.imports import choices, service
from products.imports.models import ShopChoice
from products.imports.steps import save_facts
from products.models import Product
from scraping.links import parse_link

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def shop():
    with serve(slow_s=0.2) as shop:
        yield shop


@pytest.fixture
def imported(merchant, settings, shop, work_all):
    """Import a page of the demo shop for real, and give the product as it then is."""
    address = f"{shop.server_name}:{shop.server_port}"
    settings.SCRAPE_POLICY = replace(settings.SCRAPE_POLICY, allow_private=frozenset({address}))

    def start(slug: str, of=merchant) -> Product:
        link = parse_link(shop.url(slug), allow_private=settings.SCRAPE_POLICY.allow_private)
        product = service.start(merchant=of, link=link).product
        work_all()
        product.refresh_from_db()
        return product

    return start


def choose(client, product, field, source):
    """Press "Use this" beside the candidate of ``source``, as the page does."""
    others = product.facts.snapshot["sources"][field]["alternatives"]
    number = next(n for n, other in enumerate(others) if other["source"] == source)
    return client.post(reverse("products:edit-value", args=[product.pk, field]), {"number": number})


def test_a_choice_holds_for_the_next_import_from_the_shop_and_no_other_merchants(
    imported, user, other_merchant, client_of
):
    first = imported("json-ld")
    choose(client_of(user), first, "name", "title")

    second, strangers = imported("variants"), imported("variants", of=other_merchant)

    evidence = second.facts.snapshot["sources"]["name"]
    assert (evidence["source"], evidence["reason"]) == ("title", choices.REASON)
    assert second.name == second.facts.snapshot["name"] != strangers.name
    assert strangers.name in [other["value"] for other in evidence["alternatives"]]
    assert not second.own_values.exists()  # it is what the page says, and a refresh brings it up to date


SNAPSHOT = {
    "price": "129.50",
    "regular_price": "149.00",
    "sources": {
        "price": {
            "source": "json-ld", "confidence": 0.9, "where": "script[3].offers.price", "reason": "",
            "alternatives": [
                {"field": "price", "value": "99.00", "source": "visible", "confidence": 0.5, "where": "b.now-2"},
                {"field": "price", "value": "149.00", "source": "visible", "confidence": 0.5, "where": "s.was"},
            ],
        }
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("source", "where", "price", "regular"),
    [
        ("visible", "b.now-7", "99.00", "149.00"),  # numbers differ from page to page
        ("visible", "s.was", "149.00", None),  # a regular price is higher than the price
        ("visible", "i.else", "129.50", "149.00"),  # nothing stands there
        ("json-ld", "script[9].offers.price", "129.50", "149.00"),  # it is in force already
        ("opengraph", "meta[x]", "129.50", "149.00"),  # the page has none
    ],
)
def test_the_value_at_the_chosen_place_is_taken(merchant, product_of, source, where, price, regular):
    product = product_of(merchant)
    choices.remember(product, "price", {"source": source, "where": where, "value": "5.00"}, user=None)

    read = choices.applied(product, SNAPSHOT)

    assert (read["price"], read["regular_price"]) == (price, regular)


def test_giving_a_field_back_forgets_the_choice(merchant, product_of, user, client_of):
    product = product_of(merchant)
    choose(client_of(user), product, "price", "visible")
    assert ShopChoice.objects.get().domain == product.domain

    client_of(user).post(reverse("products:edit-value", args=[product.pk, "price"]), {"read": "yes"})

    assert not ShopChoice.objects.exists()


def test_a_stranger_cannot_choose(merchant, product_of, stranger):
    product = product_of(merchant)

    assert choose(stranger, product, "price", "visible").status_code == 404
    assert not ShopChoice.objects.exists()


def test_facts_read_at_the_chosen_place_are_saved_as_any(merchant, product_of):
    product = product_of(merchant)
    choices.remember(product, "price", product.facts.snapshot["sources"]["price"]["alternatives"][0], user=None)

    save_facts(product, choices.applied(product, product.facts.snapshot), page_id=None)

    product.refresh_from_db()
    assert str(product.price) == "149.0000"
