"""``manage.py up`` as a newcomer meets it: real processes, real ports, real forms."""

import signal
import socket
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from io import StringIO
from pathlib import Path

import pytest
import requests
from django.core.management import call_command
from django.core.management.base import CommandError

from config.demo_shop import server
from config.demo_shop.catalogue import DEMO_LINKS, demo_link
from config.demo_shop.server import DemoShop
from tests.config.running import Browser, Up, free_port, manage, up, wait_until
from tests.support import worker

pytestmark = pytest.mark.xdist_group("up")  # one process serves the tests that only look


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("up")


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Up]:
    with up(folder, DEMO_SHOP_HOST=f"127.0.0.1:{free_port()}") as running:
        yield running


@pytest.fixture(scope="module")
def person(running: Up) -> Browser:
    return Browser(running)


def test_it_prints_where_to_go_and_how_to_log_in(running: Up) -> None:
    assert requests.get(running.value("Open"), timeout=20).status_code == 200
    assert running.value("Login") == "demo@wared.example"
    assert len(running.value("Password")) >= 12


def test_what_it_prints_is_short_and_stays_so(place: Path) -> None:
    with up(place, DEMO_SHOP_HOST=f"127.0.0.1:{free_port()}") as running:
        for path in ("/accounts/login/", "/static/admin/css/base.css"):
            assert Browser(running).get(path).status_code == 200
        running.stop()

    assert len(running.said.splitlines()) < 12, running.said
    assert running.rest.strip() == ""


def test_its_secrets_and_its_password_are_private_files(running: Up, folder: Path) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir() if path.is_file()}

    assert (modes["local.env"], modes["demo-password"]) == (0o600, 0o600)


def test_the_import_page_lists_the_links_of_the_demo_shop(person: Browser, running: Up) -> None:
    page = person.get("/import").text

    missing = [link.slug for link in DEMO_LINKS if running.value("Demo shop").rstrip("/") + link.path not in page]
    assert missing == []


def test_a_demo_product_is_imported_through_the_form(person: Browser, running: Up) -> None:
    status = person.start_import(running.value("Demo shop").rstrip("/") + demo_link("json-ld").path)

    wait_until(lambda: person.status(status)["status"] != "IMPORTING")

    assert person.status(status)["status"] == "IMPORTED"
    product = person.get(f"/products/{person.status(status)['productId']}").text
    assert "Copper Dallah 1 L" in product
    assert "249.00" in product


def test_static_files_and_the_staff_pages_are_served(person: Browser) -> None:
    assert person.get("/static/admin/css/base.css").status_code == 200
    assert person.get("/admin/login/").status_code == 200


def test_a_host_that_nobody_named_is_refused(running: Up) -> None:
    answer = requests.get(running.value("Open"), headers={"Host": "evil.example"}, timeout=20)

    assert answer.status_code == 400


@pytest.fixture
def shop() -> Iterator[DemoShop]:
    """A shop that ``up`` finds on its fixed address, with a slow page that outlasts any test."""
    with server.serve(slow_s=300) as shop:
        yield shop


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_within_seconds_though_an_import_hangs(
    place: Path, shop: DemoShop, number: signal.Signals
) -> None:
    with up(place, DEMO_SHOP_HOST=f"127.0.0.1:{shop.server_port}") as running:
        Browser(running).start_import(shop.url("slow"))
        wait_until(lambda: shop.visits[demo_link("slow").path] == 1)

        began = time.monotonic()
        assert running.stop(number) == 0
        assert time.monotonic() - began < 15


@pytest.mark.parametrize("broker", [worker.redis_broker, worker.rabbitmq_broker], ids=["redis", "rabbitmq"])
def test_it_imports_just_as_well_with_a_broker_of_its_own(
    place: Path, broker: Callable[[], AbstractContextManager[str]]
) -> None:
    with broker() as address, up(place, DEMO_SHOP_HOST=f"127.0.0.1:{free_port()}", BROKER_URL=address) as running:
        person = Browser(running)
        status = person.start_import(running.value("Demo shop").rstrip("/") + demo_link("json-ld").path)
        wait_until(lambda: person.status(status)["status"] == "IMPORTED")
        assert running.stop() == 0


def test_a_second_start_has_the_same_login_and_takes_up_what_a_killed_one_left(place: Path) -> None:
    port = free_port()
    with server.serve(port, slow_s=300) as shop, up(place, DEMO_SHOP_HOST=f"127.0.0.1:{port}") as first:
        status = Browser(first).start_import(shop.url("slow"))
        wait_until(lambda: shop.visits[demo_link("slow").path] == 1)
        first.stop(signal.SIGKILL)

    with server.serve(port, slow_s=0), up(place, DEMO_SHOP_HOST=f"127.0.0.1:{port}") as second:
        person = Browser(second)
        wait_until(lambda: person.status(status)["status"] != "IMPORTING")

        assert person.status(status)["status"] == "IMPORTED"
        assert second.value("Password") == first.value("Password")


def test_on_a_host_that_others_reach_there_is_no_demo_unless_asked_for(place: Path) -> None:
    demo_port = free_port()
    with up(place, "--host", "0.0.0.0", DEMO_SHOP_HOST=f"127.0.0.1:{demo_port}") as running:
        port = running.value("Open").rstrip("/").rpartition(":")[2]
        home = f"http://127.0.0.1:{port}/accounts/login/"
        by_name = requests.get(home, headers={"Host": socket.gethostname()}, timeout=20)
        by_other = requests.get(home, headers={"Host": "evil.example"}, timeout=20)

        assert (by_name.status_code, by_other.status_code) == (200, 400)
        assert "Password" not in running.said
        assert not server.is_open("127.0.0.1", demo_port)


def test_a_taken_demo_port_is_said_and_the_rest_works(place: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as stranger,
        up(place, DEMO_SHOP_HOST=f"127.0.0.1:{stranger.getsockname()[1]}") as running,
    ):
        assert "The demo shop is closed" in running.said
        assert "Demo shop:" not in running.said
        assert Browser(running).get("/import").status_code == 200


def test_a_taken_port_ends_the_start_before_anything_is_done(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = manage("up", "--port", str(taken.getsockname()[1]), folder=tmp_path)

    assert ended.returncode == 1
    assert "is in use by another program" in ended.stderr
    assert "uv run manage.py up --port" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "wared.sqlite3").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--port", "70000"], "is not a port"),
        (["--port", "http"], "is not a port"),
        (["--port", "-1"], "is not a port"),
        (["--host", "203.0.113.7"], "is not an address of this machine"),
        (["--host", "no such host"], "is not an address"),
    ],
)
def test_a_wrong_address_is_said_plainly(arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("up", *arguments, stdout=StringIO(), stderr=StringIO())
