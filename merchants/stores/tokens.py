"""What each call to a store carries, renewed when it is time."""

from merchants.encryption import Sealed
from merchants.stores.clients.base import StoreAccess
from merchants.stores.errors import StoreClosed
from merchants.stores.models import StoreConnection


def access_token(connection: StoreConnection, *, rejected: str = "") -> str:
    """``access(...).token``."""
    return access(connection, rejected=rejected).token


def access(connection: StoreConnection, *, rejected: str = "") -> StoreAccess:
    """What a call to the store carries now; renewed first when it is over, or is the one that the store ``rejected``.

    May wait for another worker's refresh. Call it outside of transactions. Raises ReconnectNeeded, StoreClosed,
    RefreshBusy, StoreUnreachable.
    """
    connection.refresh_from_db()
    if not connection.is_open or not connection.access_token:
        raise StoreClosed
    return StoreAccess(token=_opened(connection.access_token), second=_opened(connection.second_token))


def _opened(sealed: str) -> str:
    return Sealed(sealed).open() if sealed else ""
