"""Paid services: paid by the merchant who asked, within the month's budgets, however many ask at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.test import Client

from products import budget
from products.imports import service, spending
from products.ledger import MonthlySpending, SpendingLimit
from products.models import Product, ScrapeAttempt
from scraping.errors import BudgetReached
from scraping.links import parse_link
from tests.support import worker
from tests.support.http import open_site
from tests.support.providers import paid_services

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/settings/spending"
GUARD = "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"
POT = (
    '<title>Copper pot</title><meta property="og:type" content="product"><meta property="og:image" content="/p.jpg">'
    '<meta property="og:title" content="Copper pot"><meta property="product:price:amount" content="12.50">'
    '<meta property="product:price:currency" content="SAR"><h1>Copper pot</h1><p>12.50 SAR</p>'
    "<button>Add to cart</button>"
)


@pytest.fixture
def site():
    """A shop that lets no program in."""
    with open_site() as site:
        site.page("/pot", GUARD, status=403)
        yield site


@pytest.fixture
def services(site):
    with paid_services() as services:
        services.page(site.url("/pot"), POT)
        yield services


@pytest.fixture
def start(settings, merchant, site, services):
    """Import the blocked page; the services named are set up, in this order."""

    def start(*names: str, owner=merchant) -> Product:
        settings.SCRAPE_POLICY = replace(
            settings.SCRAPE_POLICY,
            allow_private=frozenset({site.pair}),
            providers=("direct", *names),
            services=services.set_up(*names),
        )
        link = parse_link(site.url("/pot"), allow_private=frozenset({site.pair}))
        return service.start(merchant=owner, link=link).product

    return start


def attempts(product: Product) -> list[tuple[str, str, str]]:
    return [(a.provider, a.error_code, str(a.cost_usd.normalize())) for a in product.attempts.all()]


def spent(merchant) -> Decimal:
    return MonthlySpending.objects.get(merchant=merchant).usd


def test_a_blocked_page_comes_through_a_paid_service_and_costs_its_merchant(start, merchant, work_all):
    product = start("zyte")
    work_all()

    product.refresh_from_db()
    assert (product.status, product.name) == ("IMPORTED", "Copper pot")
    assert attempts(product) == [("direct", "challenge_page", "0"), ("zyte", "", "0.016")]
    assert (spent(merchant), spent(None)) == (Decimal("0.016"), Decimal("0.016"))
    assert ScrapeAttempt.objects.filter(merchant=merchant).count() == 2


def test_services_are_asked_in_their_order_until_one_succeeds(start, services, merchant, work_all):
    services.fail("zyte", 520, {"type": "/download/temporary-error"})
    services.fail("oxylabs", 500)

    product = start("oxylabs", "zyte", "scraperapi", "apify")
    work_all()

    assert attempts(product) == [
        ("direct", "challenge_page", "0"),
        ("oxylabs", "provider_unavailable", "0"),
        ("zyte", "blocked_by_shop", "0"),
        ("scraperapi", "", "0.005"),
    ]
    assert (services.asked("apify"), spent(merchant)) == ([], Decimal("0.005"))


def test_a_spent_budget_stops_before_the_request_and_says_so(
    start, settings, services, merchant, user, client_of, work_all
):
    settings.PROVIDER_BUDGET_PER_MERCHANT_USD = Decimal("0.0159")

    product = start("zyte")
    work_all()

    product.refresh_from_db()
    assert (product.status, product.error_code) == ("FAILED", "challenge_page")
    assert attempts(product)[1] == ("zyte", "budget_reached", "0")
    assert services.site.asked == []
    page = client_of(user).get(f"/import/status/{product.pk}").text
    assert "This month&#x27;s budget for paid services is spent" in page


def test_a_cheaper_service_may_still_be_within_the_budget(start, settings, services, work_all):
    settings.PROVIDER_BUDGET_PER_MERCHANT_USD = Decimal("0.01")

    product = start("zyte", "oxylabs")
    work_all()

    assert [code for _, code, _ in attempts(product)] == ["challenge_page", "budget_reached", ""]


def test_the_budget_of_all_counts_every_merchant(start, settings, merchant, other_merchant, services, work_all):
    settings.PROVIDER_BUDGET_USD = Decimal("0.02")
    start("zyte", owner=other_merchant)
    work_all()

    product = start("zyte")
    work_all()

    assert attempts(product)[1] == ("zyte", "budget_reached", "0")
    assert not MonthlySpending.objects.filter(merchant=merchant, usd__gt=0).exists()


def test_a_new_month_is_a_new_budget(settings, merchant):
    settings.PROVIDER_BUDGET_PER_MERCHANT_USD = Decimal(1)
    purse = spending.MerchantBudget(merchant)
    with time_machine.travel(datetime(2026, 11, 30, 23, 59, tzinfo=UTC), tick=False):
        settle = purse.reserve("zyte", Decimal(1))
        with pytest.raises(BudgetReached):
            purse.reserve("zyte", Decimal("0.01"))

    with time_machine.travel(datetime(2026, 12, 1, 0, 1, tzinfo=UTC), tick=False):
        purse.reserve("zyte", Decimal("0.25"))
        settle(Decimal("0.5"))  # what began in November is November's

    rows = MonthlySpending.objects.filter(merchant=merchant).order_by("month")
    assert [(row.month, row.usd) for row in rows] == [
        (date(2026, 11, 1), Decimal("0.5")),
        (date(2026, 12, 1), Decimal("0.25")),
    ]


def test_workers_at_once_never_go_past_the_budget_together(settings, merchant):
    """Twelve ask at the same moment for a tenth each."""
    settings.PROVIDER_BUDGET_PER_MERCHANT_USD = Decimal("0.50")
    together = Barrier(12)

    def ask(_: int) -> bool:
        together.wait()
        try:
            spending.MerchantBudget(merchant).reserve("zyte", Decimal("0.10"))
        except BudgetReached:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(12) as pool:
        granted = list(pool.map(ask, range(12)))

    assert (granted.count(True), spent(merchant), spent(None)) == (5, Decimal("0.5"), Decimal("0.5"))


def test_a_request_whose_worker_died_stays_counted(merchant):
    spending.MerchantBudget(merchant).reserve("zyte", Decimal("0.016"))

    assert spent(merchant) == Decimal("0.016")


def test_nobody_pays_for_a_request_without_a_merchant(settings, services):
    """The operator's own policy has no purse, so that no code can spend by mistake."""
    assert settings.SCRAPE_POLICY.budget is None


