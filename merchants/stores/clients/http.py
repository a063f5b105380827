"""One call to a store: its turn taken, signed, sent, and every way it can go wrong given its name."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode, urlsplit

from urllib3.filepost import encode_multipart_formdata

from merchants.stores.clients.base import AccessGetter, StoreAccess, StoreSite
from merchants.stores.clients.errors import (
    FieldsRefused,
    NoAnswer,
    ProductGone,
    StoreAddressRefused,
    StoreBroken,
    StoreBusy,
    StoreCallFailed,
    StoreForbids,
)
from merchants.stores.clients.rates import Limit, Told, learn, take
from merchants.stores.errors import ReconnectNeeded
from merchants.stores.platforms import guarded_policy, policy_for
from scraping.errors import BadLink, PageTooLarge, ScrapeError
from scraping.net.client import Response, get
from scraping.net.status import retry_after_s
from scraping.policy import ScrapePolicy

USER_AGENT = "Wared-Stores/1.0"
BUSY_FOR_S = 5.0  # where a store says that it is busy, and not for how long
DEADLINE_S = 45.0  # Salla fetches a picture by its address while we wait
NOT_THERE = frozenset({404, 410})
REFUSED = frozenset({400, 406, 409, 413, 415, 422})

type Fields = Mapping[str, str | tuple[str, bytes, str]]
"""Of a form: text, or name, content and media type of a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A store's answer. ``data`` is its JSON with exact decimals, None where it has none; ``headers`` ignores case."""

    status: int
    headers: Mapping[str, str]
    data: Any = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Manners:
    """What differs from store to store in a call. ``refusal`` makes the error for an answer of ``REFUSED``."""

    limit: Limit
    sign: Callable[[StoreAccess], dict[str, str]]
    told: Callable[[Reply], Told] = lambda reply: Told()
    refusal: Callable[[Reply], StoreCallFailed] = lambda reply: FieldsRefused(status_code=reply.status)


class StoreHttp:
    """Calls to one store."""

    def __init__(self, site: StoreSite, access: AccessGetter, manners: Manners) -> None:
        self._site = site
        self._access = access
        self._manners = manners

    def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        data: object = None,
        form: Fields | None = None,
        headers: Mapping[str, str] | None = None,
        cost: float = 1.0,
    ) -> Reply:
        """The answer to ``data`` as JSON or to ``form`` as multipart. Call it outside of transactions.

        Raises StoreBusy, NoAnswer, StoreBroken, ProductGone (404, 410), StoreForbids, StoreAddressRefused, what the
        store's manners make of a refusal, and what the tokens raise, ReconnectNeeded most of all.
        """
        url = f"{self._site.api_url}{path}" + (f"?{urlencode(params)}" if params else "")
        body, content_type = _body(data, form)
        own = {"Accept": "application/json", **({"Content-Type": content_type} if body else {}), **(headers or {})}
        access = self._access("")
        reply = self._send(method, url, {**own, **self._manners.sign(access)}, body, cost)
        if reply.status == 401:  # it may be over since a moment, or another worker has just renewed it
            renewed = self._access(access.token)
            if renewed == access:
                raise ReconnectNeeded
            reply = self._send(method, url, {**own, **self._manners.sign(renewed)}, body, cost)
        return self._judged(reply)

    def _send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, cost: float) -> Reply:
        policy = self._policy()
        take(self._site.key, self._manners.limit, cost)
        try:
            answer = get(url, policy, headers=headers, expect="any", method=method, body=body)
        except BadLink as error:
            raise StoreAddressRefused(str(error)) from error
        except PageTooLarge as error:
            raise StoreBroken("The answer is too large.") from error
        except ScrapeError as error:
            raise NoAnswer(str(error)) from error
        if answer.redirects and urlsplit(answer.url).netloc != urlsplit(url).netloc:
            raise StoreAddressRefused("The store sends us to another address.")
        reply = Reply(status=answer.status, headers=answer.headers, data=_json(answer))
        learn(self._site.key, self._manners.limit, self._told(reply))
        return reply

    def _told(self, reply: Reply) -> Told:
        told = self._manners.told(reply)
        if reply.status == 429 and told.closed_for_s is None:
            return replace(told, closed_for_s=_closed_for_s(reply))
        return told

    def _policy(self) -> ScrapePolicy:
        address, deadline_s = self._site.api_url, self._deadline_s()
        if self._site.is_given_by_merchant:
            policy = guarded_policy(deadline_s=deadline_s)
            if not address.startswith("https://") and urlsplit(address).netloc not in policy.allow_private:
                raise StoreAddressRefused("Only over HTTPS: anybody on the way could read the keys.")
        else:
            policy = policy_for(address, deadline_s=deadline_s)
        return replace(policy, read_timeout_s=deadline_s, user_agent=USER_AGENT)

    def _deadline_s(self) -> float:
        """Raises NoAnswer when the person who waits has waited long enough."""
        if self._site.until is None:
            return DEADLINE_S
        left_s = self._site.until - time.monotonic()
        if left_s <= 0:
            raise NoAnswer("The calls before took all the time there was.")
        return min(left_s, DEADLINE_S)

    def _judged(self, reply: Reply) -> Reply:
        status = reply.status
        if status in NOT_THERE:
            raise ProductGone(status_code=status)
        if status == 401:
            raise ReconnectNeeded
        if status == 403:
            raise StoreForbids(status_code=status)
        if status == 429:
            raise StoreBusy(status_code=status, retry_after_s=_closed_for_s(reply))
        if status in REFUSED:
            raise self._manners.refusal(reply)
        if status >= 500:
            raise StoreBroken(f"status {status}", status_code=status, retry_after_s=retry_after_s(reply.headers))
        if 300 <= status < 400:
            raise StoreAddressRefused(f"status {status}", status_code=status)
        if status >= 400:
            raise StoreCallFailed(f"status {status}", status_code=status)
        if reply.data is None and status != 204:
            raise StoreBroken("The answer cannot be read.", status_code=status)
        return reply


def number(amount: Decimal) -> float | int:
    """Money as a JSON number that reads as it was: at most 15 digits."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def decimal(value: object) -> Decimal | None:
    """A store's number or text as a number; None for nothing."""
    return Decimal(str(value)) if value not in (None, "") else None


def _closed_for_s(reply: Reply) -> float:
    wait_s = retry_after_s(reply.headers)
    return BUSY_FOR_S if wait_s is None else wait_s


def _body(data: object, form: Fields | None) -> tuple[bytes | None, str]:
    if form is not None:
        body, content_type = encode_multipart_formdata(form)
        return body, content_type
    if data is None:
        return None, ""
    return json.dumps(data, ensure_ascii=False).encode(), "application/json"


def _json(answer: Response) -> Any:
    """The body read as JSON, None where it is none."""
    try:
        return json.loads(answer.body, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None
