"""One product and the list: what is shown, edited, chosen, deleted, and by whom."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs.models import Run
from jobs.wait import work_off
from products import many
from products.imports.steps import save_facts
from products.models import OwnValue

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(user, client_of):
    return client_of(user)


@pytest.fixture
def product(merchant, product_of):
    return product_of(merchant)


def edit(client, product, field, **data):
    return client.post(reverse("products:edit-value", args=[product.pk, field]), data)


def test_the_page_shows_each_value_with_its_source_and_the_other_candidates(client, product):
    page = client.get(product.get_absolute_url()).content.decode()

    assert "Copper pot" in page
    assert "Structured data (JSON-LD)" in page
    assert "offers.price" in page
    assert "149.00" in page
    assert "Please check this value" in page  # the brand is a guess from the title


def test_the_page_shows_a_software_products_plans_and_how_many_are_left(client, merchant, product_of):
    plans = [
        {"name": "Free", "price": "0", "currency": "USD", "period": None, "features": ["1 agent"]},
        {"name": "Team", "price": "19", "currency": "USD", "period": "month", "features": ["Reports", "Macros"]},
        {"name": "Own cloud", "price": None, "currency": None, "period": None, "features": []},
    ]
    product = product_of(
        merchant, snapshot={"pricing_plans": plans, "company_name": "Tidydesk Inc.", "stock_quantity": 7}
    )

    page = client.get(product.get_absolute_url()).content.decode()

    assert all(word in page for word in ("Tidydesk Inc.", "Team", "a month", "Macros", "On request", "7 left"))


def test_a_typed_value_wins_and_what_was_read_stays(client, product, user):
    edit(client, product, "price", value="99,90")

    product.refresh_from_db()
    assert str(product.price) == "99.9000"
    assert product.facts.snapshot["price"] == "129.50"
    own = OwnValue.objects.get()
    assert (own.value, own.origin, own.user) == ("99.90", "typed", user)


def test_another_candidate_of_the_page_can_be_chosen_and_given_back(client, product):
    edit(client, product, "price", number="0")
    product.refresh_from_db()
    assert str(product.price) == "149.0000"
    assert (OwnValue.objects.get().origin, OwnValue.objects.get().source) == ("chosen", "visible")

    edit(client, product, "price", read="yes")
    product.refresh_from_db()
    assert str(product.price) == "129.5000"


@pytest.mark.parametrize(("regular", "struck"), [("149.00", ""), ("149.50", "149.5000")])
def test_a_regular_price_that_is_no_higher_than_the_merchants_own_is_not_struck_out(client, product, regular, struck):
    save_facts(product, product.facts.snapshot | {"regular_price": regular}, page_id=None)
    edit(client, product, "price", value="149")

    product.refresh_from_db()
    assert str(product.regular_price or "") == struck

    edit(client, product, "price", read="yes")
    product.refresh_from_db()
    assert product.regular_price == Decimal(regular)  # what was read is kept


def test_a_value_that_the_merchant_emptied_is_not_called_lost(client, product):
    edit(client, product, "brand", value="")

    line = client.get(product.get_absolute_url()).text.split('id="fact-brand"')[1].split("</summary>")[0]
    assert "left empty" in line and "not found" not in line


def test_a_line_tells_who_set_its_value_and_when(client, product, user):
    edit(client, product, "name", value="My pot")
    product.own_values.update(at=timezone.now() - timedelta(days=3))

    page = client.get(product.get_absolute_url()).text
    assert f"Typed by a person · <bdi>{user.short_name}</bdi>" in page
    assert ">3 days ago</time>" in page


def test_a_chosen_candidate_tells_its_place_and_is_not_offered_again(client, product):
    edit(client, product, "price", number="0")

    page = client.get(product.get_absolute_url())
    fact = next(fact for fact in page.context["sheet"].found if fact.field.name == "price")
    assert (fact.is_chosen, fact.source, fact.where) == (True, "The visible page", "del")
    assert [other.value for other in fact.alternatives] == []
    line = page.text.split('id="fact-price"')[1].split("</li>")[0]
    assert "Your choice" in line and "Your own<" not in line
    assert "Chosen among what the page shows · The visible page · <code" in line


def test_a_new_reading_never_overwrites_the_merchants_own_value(client, product):
    edit(client, product, "name", value="My pot")

    save_facts(product, product.facts.snapshot | {"name": "Renamed by the shop", "price": "88.00"}, page_id=None)

    product.refresh_from_db()
    assert (product.name, str(product.price)) == ("My pot", "88.0000")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("price", "cheap"),
        ("price", "-5"),
        ("price", "NaN"),
        ("price", "1e99"),
        ("price", "1e-9"),
        ("price", "1_000"),
        ("price", "-0"),
        ("price", "999999999999.99999"),
        ("price", "0." + "1" * 5000),
        ("currency", "dollars"),
        ("availability", "maybe"),
        ("name", "x" * 1001),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_a_sentence_and_kept_in_the_field(client, product, field, value):
    address = reverse("products:edit-value", args=[product.pk, field])

    answer = client.post(address, {"value": value}, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert 'class="errors"' in answer.content.decode()
    assert not OwnValue.objects.exists()


@pytest.mark.parametrize("data", [{"number": "7"}, {"number": "-1"}, {"number": "x"}, {"number": "9" * 400}])
def test_a_candidate_that_is_not_there_is_a_404(client, product, data):
    assert edit(client, product, "price", **data).status_code == 404


def test_a_field_that_does_not_exist_is_a_404(client, product):
    assert edit(client, product, "status", value="FAILED").status_code == 404


def test_a_stranger_cannot_edit(stranger, product):
    assert edit(stranger, product, "name", value="mine").status_code == 404
    assert not OwnValue.objects.exists()


@pytest.mark.parametrize("typed", ["129.5", "129,5", "1,299.50", "+5", ".5", "5.", "007"])
def test_a_price_may_be_typed_in_the_ways_that_people_write_it(client, product, typed):
    assert edit(client, product, "price", value=typed).status_code == 302

    assert OwnValue.objects.get().value


@pytest.mark.parametrize("field", ["name", "description", "brand"])
def test_a_character_that_no_database_takes_is_left_out(client, product, field):
    edit(client, product, field, value="Copper\0 pot")

    assert OwnValue.objects.get().value == "Copper pot"


def test_arabic_digits_are_understood_as_a_price(client, product):
    edit(client, product, "price", value="١٢٩٫٥٠")

    product.refresh_from_db()
    assert str(product.price) == "129.5000"


def test_scripts_in_a_description_are_never_shown(client, merchant, product_of):
    bad = '<p onclick="x()">Pot</p><script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:x">a</a>'
    product = product_of(merchant, snapshot={"description_html": bad, "name": "<script>alert(2)</script>"})

    page = client.get(product.get_absolute_url()).content.decode()

    for hostile in ("alert(1)", "onerror", "onclick", "javascript:x", "<script>alert(2)"):
        assert hostile not in page


def test_reading_again_leaves_the_status_and_queues_one_run(client, product):
    address = reverse("products:refresh", args=[product.pk])
    client.post(address)
    client.post(address)

    product.refresh_from_db()
    assert product.status == "IMPORTED"
    assert Run.objects.count() == 1


def test_bulk_actions_touch_the_ticked_products_of_this_merchant_only(client, merchant, other_merchant, product_of):
    mine, kept, foreign = product_of(merchant), product_of(merchant), product_of(other_merchant)

    client.post("/products/bulk", {"action": "delete", "product": [mine.pk, foreign.pk, "nonsense"]})

    for product, gone in ((mine, True), (kept, False), (foreign, False)):
        product.refresh_from_db()
        assert (product.deleted_at is not None) is gone


def test_bulk_actions_can_mean_all_that_match_the_filter(client, merchant, product_of):
    failed = [product_of(merchant, status="FAILED", error_code="page_gone") for _ in range(3)]
    ready = product_of(merchant)

    client.post("/products/bulk", {"action": "refresh", "all": "yes", "status": "FAILED"})

    assert {run.subject for run in Run.objects.all()} == {f"product:{product.pk}" for product in failed}
    ready.refresh_from_db()
    assert ready.status == "IMPORTED"


def test_reading_very_many_again_is_left_to_a_run(client, merchant, product_of, monkeypatch):
    monkeypatch.setattr(many, "AT_ONCE", 3)
    monkeypatch.setattr(many, "BATCH", 2)
    failed = [product_of(merchant, status="FAILED", error_code="page_gone") for _ in range(5)]
    product_of(merchant)

    page = client.post("/products/bulk", {"action": "refresh", "all": "yes", "status": "FAILED"}, follow=True)

    assert "5 products are being read again." in page.content.decode()
    order = Run.objects.get()
    assert (order.flow, order.queue, order.owner) == ("products/refresh", "bulk", merchant)
    later = product_of(merchant, status="FAILED", error_code="page_gone")
    work_off([order.pk], threads=1)
    readings = Run.objects.filter(flow="product/import")
    assert {run.subject for run in readings} == {f"product:{product.pk}" for product in failed}
    order.refresh_from_db()
    assert (order.status, order.result) == ("SUCCEEDED", {"asked": 5})
    later.refresh_from_db()
    assert later.status == "FAILED"


@pytest.mark.parametrize("action", ["delete", "refresh"])
def test_a_bulk_action_without_a_product_says_what_to_do_first(client, product, action):
    page = client.post("/products/bulk", {"action": action}, follow=True).content.decode()

    assert 'class="notice warning' in page
    assert not Run.objects.exists()


def test_a_bulk_action_leads_back_to_the_list_as_it_was_filtered(client, merchant, product_of):
    failed = product_of(merchant, status="FAILED", error_code="page_gone")

    answer = client.post("/products/bulk", {"action": "delete", "product": [failed.pk], "status": "FAILED", "q": "a b"})

    assert answer.url == "/products/?q=a+b&status=FAILED"


def test_an_unknown_bulk_action_is_a_404(client, product):
    assert client.post("/products/bulk", {"action": "explode", "product": [product.pk]}).status_code == 404


def test_the_list_asks_the_database_the_same_number_of_questions_for_any_number_of_products(
    client, merchant, product_of, django_assert_max_num_queries
):
    for n in range(30):
        product_of(merchant, name=f"Pot {n}")

    with django_assert_max_num_queries(13):  # two of them about who wrote the texts, for all products of the page
        client.get("/products/")


def test_the_root_leads_to_the_products_or_to_the_first_import(client, merchant, product_of):
    assert client.get("/").url == "/import"
    product_of(merchant)
    assert client.get("/").url == "/products/"
