"""What each call to a store carries, renewed by exactly one of all workers when it is time.

A refresh token works once, so nothing may send one twice. Who wants to refresh first marks the row, in one statement
that names the tokens it saw: ``refresh_id``, and ``refresh_until``, before which nobody else may. No transaction is
open during the call. All others wait for the new tokens, for a bounded time, by reading the row.

A mark whose time is over tells of a refresh whose answer nobody wrote: its worker died, or no answer came. Whether the
refresh token is used up is unknown then, and a second use would end what we still have. So the access token that we
have is used as long as the store takes it, and the refresh token is tried only when it does not. If the store refuses
that too, the merchant must connect again and reads why (``refresh_lost``).
"""

import logging
import time
from datetime import timedelta
from itertools import count
from time import monotonic
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db import connection as database
from django.db.models import Q, QuerySet
from django.utils import timezone

from jobs.ids import uuid7
from jobs.retry import DATABASE
from merchants.encryption import Sealed
from merchants.stores import connections, oauth
from merchants.stores.clients.base import StoreAccess
from merchants.stores.errors import ReconnectNeeded, RefreshBusy, StoreClosed, StoreError
from merchants.stores.models import Platform, StoreConnection
from merchants.stores.oauth import Grant, InDoubt, RefreshRefused

log = logging.getLogger(__name__)

OVER_S = 60.0  # a token that ends so soon counts as over: the call takes time, and clocks differ
MARK_S = 90.0  # longer than a call to the token endpoint can take, so that a mark outlives its call
PAUSE_S = 2.0  # after a refresh that failed nobody tries for so long: 50 who wait must not ask one after the other
LONGEST_PAUSE_S = 60.0  # the same where the platform asks for patience
WAIT_S = 40.0  # for another worker's refresh: longer than one call
LOOK_S = (0.03, 0.5)  # pauses between looks while waiting: the first and the longest
AHEAD = {Platform.SALLA: timedelta(days=3), Platform.ZID: timedelta(days=30)}  # of 14 days, and of a year
LAST_CHANCE = timedelta(hours=1)  # before the end of access: then a refresh in doubt is tried all the same
WORKS_ONCE = frozenset({Platform.SALLA})  # where a refresh token that is used twice ends everything
READ = (
    *("status", "error_code", "access_token", "second_token", "refresh_token", "expires_at", "tokens_at"),
    *("refresh_id", "refresh_until", "settings"),
)


def access_token(connection: StoreConnection, *, rejected: str = "") -> str:
    """``access(...).token``."""
    return access(connection, rejected=rejected).token


def access(connection: StoreConnection, *, rejected: str = "") -> StoreAccess:
    """What a call to the store carries now; renewed first when it is over, or is the one that the store ``rejected``.

    May wait for another worker's refresh, WAIT_S at most. Call it outside of transactions. Raises ReconnectNeeded,
    StoreClosed, RefreshBusy, SecretUnreadable, and what ``oauth.refresh`` raises of calls that may be tried again.
    """
    end, pause_s = monotonic() + WAIT_S, LOOK_S[0]
    while True:
        held = _held(connection)
        if held.token != rejected and not _ends_within(connection, OVER_S):
            return held
        mark = _mark(connection)
        if mark and _renew(connection, mark):
            return _held(connection)
        if monotonic() > end:
            raise RefreshBusy(retry_after_s=MARK_S)
        time.sleep(pause_s)
        pause_s = min(2 * pause_s, LOOK_S[1])


def renew_ahead(connection: StoreConnection) -> bool:
    """Renew the access if it ends soon. Whether there are new tokens.

    Where an earlier refresh is in doubt, the tokens that we have are kept for as long as they work. Raises as
    ``access``, and does not wait: RefreshBusy while somebody else is at it.
    """
    held = _held(connection)
    if connection.refresh_until and connection.refresh_until > timezone.now():
        raise RefreshBusy(retry_after_s=PAUSE_S)
    if not is_due(connection) or (_is_in_doubt(connection) and _still_opens(held)):
        return False
    mark = _mark(connection)
    if not mark:
        raise RefreshBusy(retry_after_s=PAUSE_S)
    return _renew(connection, mark)


def is_due(connection: StoreConnection) -> bool:
    """Whether it is time to renew the access."""
    ahead = AHEAD.get(Platform(connection.platform))
    return ahead is not None and _ends_within(connection, ahead.total_seconds())


def due() -> QuerySet[StoreConnection]:
    """All stores for which ``renew_ahead`` has something to do, the most urgent first."""
    now = timezone.now()
    soon = [Q(platform=platform, expires_at__lte=now + ahead) for platform, ahead in AHEAD.items()]
    in_time = (soon[0] | soon[1]) & Q(refresh_id=None)
    connected = StoreConnection.objects.filter(status=StoreConnection.Status.CONNECTED).exclude(refresh_token="")
    return connected.filter(in_time | Q(expires_at__lte=now + LAST_CHANCE)).order_by("expires_at")


