"""Prices, digit by digit, and the rates they are made with."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from products.publishing import rates
from products.publishing.errors import NoPrice, NoRate, RateTooOld
from products.publishing.models import PriceRule, Rate
from products.publishing.pricing import RateUsed, price, rounded_up, rule_for
from tests.support.http import open_site

TODAY = timezone.now().date()
ECB = """<?xml version="1.0"?><gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><Cube><Cube time='{day}'>
 <Cube currency='USD' rate='1.25'/><Cube currency='SEK' rate='11.0'/><Cube currency='XX' rate='1'/>
 <Cube currency='JPY' rate='nonsense'/></Cube></Cube></gesmes:Envelope>"""


def used(rate="1", base="SAR", quote="SAR"):
    return RateUsed(base=base, quote=quote, rate=Decimal(rate))


@pytest.mark.parametrize(
    ("amount", "rounding", "result"),
    [
        ("100.00", "", "100.00"),
        ("100.00", ".99", "100.99"),
        ("100.99", ".99", "100.99"),
        ("101.00", ".99", "101.99"),
        ("0.10", ".99", "0.99"),
        ("100.01", "1", "101"),
        ("100.00", "1", "100"),
        ("100.01", "0.25", "100.25"),
        ("100.26", "0.50", "100.50"),
        ("100.26", ".95", "100.95"),
        ("101", "5", "105"),
        ("101", "10", "110"),
    ],
)
def test_rounding_never_takes_away(amount, rounding, result):
    assert rounded_up(Decimal(amount), rounding) == Decimal(result)


@pytest.mark.parametrize(
    ("rule", "result"),
    [
        ({}, "37.50"),
        ({"margin_percent": 20}, "45.00"),
        ({"margin_fixed": 10}, "47.50"),
        ({"margin_percent": 20, "margin_fixed": 1}, "46.00"),
        ({"margin_percent": 10, "least_margin": 15}, "52.50"),
        ({"margin_percent": 100, "vat_percent": 15}, "86.25"),
        ({"margin_percent": 20, "rounding": ".99"}, "45.99"),
    ],
)
def test_a_rule_makes_the_price(rule, result):
    fields = {name: Decimal(value) if name != "rounding" else value for name, value in rule.items()}
    priced = price(Decimal(10), used("3.75", "USD"), PriceRule(**fields))

    assert priced.price == Decimal(result)
    assert priced.cost + priced.margin + priced.vat + priced.rounded_by == priced.price


@pytest.mark.parametrize(("currency", "result"), [("KWD", "3.077"), ("JPY", "3"), ("IQD", "3"), ("SAR", "3.08")])
def test_each_currency_has_its_smallest_coin(currency, result):
    assert str(price(Decimal(10), used("0.3077", "USD", currency), None).price) == result


@pytest.mark.parametrize("amount", ["0", "-1", "NaN", "Infinity"])
def test_nothing_is_no_price(amount):
    with pytest.raises(NoPrice):
        price(Decimal(amount), used(), None)


def test_the_rule_that_says_most_is_taken():
    general, lamps, home, store, both = (
        PriceRule(pk=n, connection_id=connection, category=category)
        for n, (connection, category) in enumerate(
            [(None, ""), (None, "Home > Lamps"), (None, "home"), ("s", ""), ("s", "Home")]
        )
    )
    rules = [general, lamps, home, store, both]

    assert rule_for(rules, connection_id="s", category="Home > Lamps > Silk") is both
    assert rule_for(rules, connection_id="t", category="Home > Lamps > Silk") is lamps
    assert rule_for(rules, connection_id="t", category="Homeware") is general
    assert rule_for(rules, connection_id="s", category="Food") is store
    assert rule_for([both], connection_id="t", category="Home") is None


@pytest.mark.django_db
class TestRates:
    def rate(self, base, quote, rate, merchant=None, on=TODAY):
        Rate.objects.create(merchant=merchant, base=base, quote=quote, rate=rate, source="bank.test", on=on)

    def test_one_currency_needs_no_rate(self, merchant):
        assert rates.Rates(merchant.pk).find("SAR", "SAR").rate == 1

    def test_without_a_rate_there_is_no_price(self, merchant, other_merchant):
        self.rate("USD", "SAR", "3.75", merchant=other_merchant)
        with pytest.raises(NoRate):
            rates.Rates(merchant.pk).find("USD", "SAR")

    def test_straight_back_and_by_way_of(self, merchant):
        self.rate("EUR", "USD", "1.25")
        self.rate("EUR", "SAR", "4.50", on=TODAY - timedelta(days=1))
        table = rates.Rates(merchant.pk)

        assert table.find("EUR", "USD").rate == Decimal("1.25")
        assert table.find("USD", "EUR").rate == Decimal("0.8")
        crossed = table.find("USD", "SAR")
        assert crossed.rate == Decimal("3.6")
        assert crossed.on == TODAY - timedelta(days=1), "the older of the two"

    def test_the_merchant_s_own_goes_first_and_does_not_grow_old(self, merchant):
        self.rate("USD", "SAR", "3.70")
        self.rate("USD", "SAR", "3.75", merchant=merchant, on=date(2020, 1, 1))
        assert rates.Rates(merchant.pk).find("USD", "SAR").rate == Decimal("3.75")

    def test_an_old_rate_of_a_provider_sells_nothing(self, merchant):
        self.rate("USD", "SAR", "3.75", on=TODAY - timedelta(days=11))
        with pytest.raises(RateTooOld):
            rates.Rates(merchant.pk).find("USD", "SAR")

    @pytest.mark.parametrize(
        "body",
        [
            ECB.format(day=TODAY),
            json.dumps({"base": "EUR", "date": str(TODAY), "rates": {"USD": 1.25, "SEK": 11, "XX": 1, "JPY": "x"}}),
            json.dumps(
                {
                    "base_code": "EUR",
                    "time_last_update_utc": f"{TODAY:%a, %d %b %Y} 00:00:01 +0000",
                    "rates": {"USD": 1.25, "SEK": 11.0, "EUR": 1},
                }
            ),
        ],
    )
    def test_a_provider_s_answer_replaces_what_was_there(self, settings, body):
        self.rate("EUR", "USD", "1.10", on=TODAY - timedelta(days=2))
        with open_site() as bank:
            settings.RATES_URL = bank.page("/rates", body, Content_Type="application/octet-stream")
            assert rates.refresh() == 2

        usd = Rate.objects.get(base="EUR", quote="USD")
        assert (usd.rate, usd.on, usd.source) == (Decimal("1.25"), TODAY, "127.0.0.1")

    @pytest.mark.parametrize(
        "body",
        [
            "",
            "<html>sorry</html>",
            "{}",
            "{nonsense",
            '{"base": "EUR", "date": "2999-01-01", "rates": {"USD": 1}}',
            '{"base": "EUR", "date": "never", "rates": {"USD": 1}}',
            '{"base": "EUR", "date": "2026-11-01", "rates": {"USD": -1, "SAR": 0, "AED": "NaN"}}',
        ],
    )
    def test_nonsense_of_a_provider_changes_nothing(self, body):
        with pytest.raises(rates.BadRates):
            rates.read(body.encode())

    def test_without_a_provider_nothing_is_fetched(self, settings):
        settings.RATES_URL = ""
        assert rates.refresh() == 0
