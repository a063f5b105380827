"""OAuth at Salla and Zid: the address to authorise at, a code's exchange, a refresh. Nothing here is stored.

Facts: https://docs.salla.dev/421118m0 (Salla), https://docs.zid.sa/authorization (Zid).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone

from merchants.stores.clients.errors import NoAnswer, StoreBroken, StoreBusy
from merchants.stores.errors import ConnectRefused, NotSetUp, ReconnectNeeded
from merchants.stores.models import Platform
from merchants.stores.platforms import policy_for
from scraping.errors import BadLink, ScrapeError, ShopUnreachable
from scraping.net.client import Response, get
from scraping.net.resolver import Unresolved
from scraping.net.status import retry_after_s

CALL_S = 20.0  # one call to a token endpoint, by the clock
A_DURATION = 10**9  # `expires` below this is a number of seconds, above it a moment
UNDONE = frozenset({500, 503})  # the service says itself that it did not get to it
OURS = frozenset({"invalid_client", "unauthorized_client", "invalid_scope", "unsupported_grant_type"})
REFRESH_LASTS = {Platform.SALLA: timedelta(days=30)}  # by Salla's documents; its partner kit says never


class RefreshRefused(ReconnectNeeded):
    """The platform does not take the refresh token: used before, ended, or the app was removed."""

    code = "refresh_refused"


class InDoubt(NoAnswer):
    """The request may have been done; its answer did not come. What works once may be used up."""


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What a platform gave. Times are aware UTC; None: it does not say, or does not end."""

    access_token: str = field(repr=False)
    second_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_at: datetime | None = None
    refresh_expires_at: datetime | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True)
class App:
    """Our app at a platform."""

    authorize_url: str
    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...] = ()


def app_of(platform: str) -> App:
    """Raises NotSetUp."""
    if platform == Platform.SALLA:
        accounts = f"{settings.SALLA_ACCOUNTS_URL}/oauth2"
        app = App(
            f"{accounts}/auth",
            f"{accounts}/token",
            settings.SALLA_CLIENT_ID,
            settings.SALLA_CLIENT_SECRET,
            tuple(settings.SALLA_SCOPES),
        )
    elif platform == Platform.ZID:
        accounts = f"{settings.ZID_ACCOUNTS_URL}/oauth"
        app = App(f"{accounts}/authorize", f"{accounts}/token", settings.ZID_CLIENT_ID, settings.ZID_CLIENT_SECRET)
    else:
        raise NotSetUp(platform)
    if not (app.client_id and app.client_secret):
        raise NotSetUp(platform)
    return app


def is_set_up(platform: str) -> bool:
    """Whether our app is known at this platform."""
    try:
        return bool(app_of(platform))
    except NotSetUp:
        return False


def authorize_url(platform: str, *, state: str, redirect_uri: str) -> str:
    """Where a person allows us in. Raises NotSetUp."""
    app = app_of(platform)
    asked = {"client_id": app.client_id, "response_type": "code", "redirect_uri": redirect_uri, "state": state}
    if app.scopes:
        asked["scope"] = " ".join(app.scopes)
    return f"{app.authorize_url}?{urlencode(asked)}"


def exchange(platform: str, code: str, redirect_uri: str, *, deadline_s: float = CALL_S) -> Grant:
    """Tokens for a code, which works once. Raises ConnectRefused, NotSetUp, StoreCallFailed."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
    try:
        return _ask(platform, form, deadline_s)
    except RefreshRefused as error:
        raise ConnectRefused("code_refused") from error


def refresh(platform: str, refresh_token: str, redirect_uri: str = "") -> Grant:
    """New tokens for a refresh token. At Salla it works once, and a second use ends all that the store ever gave.

    Raises RefreshRefused, NotSetUp; InDoubt when the refresh token may be used up; NoAnswer, StoreBusy, StoreBroken
    when it is not.
    """
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    return _ask(platform, form | ({"redirect_uri": redirect_uri} if platform == Platform.ZID else {}))


def _ask(platform: str, form: dict[str, str], deadline_s: float = CALL_S) -> Grant:
    app = app_of(platform)
    whole = form | {"client_id": app.client_id, "client_secret": app.client_secret}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    policy = policy_for(app.token_url, deadline_s=deadline_s)
    try:
        answer = get(
            app.token_url, policy, headers=headers, expect="any", method="POST", body=urlencode(whole).encode()
        )
    except ScrapeError as error:
        raise (InDoubt() if _may_be_done(error) else NoAnswer()) from error
    data = _data(answer)
    if answer.status != 200:
        raise _refused(answer, data)
    return granted(platform, data)


def _may_be_done(error: ScrapeError) -> bool:
    """Whether the request may have reached the other side: not when no connection came about."""
    is_unconnected = isinstance(error, ShopUnreachable) and isinstance(error.__cause__, Unresolved | None)
    return not (is_unconnected or isinstance(error, BadLink))


def _data(answer: Response) -> dict[str, Any]:
    try:
        data = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _refused(answer: Response, data: Mapping[str, Any]) -> Exception:
    """What an answer that is no success means. The platform's own words go to the log alone, by the exception."""
    error = data.get("error")
    status, said = answer.status, f"{answer.status} {str(error)[:100]}"
    if status == 429:
        return StoreBusy(said, status_code=status, retry_after_s=retry_after_s(answer.headers))
    if error == "invalid_grant":
        return RefreshRefused(message=said)
    if status in UNDONE:
        return StoreBroken(said, status_code=status, retry_after_s=retry_after_s(answer.headers))
    if status >= 500 or status == 408:
        return InDoubt(said, status_code=status)
    return NotSetUp(said) if str(error) in OURS else StoreBroken(said, status_code=status)


