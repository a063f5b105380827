"""The database backend that the settings name for PostgreSQL."""

from uuid import uuid4

import psycopg
import pytest
from django.db import connection, connections

from jobs import versions
from jobs.ids import uuid7
from tests.support import databases, worker

pytestmark = pytest.mark.postgres


@pytest.fixture
def kept(django_db_blocker):
    """A connection as requests keep one: checked before each request's first query."""
    options = {"ENGINE": "config.postgresql", "CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 60}
    with django_db_blocker.unblock(), worker.postgres_database() as address:
        known = connections.settings["default"]
        connections.settings["default"] = {**known, **options, "OPTIONS": {"prepare_threshold": 1}}
        connections["default"] = connections.create_connection("default")
        yield address
        connections["default"].close()
        connections.settings["default"] = known


def next_request() -> None:
    connection.close_if_unusable_or_obsolete()


def pid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def statements() -> int:
    """How many statements the server keeps prepared for this session."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        return cursor.fetchone()[0]


def test_a_kept_connection_is_not_asked_before_every_request(kept, monkeypatch):
    first = pid()
    asked = []
    monkeypatch.setattr(type(connection.connection), "cursor", counting(asked, type(connection.connection).cursor))
    for _ in range(3):
        next_request()
        assert pid() == first

    assert len(asked) == 3 + 1  # the queries, and one look when it was new


def counting(asked: list, cursor):
    def counted(self, *args, **kwargs):
        asked.append(self)
        return cursor(self, *args, **kwargs)

    return counted


def test_a_connection_that_the_server_ended_is_opened_anew(kept):
    first = pid()
    next_request()
    pid()
    with psycopg.connect(worker.POSTGRES_URL, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
    next_request()

    assert pid() != first


def test_a_poll_is_planned_once_for_a_connection(kept):
    for _ in range(4):
        versions._row(uuid7())

    assert statements() == 1


def test_the_databases_of_killed_tests_are_dropped(kept):
    orphan, mine = f"wared_tests_{uuid4().hex[:12]}_1", kept.rpartition("/")[2]
    with psycopg.connect(worker.POSTGRES_URL, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{orphan}"')
        databases.drop_orphans()

        there = {name for (name,) in admin.execute("SELECT datname FROM pg_database")}
    assert orphan not in there
    assert mine in there
