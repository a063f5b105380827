"""A worker with threads holds a bounded number of database connections."""

from itertools import pairwise

import pytest
from django.db import connection

from jobs.models import Run
from jobs.service import emit_many
from tests.jobs.flows import Walk
from tests.support import worker

pytestmark = [pytest.mark.postgres, pytest.mark.redis]

THREADS = 8
BESIDE = 2  # the heartbeat's and the sweep's


def others() -> int:
    """Connections of this database that are not ours."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("env", "most"), [({}, THREADS + BESIDE), ({"DATABASE_POOL": "4"}, 4)], ids=["own", "pool"])
def test_threads_and_a_few_more_or_as_many_as_the_pool_allows(tmp_path, django_db_blocker, env, most):
    seen = []
    with (
        django_db_blocker.unblock(),
        worker.postgres_database() as database,
        worker.redis_broker() as broker,
        worker.using_broker(broker),
        worker.Crew(tmp_path, database, broker, env={"WORKER_THREADS": str(THREADS), **env}) as crew,
    ):
        emit_many([Walk() for _ in range(60)])

        def all_ended() -> bool:
            seen.append(others())
            return not Run.objects.filter(ended_at__isnull=True).exists()

        crew.until(all_ended)

    held = [min(two) for two in pairwise(seen)]  # one look may see a connection that ends beside the one in its place
    assert 0 < max(held) <= most
