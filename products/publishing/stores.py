"""From a merchant's connection to a client that speaks with the store."""

from collections.abc import Callable

from django.conf import settings

from merchants.stores import tokens
from merchants.stores.clients.base import AccessGetter, StoreClient, StoreSite
from merchants.stores.clients.salla import SallaClient
from merchants.stores.errors import StoreClosed
from merchants.stores.models import Platform, StoreConnection

CLIENTS: dict[str, Callable[[StoreSite, AccessGetter], StoreClient]] = {Platform.SALLA: SallaClient}


def is_known(connection: StoreConnection) -> bool:
    """Whether this version can publish to stores of that platform."""
    return connection.platform in CLIENTS


def open_store(connection: StoreConnection) -> StoreClient:
    """A client; nothing is asked yet. Raises StoreClosed."""
    if not connection.is_open or not is_known(connection):
        raise StoreClosed
    return CLIENTS[connection.platform](
        site_of(connection), lambda rejected: tokens.access(connection, rejected=rejected)
    )


def site_of(connection: StoreConnection) -> StoreSite:
    """Where the store's API is. Those of WooCommerce and Shopify stand at addresses that merchants gave."""
    addresses = {Platform.SALLA: settings.SALLA_API_URL, Platform.ZID: settings.ZID_API_URL}
    return StoreSite(
        key=f"{connection.platform}:{connection.external_id}",
        api_url=addresses.get(Platform(connection.platform), connection.address),
        currency=connection.currency,
        language=connection.language or "ar",
        is_given_by_merchant=connection.platform not in addresses,
    )
