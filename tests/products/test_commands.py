"""The commands in bulk: their reports, their exits, and what they refuse."""

import io
import json
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from config.demo_shop.server import serve
from jobs.models import Run
from products.models import Facts, Product, StoredPage

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

    assert (out.splitlines()[-1], failed) == ("0 products." if age == "999999w" else "1 products.", "")


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
    assert "1 products." in out
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
