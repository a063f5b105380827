"""Shop systems and market places. The order says who is asked first; market places are known by their address."""

from urllib.parse import urlsplit

from scraping.page import Page
from scraping.platforms import known
from scraping.platforms.amazon import Amazon
from scraping.platforms.base import Platform
from scraping.platforms.magento import Magento
from scraping.platforms.prestashop import PrestaShop
from scraping.platforms.shopify import Shopify
from scraping.platforms.woocommerce import WooCommerce

PLATFORMS: tuple[Platform, ...] = (
    Amazon(),
    known.AliExpress(),
    known.Ebay(),
    known.Etsy(),
    known.Walmart(),
    known.Noon(),
    known.Ikea(),
    known.Taobao(),
    known.Shein(),
    known.Temu(),
    known.Wayfair(),
    known.Salla(),
    known.Zid(),
    Shopify(),
    known.SalesforceCommerce(),
    known.BigCommerce(),
    WooCommerce(),
    PrestaShop(),
    known.OpenCart(),
    known.Squarespace(),
    known.Wix(),
    known.Shopware(),
    known.Ecwid(),
    known.Cafe24(),
    Magento(),
)


def detect_from_url(url: str) -> str | None:
    """The key of the platform that the address alone gives away, such as ``amazon``; None when it does not."""
    platform = _by_host(url)
    return platform.key if platform else None


def detect(page: Page) -> Platform | None:
    """The platform of a page, by its address, then by its marks."""
    return _by_host(page.url) or next(
        (platform for platform in PLATFORMS if platform.marks and platform.marked(page)), None
    )


def _by_host(url: str) -> Platform | None:
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return None
    return next((platform for platform in PLATFORMS if platform.hosts and platform.owns_host(host)), None)
