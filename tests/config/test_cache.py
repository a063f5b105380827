"""While Redis is away pages answer as if their cache were empty, and soon."""

import runpy
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.core.cache import cache

from config import cache as patient
from config.local import BASE_DIR
from tests.conftest import PASSWORD
from tests.support.worker import free_port, redis_broker


def cache_at(port: int, **options: object) -> patient.RedisCache:
    return patient.RedisCache(f"redis://127.0.0.1:{port}/0", {"OPTIONS": options})


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """Takes connections and never says a word."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.settimeout(0)
        yield server


def connections_to(server: socket.socket) -> int:
    count = 0
    while True:
        try:
            server.accept()
        except BlockingIOError:
            return count
        count += 1


def test_an_address_of_redis_means_the_cache_that_survives_its_outage(monkeypatch):
    monkeypatch.setenv("CACHE_URL", "redis://cache.example:6379/1")

    chosen = runpy.run_path(str(BASE_DIR / "config/settings.py"))["CACHES"]["default"]

    assert chosen == {"BACKEND": "config.cache.RedisCache", "LOCATION": "redis://cache.example:6379/1"}


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        (lambda c: c.get("a", "none"), "none"),
        (lambda c: c.get_or_set("a", 7), 7),
        (lambda c: c.get_many(["a", "b"]), {}),
        (lambda c: c.set("a", 1, timeout=5), None),
        (lambda c: c.set_many({"a": 1}, timeout=5), ["a"]),
        (lambda c: c.add("a", 1, timeout=5), True),
        (lambda c: c.touch("a", timeout=5), False),
        (lambda c: c.incr("a"), 1),
        (lambda c: "a" in c, False),
        (lambda c: c.delete("a"), False),
        (lambda c: c.delete_many(["a"]), None),
        (lambda c: c.clear(), None),
    ],
)
def test_an_outage_reads_as_an_empty_cache(call, answer):
    assert call(cache_at(free_port())) == answer


def test_a_server_that_says_nothing_is_given_up_and_left_alone_for_a_while(silent, caplog, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(patient.time, "monotonic", lambda: clock[0])
    port = silent.getsockname()[1]

    for _ in range(5):
        assert cache_at(port, socket_timeout=0.05).get("a") is None
    assert connections_to(silent) == 1

    clock[0] += patient.PAUSE_S
    for _ in range(5):
        assert cache_at(port, socket_timeout=0.05).get("a") is None
    assert connections_to(silent) == 1
    assert [record.levelname for record in caplog.records] == ["WARNING"], "once for each outage, not for each page"


def test_a_request_waits_for_half_a_second_at_the_most():
    options = cache_at(1)._options

    assert (options["socket_connect_timeout"], options["socket_timeout"]) == (0.5, 0.5)
    assert options["retry"].get_retries() == 0


def test_it_is_used_again_when_it_is_back(monkeypatch, caplog):
    clock = [100.0]
    monkeypatch.setattr(patient.time, "monotonic", lambda: clock[0])
    port = free_port()
    mine = cache_at(port)
    mine.set("a", 1)
    with redis_broker(port):
        mine.set("a", 2)
        assert mine.get("a") is None, "not asked yet"

        clock[0] += patient.PAUSE_S
        mine.set("a", 3)
        assert (mine.get("a"), mine.incr("a"), mine.add("a", 9)) == (3, 4, False)
        with pytest.raises(ValueError, match="not found"):
            mine.incr("b")
    assert "answers again" in caplog.text


@pytest.mark.django_db
def test_people_and_programs_are_served_without_redis(settings, client, user, merchant):
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "config.cache.RedisCache", "LOCATION": f"redis://127.0.0.1:{free_port()}/0"}
    }
    assert cache.add("a", 1) and cache.get("a") is None

    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, "/")
    answer = client.post("/import", {"links": "https://shop.test/products/pot"})
    assert answer.status_code == 302
    assert client.get(answer.url).status_code == 200
    assert client.get("/api/v1/jobs").status_code == 200
