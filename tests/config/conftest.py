"""Folders for whole programs to live in."""

import shutil
from pathlib import Path

import pytest

from tests.config.running import manage


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with empty tables, made once: migrating takes half of a first start."""
    folder = tmp_path_factory.mktemp("migrated")
    ended = manage("migrate", "--noinput", folder=folder, SECRET_KEY="only-for-tests")
    assert ended.returncode == 0, ended.stderr
    return folder / "wared.sqlite3"


@pytest.fixture
def place(tmp_path: Path, migrated: Path) -> Path:
    """A VAR_DIR whose database is ready."""
    shutil.copy(migrated, tmp_path / migrated.name)
    return tmp_path
