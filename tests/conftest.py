"""People and merchants that every part's tests start from."""

import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import hypothesis
import psycopg
import pytest
from django.core.cache import cache
from django.core.management.color import Style
from django.db import connections
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client
from django.utils import translation
from pytest_socket import socket_allow_hosts

from jobs import heartbeat
from merchants.models import Membership, Merchant, User
from products.watch import robots

PASSWORD = "a calm workshop"
HOLDERS = """
    SELECT pid, application_name, backend_start, state, state_change, left(query, 200) FROM pg_stat_activity
    WHERE datname = %s AND backend_type = 'client backend'"""
USES_DATABASE = {"db", "transactional_db", "live_server"}


# The same examples each time; how long they take says how busy the machine is.
hypothesis.settings.register_profile(
    "tests", derandomize=True, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("tests")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--with-database",
        action="store_true",
        help="Only tests that use the configured database; the others run alike with any.",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--with-database"):
        return
    others = [item for item in items if not _uses_database(item)]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if _uses_database(item)]


def _uses_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    if item.get_closest_marker("any_database"):
        return False
    return item.get_closest_marker("django_db") is not None or not USES_DATABASE.isdisjoint(fixtures)


def pytest_runtest_setup() -> None:
    """No test reaches the internet: only this machine answers."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory) -> None:
    """SQLite in a file, as in the running program: threads share it, which they cannot with one in memory."""
    database = connections["default"]
    if database.vendor == "sqlite":
        database.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def quick_flush() -> Iterator[None]:
    """Tests with transactions of their own empty all tables afterwards. PostgreSQL truncates those eighty in two
    seconds, a file for each and for each index; it deletes the few rows that they have in hundredths of one."""

    def deletes(self: DatabaseOperations, style: Style, tables: Sequence[str], **options: bool) -> list[str]:
        return [f"DELETE FROM {self.quote_name(table)}" for table in tables]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", deletes)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """Threads that tests have started end before the database goes: PostgreSQL drops none that is in use."""
    yield
    heartbeat.halt()
    for thread in threading.enumerate():
        if thread.name.startswith("jobs-"):
            thread.join(timeout=10)
    if connections["default"].vendor == "postgresql":
        _let_go_of(connections["default"].settings_dict)


def _let_go_of(database: dict[str, Any]) -> None:
    """End what still holds the tests' database after two seconds, and say who: killed workers are gone by then."""
    connections["default"].close()
    address = {"host": database["HOST"], "port": database["PORT"], "user": database["USER"]}
    with psycopg.connect(**address, password=database["PASSWORD"], dbname="postgres", autocommit=True) as admin:
        end = time.monotonic() + 2
        while (holders := admin.execute(HOLDERS, [database["NAME"]]).fetchall()) and time.monotonic() < end:
            time.sleep(0.05)  # between two looks
        for pid, *told in holders:
            threads = sorted(thread.name for thread in threading.enumerate())
            warnings.warn(f"{database['NAME']} is still held: {told}. Threads of this process: {threads}", stacklevel=1)
            admin.execute("SELECT pg_terminate_backend(%s)", [pid])


@pytest.fixture(autouse=True)
def empty_cache():
    """Rate limits count in the cache: one test's attempts must not shut out the next. What sites allow, too."""
    cache.clear()
    robots.forget()


@pytest.fixture(autouse=True)
def own_language(settings) -> Iterator[None]:
    """An Arabic request leaves its language with the thread: the next test must not speak it."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """The real hash is slow on purpose, half a second for every person that a test makes."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def make_user(db) -> Callable[..., User]:
    def make(email: str, merchant: Merchant | None = None, role: str = "owner") -> User:
        user = User.objects.create_user(email, PASSWORD)
        if merchant:
            Membership.objects.create(merchant=merchant, user=user, role=role)
        return user

    return make


@pytest.fixture
def merchant(db) -> Merchant:
    return Merchant.objects.create(name="Dar Al Qahwa", slug="dar-al-qahwa")


@pytest.fixture
def other_merchant(db) -> Merchant:
    return Merchant.objects.create(name="Nour Lamps", slug="nour-lamps")


@pytest.fixture
def user(make_user, merchant) -> User:
    """The owner of ``merchant``."""
    return make_user("owner@example.com", merchant)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A test client in which the given person is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def stranger(make_user, other_merchant, client_of) -> Client:
    """A client signed in as the owner of ``other_merchant``: someone who must see nothing of ``merchant``."""
    return client_of(make_user("stranger@example.com", other_merchant))