def granted(platform: str, data: Mapping[str, Any]) -> Grant:
    """The tokens of an answer or of Salla's ``app.store.authorize``. Raises InDoubt when there are none."""
    now = timezone.now()
    first, second = ("authorization", "access_token") if platform == Platform.ZID else ("access_token", "")
    tokens = [data.get(name, "") for name in (first, second, "refresh_token")]
    if not all(isinstance(token, str) for token in tokens) or not tokens[0]:
        raise InDoubt("an answer without tokens", status_code=200)
    lasts = REFRESH_LASTS.get(Platform(platform))
    return Grant(
        access_token=tokens[0],
        second_token=tokens[1],
        refresh_token=tokens[2],
        expires_at=_expires(data, now),
        refresh_expires_at=now + lasts if lasts and tokens[2] else None,
        scopes=tuple(str(data.get("scope") or "").split()),
    )


def _expires(data: Mapping[str, Any], now: datetime) -> datetime | None:
    """When access ends. ``expires_in`` is a duration; ``expires`` a duration when small, else a Unix time."""
    said = data.get("expires_in", data.get("expires"))
    try:
        seconds = float(said)
        if "expires_in" in data or seconds < A_DURATION:
            return now + timedelta(seconds=seconds)
        return datetime.fromtimestamp(seconds, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None


@dataclass(frozen=True, kw_only=True)
class Owner:
    """A store as the platform tells it to who has just been let in."""

    external_id: str
    name: str
    email: str
    address: str
    plan: str = ""


def owner_of(platform: str, grant: Grant, *, deadline_s: float = CALL_S) -> Owner:
    """Whose store the tokens open. Raises ReconnectNeeded when they open none, StoreCallFailed."""
    if platform == Platform.ZID:
        return zid_owner(grant, deadline_s)
    return salla_owner(grant.access_token, deadline_s)


def salla_owner(access_token: str, deadline_s: float = CALL_S) -> Owner:
    """From Salla's accounts service, which has no envelope. Raises as ``owner_of``."""
    url = f"{settings.SALLA_ACCOUNTS_URL}/oauth2/user/info"
    data = _told(url, {"Authorization": f"Bearer {access_token}"}, deadline_s)
    shop = _part(data, "merchant")
    return Owner(
        external_id=_store_id(shop),
        name=_text(shop, "name")[:200],
        email=_text(data, "email")[:254].lower(),
        address=_text(shop, "domain")[:2048],
        plan=_text(shop, "plan")[:40],
    )


def zid_owner(grant: Grant, deadline_s: float = CALL_S) -> Owner:
    """From the profile of the manager who let us in. Raises as ``owner_of``."""
    both = {"Authorization": f"Bearer {grant.access_token}", "X-Manager-Token": grant.second_token}
    user = _part(_told(f"{settings.ZID_API_URL}/managers/account/profile", both, deadline_s), "user")
    shop = _part(user, "store")
    return Owner(
        external_id=_store_id(shop),
        name=_text(shop, "title")[:200],
        email=_text(user, "email")[:254].lower(),
        address=_text(shop, "url")[:2048],
    )


def _told(url: str, headers: dict[str, str], deadline_s: float) -> dict[str, Any]:
    try:
        whole = headers | {"Accept": "application/json"}
        answer = get(url, policy_for(url, deadline_s=deadline_s), headers=whole, expect="any")
    except ScrapeError as error:
        raise NoAnswer from error
    if answer.status in (401, 403):
        raise ReconnectNeeded("access_refused", str(answer.status))
    if answer.status != 200:
        raise StoreBroken(str(answer.status), status_code=answer.status)
    return _data(answer)


def _part(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    part = data.get(name)
    return part if isinstance(part, dict) else {}


def _store_id(shop: Mapping[str, Any]) -> str:
    """Raises StoreBroken: nothing can be kept of a store without an id."""
    if not shop.get("id"):
        raise StoreBroken("an answer without a store")
    return str(shop["id"])[:255]


def _text(data: Mapping[str, Any], name: str) -> str:
    return str(data.get(name) or "").replace("\0", "")
