"""A shop that scripts draw, a browser with patience, and a trap for whoever leaves the shop."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scraping.links import parse_link
from scraping.policy import BrowserPolicy, ScrapePolicy
from scraping.providers.browser import Browser, machine, program
from tests.scraping.providers.browser.pages import DRAWN, LAMP_JSON
from tests.support.http import Site


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One browser at a time under xdist; none of it where there is no browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))
            if not program.find(""):
                item.add_marker(pytest.mark.skip(reason="no Chromium, or no Playwright, on this machine"))


@pytest.fixture(scope="package", autouse=True)
def one_browser() -> Iterator[None]:
    yield
    machine.close()


@pytest.fixture
def policy(site) -> ScrapePolicy:
    """Patient with a busy machine; pages without a product are given up soon."""
    return ScrapePolicy(
        allow_private=frozenset({site.pair}), browser=BrowserPolicy(deadline_s=60, wait_s=5, at_once=2, idle_s=300)
    )


@pytest.fixture
def look(policy, told):
    def look(url: str, **changes):
        used = replace(policy, browser=replace(policy.browser, **changes))
        return Browser().fetch(parse_link(url, allow_private=policy.allow_private), used, told.append, None)

    return look


@pytest.fixture
def shop(site) -> Site:
    site.page("/lamp", DRAWN)
    site.page("/lamp.json", LAMP_JSON, Content_Type="application/json")
    return site


class Trap:
    """Listens on a port of this machine, and on its UDP twin, and only counts who comes."""

    def __init__(self) -> None:
        self.visitors = 0
        self.packets = 0
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self._tcp.getsockname()[1]
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))
        threading.Thread(target=self._count, daemon=True).start()
        threading.Thread(target=self._count_packets, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                self._tcp.accept()[0].close()
            except OSError:
                return
            self.visitors += 1

    def _count_packets(self) -> None:
        while True:
            try:
                self._udp.recv(2000)
            except OSError:
                return
            self.packets += 1

    def close(self) -> None:
        self._tcp.close()
        self._udp.close()


@pytest.fixture
def trap() -> Iterator[Trap]:
    trap = Trap()
    yield trap
    trap.close()
