"""A small chaos: workers killed, the broker emptied and killed, connections dropped, and everything ends right, once."""

import random
from collections import Counter
from uuid import uuid4

import pytest

from bench import _chaos_log as journal
from bench import chaos
from bench._chaos_site import Goods, Receiver
from tests.support.http import open_site


@pytest.mark.postgres
@pytest.mark.redis
@pytest.mark.xdist_group("chaos")
def test_no_import_is_lost_and_no_order_doubled_when_everything_breaks(tmp_path, django_db_blocker, settings):
    blows = {
        "processes killed": 3,
        "workers killed": 1,
        "parents killed": 1,
        "broker emptied": 1,
        "broker killed": 1,
        "database connections dropped": 2,
        "all database connections dropped": 1,
        "tickets repeated": 2,
    }
    plan = chaos.Plan(imports=40, orders=8, seed=7, blows=blows, pools=(("threads", 1), ("prefork", 1)))

    with django_db_blocker.unblock():
        outcome = chaos.run(plan, tmp_path)

    assert outcome.faults == [], f"{outcome}\n{outcome.logs}"
    assert (outcome.counts["imports ended"], outcome.counts["orders made"]) == (40, 8)
    assert outcome.counts["answers to orders lost"] >= 3
    struck = {kind: outcome.counts[kind] for kind in blows}
    assert all(struck.values()), f"some blows hit nothing: {struck}"


@pytest.mark.xdist_group("chaos")
def test_killed_workers_lose_and_double_nothing_on_sqlite(tmp_path, django_db_blocker):
    blows = {"processes killed": 2, "tickets repeated": 0}
    plan = chaos.Plan(imports=10, orders=4, seed=3, blows=blows, pools=(("threads", 2),), on_postgres=False)

    with django_db_blocker.unblock():
        outcome = chaos.run(plan, tmp_path)

    assert outcome.faults == [], f"{outcome}\n{outcome.logs}"
    assert outcome.counts["processes killed"] == 2
