"""A small chaos: workers killed, the broker emptied and killed, connections dropped; everything ends right, once."""

import pytest

from bench import chaos


@pytest.mark.postgres
@pytest.mark.redis
@pytest.mark.xdist_group("chaos")
def test_no_import_is_lost_and_no_order_doubled_when_everything_breaks(tmp_path, django_db_blocker):
    blows = {
        "processes killed": 2,
        "workers killed": 1,
        "parents killed": 1,
        "broker emptied": 1,
        "broker killed": 1,
        "database connections dropped": 1,
        "all database connections dropped": 1,
        "tickets repeated": 2,
    }
    plan = chaos.Plan(imports=40, orders=8, seed=7, blows=blows, pools=(("threads", 1), ("prefork", 1)))

    with django_db_blocker.unblock():
        outcome = chaos.run(plan, tmp_path)

    assert outcome.faults == [], f"{outcome}\n{outcome.logs}"
    assert (outcome.counts["imports ended"], outcome.counts["orders made"]) == (40, 8)
    assert outcome.counts["answers to orders lost"] == 3
    assert outcome.counts["workers killed"] == outcome.counts["broker killed"] == outcome.counts["broker emptied"] == 1


@pytest.mark.xdist_group("chaos")
def test_a_killed_worker_loses_and_doubles_nothing_on_sqlite(tmp_path, django_db_blocker):
    plan = chaos.Plan(
        imports=10, orders=4, seed=3, blows={"workers killed": 1}, pools=(("threads", 1),), on_postgres=False
    )

    with django_db_blocker.unblock():
        outcome = chaos.run(plan, tmp_path)

    assert outcome.faults == [], f"{outcome}\n{outcome.logs}"
    assert outcome.counts["workers killed"] == 1
