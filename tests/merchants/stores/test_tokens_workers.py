"""The same with real worker processes, on every database and broker; and workers that are killed in the middle."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.models import Run
from jobs.service import emit
from merchants.encryption import Sealed
from merchants.models import Merchant, StoreConnection
from merchants.stores.payloads import TokenRefreshNeeded
from tests.merchants.stores.workers import AccessWanted
from tests.support import worker
from tests.support.stores.salla_accounts import open_accounts

STORE = 1305146709
WORKERS = 4
RUNS = 50


@contextmanager
def connected_store(ends_in: timedelta) -> Iterator:
    """A store at an accounts service, in whatever database is the default one now."""
    with open_accounts() as accounts:
        accounts.add_store(STORE)
        given = accounts.grant(STORE)
        now = timezone.now()
        store = StoreConnection.objects.create(
            merchant=Merchant.objects.create(name="Dar", slug="dar"),
            platform="salla",
            external_id=str(STORE),
            access_token=Sealed.of(given["access_token"]),
            refresh_token=Sealed.of(given["refresh_token"]),
            expires_at=now + ends_in,
            connected_at=now,
            tokens_at=now,
        )
        yield accounts, store


@pytest.mark.parametrize(
    ("database", "broker"),
    [
        pytest.param("sqlite", "memory", id="sqlite"),
        pytest.param("postgres", "redis", id="postgres-redis", marks=[pytest.mark.postgres, pytest.mark.redis]),
    ],
)
def test_fifty_runs_in_several_processes_make_one_refresh(tmp_path, django_db_blocker, database, broker):
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        if database == "sqlite":
            url = stack.enter_context(worker.sqlite_database(tmp_path))
        else:
            url = stack.enter_context(worker.postgres_database())
        tickets = "memory://" if broker == "memory" else stack.enter_context(worker.redis_broker())
        if broker != "memory":
            stack.enter_context(worker.using_broker(tickets))
        accounts, store = stack.enter_context(connected_store(timedelta(0)))
        for number in range(RUNS):
            emit(AccessWanted(store_id=store.pk, number=number), owner=store.merchant)
        crew = stack.enter_context(
            worker.Crew(
                tmp_path,
                url,
                tickets,
                count=WORKERS,
                imports=("tests.merchants.stores.workers",),
                settings=accounts.settings,
            )
        )
        runs = Run.objects.filter(flow="test/access")
        crew.until(lambda: not runs.filter(ended_at=None).exists())

        tails = {run.steps.get().result["tail"] for run in runs}
        assert runs.filter(status="SUCCEEDED").count() == RUNS
        assert tails == {accounts.grants[0].newest["access_token"][-6:]}
        assert len(accounts.refresh_calls) == 1


def test_a_worker_that_dies_around_the_refresh_uses_no_token_twice(tmp_path, django_db_blocker):
    with (
        django_db_blocker.unblock(),
        worker.sqlite_database(tmp_path) as url,
        connected_store(timedelta(days=1)) as (accounts, store),
        worker.Crew(
            tmp_path,
            url,
            "memory://",
            kill_at=["refresh:before", "refresh:after"],
            imports=("tests.merchants.stores.workers",),
            settings=accounts.settings,
        ) as crew,
    ):
        run = emit(TokenRefreshNeeded(store_id=store.pk), owner=store.merchant).run
        crew.until(lambda: Run.objects.get(pk=run.pk).ended_at)

        store.refresh_from_db()
        assert crew.kills == {"refresh:before", "refresh:after"}
        assert Run.objects.get(pk=run.pk).status == "SUCCEEDED"
        assert Sealed(store.refresh_token).open() == accounts.grants[0].newest["refresh_token"]
        assert len(accounts.refresh_calls) == 1