def test_a_real_worker_gets_a_blocked_page_and_the_cost_is_shown(
    tmp_path, settings, site, services, merchant, user, client_of
):
    """From the form to the pages that show it, with a Celery worker in a process of its own."""
    policy = replace(settings.SCRAPE_POLICY, allow_private=frozenset({site.pair}))
    settings.SCRAPE_POLICY = policy
    env = {
        "SCRAPE_ALLOW_PRIVATE": site.pair,
        "SCRAPE_PROVIDERS": "direct,platform_json,zyte,oxylabs",
        "ZYTE_API_KEY": "wrong-key",
        "ZYTE_API_URL": services.site.url("/v1/extract"),
        "OXYLABS_LOGIN": "user:pa:ss",
        "OXYLABS_URL": services.site.url("/v1/queries"),
    }
    client = client_of(user)

    client.post("/import", {"links": site.url("/pot")})
    with worker.Crew(tmp_path, worker.address_of(connection), "memory://", imports=(), env=env) as crew:
        crew.until(lambda: Product.objects.exclude(status="IMPORTING").exists())
        assert "Check its key" in crew.logs()

    product = merchant.products.get()
    assert (product.status, product.name) == ("IMPORTED", "Copper pot")
    assert attempts(product) == [
        ("direct", "challenge_page", "0"),
        ("zyte", "provider_refused", "0"),
        ("oxylabs", "", "0.00135"),
    ]
    assert "Oxylabs" in client.get(product.get_absolute_url()).text
    assert "$0.0014" in client.get(PAGE).text
    assert spent(merchant) == Decimal("0.00135")


@pytest.fixture
def paid(settings, services):
    settings.SCRAPE_POLICY = replace(settings.SCRAPE_POLICY, services=services.set_up("zyte"))


def test_the_page_shows_this_months_own_costs_alone(merchant, other_merchant, user, client_of, product_of, paid):
    product, other = product_of(merchant), product_of(other_merchant)
    now = datetime.now(UTC)
    for of, provider, usd, code, at in (
        (product, "zyte", "0.016", "", now),
        (product, "zyte", "0", "provider_busy", now),
        (product, "direct", "0", "", now),
        (product, "zyte", "7", "", datetime(2026, 1, 31, tzinfo=UTC)),
        (other, "apify", "5", "", now),
    ):
        ScrapeAttempt.objects.create(
            product=of, merchant=of.merchant, provider=provider, url="x", error_code=code, started_at=at,
            duration_ms=5, bytes=2048, cost_usd=usd,
        )  # fmt: skip

    report = spending.report(merchant)

    assert [(line["provider"], line["attempts"], line["failed"]) for line in report.providers] == [
        ("zyte", 2, 1),
        ("direct", 1, 0),
    ]
    assert report.spent == Decimal("0.016")
    page = client_of(user).get(PAGE).text
    assert "$0.0160" in page
    assert "Apify" not in page


def test_the_owner_lowers_the_budget_but_not_beyond_what_the_operator_allows(user, client_of, merchant, settings, paid):
    settings.PROVIDER_BUDGET_PER_MERCHANT_USD = Decimal(10)
    client = client_of(user)

    assert client.post(f"{PAGE}/budget", {"usd": "2.50"}).status_code == 302
    assert budget.limit_of(merchant) == Decimal("2.50")

    answer = client.post(f"{PAGE}/budget", {"usd": "10.01"})
    assert (answer.status_code, "At most" in answer.text) == (422, True)
    assert budget.limit_of(merchant) == Decimal("2.50")

    client.post(f"{PAGE}/budget", {"usd": ""})
    assert budget.limit_of(merchant) == 10


def test_staff_may_allow_one_merchant_more(merchant, settings):
    settings.PROVIDER_BUDGET_PER_MERCHANT_USD = Decimal(10)
    SpendingLimit.objects.create(merchant=merchant, ceiling_usd=50, wanted_usd=30)

    assert budget.limit_of(merchant) == 30


@pytest.mark.parametrize("usd", ["-1", "nan", "1e999", "x", "1.234"])
def test_nonsense_is_no_budget(user, client_of, merchant, usd, paid):
    assert client_of(user).post(f"{PAGE}/budget", {"usd": usd}).status_code == 422
    assert not SpendingLimit.objects.exists()


def test_only_the_owner_sets_the_budget_and_strangers_see_their_own(merchant, make_user, client_of, stranger, paid):
    editor = client_of(make_user("editor@example.com", merchant, "editor"))

    assert editor.get(PAGE).status_code == 200
    assert editor.post(f"{PAGE}/budget", {"usd": "1"}).status_code == 403
    assert Client().get(PAGE).status_code == 302
    stranger.post(f"{PAGE}/budget", {"usd": "1"})
    assert not SpendingLimit.objects.filter(merchant=merchant).exists()
