"""Having texts written, and deciding on them, for all products that are meant, however many they are."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from jobs import service as jobs
from jobs.models import Run
from jobs.wait import work_off
from merchants.models import Merchant
from products import enhancing, many
from products.enhancement import deciding, service
from products.enhancement.models import Proposal, ProposedField
from products.models import Product

pytestmark = pytest.mark.django_db


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(many, "AT_ONCE", 3)
    monkeypatch.setattr(many, "BATCH", 2)


def ask_for_all(client, **filters):
    return client.post("/products/bulk", {"action": "enhance", "all": "yes"} | filters, follow=True).content.decode()


def test_few_are_asked_for_at_once(owner, merchant, product_of):
    products = [product_of(merchant) for _ in range(3)]
    product_of(merchant, status="FAILED", error_code="page_gone")

    assert "Texts are being written for 3 products." in ask_for_all(owner)

    assert {run.subject for run in Run.objects.all()} == {service.subject(product.pk) for product in products}


def test_very_many_are_left_to_a_run(owner, merchant, other_merchant, product_of, small_batches):
    products = [product_of(merchant, name=f"Pot {n}") for n in range(5)]
    product_of(merchant, name="Pot 6", status="FAILED", error_code="page_gone")
    product_of(merchant, name="Lamp")
    product_of(other_merchant, name="Pot 7")

    assert "Texts are being written for 5 products." in ask_for_all(owner, q="Pot")

    order = Run.objects.get()
    assert (order.flow, order.queue, order.owner) == ("products/enhance", "bulk", merchant)
    product_of(merchant, name="Pot 8")  # made later: nobody asked for it
    work_off([order.pk], threads=1)
    order.refresh_from_db()
    assert (order.status, order.result) == ("SUCCEEDED", {"asked": 5})
    asked = Run.objects.filter(flow=service.FLOW)
    assert {run.subject for run in asked} == {service.subject(product.pk) for product in products}
    assert {run.queue for run in asked} == {"ai"}


def test_after_a_workers_death_nothing_is_written_twice(owner, merchant, product_of, small_batches, work_all):
    """What was asked for and is written by now is paid for: the order goes on with the others."""
    products = [product_of(merchant) for _ in range(5)]
    ask_for_all(owner)
    order = Run.objects.get()
    first = products[:2]
    service.enhance_many(first, merchant=merchant)
    work_off(list(Run.objects.filter(flow=service.FLOW).values_list("pk", flat=True)), threads=1)

    work_off([order.pk], threads=1)

    assert Run.objects.filter(flow=service.FLOW).count() == 5


def test_those_that_have_not_been_read_are_named(owner, merchant, product_of):
    product_of(merchant, status="FAILED", error_code="page_gone")

    assert "none of these has been" in ask_for_all(owner)
    assert not Run.objects.exists()


def test_an_order_ends_when_it_is_cancelled(merchant, product_of, small_batches):
    for _ in range(5):
        product_of(merchant)
    until = Product.objects.order_by("-pk").values_list("pk", flat=True)[0]
    order = jobs.emit(enhancing.EnhanceManyRequested(filters="", until=until), owner=merchant).run

    jobs.cancel(order)
    work_off([order.pk], threads=1)

    assert not Run.objects.filter(flow=service.FLOW).exists()


@pytest.fixture
def proposed(product_of) -> Callable[[Merchant, str], Product]:
    """A product for which a name and a claim without a source were proposed."""

    def make(owner: Merchant, name: str) -> Product:
        product = product_of(owner, name=name, snapshot={"name": name, "description": "A pot of copper."})
        proposal = Proposal.objects.create(product=product, run_id=uuid4(), maker="ai")
        proposal.fields.create(language="en", field="name", value="A copper pot")
        proposal.fields.create(language="en", field="seo_title", value="A pot of pure gold", untraced=1)
        return product

    return make


def states(product: Product) -> list[str]:
    return list(ProposedField.objects.filter(proposal__product=product).values_list("state", flat=True))


@pytest.mark.parametrize(
    ("action", "left", "status"),
    [("accept", ["accepted", "open"], "ENHANCED"), ("reject", ["rejected", "rejected"], "IMPORTED")],
)
def test_all_that_wait_are_decided_on_by_a_run(
    owner, merchant, other_merchant, user, proposed, monkeypatch, action, left, status
):
    monkeypatch.setattr("products.enhancement.many.BATCH", 2)
    products = [proposed(merchant, f"Pot {n}") for n in range(5)]
    foreign = proposed(other_merchant, "Foreign")

    answer = owner.post("/products/proposals/decide", {"action": action, "all": "yes"})

    run = Run.objects.get()
    assert answer.url == f"/monitor/{run.pk}"
    later = proposed(merchant, "Later")
    work_off([run.pk], threads=1)
    run.refresh_from_db()
    assert (run.status, run.result) == ("SUCCEEDED", {"products": 5, "texts": 5 if action == "accept" else 10})
    for product in products:
        product.refresh_from_db()
        assert (sorted(states(product)), product.status) == (left, status)
    assert states(foreign) == states(later) == ["open", "open"]
    assert {one.user for one in ProposedField.objects.exclude(state="open")} == {user}


def test_with_nothing_waiting_no_run_begins(owner):
    owner.post("/products/proposals/decide", {"action": "accept", "all": "yes"})

    assert not Run.objects.exists()


def test_accepting_asks_the_database_little_however_many_texts_there_are(
    proposed, merchant, user, django_assert_max_num_queries
):
    product = proposed(merchant, "Pot")
    proposal = Proposal.objects.get(product=product)
    for language in ("ar", "en"):
        for field in ("highlights", "tags", "image_alts"):
            proposal.fields.create(language=language, field=field, value=["Pot"])

    with django_assert_max_num_queries(25):
        assert deciding.accept_traced(proposal, user=user) == 7
