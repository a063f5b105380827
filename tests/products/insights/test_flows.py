"""Comparisons and analyses through the engine, from products in the database to a kept result."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from jobs import payloads
from jobs import service as jobs
from jobs.models import Event, Run
from products.insights import seen, service, steps
from products.insights.models import Analysis
from products.insights.payloads import CompareRequested, FullRequested
from products.models import OwnValue, Product


@pytest.fixture
def compare(merchant, done):
    """Compare two brands, or what else is named, to the end."""

    def run(a: str = "", b: str = "", owner=None, **named) -> Run:
        asked = CompareRequested(**named) if named else CompareRequested(brand_a=a, brand_b=b)
        return done(service.compare(owner or merchant, asked))

    return run


def test_two_brands_are_compared_in_any_spelling(catalogue, dollars, compare, merchant):
    run = compare(" nahhas", "دار القهوه")

    analysis = Analysis.objects.get()
    assert run.result == {
        "success": True,
        "analysis_id": str(analysis.pk),
        "brands": ["Nahhas", "دار القهوة"],
        "cached": False,
    }
    first, second = analysis.data["sides"]
    assert (analysis.merchant, analysis.currency, analysis.products) == (merchant, "SAR", 7)
    assert first["prices"]["five"] == ["80.00", "91.25", "107.50", "127.50", "150.00"]  # 40 USD are 150 SAR
    assert (second["prices"]["count"], second["count"], second["is_thin"]) == (2, 3, False)
    assert first["rating"] == {"products": 2, "reviews": 50, "mean": "4.40", "is_enough": True}
    assert first["variants"] == {"all": 2, "known": 2, "in_stock": 1, "several": 1, "percent": "50.0"}
    assert second["availability"] == {"known": 2, "in_stock": 1, "gone": 1, "other": 0, "unknown": 1, "percent": "50.0"}
    assert first["freshness"] == {"fresh": 3, "recent": 1, "old": 0, "never": 0}
    assert analysis.data["rates"][0]["source"] == "rates.test"
    assert analysis.data["ahead"] == 0


def test_the_end_is_told_by_an_event(catalogue, compare, merchant):
    run = compare("Nahhas", "دار القهوة")

    event = Event.objects.get(name="analysis/compare.completed")
    assert event.data["brands"] == ["Nahhas", "دار القهوة"]
    assert (event.owner, event.data["runId"], event.data["cached"]) == (merchant, str(run.pk), False)


def test_without_a_rate_a_price_is_left_out_and_not_taken_one_to_one(catalogue, compare):
    compare("Nahhas", "دار القهوة")

    data = Analysis.objects.get().data
    assert data["sides"][0]["prices"]["count"] == 3
    assert {"reason": "no_rate", "currency": "USD", "count": 1} in data["left_out"]


def test_what_has_not_changed_is_not_compared_again_for_a_day(catalogue, compare):
    first = compare("Nahhas", "دار القهوة").result

    again = compare("NAHHAS", "دار القهوه").result
    assert (again["analysis_id"], again["cached"]) == (first["analysis_id"], True)
    Product.objects.filter(name="Cup").update(price=16)
    changed = compare("Nahhas", "دار القهوة").result
    assert (changed["cached"], Analysis.objects.count()) == (False, 2)
    Analysis.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert compare("Nahhas", "دار القهوة").result["cached"] is False


def test_another_set_of_products_is_another_comparison(catalogue, compare, stocked):
    compare("Nahhas", "دار القهوة")
    stocked("New pot", "Nahhas", "95.00", hours=30)

    assert compare("Nahhas", "دار القهوة").result["cached"] is False


def test_two_products_are_compared(catalogue, compare):
    pot, cup = catalogue[0], catalogue[5]

    compare(product_a=pot.pk, product_b=cup.pk)

    analysis = Analysis.objects.get()
    assert analysis.names == ["Copper pot", "Cup"]
    assert [side["count"] for side in analysis.data["sides"]] == [1, 1]
    assert analysis.data["sides"][0]["prices"]["five"][2] == "120.00"


def test_own_values_count_in_place_of_the_shops(stocked, compare):
    bare = stocked("Pot", "A", "10.00", description="", sku=None)
    stocked("Cup", "B", "10.00", sku="B-1")
    OwnValue.objects.create(product=bare, field="description", value="x" * 150, origin="typed")
    OwnValue.objects.create(product=bare, field="sku", value="OWN-1", origin="typed")

    compare("A", "B")

    own, other = (side["content"]["parts"] for side in Analysis.objects.get().data["sides"])
    assert (own["description"], own["sku"], own["gtin"]) == (1, 1, 0)
    assert (other["description"], other["sku"], other["gtin"]) == (1, 1, 0)


def test_a_brand_without_products_ends_with_a_reason(catalogue, compare):
    run = compare("Nahhas", "Nobody")

    assert (run.status, run.error_code) == ("FAILED", "unknown_brand")
    assert "'Nobody'" in run.error
    assert Event.objects.get(name="analysis/compare.failed").data["runId"] == str(run.pk)


@pytest.mark.parametrize(("a", "b"), [("Nahhas", "NAHHAS"), ("إيكيا", "ايكيا")])
def test_one_brand_in_two_spellings_is_not_compared_with_itself(merchant, compare, a, b):
    assert compare(a, b).error_code == "same_twice"


def test_products_that_were_not_read_are_no_products(product_of, stocked, merchant, compare):
    stocked("Pot", "Nahhas", "10.00")
    product_of(merchant, status="FAILED", error_code="page_not_found", brand="Broken")

    assert compare("Nahhas", "Broken").error_code == "unknown_brand"


def test_products_of_others_are_not_seen(catalogue, stocked, compare, other_merchant):
    foreign = stocked("Foreign pot", "Nahhas", "1.00", owner=other_merchant)

    compare("Nahhas", "دار القهوة")
    run = compare(product_a=catalogue[0].pk, product_b=foreign.pk)

    assert Analysis.objects.get().data["sides"][0]["count"] == 4
    assert (run.status, run.error_code) == ("FAILED", "unknown_product")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"brandA": "Nahhas"},
        {"brandA": "A", "brandB": "B" * 500},
        {"brandA": "", "brandB": ""},
        {"brandA": "A", "brandB": "B", "productA": None},
        {"brandA": "A", "brandB": "B", "productA": str(uuid4()), "productB": str(uuid4())},
        {"productA": str(uuid4())},
        {"brandA": "A", "brandB": 7},
    ],
)
def test_an_event_that_names_no_pair_is_refused(data):
    with pytest.raises(payloads.InvalidPayload):
        payloads.parse("analysis/compare.requested", data)


def test_one_comparison_goes_on_at_a_time_for_each_owner(catalogue, merchant, other_merchant):
    asked = CompareRequested(brand_a="Nahhas", brand_b="دار القهوة")
    same = CompareRequested(brand_a="NAHHAS", brand_b="دار القهوه")

    first = service.compare(merchant, asked)

    assert service.compare(merchant, same) == first
    assert service.compare(other_merchant, asked) != first
    assert service.analyse(merchant) == service.analyse(merchant)
    assert service.analyse(other_merchant) != service.analyse(merchant)


# --- The whole catalogue ----------------------------------------------------------------------------------------------
@pytest.fixture
def analyse(merchant, done):
    return lambda: done(service.analyse(merchant))


def test_every_section_is_a_step_and_all_are_kept(catalogue, dollars, analyse):
    run = analyse()

    analysis = Analysis.objects.get()
    names = ["prepare", "prices", "gaps", "stock", "content", "ratings", "freshness", "write_full", "keep_full"]
    assert list(run.steps.order_by("position").values_list("name", "status")) == [(n, "SUCCEEDED") for n in names]
    assert run.result == {"success": True, "analysis_id": str(analysis.pk), "products": 7, "cached": False}
    data = analysis.data
    assert data["prices"]["all"] == {"count": 6, "five": ["15.00", "65.00", "87.50", "113.75", "150.00"]}
    assert [(one["name"], one["count"]) for one in data["prices"]["brands"]] == [("Nahhas", 4), ("دار القهوة", 2)]
    assert data["gaps"]["edges"] == ["20.00", "50.00", "100.00"]
    assert data["gaps"]["rows"] == [{"name": "Kitchen > Mugs", "counts": [1, 0, 3, 2], "gaps": [1]}]
    assert data["stock"]["states"]["in_stock"] == 5
    assert {one["part"]: one["count"] for one in data["content"]["parts"]}["pictures"] == 5
    assert (data["ratings"]["mean"], data["ratings"]["reviews"]) == ("4.21", 58)
    assert data["freshness"]["ages"] == {"fresh": 5, "recent": 1, "old": 1, "never": 0}
    assert {one["code"] for one in data["findings"]} >= {"no_price", "out_of_stock", "gaps", "stale", "poor_rating"}


def test_an_analysis_that_would_say_the_same_is_shown_again_for_a_day(catalogue, dollars, analyse, stocked):
    first, again = analyse().result, analyse().result
    assert (again["analysis_id"], first["cached"], again["cached"]) == (first["analysis_id"], False, True)

    Analysis.objects.update(created_at=timezone.now() - timedelta(hours=25))
    later = analyse().result
    assert (later["cached"], later["analysis_id"] == first["analysis_id"]) == (False, False)

    stocked("A fifth", "Nahhas", "77.00")
    assert analyse().result["cached"] is False
    assert Analysis.objects.count() == 3


def test_an_analysis_whose_words_failed_is_made_again(catalogue, analyse):
    analyse()
    Analysis.objects.update(words_error="ai_busy")

    assert analyse().result["cached"] is False


def test_a_catalogue_larger_than_a_batch_is_counted_whole(stocked, analyse, monkeypatch):
    monkeypatch.setattr(seen, "AT_ONCE", 2)
    for n in range(5):
        stocked(f"Pot {n}", "Nahhas", f"{n + 1}.00")

    analyse()

    assert Analysis.objects.get().data["prices"]["all"] == {
        "count": 5,
        "five": ["1.00", "2.00", "3.00", "4.00", "5.00"],
    }


def test_a_cancelled_analysis_keeps_nothing(catalogue, merchant, done, monkeypatch):
    run = service.analyse(merchant)
    stock = steps.Stock

    def asked_meanwhile():
        jobs.cancel(Run.objects.get(pk=run.pk))
        return stock()

    monkeypatch.setattr(steps, "Stock", asked_meanwhile)

    assert done(run).status == "CANCELLED"
    assert not Analysis.objects.exists()


def test_a_run_that_begins_again_after_a_section_keeps_what_was_counted(catalogue, analyse, done):
    run = analyse()
    Product.objects.filter(name="Cup").update(price=999)
    Analysis.objects.update(created_at=timezone.now() - timedelta(hours=25))  # else it would be shown again

    again = done(jobs.rerun(run, from_step=3))

    assert Analysis.objects.get(run_id=again.pk).data["prices"]["all"]["five"][4] != "999.00"
    assert Analysis.objects.count() == 2


def test_nothing_to_analyse_is_said(merchant, analyse, product_of):
    product_of(merchant, status="IMPORTING")

    assert (analyse().error_code, service.payload_for(merchant)) == ("nothing_to_analyse", None)


def test_nobody_analyses_the_catalogue_of_somebody_else(catalogue, merchant, other_merchant, done):
    run = jobs.emit(FullRequested(merchant_id=merchant.pk), owner=other_merchant).run

    assert done(run).error_code == "foreign_catalogue"


def test_odd_facts_of_shops_stop_nothing(stocked, analyse):
    stocked("Odd", "A", "10.00", rating="n/a", review_count="many", stock_quantity=None, breadcrumbs=None)
    stocked("Odder", "", "0.0001", rating="9.7", review_count=-3, stock_quantity=-1, breadcrumbs=["", "Odder", 7])
    stocked("Oddest", "A" * 255, "99999999999.99", currency="XYZ", description=None, properties=None)

    analyse()

    data = Analysis.objects.get().data
    assert (data["prices"]["priced"], data["ratings"]["rated"]) == (2, 0)


def test_old_analyses_are_deleted(catalogue, analyse, settings):
    analyse()

    with time_machine.travel(timezone.now() + timedelta(days=settings.KEEP_ANALYSES_D + 1)):
        assert (service.delete_old(), service.delete_old()) == (1, 0)
