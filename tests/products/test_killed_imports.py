"""Real workers die in each step of a real import, messages come twice, the broker forgets: one product, once."""

import time

import pytest
import redis
from django.test import Client

from config.demo_shop.server import serve
from jobs.models import Event, Run, Status
from merchants.models import Membership, Merchant, User
from products.models import Facts, Product, StatusChange
from tests.support import worker

KILLS = [f"{step}:{place}" for step in ("fetch", "read", "keep") for place in ("before", "after")]


@pytest.fixture(scope="module")
def shop():
    with serve(slow_s=1.0) as shop:
        yield shop


@pytest.fixture(autouse=True)
def permit(settings, shop, monkeypatch):
    """Both this process and the workers may open the shop on loopback."""
    address = f"{shop.server_name}:{shop.server_port}"
    monkeypatch.setenv("SCRAPE_ALLOW_PRIVATE", address)
    settings.SCRAPE_POLICY = type(settings.SCRAPE_POLICY)(allow_private=frozenset({address}))


@pytest.fixture(params=["sqlite", "postgres"])
def database(request, tmp_path, django_db_blocker):
    made = worker.sqlite_database(tmp_path) if request.param == "sqlite" else worker.postgres_database()
    with django_db_blocker.unblock(), made as address:
        yield address


def post_form(link: str) -> Product:
    """A new merchant posts the import form."""
    merchant = Merchant.objects.create(name="Dar Al Qahwa", slug="dar-al-qahwa")
    user = User.objects.create_user("owner@example.com", "a calm workshop")
    Membership.objects.create(merchant=merchant, user=user, role="owner")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post("/import", {"links": link})
    assert answer.status_code == 302
    return merchant.products.get()


def until_ended(crew: worker.Crew, product: Product) -> Product:
    crew.until(lambda: Product.objects.filter(pk=product.pk).exclude(status="IMPORTING").exists())
    product.refresh_from_db()
    return product


def assert_imported_once(product: Product) -> None:
    assert Run.objects.get().error == ""
    assert (product.status, product.error_code) == ("IMPORTED", "")
    assert [(c.old, c.new) for c in StatusChange.objects.filter(product=product)] == [
        ("", "IMPORTING"),
        ("IMPORTING", "IMPORTED"),
    ]
    assert Facts.objects.filter(product=product).count() == 1
    assert product.images.count() == len(product.facts.snapshot["images"])
    assert Run.objects.get().status == Status.SUCCEEDED
    assert Event.objects.filter(name="product/scrape.completed").count() == 1


def test_a_worker_killed_in_each_step_of_an_import_leaves_one_right_product(tmp_path, database, shop):
    with worker.Crew(tmp_path, database, "memory://", kill_at=KILLS, imports=()) as crew:
        product = until_ended(crew, post_form(shop.url("json-ld")))

    assert crew.kills == set(KILLS)
    assert_imported_once(product)


def test_a_message_that_comes_twice_imports_once(tmp_path, database, shop):
    with (
        worker.redis_broker() as broker,
        worker.using_broker(broker),
        worker.Crew(tmp_path, database, broker, kill_at=["ticket:done"], imports=()) as crew,
    ):
        product = until_ended(crew, post_form(shop.url("json-ld")))
        crew.until(lambda: crew.kills == {"ticket:done"})

    assert_imported_once(product)


def test_a_broker_emptied_while_an_import_waits_for_its_retry_loses_nothing(tmp_path, database, shop):
    with (
        worker.redis_broker() as broker,
        worker.using_broker(broker),
        worker.Crew(tmp_path, database, broker, imports=()) as crew,
    ):
        product = post_form(shop.url("flaky"))
        crew.until(lambda: Run.objects.filter(status=Status.WAITING).exists())
        redis.from_url(broker).flushall()
        until_ended(crew, product)

    assert_imported_once(product)


def test_a_broker_that_is_down_delays_the_import_and_the_form_answers_at_once(tmp_path, database, shop):
    port = worker.free_port()
    broker = f"redis://127.0.0.1:{port}/0"
    with worker.using_broker(broker):
        started = time.monotonic()
        product = post_form(shop.url("json-ld"))
        took = time.monotonic() - started
        assert product.status == "IMPORTING"
        assert took < 15, f"the form took {took:.1f} s without a broker"
        server = worker.start_redis(port)
        try:
            with worker.Crew(tmp_path, database, broker, imports=()) as crew:
                until_ended(crew, product)
        finally:
            worker.kill_group(server)

    assert_imported_once(product)
