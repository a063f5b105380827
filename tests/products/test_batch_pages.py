"""The page of many links: some lines at a time, by state, and its numbers."""

import pytest

from products.imports import reporting
from products.models import ImportBatch

pytestmark = pytest.mark.django_db
LINES = 1234


@pytest.fixture
def batch(merchant, product_of) -> ImportBatch:
    """1,234 lines: one product is ready, one failed, all others were no links."""
    batch = ImportBatch.objects.create(merchant=merchant)
    products = [product_of(merchant, name="Pot"), product_of(merchant, status="FAILED", error_code="page_not_found")]
    batch.lines.bulk_create(
        batch.lines.model(batch=batch, number=n, text=f"https://shop.test/{n}", product=product)
        for n, product in enumerate(products, 1)
    )
    batch.lines.bulk_create(
        batch.lines.model(batch=batch, number=n, text=f"no link {n}", error_code="not_a_link")
        for n in range(len(products) + 1, LINES + 1)
    )
    return batch


@pytest.fixture
def client(client_of, user):
    return client_of(user)


def test_a_long_batch_is_shown_some_lines_at_a_time(client, batch):
    first = client.get(batch.get_absolute_url())

    assert len(first.context["report"].lines) == reporting.PAGE_SIZE
    assert f"{batch.get_absolute_url()}?state=&amp;page=2" in first.content.decode()
    last = client.get(batch.get_absolute_url() + "?page=13").context["report"]
    assert (len(last.lines), last.lines[-1].number, last.has_more) == (34, LINES, False)


@pytest.mark.parametrize(("state", "numbers"), [("ready", [1]), ("failed", [2]), ("importing", [])])
def test_a_tile_shows_the_lines_of_its_state(client, batch, state, numbers):
    report = client.get(f"{batch.get_absolute_url()}?state={state}").context["report"]

    assert [line.number for line in report.lines] == numbers
    assert report.counts == {"ready": 1, "failed": 1, "refused": LINES - 2, "importing": 0, "deleted": 0}


@pytest.mark.parametrize("asked", ["?state=nonsense", "?page=0", "?page=-1", "?page=٢", "?page=99999999999", "?page=x"])
def test_what_no_page_has_shows_the_first_lines(client, batch, asked):
    report = client.get(batch.get_absolute_url() + asked).context["report"]

    assert [line.number for line in report.lines[:2]] == [1, 2]


def test_the_fragment_keeps_the_state_and_says_nothing_until_something_changes(client, batch):
    page = f"{batch.get_absolute_url()}?state=failed"
    version = client.get(page).context["report"].version
    asked = {"headers": {"HX-Request": "true"}}

    assert client.get(f"{page}&v={version}", **asked).status_code == 204
    batch.lines.get(number=2).product.delete()
    again = client.get(f"{page}&v={version}", **asked)

    assert (again.status_code, again.context["report"].counts["failed"]) == (200, 0)


def test_its_numbers_are_written_as_the_reader_writes_them(client, batch):
    for language in ("en", "ar"):
        client.cookies["django_language"] = language

        page = client.get(batch.get_absolute_url() + "?page=11").content.decode()

        assert "<b>1,234</b>" in page
        assert ">1,100</td>" in page
