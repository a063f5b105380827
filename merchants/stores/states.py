"""``state``: shows that an answer belongs to a connection which this very session began. Each works once.

Letters and digits only: Salla strips hyphens from it.
"""

import secrets
import time
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

SESSION_KEY = "store_states"
LASTS_S = 1800.0  # a person may have to sign in at the platform first
MOST = 5  # tabs in which one begins at the same time


@dataclass(frozen=True)
class Begun:
    """Who began what. ``store_id`` is set where a store is to be connected again; ``at`` in seconds since 1970."""

    platform: str
    merchant_id: str
    store_id: str
    at: float


def begin(session: SessionBase, platform: str, merchant_id: Any, store_id: Any = "") -> str:
    """A new state, remembered in the session."""
    state = secrets.token_hex(16)
    begun = Begun(platform, str(merchant_id), str(store_id or ""), time.time())
    others = list(session.get(SESSION_KEY, {}).items())[-(MOST - 1) :]
    session[SESSION_KEY] = {**dict(others), state: asdict(begun)}
    return state


def take(session: SessionBase, platform: str, state: str) -> Begun | None:
    """What ``state`` began; None when nothing did, it was taken before, or it is too old."""
    known = dict(session.get(SESSION_KEY, {}))
    found = known.pop(state.replace("-", ""), None)
    session[SESSION_KEY] = known
    begun = Begun(**found) if found else None
    return begun if begun and begun.platform == platform and time.time() - begun.at < LASTS_S else None
