"""Loopback shops, short limits, and a name server of our own."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from ipaddress import ip_address

import pytest

from scraping.net import guard, resolver
from scraping.policy import ScrapePolicy
from tests.support.http import Site, open_site


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as site:
        yield site


@pytest.fixture
def other_site() -> Iterator[Site]:
    with open_site() as site:
        yield site


@pytest.fixture
def policy(site) -> ScrapePolicy:
    """Lets the fetches of a test through to ``site``. Patient, since a busy machine must not make a good shop slow."""
    return ScrapePolicy(
        connect_timeout_s=3,
        read_timeout_s=5,
        resolve_timeout_s=0.2,
        fetch_deadline_s=10,
        page_limit_bytes=200_000,
        allow_private=frozenset({site.pair}),
    )


@pytest.fixture
def allow(policy) -> Callable[..., ScrapePolicy]:
    """``policy`` with more pairs let through."""

    def allow(*pairs: str, **changes) -> ScrapePolicy:
        return replace(policy, allow_private=policy.allow_private | set(pairs), **changes)

    return allow


class Names:
    """A name server: what each name resolves to, one answer after the other, the last one for good."""

    def __init__(self) -> None:
        self.answers: dict[str, list[list[str]]] = {}
        self.asked: list[str] = []
        self.silent: set[str] = set()
        self.ended = threading.Event()

    def add(self, name: str, *answers: list[str]) -> None:
        self.answers[name] = list(answers)

    def lookup(self, host: str):
        self.asked.append(host)
        if host in self.silent:
            self.ended.wait(10)
        left = self.answers.get(host)
        if not left:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [ip_address(text) for text in (left.pop(0) if len(left) > 1 else left[0])]


@pytest.fixture
def names(monkeypatch) -> Iterator[Names]:
    names = Names()
    monkeypatch.setattr(resolver, "lookup", names.lookup)
    yield names
    names.ended.set()


@pytest.fixture
def dialled(monkeypatch) -> list[str]:
    """Every address that a connection was tried to. None is made: each is refused."""
    tried: list[str] = []

    def refuse(address, port, timeout_s):
        tried.append(f"{address}:{port}" if address.version == 4 else f"[{address}]:{port}")
        raise ConnectionRefusedError

    monkeypatch.setattr(guard, "_connect", refuse)
    return tried


@pytest.fixture
def dialled_after_first(monkeypatch) -> list[str]:
    """Like ``dialled``, but the first connection, the one to the shop under test, is made."""
    tried: list[str] = []
    connect = guard._connect

    def connect_once(address, port, timeout_s):
        monkeypatch.setattr(guard, "_connect", refuse)
        return connect(address, port, timeout_s)

    def refuse(address, port, timeout_s):
        tried.append(f"{address}:{port}")
        raise ConnectionRefusedError

    monkeypatch.setattr(guard, "_connect", connect_once)
    return tried
