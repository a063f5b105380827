"""The ways to get a page, as the environment sets them up."""

from decimal import Decimal

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from config import ways
from scraping.providers.chain import PROVIDERS


@pytest.fixture
def env(monkeypatch) -> environ.Env:
    for name in ("SCRAPE_PROVIDERS", "ZYTE_API_KEY", "OXYLABS_LOGIN"):
        monkeypatch.delenv(name, raising=False)
    return environ.Env()


def test_every_way_has_its_place_in_the_order(env):
    assert set(ways.order(env)) == set(PROVIDERS)


@pytest.mark.parametrize("text", ["direct,zauber", "", "Direct"])
def test_a_name_that_nobody_has_stops_the_start(env, monkeypatch, text):
    monkeypatch.setenv("SCRAPE_PROVIDERS", text)

    with pytest.raises(ImproperlyConfigured, match="SCRAPE_PROVIDERS"):
        ways.order(env)


def test_a_service_is_set_up_once_it_has_a_key(env, monkeypatch):
    assert ways.services(env) == {}

    monkeypatch.setenv("ZYTE_API_KEY", "secret")
    monkeypatch.setenv("ZYTE_PRICE_USD", "0.0013")

    [(name, service)] = ways.services(env).items()
    assert (name, service.price_usd) == ("zyte", Decimal("0.0013"))
    assert "secret" not in repr(service)


def test_single_shops_have_orders_of_their_own(env, monkeypatch):
    monkeypatch.setenv("SCRAPE_PROVIDERS_BY_SHOP", " www.Amazon.sa = browser, zyte ; noon.com=zyte;")

    assert ways.orders_by_shop(env) == {"amazon.sa": ("browser", "zyte"), "noon.com": ("zyte",)}


@pytest.mark.parametrize("text", ["amazon.sa=teleport", "amazon.sa=", "amazon.sa"])
def test_a_wrong_order_for_a_shop_stops_the_start(env, monkeypatch, text):
    monkeypatch.setenv("SCRAPE_PROVIDERS_BY_SHOP", text)

    with pytest.raises(ImproperlyConfigured, match="SCRAPE_PROVIDERS_BY_SHOP"):
        ways.orders_by_shop(env)