def _is_in_doubt(connection: StoreConnection) -> bool:
    """Whether an earlier refresh may have used the token up, and there is time left to live with that."""
    is_open = connection.refresh_id is not None and connection.platform in WORKS_ONCE
    return is_open and not _ends_within(connection, LAST_CHANCE.total_seconds())


def _still_opens(held: StoreAccess) -> bool:
    """Ask Salla. Raises StoreCallFailed when there is no telling."""
    try:
        oauth.salla_owner(held.token)
    except ReconnectNeeded:
        return False
    return True


def _ends_within(connection: StoreConnection, seconds: float) -> bool:
    ends = connection.expires_at
    return ends is not None and ends <= timezone.now() + timedelta(seconds=seconds)


def _held(connection: StoreConnection) -> StoreAccess:
    """Read the row anew and give its tokens. Raises ReconnectNeeded, StoreClosed, SecretUnreadable."""
    try:
        connection.refresh_from_db(fields=READ)
    except StoreConnection.DoesNotExist:
        raise StoreClosed from None
    if connection.status == StoreConnection.Status.RECONNECT_NEEDED:
        raise ReconnectNeeded(connection.error_code)
    if not connection.is_open or not connection.access_token:
        raise StoreClosed
    return StoreAccess(token=_opened(connection.access_token), second=_opened(connection.second_token))


def _opened(sealed: str) -> str:
    return Sealed(sealed).open() if sealed else ""


def _unchanged(connection: StoreConnection) -> QuerySet[StoreConnection]:
    """The row, as long as it has the tokens that we saw."""
    connected = StoreConnection.objects.filter(pk=connection.pk, status=StoreConnection.Status.CONNECTED)
    return connected.filter(tokens_at=connection.tokens_at)


def _mark(connection: StoreConnection) -> UUID | None:
    """Say that we refresh now; None when somebody else does, or the row has changed since we read it."""
    now, mark = timezone.now(), uuid7()
    free = _unchanged(connection).filter(Q(refresh_until=None) | Q(refresh_until__lte=now))
    with transaction.atomic(durable=True):  # everybody must see it before the call, and no transaction spans the call
        is_ours = free.filter(refresh_id=connection.refresh_id).update(
            refresh_id=mark, refresh_until=now + timedelta(seconds=MARK_S)
        )
    return mark if is_ours else None


def _renew(connection: StoreConnection, mark: UUID) -> bool:
    """Refresh and write what came. ``connection`` is as it was before our ``mark``.

    False when the row got other tokens meanwhile. Raises ReconnectNeeded, and what ``oauth.refresh`` raises.
    """
    was_in_doubt = connection.refresh_id is not None
    if not connection.refresh_token:
        return _give_up(connection, "access_over" if _ends_within(connection, OVER_S) else "access_refused")
    try:
        grant = oauth.refresh(
            connection.platform, _opened(connection.refresh_token), connection.settings.get("redirect_uri", "")
        )
    except RefreshRefused:
        return _give_up(connection, "refresh_lost" if was_in_doubt else "refresh_refused")
    except InDoubt:
        _pause(connection, mark, PAUSE_S)  # the mark stays: it is what tells of the doubt
        raise
    except StoreError as error:
        seconds = min(error.retry_after_s or PAUSE_S, LONGEST_PAUSE_S)
        _pause(connection, mark, seconds, refresh_id=mark if was_in_doubt else None)
        raise
    return _write(connection, grant)


def _pause(connection: StoreConnection, mark: UUID, seconds: float, **columns: object) -> None:
    until = timezone.now() + timedelta(seconds=seconds)
    StoreConnection.objects.filter(pk=connection.pk, refresh_id=mark).update(refresh_until=until, **columns)


def _give_up(connection: StoreConnection, code: str) -> bool:
    """Raises ReconnectNeeded, unless the row got other tokens meanwhile."""
    if connections.needs_reconnect(connection, code):
        raise ReconnectNeeded(code)
    return False


def _write(connection: StoreConnection, grant: Grant) -> bool:
    """Keep what came. These tokens exist nowhere else, so a database that is away is waited for."""
    columns = connections.columns_of(grant) | {"refresh_id": None, "refresh_until": None}
    if not grant.refresh_token:
        del columns["refresh_token"], columns["refresh_expires_at"]  # the old one goes on
    for failures in count():
        try:
            is_kept = bool(_unchanged(connection).update(**columns))
        except (OperationalError, InterfaceError):
            if failures + 1 == DATABASE.attempts:
                raise
            log.exception("the new tokens of store %s are not written yet", connection.pk)
            time.sleep(DATABASE.wait(failures))
            database.close()
        else:
            break
    if not is_kept:
        log.warning("store %s was changed while its access was renewed", connection.pk)
    return is_kept
