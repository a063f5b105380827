"""A merchant chooses another candidate on one product; the next ones of that shop are read at that place."""

import re
from copy import deepcopy
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from config.demo_shop.server import serve
from products.imports import choices, service
from products.imports.models import ShopChoice
from products.imports.steps import save_facts
from products.models import Product
from products.watch.observing import newest_point, observe
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


def test_a_choice_is_no_change_at_the_shop(merchant, product_of):
    product, now = product_of(merchant), timezone.now()
    read = product.facts.snapshot
    observe(product, read, pending=None, now=now)
    choices.remember(product, "price", read["sources"]["price"]["alternatives"][0], user=None)

    chosen = choices.applied(product, read)
    assert save_facts(product, chosen, page_id=None) == []
    assert observe(product, chosen, pending=None, now=now).happenings == []
    assert str(newest_point(product).price) == "149.0000"

    cheaper = chosen | {"price": "119.00"}
    assert [change.kind for change in save_facts(product, cheaper, page_id=None)] == ["price"]
    (happening,) = observe(product, cheaper, pending=None, now=now).happenings
    assert (happening.kind, happening.old, happening.new) == ("price", "149.00", "119.00")


def test_a_choice_can_be_taken_back_on_a_product_that_was_read_by_it(imported, user, client_of):
    client = client_of(user)
    first = imported("json-ld")
    choose(client, first, "name", "title")
    second = imported("variants")
    by_choice = second.name
    assert "Forget this choice" in client.get(f"/products/{second.pk}").text

    client.post(reverse("products:edit-value", args=[second.pk, "name"]), {"read": "yes"})

    second.refresh_from_db()
    page = client.get(f"/products/{second.pk}").text
    assert (second.name != by_choice, "Forget this choice" in page) == (True, False)
    assert by_choice in [item["value"] for item in second.facts.snapshot["sources"]["name"]["alternatives"]]
    assert not ShopChoice.objects.exists()


def stamps(client, product, field):
    """Number and stamp of each candidate, as the page's forms hold them."""
    found = re.findall(
        r'name="stamp" value="([0-9a-f]+)".*?name="number" value="(\d+)"',
        client.get(f"/products/{product.pk}").text.partition(f'id="fact-{field}"')[2].partition('name="value"')[0],
        re.DOTALL,
    )
    return [{"stamp": stamp, "number": number} for stamp, number in found]


def reread(product, alternatives):
    """The page is read again while somebody looks at the list."""
    product.facts.snapshot["sources"]["price"]["alternatives"] = alternatives
    product.facts.save()


OTHERS = SNAPSHOT["sources"]["price"]["alternatives"]


@pytest.fixture
def priced(product_of, merchant):
    product = product_of(merchant)
    product.facts.snapshot = product.facts.snapshot | {"currency": "SAR", "sources": deepcopy(SNAPSHOT["sources"])}
    product.facts.save()
    return product


def test_the_candidate_that_was_seen_is_taken_though_its_number_has_changed(priced, user, client_of):
    client = client_of(user)
    seen = stamps(client, priced, "price")[0]
    reread(priced, [OTHERS[1], OTHERS[0]])

    assert client.post(reverse("products:edit-value", args=[priced.pk, "price"]), seen).status_code == 302
    assert priced.own_values.get().value == "99.00"


def test_a_candidate_that_is_not_there_any_more_is_refused_in_words(priced, user, client_of):
    client = client_of(user)
    seen = stamps(client, priced, "price")[0]
    reread(priced, [OTHERS[0] | {"value": "77.00"}, OTHERS[1]])

    answer = client.post(
        reverse("products:edit-value", args=[priced.pk, "price"]), seen, headers={"HX-Request": "true"}
    )

    assert (answer.status_code, "shows other values now" in answer.text) == (422, True)
    assert not priced.own_values.exists()
    assert not ShopChoice.objects.exists()


def test_candidates_are_shown_as_the_value_is(priced, user, client_of):
    page = client_of(user).get(f"/products/{priced.pk}").text

    assert "SAR\N{NO-BREAK SPACE}99.00" in page
