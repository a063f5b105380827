"""What ``up`` and ``demo`` prepare before the settings are read."""

import os
import stat
from pathlib import Path

import pytest

from config import local


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each test begins with nothing set, and what ``prepare`` sets is gone afterwards."""
    monkeypatch.setattr(local, "VAR_DIR", tmp_path / "var")
    monkeypatch.setattr(local, "SECRETS_FILE", tmp_path / "var" / "local.env")
    monkeypatch.setattr(local, "addresses_of_this_machine", lambda: ["192.0.2.7"])
    for name in ("ALLOWED_HOSTS", "SCRAPE_ALLOW_PRIVATE", "DEMO_SHOP_HOST"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def prepare(*arguments: str) -> None:
    local.prepare(["manage.py", *arguments])


def test_other_commands_are_left_alone() -> None:
    prepare("migrate")

    assert not local.VAR_DIR.exists()
    assert "SCRAPE_ALLOW_PRIVATE" not in os.environ


def test_the_secrets_are_random_and_only_their_owner_can_read_them() -> None:
    prepare("up")

    names = [line.partition("=")[0] for line in local.SECRETS_FILE.read_text().splitlines()]
    assert names == ["SECRET_KEY", "FIELD_KEYS"]
    assert stat.S_IMODE(local.SECRETS_FILE.stat().st_mode) == 0o600


def test_a_second_start_keeps_the_secrets() -> None:
    prepare("up")
    first = local.SECRETS_FILE.read_text()

    prepare("demo")

    assert local.SECRETS_FILE.read_text() == first


def test_two_machines_have_different_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare("up")
    first = local.SECRETS_FILE.read_text()
    monkeypatch.setattr(local, "SECRETS_FILE", tmp_path / "var" / "other.env")

    prepare("up")

    assert local.SECRETS_FILE.read_text() != first


@pytest.mark.parametrize(
    ("arguments", "permit"),
    [
        (["demo"], "127.0.0.1:8765"),
        (["up"], "127.0.0.1:8765"),
        (["up", "--host", "localhost"], "127.0.0.1:8765"),
        (["up", "--host=::1"], "127.0.0.1:8765"),
        (["up", "--host", "0.0.0.0"], None),
        (["up", "--port", "9000", "--host", "192.0.2.7"], None),
        (["up", "--host", "0.0.0.0", "--demo"], "127.0.0.1:8765"),
    ],
)
def test_the_demo_shop_passes_the_address_guard_only_where_it_is_shown(
    arguments: list[str], permit: str | None
) -> None:
    prepare(*arguments)

    assert os.environ.get("SCRAPE_ALLOW_PRIVATE") == permit


def test_permits_of_the_operator_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRAPE_ALLOW_PRIVATE", "10.0.0.5:80")

    prepare("up")

    assert os.environ["SCRAPE_ALLOW_PRIVATE"] == "10.0.0.5:80,127.0.0.1:8765"


@pytest.mark.parametrize(
    ("host", "names"),
    [
        ("127.0.0.1", ["localhost", "127.0.0.1", "[::1]"]),
        ("192.0.2.7", ["localhost", "127.0.0.1", "[::1]", "192.0.2.7"]),
        ("2001:db8::7", ["localhost", "127.0.0.1", "[::1]", "[2001:db8::7]"]),
        ("wared.lan", ["localhost", "127.0.0.1", "[::1]", "wared.lan"]),
    ],
)
def test_the_host_listened_on_may_be_asked_for(host: str, names: list[str]) -> None:
    assert local.hosts_of(host) == names


def test_listening_everywhere_allows_the_names_of_this_machine_but_not_every_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(local.socket, "gethostname", lambda: "workshop")

    names = local.hosts_of("0.0.0.0")

    assert {"workshop", "192.0.2.7"} < set(names)
    assert "*" not in names


def test_hosts_of_the_operator_are_not_added_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "shop.example")

    prepare("up", "--host", "0.0.0.0")

    assert os.environ["ALLOWED_HOSTS"] == "shop.example"
