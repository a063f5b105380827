"""From a merchant's connection to a client that speaks with the store."""

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings

from merchants.stores import tokens
from merchants.stores.clients.base import AccessGetter, StoreAccess, StoreClient, StoreSite
from merchants.stores.clients.salla import SallaClient
from merchants.stores.clients.shopify import ShopifyClient
from merchants.stores.clients.woocommerce import WooCommerceClient
from merchants.stores.clients.zid import ZidClient
from merchants.stores.errors import StoreClosed
from merchants.stores.models import Platform, StoreConnection

CLIENTS: dict[str, Callable[[StoreSite, AccessGetter], StoreClient]] = {
    Platform.SALLA: SallaClient,
    Platform.SHOPIFY: ShopifyClient,
    Platform.WOOCOMMERCE: WooCommerceClient,
    Platform.ZID: ZidClient,
}


def is_known(platform: str) -> bool:
    """Whether this version speaks with stores of that platform."""
    return platform in CLIENTS


def open_store(connection: StoreConnection) -> StoreClient:
    """A client; nothing is asked yet. Raises StoreClosed."""
    if not connection.is_open or not is_known(connection.platform):
        raise StoreClosed
    site = site_of(connection.platform, connection.external_id, connection.address)
    return CLIENTS[connection.platform](
        StoreSite(
            key=site.key,
            api_url=site.api_url,
            currency=connection.currency,
            language=connection.language or site.language,
            is_given_by_merchant=site.is_given_by_merchant,
        ),
        lambda rejected: tokens.access(connection, rejected=rejected),
    )


def open_with(platform: str, external_id: str, address: str, access: StoreAccess, *, until: float) -> StoreClient:
    """A client for a store that is not connected yet, with keys that are not kept. All calls end by ``until``."""
    site = replace(site_of(platform, external_id, address), until=until)
    return CLIENTS[platform](site, lambda rejected: access)


def site_of(platform: str, external_id: str, address: str) -> StoreSite:
    """Where the store's API is. Those of WooCommerce and Shopify stand at addresses that merchants gave."""
    ours = {Platform.SALLA: settings.SALLA_API_URL, Platform.ZID: settings.ZID_API_URL}
    return StoreSite(
        key=f"{platform}:{external_id}",
        api_url=ours.get(Platform(platform), address.rstrip("/")),
        is_given_by_merchant=platform not in ours,
    )
