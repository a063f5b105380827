"""Products for programs: import, look, change, read again, delete."""

from uuid import uuid4

import pytest

from products.models import OwnValue, Product
from tests.api.conftest import address
from tests.products.conftest import product_of  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def test_a_link_becomes_a_product_with_both_ids(program, shop, work_all):
    sent = program.post("/products", address(shop))
    form = sent.json()
    assert (sent.status_code, form["status"]) == (202, "queued")
    assert set(form) == {"product_id", "job_id", "status", "stream_url", "status_url", "message", "polling"}
    assert program.post("/products", address(shop)).json() == form

    work_all()

    product = program.get(f"/products/{form['product_id']}").json()
    assert (product["status"], product["name"], product["price"], product["currency"]) == (
        *("IMPORTED", "Copper pot", "129.50", "SAR"),
    )
    assert product["snapshot"]["name"] == product["values"]["name"] == "Copper pot"
    assert program.get(f"/jobs/{form['job_id']}/result").json()["result"]["product_id"] == form["product_id"]


def test_a_link_that_is_a_product_already_is_said_to_be_there(program, shop, work_all):
    first = program.post("/products", address(shop)).json()
    work_all()

    again = program.post("/products", address(shop))

    assert (again.status_code, again.json()["status"]) == (200, "finished")
    assert (again.json()["product_id"], again.json()["job_id"]) == (first["product_id"], first["job_id"])
    assert Product.objects.count() == 1


def test_products_are_listed_page_by_page_and_filtered(program, other_program, merchant, product_of):  # noqa: F811
    made = [str(product_of(merchant, snapshot={"name": f"Pot {n}", "brand": "A" if n else "B"}).pk) for n in range(5)]

    first = program.get("/products", limit=3, q="pot").json()
    second = program.get("/products", limit=3, q="pot", cursor=first["next_cursor"]).json()

    assert [one["id"] for one in first["products"] + second["products"]] == made[::-1]
    assert [one["id"] for one in program.get("/products", brand="B").json()["products"]] == made[:1]
    assert program.get("/products", status="FAILED").json() == {"products": [], "next_cursor": None}
    assert other_program.get("/products").json()["products"] == []


def test_own_values_are_set_and_given_back(program, merchant, product_of):  # noqa: F811
    product = product_of(merchant)

    set_ = program.patch(f"/products/{product.pk}", {"price": "99,90", "name": "Mine"}).json()
    assert (set_["price"], set_["name"], set_["own_values"]) == ("99.90", "Mine", {"price": "99.90", "name": "Mine"})
    assert OwnValue.objects.filter(user=None).count() == 2

    back = program.patch(f"/products/{product.pk}", {"price": None}).json()
    assert (back["price"], back["name"]) == ("129.50", "Mine")


def test_all_own_values_are_set_or_none(program, merchant, product_of):  # noqa: F811
    product = product_of(merchant)

    answer = program.patch(f"/products/{product.pk}", {"name": "Mine", "price": "dear", "currency": "?"})

    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["price", "currency"])
    assert not OwnValue.objects.exists()


@pytest.mark.parametrize("body", [{"unknown": "x"}, {"name": 5}, {"name": "x" * 20_001}, []])
def test_values_of_another_kind_are_named(program, merchant, product_of, body):  # noqa: F811
    assert program.patch(f"/products/{product_of(merchant).pk}", body).status_code == 422


def test_a_product_that_was_not_read_has_nothing_to_change(program, shop):
    product = program.post("/products", address(shop)).json()["product_id"]

    answer = program.patch(f"/products/{product}", {"name": "Mine"})

    assert (answer.status_code, answer.json()["code"]) == (409, "product_not_ready")


def test_reading_again_gives_a_job_and_deleting_ends_it(program, merchant, product_of):  # noqa: F811
    product = product_of(merchant)

    job = program.post(f"/products/{product.pk}/refresh")
    assert (job.status_code, job.json()["status"]) == (202, "queued")
    deleted = program.delete(f"/products/{product.pk}")

    assert (deleted.status_code, deleted.content) == (204, b"")
    assert program.get(f"/jobs/{job.json()['job_id']}/status").json()["error_code"] == "cancelled"
    assert program.get(f"/products/{product.pk}").status_code == 404


@pytest.mark.parametrize("which", ["foreign", "unknown", "1"])
def test_strangers_and_nonsense_find_no_product(other_program, merchant, product_of, which):  # noqa: F811
    product = product_of(merchant)
    asked = {"foreign": product.pk, "unknown": uuid4()}.get(which, which)

    answers = [
        other_program.get(f"/products/{asked}"),
        other_program.patch(f"/products/{asked}", {"name": "x"}),
        other_program.delete(f"/products/{asked}"),
        other_program.post(f"/products/{asked}/refresh"),
    ]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "product_not_found")}
    assert Product.objects.alive().filter(pk=product.pk).exists()
