"""Events from outside: for one's own objects, once for each id, and telling nothing of others."""

import json
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from jobs.models import Event, Run
from products.models import Product
from tests.api.conftest import Caller, address
from tests.products.conftest import product_of  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
NAME = "product/scrape.requested"


@pytest.fixture
def product(product_of, merchant) -> Product:  # noqa: F811
    return product_of(merchant)


def data_of(product: Product, **changes: str) -> dict[str, str]:
    data = {"productId": str(product.pk), "sourceUrl": product.link, "merchantId": str(product.merchant_id)}
    return data | changes


def test_an_event_starts_a_run_and_tells_which(program, product):
    sent = program.post("/events", {"name": NAME, "data": data_of(product), "metadata": {"from": "test"}})

    body = sent.json()
    assert sent.status_code == 202
    (run,) = body["run_ids"]
    assert program.get(f"/jobs/{run}/status").json()["flow"] == "product/import"
    listed = program.get("/events").json()
    assert listed == [
        {"id": body["event_id"], "name": NAME, "created_at": listed[0]["created_at"], "metadata": {"from": "test"}}
    ]
    runs = program.get(f"/events/{body['event_id']}/runs").json()
    assert runs == {
        "eventId": body["event_id"],
        "runs": [
            {"id": run, "status": "QUEUED", "function_id": "product/import", "started_at": None, "ended_at": None}
        ],
    }


def test_a_known_id_gives_the_first_answer_even_when_the_product_is_gone(program, product):
    event = {"id": str(uuid4()), "name": NAME, "data": data_of(product)}
    first = program.post("/events", event)
    Product.objects.update(deleted_at=product.created_at)

    again = program.post("/events", event)

    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json() == again.json()
    assert first.json()["event_id"] == event["id"]
    assert Run.objects.count() == 1


def test_a_known_id_with_other_data_is_a_conflict(program, product):
    event = {"id": str(uuid4()), "name": NAME, "data": data_of(product)}
    program.post("/events", event)

    answer = program.post("/events", event | {"data": data_of(product, sourceUrl="https://other.test/x")})

    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_conflict")


def test_an_id_that_a_stranger_used_is_free_and_tells_nothing(
    program,
    other_program,
    product,
    other_merchant,
    product_of,  # noqa: F811
):
    event_id = str(uuid4())
    theirs = program.post("/events", {"id": event_id, "name": NAME, "data": data_of(product)}).json()
    mine = product_of(other_merchant)

    answer = other_program.post("/events", {"id": event_id, "name": NAME, "data": data_of(mine)})

    assert (answer.status_code, answer.json()["event_id"]) == (202, event_id)
    assert answer.json()["run_ids"] != theirs["run_ids"]
    assert [event["id"] for event in other_program.get("/events").json()] == [event_id]
    assert other_program.get(f"/events/{event_id}/runs").json()["runs"][0]["id"] == answer.json()["run_ids"][0]


@pytest.mark.parametrize("change", ["merchant", "product", "both", "deleted"])
def test_other_peoples_objects_are_not_found(program, product, other_merchant, product_of, change):  # noqa: F811
    theirs = product_of(other_merchant)
    changes = {
        "merchant": {"merchantId": str(other_merchant.pk)},
        "product": {"productId": str(theirs.pk)},
        "both": data_of(theirs),
        "deleted": {},
    }
    if change == "deleted":
        Product.objects.filter(pk=product.pk).update(deleted_at=product.created_at)

    answer = program.post("/events", {"name": NAME, "data": data_of(product, **changes[change])})

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        *("webhook.received", "token.refresh-needed", "product/scrape.completed", "scrape/snapshot.requested"),
        *("product/unknown.requested", "test/walk.requested", "product/scrape.requested ", "x"),
    ],
)
def test_events_that_are_ours_alone_or_unknown_are_refused(program, name):
    answer = program.post("/events", {"name": name, "data": {}})

    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["name"])


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"productId": "x"}, ["data.productId"]),
        ({"extra": 1}, ["data.extra"]),
        ({"sourceUrl": 5}, ["data.sourceUrl"]),
        ({"sourceUrl": None, "merchantId": None}, ["data.sourceUrl", "data.merchantId"]),
    ],
)
def test_a_wrong_payload_is_named_field_by_field(program, product, changes, fields):
    answer = program.post("/events", {"name": NAME, "data": data_of(product) | changes})

    assert (answer.status_code, list(answer.json()["fields"])) == (422, fields)


def test_a_link_that_is_none_is_refused(program, product):
    answer = program.post("/events", {"name": NAME, "data": data_of(product, sourceUrl="http://10.0.0.1/")})

    assert (answer.status_code, answer.json()["code"]) == (400, "address_refused")


def test_a_product_that_failed_is_importing_again(program, shop, work_all):
    sent = program.post("/products", address(shop, "/late")).json()
    work_all()
    product = Product.objects.get(pk=sent["product_id"])
    assert product.is_failed
    shop.routes["/late"] = shop.routes["/pot"]

    program.post("/events", {"name": NAME, "data": data_of(product)})
    work_all()

    assert program.get(f"/products/{product.pk}").json()["status"] == "IMPORTED"


@pytest.mark.parametrize("text", ["a\\u0000b", "a\\ud800b"])
def test_characters_that_no_database_takes_become_marks(program, product, text):
    body = json.dumps({"name": NAME, "data": data_of(product), "metadata": {"kept": "TEXT", "TEXT": 1}})

    sent = program.client.post("/api/v1/events", body.replace("TEXT", text), content_type="application/json")

    assert sent.status_code == 202
    assert program.get("/events").json()[0]["metadata"] == {"kept": "a\ufffdb", "a\ufffdb": 1}


def test_events_of_strangers_are_neither_listed_nor_found(program, other_program, product):
    event_id = program.post("/events", {"name": NAME, "data": data_of(product)}).json()["event_id"]

    assert other_program.get("/events").json() == []
    for asked in (event_id, uuid4(), "1"):
        assert other_program.get(f"/events/{asked}/runs").json()["code"] == "event_not_found"


def test_the_newest_hundred_are_listed(program, merchant):
    Event.objects.bulk_create(Event(name=str(n), owner=merchant) for n in range(105))

    listed = program.get("/events").json()

    assert len(listed) == 100
    assert UUID(listed[0]["id"]) == Event.objects.order_by("-created_at", "-pk")[0].pk


def test_the_catalogue_is_read_again_by_an_address_of_its_own(program, other_program, product):
    first, second = program.post("/catalogue/rescrape"), program.post("/catalogue/rescrape")

    assert (first.status_code, first.json()["job_id"]) == (202, second.json()["job_id"])
    assert Run.objects.get(flow="catalogue/rescrape").queue == "bulk"
    nothing = other_program.post("/catalogue/rescrape")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_do")


@pytest.mark.parametrize("flow", ["product/publish", "product/unpublish", "listings/publish", "runs/bulk"])
def test_a_job_that_publishes_is_not_run_again_without_the_scope_for_it(merchant, key_of, flow):
    run = Run.objects.create(
        flow=flow, owner=merchant, status="SUCCEEDED", ended_at=timezone.now(), payload={}, turn=timezone.now()
    )
    writer, publisher = Caller(key_of(merchant, ["read", "write"])), Caller(key_of(merchant))

    refused, allowed = (caller.post(f"/jobs/{run.pk}/rerun") for caller in (writer, publisher))

    assert (refused.status_code, refused.json()["code"]) == (403, "missing_scope")
    assert allowed.json()["code"] == "invalid_payload"  # past the door
