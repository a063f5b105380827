"""A database that is really broken: the pages say so, and never "no results"."""

from contextlib import contextmanager

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def without(table: str):
    """The table is away meanwhile, as after a failed migration."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {table}_away")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table}_away RENAME TO {table}")


@pytest.mark.parametrize("page", ["", "/failures", "/times", "/bulk?action=again", "?status=FAILED&q=x"])
def test_a_failed_query_says_that_it_failed(client, run_of, merchant, page):
    run_of(merchant)

    with without("jobs_step" if page == "" else "jobs_run"):
        answer = client.get(f"/monitor{page}")

    text = answer.content.decode()
    assert answer.status_code == 503
    assert "could not be read just now" in text
    assert "Try again" in text
    assert "Nothing matches" not in text
    assert "Nothing has run yet" not in text
    assert client.get(f"/monitor{page}").status_code == 200


def test_a_runs_page_says_it_too(client, run_of, merchant):
    run = run_of(merchant)

    with without("jobs_line"):
        answer = client.get(f"/monitor/{run.pk}")

    assert answer.status_code == 503
    assert "could not be read just now" in answer.content.decode()


def test_the_living_part_says_it_in_place_and_goes_on_asking(client, run_of, merchant):
    run_of(merchant)

    with without("jobs_run"):
        answer = client.get("/monitor?v=1", headers={"HX-Request": "true", "HX-Target": "runs"})

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "could not be read just now" in text
    assert 'id="runs" hx-get="/monitor?v=1"' in text
    assert "<html" not in text


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL ends a slow query")
def test_a_query_that_takes_too_long_says_so(client, run_of, merchant):
    run_of(merchant)
    with connection.cursor() as cursor:
        cursor.execute("CREATE FUNCTION nap() RETURNS text AS $$ SELECT pg_sleep(1)::text $$ LANGUAGE sql VOLATILE")
        cursor.execute("ALTER TABLE jobs_run RENAME TO jobs_run_away")
        cursor.execute("CREATE VIEW jobs_run AS SELECT * FROM jobs_run_away WHERE nap() IS NOT NULL")
        cursor.execute("SET statement_timeout = 200")
    try:
        answer = client.get("/monitor")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET statement_timeout")
            cursor.execute("DROP VIEW jobs_run")
            cursor.execute("DROP FUNCTION nap()")
            cursor.execute("ALTER TABLE jobs_run_away RENAME TO jobs_run")

    assert answer.status_code == 503
    assert "could not be read just now" in answer.content.decode()
