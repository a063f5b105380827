"""Every filter finds its newest runs by its index, in the order of the list: nothing is sorted, whatever the size."""

from uuid import uuid4

import pytest
from django.db import connection

from jobs.monitor.filters import Filters
from jobs.monitor.queries import _newest, matching

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        (Filters(), "run_of_owner"),
        (Filters(status="FAILED"), "run_of_owner_by_status"),
        (Filters(flow="product/import"), "run_of_owner_by_flow"),
        (Filters(code="timed_out", status="FAILED"), "run_of_owner_failed"),
        (Filters(parent="01890000-0000-7000-8000-000000000001"), "run_of_parent"),
        (Filters(scope="all", status="FAILED"), "run_by_status"),
        (Filters(scope="all", flow="product/import"), "run_by_flow"),
        (Filters(scope="all", code="timed_out", status="FAILED"), "run_failed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_filter_has_an_index_in_the_order_of_the_list(filters, index):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # the table of a test is too small to need an index
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")

    plan = matching(filters, uuid4()).order_by("-pk")[:50].explain()
    of_page = _newest(matching(filters, uuid4()), 50).explain()

    if connection.vendor == "sqlite":  # PostgreSQL chooses by size, and an empty table has none
        assert index in plan
        assert index in of_page
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
