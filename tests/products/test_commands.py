"""The commands in bulk: their reports, their exits, and what they refuse."""

import io
import json
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from config.demo_shop.server import serve
from jobs.models import Run
from products.imports import service
from products.management.commands import _bulk
from products.models import BulkOrder, Facts, Product, StoredPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def shop():
    with serve(slow_s=0.1) as shop:
        yield shop


@pytest.fixture(autouse=True)
def policy(settings, shop):
    address = f"{shop.server_name}:{shop.server_port}"
    settings.SCRAPE_POLICY = replace(settings.SCRAPE_POLICY, allow_private=frozenset({address}))


def run(*args, **options):
    """What the command printed, and the message it failed with."""
    out, failed = io.StringIO(), ""
    try:
        call_command(*args, stdout=out, **options)
    except CommandError as error:
        failed = str(error)
    return out.getvalue(), failed


def test_links_are_imported_and_reported_as_json_lines(shop, merchant):
    links = [shop.url("json-ld"), shop.url("not-found"), "nonsense"]

    out, failed = run("import_products", *links, merchant=merchant.slug, wait=True, json=True)

    rows = {row["link"]: row for row in map(json.loads, out.splitlines())}
    assert set(rows) == set(links)
    good, missing, bad = (rows[link] for link in links)
    assert (good["status"], good["error"], good["error_code"]) == ("IMPORTED", None, None)
    assert good["snapshot"]["name"]
    assert good["seconds"] > 0
    assert (missing["status"], missing["error_code"], missing["snapshot"]) == ("FAILED", "page_not_found", None)
    assert (bad["status"], bad["error_code"], bad["product_id"]) == ("REFUSED", "invalid_link", None)
    assert failed == "2 of 3 failed."


@pytest.mark.parametrize("wait", [True, False])
def test_a_product_that_is_left_alone_has_not_failed_for_its_last_refresh(merchant, product_of, monkeypatch, wait):
    monkeypatch.setattr(_bulk, "runs_execute_here", lambda: False)
    product = product_of(merchant, link="https://shop.test/pot", link_key="shop.test/pot")
    service.again(product)
    Run.objects.update(status="FAILED", error_code="page_too_slow", ended_at=timezone.now())

    out, failed = run("import_products", product.link, merchant=merchant.slug, wait=wait)

    assert (failed, "page_too_slow" in out, "IMPORTED" in out) == ("", False, True)
    assert Run.objects.count() == 1


def test_a_file_of_links_is_imported(shop, merchant, tmp_path):
    file = tmp_path / "links.txt"
    file.write_text(f"{shop.url('json-ld')}\n\n{shop.url('microdata')}\n")

    out, failed = run("import_products", str(file), merchant=merchant.slug, wait=True)

    assert merchant.products.filter(status="IMPORTED").count() == 2
    assert "2 of 2 succeeded, 0 failed." in out
    assert failed == ""


def test_an_unknown_merchant_is_an_error(db):
    assert run("import_products", "https://shop.test/a", merchant="nobody")[1] == "There is no merchant “nobody”."


def test_a_damaged_file_is_an_error_and_imports_nothing(merchant, tmp_path):
    file = tmp_path / "links.xlsx"
    file.write_bytes(b"not a workbook")

    assert "damaged" in run("import_products", str(file), merchant=merchant.slug)[1]
    assert not Run.objects.exists()


@pytest.mark.parametrize("name", ["links.csv", "links.xlsx", "links.txt"])
def test_a_file_that_is_not_there_is_named(merchant, tmp_path, name):
    assert run("import_products", str(tmp_path / name), merchant=merchant.slug)[1] == f"{tmp_path / name}: no such file"


def test_a_file_without_a_link_is_an_error(merchant, tmp_path):
    file = tmp_path / "links.txt"
    file.write_text("\n\n")

    assert run("import_products", str(file), merchant=merchant.slug)[1] == "There is no link in what was given."


@pytest.mark.parametrize("command", ["rescrape", "reextract"])
def test_a_merchant_that_does_not_exist_is_an_error_and_not_an_empty_report(db, command):
    assert run(command, "--merchant", "nobody")[1] == "There is no merchant “nobody”."


@pytest.mark.parametrize("age", ["999999w", "0d"])
def test_an_age_may_be_longer_than_the_calendar_or_nothing(merchant, product_of, age):
    product_of(merchant, link="https://shop.test/a")

    out, failed = run("rescrape", "--older-than", age, "--dry-run")

    assert (out.splitlines()[-1], failed) == ("0 products." if age == "999999w" else "1 product.", "")


@pytest.mark.parametrize("command", ["rescrape", "reextract"])
def test_without_a_filter_nothing_is_meant(merchant, command):
    assert "Give a filter" in run(command)[1]


@pytest.mark.parametrize(("name", "value"), [("--older-than", "soon"), ("--status", "DONE"), ("--limit", "0")])
def test_a_filter_of_nonsense_is_an_error(merchant, name, value):
    assert run("rescrape", "--all", name, value)[1]


