"""Databases of a test's own: empty, migrated and committed, as this process's default one for a block."""

import atexit
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import environ
import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
ORPHANS = """
    SELECT datname FROM pg_database AS made
    WHERE datname ~ '^wared_tests_[0-9a-f]{12}' AND pg_get_userbyid(datdba) = current_user AND NOT EXISTS (
        SELECT FROM pg_stat_activity WHERE application_name = left(made.datname, length('wared_tests_') + 12)
    )"""
_held_open: list[psycopg.Connection[Any]] = []  # says that this process lives, by the name of its databases


@contextmanager
def sqlite_database(folder: Path) -> Iterator[str]:
    """An empty migrated SQLite file as the default database of this process. Gives its address."""
    path = folder / f"{uuid4().hex[:8]}.sqlite3"
    shutil.copy(_sqlite_template(), path)
    with default_database(_sqlite(path, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"), migrate=False):
        yield f"sqlite:///{path}"


@cache
def _sqlite_template() -> Path:
    """A migrated file, made once by a process: to migrate takes seconds, to copy milliseconds."""
    folder = Path(mkdtemp(prefix="wared-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with default_database(_sqlite(folder / "template.sqlite3", "PRAGMA synchronous=OFF")):
        return folder / "template.sqlite3"


def _sqlite(path: Path, pragmas: str) -> dict[str, Any]:
    begin = f"{pragmas}; PRAGMA foreign_keys=ON;"
    options = {"transaction_mode": "IMMEDIATE", "timeout": 5, "init_command": begin}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": options}


@contextmanager
def postgres_database() -> Iterator[str]:
    """An empty migrated PostgreSQL database as the default one of this process. Gives its address."""
    template = _postgres_template()
    name = f"{template}_{uuid4().hex[:8]}"
    with _admin() as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            with default_database(environ.Env.db_url_config(_postgres(name)), migrate=False):
                yield _postgres(name)
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@cache
def _postgres_template() -> str:
    """The name of a migrated database, made once by a process and dropped as it ends. Skips without a server."""
    name = f"wared_tests_{uuid4().hex[:12]}"
    _held_open.append(_admin(name))
    drop_orphans()
    with _admin() as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        atexit.register(_drop, name)
        with default_database(environ.Env.db_url_config(_postgres(name))):
            return name


def drop_orphans() -> None:
    """Drop the databases of tests that were killed: nobody holds a connection with their name any more."""
    with _admin() as admin:
        admin.execute("SELECT pg_advisory_lock(hashtext('wared_tests'))")  # one at a time; it ends with the connection
        for (orphan,) in admin.execute(ORPHANS).fetchall():
            admin.execute(f'DROP DATABASE IF EXISTS "{orphan}" WITH (FORCE)')


def _drop(name: str) -> None:
    with psycopg.connect(POSTGRES_URL, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _postgres(name: str) -> str:
    return urlsplit(POSTGRES_URL)._replace(path=f"/{name}").geturl()


def _admin(name: str = "") -> psycopg.Connection[Any]:
    """A connection that makes and drops databases. Skips the test where there is no server."""
    try:
        return psycopg.connect(POSTGRES_URL, autocommit=True, connect_timeout=30, application_name=name)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL: {error}")


def address_of(connection: BaseDatabaseWrapper) -> str:
    """The DATABASE_URL of the database that ``connection`` is open to, for workers on the test's own database."""
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    login = f"{config['USER']}:{config['PASSWORD']}" if config["PASSWORD"] else config["USER"]
    return f"postgres://{login}@{config['HOST']}:{config['PORT'] or 5432}/{config['NAME']}"


@contextmanager
def default_database(config: dict[str, Any], *, migrate: bool = True) -> Iterator[None]:
    """The database of ``config`` as this process's default one for the block."""
    before, known = connections["default"], connections.settings["default"]
    connections.settings["default"] = {**known, "OPTIONS": {}, "CONN_MAX_AGE": 0, **config}
    connections["default"] = connections.create_connection("default")
    try:
        if migrate:
            call_command("migrate", verbosity=0)
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = known
        connections["default"] = before
