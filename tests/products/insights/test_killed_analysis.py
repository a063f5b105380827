"""Real workers die in the middle of an analysis of the catalogue: every section once, one analysis, told once."""

from django.utils import timezone

from jobs.models import Event, Run, Status
from merchants.models import Merchant
from products.imports import values
from products.insights import service
from products.insights.models import Analysis
from products.insights.steps import SECTIONS
from products.models import Facts, Product
from tests.products.conftest import SNAPSHOT
from tests.support import worker

KILLS = ["prices:after", "stock:before", "keep_full:after"]


def merchant_with(prices: tuple[str, ...]) -> Merchant:
    merchant = Merchant.objects.create(name="Dar Al Qahwa", slug="dar-al-qahwa")
    for price in prices:
        facts, address = SNAPSHOT | {"price": price}, f"https://shop.test/{price}"
        product = Product.objects.create(
            merchant=merchant, link=address, link_key=address, domain="shop.test", status="IMPORTED",
            read_at=timezone.now(), **values.columns(facts, {}),
        )  # fmt: skip
        Facts.objects.create(product=product, snapshot=facts, read_at=timezone.now())
    return merchant


def test_an_analysis_whose_workers_are_killed_ends_right(tmp_path, django_db_blocker):
    with django_db_blocker.unblock(), worker.sqlite_database(tmp_path) as database:
        run = service.analyse(merchant_with(("10.00", "20.00", "30.00")))
        with worker.Crew(tmp_path, database, "memory://", kill_at=KILLS, imports=()) as crew:
            crew.until(lambda: Run.objects.get(pk=run.pk).ended_at)
        run.refresh_from_db()

        assert crew.kills == set(KILLS)
        assert (run.status, run.error) == (Status.SUCCEEDED, "")
        names = list(run.steps.order_by("position").values_list("name", flat=True))
        assert names == ["prepare", *SECTIONS, "write_full", "keep_full"]
        assert set(run.steps.values_list("status", flat=True)) == {Status.SUCCEEDED}
        analysis = Analysis.objects.get()
        assert str(analysis.pk) == run.result["analysis_id"]
        assert set(SECTIONS) < set(analysis.data)
        assert analysis.data["prices"]["all"] == {"count": 3, "five": ["10.00", "15.00", "20.00", "25.00", "30.00"]}
        assert Event.objects.filter(name="analysis/full.completed").count() == 1
