"""A person who connects a store waits for it: not for long, and nobody else does."""

import asyncio
import socket
import threading
import time
from urllib.parse import urlsplit

import pytest
from django.test import AsyncClient

from merchants.models import StoreConnection
from merchants.stores import opening, waiting
from merchants.stores.clients.base import StoreAccess
from merchants.stores.clients.errors import NoAnswer
from tests.merchants.stores.pages.conftest import sign_in_there
from tests.support.http import open_site


@pytest.fixture
def client(client_of, user):
    return client_of(user)


def test_a_store_that_says_nothing_is_given_up_in_good_time(client, settings, monkeypatch):
    monkeypatch.setattr(waiting, "TOGETHER_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        pair = f"127.0.0.1:{silent.getsockname()[1]}"
        settings.SCRAPE_POLICY = type(settings.SCRAPE_POLICY)(allow_private=frozenset({pair}))
        began = time.monotonic()
        given = {"address": f"http://{pair}", "key": "ck_x", "secret": "cs_x"}
        answer = client.post("/settings/stores/connect/woocommerce", given)

    assert answer.status_code == 422
    assert "did not answer in time, so nothing was connected" in answer.content.decode()
    assert time.monotonic() - began < 10


def test_the_second_call_has_what_the_first_left_of_the_time(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr("merchants.stores.clients.http.time.monotonic", lambda: clock[0])
    access = StoreAccess(token="ck_x", second="cs_x")
    until = clock[0] + 10
    http = opening.open_with("woocommerce", "shop.example", "https://shop.example", access, until=until)._http

    assert http._policy().fetch_deadline_s == 10
    clock[0] += 8
    assert (http._policy().fetch_deadline_s, http._policy().read_timeout_s) == (2, 2)
    clock[0] += 2
    with pytest.raises(NoAnswer):
        http._policy()


def test_only_some_wait_for_stores_at_once(client, woo, salla, monkeypatch):
    monkeypatch.setattr(waiting, "_free_threaded", threading.BoundedSemaphore(1))
    given = {"address": woo.site.url(""), "key": woo.key, "secret": woo.secret}
    back = urlsplit(sign_in_there(client))
    with waiting._free_threaded:
        by_keys = client.post("/settings/stores/connect/woocommerce", given)
        by_code = client.get(f"{back.path}?{back.query}", follow=True)
        form = client.get("/settings/stores/connect/woocommerce")

    assert (by_keys.status_code, form.status_code) == (422, 200)
    for answer in (by_keys, by_code):
        assert "As many stores are being connected as can be at once." in answer.content.decode()
    assert not StoreConnection.objects.exists()
    assert client.post("/settings/stores/connect/woocommerce", given).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_nobody_else_waits_for_a_slow_store(user, merchant, settings):
    others_are_served, spoke = threading.Event(), []

    def slow(answer) -> None:
        spoke.append(others_are_served.wait(5))
        answer.write(b"{}", status=404)

    async def visit(address: str):
        client = AsyncClient()
        await client.aforce_login(user, backend="django.contrib.auth.backends.ModelBackend")
        given = {"address": address, "key": "ck_x", "secret": "cs_x"}
        headers = {"Accept-Language": "ar"}
        joining = asyncio.create_task(client.post("/settings/stores/connect/woocommerce", given, headers=headers))
        while not site.asked and not joining.done():
            await asyncio.sleep(0.01)
        other = await client.get("/settings/stores")
        others_are_served.set()
        return await joining, other

    with open_site() as site:
        settings.SCRAPE_POLICY = type(settings.SCRAPE_POLICY)(allow_private=frozenset({site.pair}))
        site.route("/wp-json/wc/v3/settings/general/woocommerce_currency", slow)
        joined, other = asyncio.run(visit(site.url("")))

    assert (joined.status_code, other.status_code) == (422, 200)
    assert spoke == [True]
    assert '<html lang="ar"' in joined.text  # in whichever thread it was written
