"""Shop systems and market places. The order says who is asked first; market places are known by their address."""

from itertools import chain, islice
from urllib.parse import urlsplit

from scraping.page import Page
from scraping.platforms import known
from scraping.platforms.aliexpress import AliExpress
from scraping.platforms.amazon import Amazon
from scraping.platforms.base import Platform
from scraping.platforms.magento import Magento
from scraping.platforms.prestashop import PrestaShop
from scraping.platforms.salla import Salla
from scraping.platforms.shopify import Shopify
from scraping.platforms.squarespace import Squarespace
from scraping.platforms.woocommerce import WooCommerce
from scraping.text.needles import ManyByteWords

PLATFORMS: tuple[Platform, ...] = (
    Amazon(),
    AliExpress(),
    known.Ebay(),
    known.Etsy(),
    known.Walmart(),
    known.Noon(),
    known.Ikea(),
    known.Taobao(),
    known.Shein(),
    known.Temu(),
    known.Wayfair(),
    Salla(),
    known.Zid(),
    Shopify(),
    known.SalesforceCommerce(),
    known.BigCommerce(),
    WooCommerce(),
    PrestaShop(),
    known.OpenCart(),
    Squarespace(),
    known.Wix(),
    known.Shopware(),
    known.Ecwid(),
    known.Cafe24(),
    known.NopCommerce(),
    known.Odoo(),
    known.Jtl(),
    known.Vtex(),
    known.Shoptet(),
    known.Tiendanube(),
    Magento(),
)

_OWNERS = [number for number, platform in enumerate(PLATFORMS) for _ in platform.marks]  # of each mark its platform
_MARKS = ManyByteWords([mark.encode() for platform in PLATFORMS for mark in platform.marks])
_SCRIPT_BEGINNING = 300  # platforms introduce themselves at the start of their scripts
_MOST_PICTURES, _MOST_NAMES = 60, 400


def detect_from_url(url: str) -> str | None:
    """The key of the platform that the address alone gives away, such as ``amazon``; None when it does not."""
    platform = _by_host(url)
    return platform.key if platform else None


def detect(page: Page) -> Platform | None:
    """The platform of a page, by its address, then by its marks."""
    by_host = _by_host(page.url)
    if by_host is not None:
        return by_host
    found = {_OWNERS[number] for number in _MARKS.found_in(_tell_tales(page))}
    return PLATFORMS[min(found)] if found else None


def _tell_tales(page: Page) -> bytes:
    """What platforms show themselves by: addresses of scripts, styles and pictures, names, scripts' beginnings."""
    tags = page.outline.tags
    texts = [e.get("src") or "" for e in tags["img"][:_MOST_PICTURES]]
    texts += [e.get("href") or "" for e in tags["link"]]
    texts += (page.meta("og:image") or "", f"generator: {page.meta('generator') or ''}")
    texts += islice(filter(None, chain(page.outline.classes, page.outline.ids)), _MOST_NAMES)
    scripts = [script.tag + script.body[:_SCRIPT_BEGINNING] for script in page.scripts]
    return b"\n".join(["\n".join(texts).encode("utf-8", "replace"), *scripts])


def _by_host(url: str) -> Platform | None:
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return None
    return next((platform for platform in PLATFORMS if platform.hosts and platform.owns_host(host)), None)
