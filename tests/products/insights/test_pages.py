"""The pages of insights and their file, the API's doors, and that strangers find nothing behind any of them."""

import csv
import io
from uuid import uuid4

import pytest
from django.urls import reverse

from jobs.models import Run
from merchants.models import ApiKey
from products.insights import service
from products.insights.models import Analysis
from products.insights.payloads import CompareRequested
from tests.api.conftest import Caller


@pytest.fixture
def client(client_of, user):
    return client_of(user)


@pytest.fixture
def comparison(catalogue, dollars, merchant, done) -> Analysis:
    run = done(service.compare(merchant, CompareRequested(brand_a="Nahhas", brand_b="دار القهوة")))
    return Analysis.objects.get(pk=run.result["analysis_id"])


@pytest.fixture
def full(catalogue, dollars, merchant, done) -> Analysis:
    return Analysis.objects.get(pk=done(service.analyse(merchant)).result["analysis_id"])


def text_of(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def compare(client, a: str, b: str):
    return client.post("/insights/compare", {"brand_a": a, "brand_b": b})


def test_a_comparison_is_asked_for_watched_and_shown(client, catalogue, work_all):
    watch = compare(client, "nahhas", "دار القهوة")
    run = Run.objects.get()
    assert (watch.status_code, watch["Location"]) == (302, f"/insights/runs/{run.pk}")
    assert "Counting and comparing" in text_of(client.get(watch["Location"]))
    assert watch["Location"] in text_of(client.get("/insights/"))

    work_all()

    analysis = Analysis.objects.get()
    assert client.get(watch["Location"])["Location"] == analysis.get_absolute_url()
    answer = client.get(watch["Location"], headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == analysis.get_absolute_url()


def test_a_comparison_shows_its_formula_its_money_and_its_rate(client, comparison):
    page = text_of(client.get(comparison.get_absolute_url()))

    assert "SAR&nbsp;107.50" in page or "SAR\u00a0107.50" in page
    assert "(30 × 100 + 25 × " in page
    assert "1 USD = 3.75" in page
    assert "rates.test" in page
    assert "1 product without a price" in page


def test_thin_data_is_said(client, stocked, merchant, done):
    stocked("Pot", "Nahhas", "10.00")
    stocked("Cup", "Nour", None, availability=None)
    run = done(service.compare(merchant, CompareRequested(brand_a="Nahhas", brand_b="Nour")))

    page = text_of(client.get(Analysis.objects.get(pk=run.result["analysis_id"]).get_absolute_url()))

    assert page.count("there is only this much: 1 product") == 2


def test_what_is_shown_again_says_so(client, comparison, work_all):
    compare(client, "Nahhas", "دار القهوة")
    work_all()

    page = client.get(service.address(Run.objects.order_by("-pk").first()), follow=True)

    assert "Nothing has changed since this comparison was made" in text_of(page)


def test_the_analysis_shows_every_section(client, full):
    page = text_of(client.get(full.get_absolute_url()))

    for heading in (
        "Price positioning",
        "Gaps in the range",
        "Stock at risk",
        "Quality of the content",
        "Ratings",
        "Stale data",
    ):
        assert f">{heading}</h2>" in page
    assert "1 product is out of stock." in page
    assert "4.21 of 5 by 58 reviews" in page


@pytest.mark.parametrize("language", ["en", "ar"])
def test_both_kinds_read_in_both_languages(client, comparison, full, language):
    client.cookies["django_language"] = language

    for analysis in (comparison, full):
        page = text_of(client.get(analysis.get_absolute_url()))
        assert ('dir="rtl"' in page) == (language == "ar")


def test_the_whole_catalogue_is_analysed_by_a_button(client, catalogue):
    answer = client.post("/insights/analyse")

    assert answer["Location"] == f"/insights/runs/{Run.objects.get(flow='analysis/full').pk}"


def test_without_products_there_is_nothing_to_analyse(client):
    assert "Nothing to count yet" in text_of(client.get("/insights/"))
    assert "No product has been read yet" in text_of(client.post("/insights/analyse", follow=True))
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ("Nahhas", "Nobody", "You have no product of this brand."),
        ("Nahas", "دار القهوة", "Did you mean \u2068Nahhas\u2069?"),
        ("Nahhas", "NAHHAS", "This is the same brand."),
        ("Nahhas", "", "This field is required."),
        ("Nahhas", "!!", "You have no product of this brand."),
        ("Nahhas", "x" * 500, "at most 255 characters"),
        ("Nahhas", "a\0b", "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_compared_is_said_beside_the_field(client, catalogue, a, b, said):
    answer = compare(client, a, b)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Run.objects.exists()


def test_two_ticked_products_are_compared(client, catalogue):
    given = {"ticked": "yes", "product": [str(catalogue[0].pk), str(catalogue[5].pk)]}

    client.post("/insights/compare", given)

    assert Run.objects.get().payload["productA"] == str(catalogue[0].pk)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_other_numbers_of_ticked_products_are_told_what_is_needed(client, catalogue, count):
    given = {"ticked": "yes", "product": [str(one.pk) for one in catalogue[:count]]}

    page = client.post("/insights/compare", given, follow=True)

    assert "Tick two products" in text_of(page)


def test_a_failed_run_says_why_and_leads_on(client, merchant, catalogue, done):
    run = done(service.compare(merchant, CompareRequested(brand_a="Nahhas", brand_b="Nobody & Sons")))

    page = text_of(client.get(service.address(run)))

    assert "No product of one of the two brands has been read." in page
    assert "?a=Nahhas&amp;b=Nobody%20%26%20Sons" in page


def test_a_run_can_be_cancelled(client, catalogue):
    client.post("/insights/analyse")
    run = Run.objects.get()

    client.post(f"/insights/runs/{run.pk}/cancel")

    run.refresh_from_db()
    assert run.status == "CANCELLED"


def rows_of(answer) -> list[list[str]]:
    assert answer["Content-Disposition"].startswith("attachment;")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_comparison_is_a_file(client, comparison):
    rows = rows_of(client.get(f"{comparison.get_absolute_url()}.csv"))

    assert ["Currency", "SAR"] in rows
    assert ["Median price", "107.50", "37.50"] in rows
    assert ["", "Nahhas", "دار القهوة"] in rows


def test_no_cell_of_a_file_is_computed_by_a_spreadsheet(client, stocked, merchant, done):
    evil = '=HYPERLINK("http://evil.test")'
    stocked("@SUM(A1)", evil, "10.00", breadcrumbs=["+1", "-1+1"], availability="out_of_stock")
    analysis = Analysis.objects.get(pk=done(service.analyse(merchant)).result["analysis_id"])

    cells = [cell for row in rows_of(client.get(f"{analysis.get_absolute_url()}.csv")) for cell in row]

    assert f"'{evil}" in cells
    assert "'@SUM(A1)" in cells
    assert "'+1 > -1+1" in cells
    assert not any("\u2068" in cell or "\u2069" in cell for cell in cells)  # which nobody sees, and no search finds


def test_strangers_find_nothing(stranger, comparison, full, merchant):
    run = Run.objects.filter(owner=merchant).first()
    for address in (comparison.get_absolute_url(), f"{full.get_absolute_url()}.csv", service.address(run)):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"/insights/runs/{run.pk}/cancel").status_code == 404
    assert "Nahhas" not in text_of(stranger.get("/insights/"))


def test_products_of_others_cannot_be_compared(stranger, catalogue):
    given = {"product_a": str(catalogue[0].pk), "product_b": str(catalogue[1].pk)}

    assert stranger.post("/insights/compare", given).status_code == 404
    assert not Run.objects.exists()


def test_viewers_read_and_start_nothing(make_user, client_of, merchant, comparison):
    viewer = client_of(make_user("viewer@example.com", merchant, "viewer"))

    assert "Compare again" not in text_of(viewer.get(comparison.get_absolute_url()))
    assert compare(viewer, "Nahhas", "دار القهوة").status_code == 403
    assert viewer.post("/insights/analyse").status_code == 403


def test_the_monitor_starts_an_analysis_and_leads_to_comparing(client, catalogue):
    page = text_of(client.get("/monitor"))

    assert "Start: Analysis of the catalogue" in page
    assert '<a class="button quiet" href="/insights/">Start: Comparison …</a>' in page
    client.post("/monitor/start", {"flow": "analysis/full"})
    run = Run.objects.get(flow="analysis/full")
    assert reverse("products:insights") in text_of(client.get(f"/monitor/{run.pk}"))
    assert client.post("/monitor/start", {"flow": "analysis/compare"}).status_code == 404


# --- Programs ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def key_of(db):
    return lambda merchant: ApiKey.make(merchant, "a program", ["read", "write"])[1]


@pytest.fixture
def program(merchant, key_of):
    return Caller(key_of(merchant))


@pytest.fixture
def other_program(other_merchant, key_of):
    return Caller(key_of(other_merchant))


def test_a_program_compares_and_gets_the_result(program, catalogue, work_all):
    answer = program.post("/analysis/compare", {"brandA": "Nahhas", "brandB": "دار القهوة"})
    told = answer.json()
    assert (answer.status_code, told["status"]) == (202, "queued")
    assert {"job_id", "stream_url", "status_url", "message", "polling"} <= told.keys()

    work_all()

    result = program.get(f"/jobs/{told['job_id']}/result").json()["result"]
    assert result == {
        "success": True,
        "analysis_id": str(Analysis.objects.get().pk),
        "brands": ["Nahhas", "دار القهوة"],
        "cached": False,
    }


def test_a_program_analyses(program, other_program, catalogue):
    assert program.post("/analysis/full").status_code == 202
    nothing = other_program.post("/analysis/full")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_do")


@pytest.mark.parametrize(
    ("body", "status", "code", "fields"),
    [
        ({}, 422, "invalid_input", ["brandA"]),
        ({"brandA": "Nahhas"}, 422, "invalid_input", ["brandA"]),
        ({"brandA": "x" * 500, "brandB": "Nahhas"}, 422, "invalid_input", ["brandA"]),
        ({"productA": str(uuid4())}, 422, "invalid_input", ["brandA"]),
        ({"brandA": "Nahhas", "brandB": "Nobody"}, 404, "brand_not_found", ["brandB"]),
        ({"brandA": " ", "brandB": "Nobody"}, 404, "brand_not_found", ["brandA", "brandB"]),
        ({"brandA": "Nahhas", "brandB": "nahhas "}, 409, "same_twice", []),
        ({"productA": str(uuid4()), "productB": str(uuid4())}, 404, "product_not_found", []),
    ],
)
def test_a_program_is_told_what_is_wrong(program, catalogue, body, status, code, fields):
    answer = program.post("/analysis/compare", body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert sorted(answer.json().get("fields", [])) == fields
    assert not Run.objects.exists()


def test_a_program_names_its_own_products_only(program, other_program, catalogue):
    body = {"productA": str(catalogue[0].pk), "productB": str(catalogue[1].pk)}

    assert other_program.post("/analysis/compare", body).status_code == 404
    event = {"name": "analysis/compare.requested", "data": body}
    assert other_program.post("/events", event).status_code == 404
    assert program.post("/events", event).status_code == 202


def test_events_start_both_flows(program, catalogue, merchant):
    sent = program.post("/events", {"name": "analysis/full.requested", "data": {}})
    named = {"name": "analysis/compare.requested", "data": {"brandA": "Nahhas", "brandB": "دار القهوة"}}

    assert (sent.status_code, program.post("/events", named).status_code) == (202, 202)
    assert set(Run.objects.values_list("flow", "owner")) == {
        ("analysis/full", merchant.pk),
        ("analysis/compare", merchant.pk),
    }
