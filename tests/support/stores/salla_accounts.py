"""Salla's accounts service on loopback: authorise, token, user info, with refresh tokens that work once.

As the documents say: codes work once; hyphens are stripped from ``state``; a refresh token used a second time revokes
everything that the store ever gave, and the answer is 401 with a bare ``{"error": "invalid_grant"}``.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from tests.support.http import Answering, Site, open_site

ACCESS_S = 1_209_599


@dataclass
class Grant:
    """What one store has given our app. ``refreshes`` lists all refresh tokens, the newest last."""

    store_id: int
    scope: str
    access: set[str] = field(default_factory=set)
    refreshes: list[str] = field(default_factory=list)
    is_revoked: bool = False

    @property
    def newest(self) -> dict[str, Any]:
        return {"access_token": self._newest_access, "refresh_token": self.refreshes[-1]}

    def give(self) -> dict[str, Any]:
        """New tokens; what the token endpoint answers."""
        self._newest_access = f"ory_at_{token_hex(16)}"
        self.access.add(self._newest_access)
        answer = {"access_token": self._newest_access, "expires_in": ACCESS_S, "scope": self.scope}
        if "offline_access" in self.scope:
            self.refreshes.append(f"ory_rt_{token_hex(16)}")
            answer["refresh_token"] = self.refreshes[-1]
        return answer | {"token_type": "bearer"}


class SallaAccounts:
    """The service. ``refresh_calls`` lists the refresh tokens that were sent, in order, good or bad.

    ``misbehave`` is called with the answering handler and the form before anything else; when it returns True, it has
    answered (or hung up) itself. ``after_refresh`` is called the same way once the refresh token is used up and before
    the answer is sent: hanging up there loses the answer.
    """

    client_id, client_secret = "our-app", "our-secret"

    def __init__(self, site: Site) -> None:
        self.site = site
        self.stores: dict[int, dict[str, Any]] = {}
        self.grants: list[Grant] = []
        self.codes: dict[str, tuple[int, str]] = {}
        self.refresh_calls: list[str] = []
        self.signed_in = 0
        self.misbehave: Callable[[Answering, dict[str, str]], bool] = lambda answer, form: False
        self.after_refresh: Callable[[Answering, dict[str, str]], bool] = lambda answer, form: False
        self._lock = threading.Lock()
        site.route("/oauth2/auth", self._authorise)
        site.route("/oauth2/token", self._token)
        site.route("/oauth2/user/info", self._user_info)

    @property
    def url(self) -> str:
        return self.site.url("").rstrip("/")

    @property
    def settings(self) -> dict[str, Any]:
        """Django settings that point here."""
        return {
            "SALLA_ACCOUNTS_URL": self.url,
            "SALLA_CLIENT_ID": self.client_id,
            "SALLA_CLIENT_SECRET": self.client_secret,
        }

    def add_store(self, store_id: int, name: str = "متجر دار", email: str = "owner@dar.example", **more: Any) -> int:
        """A store whose owner is signed in at Salla from now on."""
        merchant = {"id": store_id, "username": "dar", "name": name, "plan": "plus", "status": "active"}
        merchant["domain"] = "https://salla.sa/dar"
        self.stores[store_id] = {"id": store_id + 1, "name": "Noura", "email": email, "merchant": merchant | more}
        self.signed_in = store_id
        return store_id

    def grant(self, store_id: int, scope: str = "products.read_write offline_access") -> dict[str, Any]:
        """Give tokens as an installation does."""
        with self._lock:
            self.grants.append(Grant(store_id, scope))
            return self.grants[-1].give()

    def code(self, store_id: int, scope: str = "products.read_write offline_access") -> str:
        """A code as the browser brings it back."""
        code = token_hex(12)
        self.codes[code] = (store_id, scope)
        return code

    def revoke(self, store_id: int) -> None:
        """The merchant removes the app."""
        for one in self.grants:
            one.is_revoked = one.is_revoked or one.store_id == store_id

    def store_of(self, access_token: str) -> int | None:
        """The store that a token opens now; for the API beside this."""
        found = (one for one in self.grants if access_token in one.access and not one.is_revoked)
        return next((one.store_id for one in found), None)

    def _authorise(self, answer: Answering) -> None:
        asked = dict(parse_qsl(urlsplit(answer.path).query))
        code = self.code(self.signed_in, asked.get("scope", ""))
        back = urlencode({"code": code, "state": asked.get("state", "").replace("-", ""), "scope": asked["scope"]})
        answer.write(b"", status=302, Location=f"{asked['redirect_uri']}?{back}")

    def _token(self, answer: Answering) -> None:
        form = {name: values[0] for name, values in parse_qs(answer.body.decode()).items()}
        if self.misbehave(answer, form):
            return None
        if (form.get("client_id"), form.get("client_secret")) != (self.client_id, self.client_secret):
            return self._say(answer, {"error": "invalid_client"}, 401)
        given = self._exchange(form) if form.get("grant_type") == "authorization_code" else self._refresh(form)
        if given and form.get("grant_type") == "refresh_token" and self.after_refresh(answer, form):
            return None
        return self._say(answer, given or {"error": "invalid_grant"}, 200 if given else 401)

    def _exchange(self, form: dict[str, str]) -> dict[str, Any] | None:
        store_id, scope = self.codes.pop(form.get("code", ""), (0, ""))
        return self.grant(store_id, scope) if store_id else None

    def _refresh(self, form: dict[str, str]) -> dict[str, Any] | None:
        sent = form.get("refresh_token", "")
        with self._lock:
            self.refresh_calls.append(sent)
            mine = next((one for one in self.grants if sent in one.refreshes), None)
            if mine is None or mine.is_revoked or mine.refreshes[-1] != sent:
                if mine:
                    mine.is_revoked = True
                return None
            mine.access.clear()
            return mine.give()

    def _user_info(self, answer: Answering) -> None:
        kind, _space, token = answer.headers.get("Authorization", "").partition(" ")
        store_id = self.store_of(token) if kind == "Bearer" else None
        if store_id is None:
            return self._say(answer, {"error": "invalid_token"}, 401)
        return self._say(answer, self.stores[store_id], 200)

    def _say(self, answer: Answering, data: dict[str, Any], status: int) -> None:
        answer.write(json.dumps(data, ensure_ascii=False).encode(), status=status, Content_Type="application/json")


def hang_up(answer: Answering, form: dict[str, str]) -> bool:
    """Close the connection without a word."""
    answer.close_connection = True
    return True


@contextmanager
def open_accounts() -> Iterator[SallaAccounts]:
    with open_site() as site:
        yield SallaAccounts(site)