def test_a_dry_run_names_the_products_and_changes_nothing(merchant, product_of):
    product_of(merchant, status="FAILED", error_code="page_gone", link="https://shop.test/gone")
    product_of(merchant)

    out, _ = run("rescrape", "--status", "FAILED", "--dry-run")

    assert "https://shop.test/gone" in out
    assert "1 product." in out
    assert not Run.objects.exists()


def test_failed_products_are_read_again_by_their_error_code(shop, merchant, product_of):
    again = product_of(merchant, status="FAILED", error_code="shop_unreachable", link=shop.url("json-ld"))
    other = product_of(merchant, status="FAILED", error_code="page_gone")

    out, failed = run("rescrape", "--error-code", "shop_unreachable", "--wait")

    again.refresh_from_db()
    other.refresh_from_db()
    assert (again.status, other.status, failed) == ("IMPORTED", "FAILED", "")
    assert "1 of 1 succeeded" in out


def test_stored_pages_are_read_again_and_products_without_one_are_named(shop, merchant, product_of):
    run("import_products", shop.url("json-ld"), merchant=merchant.slug, wait=True)
    without = product_of(merchant, link="https://shop.test/without-page")
    Facts.objects.exclude(product=without).delete()

    out, failed = run("reextract", "--all")

    assert Facts.objects.filter(product__in=Product.objects.filter(stored_pages__isnull=False)).exists()
    assert "https://shop.test/without-page  no_stored_page" in out
    assert failed == "1 of 2 failed."
    assert StoredPage.objects.count() == 1


def test_links_come_from_standard_input_and_a_bad_line_stops_no_other(shop, merchant, monkeypatch):
    given = f"\ufeff{shop.url('json-ld')}\nnonsense\n".encode() + b"\xff\xfe\n" + b"x" * 200_000 + b"\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given + shop.url("microdata").encode())))

    out, failed = run("import_products", "-", merchant=merchant.slug, wait=True, json=True)

    rows = [json.loads(line) for line in out.splitlines()]
    assert sorted(row["status"] for row in rows) == ["IMPORTED", "IMPORTED", "REFUSED", "REFUSED", "REFUSED"]
    assert rows[0]["link"] == "nonsense"  # what is wrong is said at once
    assert failed == "3 of 5 failed."


def test_a_csv_file_is_streamed_in_its_own_encoding(shop, merchant, tmp_path):
    file = tmp_path / "links.csv"
    file.write_bytes(f"الاسم;رابط\nدلة;{shop.url('json-ld')}\n".encode("cp1256"))

    out, _ = run("import_products", str(file), merchant=merchant.slug, wait=True)

    assert "1 of 1 succeeded, 0 failed." in out


@pytest.fixture
def stops_in_second_chunk(monkeypatch):
    """Ctrl-C when two links are queued; gives what lifts it."""
    monkeypatch.setattr(_bulk, "CHUNK", 2)

    def stop(name):
        really, calls = getattr(service, name), []

        def once(*args, **options):
            calls.append(args)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return really(*args, **options)

        monkeypatch.setattr(service, name, once)

    return stop


def test_an_import_that_was_stopped_goes_on_and_doubles_nothing(shop, merchant, tmp_path, stops_in_second_chunk):
    file = tmp_path / "links.txt"
    names = ["json-ld", "microdata", "opengraph", "not-found", "variants"]
    file.write_text("\n".join(shop.url(name) for name in names))
    stops_in_second_chunk("start_many")

    _, stopped = run("import_products", str(file), merchant=merchant.slug, wait=True)
    queued = Run.objects.count()
    out, failed = run("import_products", str(file), merchant=merchant.slug, wait=True)

    assert (stopped, queued) == ("Stopped. The same command goes on from here.", 2)
    assert (merchant.products.count(), Run.objects.count()) == (5, 5)
    assert (failed, "4 of 5 succeeded, 1 failed." in out) == ("1 of 5 failed.", True)


def test_reading_again_goes_on_with_what_was_meant_at_first(shop, merchant, product_of, stops_in_second_chunk):
    for name in ("json-ld", "microdata", "opengraph"):
        product_of(merchant, link=shop.url(name))
    stops_in_second_chunk("again_many")

    _, stopped = run("rescrape", "--all", "--wait")
    product_of(merchant, link=shop.url("variants"))  # was not meant
    out, failed = run("rescrape", "--all", "--wait")

    assert stopped.startswith("Stopped. The same command goes on")
    assert "2 of 3 queued" in out
    assert (Run.objects.count(), BulkOrder.objects.count(), failed) == (3, 0, "")
    assert "3 of 3 succeeded" in out


def test_reading_again_can_begin_anew(shop, merchant, product_of, stops_in_second_chunk):
    for name in ("json-ld", "microdata", "opengraph"):
        product_of(merchant, link=shop.url(name))
    stops_in_second_chunk("again_many")
    run("rescrape", "--all", "--wait")

    out, failed = run("rescrape", "--all", "--wait", "--anew", limit=1)

    assert (failed, "1 of 1 succeeded" in out) == ("", True)
