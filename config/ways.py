"""The ways to get a page, as the operator sets them up: their order, the browser, paid services and their prices."""

from decimal import Decimal

import environ
from django.core.exceptions import ImproperlyConfigured

from scraping.policy import BrowserPolicy, PaidService

ORDER = ("direct", "platform_json", "browser", "zyte", "scraperapi", "oxylabs", "apify")
"""What is neither set up nor installed does not apply, so that all may stand here."""


def order(env: environ.Env) -> tuple[str, ...]:
    """Raises ImproperlyConfigured for a name that nobody has, and for none at all."""
    return _known("SCRAPE_PROVIDERS", env.list("SCRAPE_PROVIDERS", default=list(ORDER)))


def orders_by_shop(env: environ.Env) -> dict[str, tuple[str, ...]]:
    """``amazon.sa=browser,zyte; noon.com=zyte``. Raises ImproperlyConfigured as :func:`order`."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in filter(None, (part.strip() for part in env.str("SCRAPE_PROVIDERS_BY_SHOP", "").split(";"))):
        shop, _, chain = entry.partition("=")
        found[shop.strip().lower().removeprefix("www.")] = _known("SCRAPE_PROVIDERS_BY_SHOP", chain.split(","))
    return found


def _known(setting: str, names: list[str]) -> tuple[str, ...]:
    stripped = tuple(name.strip() for name in names if name.strip())
    unknown = set(stripped) - set(ORDER)
    if unknown or not stripped:
        raise ImproperlyConfigured(f"{setting}: {', '.join(sorted(unknown)) or 'nothing'} is none of {ORDER}")
    return stripped


def browser(env: environ.Env) -> BrowserPolicy:
    return BrowserPolicy(
        path=env.str("BROWSER_PATH", ""),
        sandbox=env.bool("BROWSER_SANDBOX", True),
        deadline_s=env.float("BROWSER_DEADLINE_S", 30.0),
        at_once=env.int("BROWSER_AT_ONCE", 2),
        idle_s=env.float("BROWSER_IDLE_S", 60.0),
        memory_limit_mib=env.int("BROWSER_PAGE_MIB", 1024),
    )


def services(env: environ.Env) -> dict[str, PaidService]:
    """Those with a key. Prices are USD of November 2026; docs/providers.md says what each means."""
    known = {
        "zyte": PaidService(
            key=env.str("ZYTE_API_KEY", ""),
            url=env.str("ZYTE_API_URL", "https://api.zyte.com/v1/extract"),
            price_usd=Decimal(env.str("ZYTE_PRICE_USD", "0.0161")),
            renders=env.bool("ZYTE_RENDER", True),
        ),
        "scraperapi": PaidService(
            key=env.str("SCRAPERAPI_KEY", ""),
            url=env.str("SCRAPERAPI_URL", "https://api.scraperapi.com/"),
            price_usd=Decimal(env.str("SCRAPERAPI_PRICE_USD", "0.01225")),
            credit_usd=Decimal(env.str("SCRAPERAPI_CREDIT_USD", "0.00049")),
            renders=env.bool("SCRAPERAPI_RENDER", True),
        ),
        "oxylabs": PaidService(
            key=env.str("OXYLABS_LOGIN", ""),
            url=env.str("OXYLABS_URL", "https://realtime.oxylabs.io/v1/queries"),
            price_usd=Decimal(env.str("OXYLABS_PRICE_USD", "0.00135")),
            renders=env.bool("OXYLABS_RENDER", True),
        ),
        "apify": PaidService(
            key=env.str("APIFY_TOKEN", ""),
            url=env.str("APIFY_URL", "https://api.apify.com"),
            price_usd=Decimal(env.str("APIFY_PRICE_USD", "0.02")),
            actor=env.str("APIFY_ACTOR", "apify/web-scraper"),
        ),
    }
    return {name: service for name, service in known.items() if service.key}
