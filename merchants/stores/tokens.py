"""What each call to a store carries, renewed when it is time."""

from dataclasses import dataclass, field

from merchants.encryption import Sealed
from merchants.stores.errors import StoreClosed
from merchants.stores.models import StoreConnection


@dataclass(frozen=True)
class Credentials:
    """What lets us in. ``second`` beside ``token`` where the platform has two, see ``models.Tokens``."""

    token: str = field(repr=False)
    second: str = field(repr=False, default="")


def access_token(connection: StoreConnection, *, rejected: str = "") -> str:
    """``credentials(...).token``."""
    return credentials(connection, rejected=rejected).token


def credentials(connection: StoreConnection, *, rejected: str = "") -> Credentials:
    """What a call to the store carries now; renewed first when it is over, or is the one that the store ``rejected``.

    May wait for another worker's refresh. Call it outside of transactions. Raises ReconnectNeeded, StoreClosed,
    RefreshBusy, StoreUnreachable.
    """
    connection.refresh_from_db()
    if not connection.is_open or not connection.access_token:
        raise StoreClosed
    return Credentials(Sealed(connection.access_token).open(), _opened(connection.second_token))


def _opened(sealed: str) -> str:
    return Sealed(sealed).open() if sealed else ""
