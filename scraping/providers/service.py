"""Asking a paid service: its address is the operator's, so it needs no address guard, but the same hard limits."""

import base64
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

import requests
import urllib3

from scraping.errors import (
    BlockedByShop,
    PageTooLarge,
    ProviderBusy,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnavailable,
)
from scraping.net.status import retry_after_s

log = logging.getLogger(__name__)

CHUNK_BYTES = 64 * 1024
CONNECT_TIMEOUT_S = 10.0
_OVERHEAD = 2  # JSON and base64 make an answer larger than the page in it


@dataclass(frozen=True, slots=True)
class ServiceAnswer:
    """A service's own answer. ``headers`` ignores case; ``bytes_read`` counts what came over the wire."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    bytes_read: int

    def json(self) -> Any:
        """Raises ProviderUnavailable when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise ProviderUnavailable("the service sent no JSON") from error

    def object(self) -> dict[str, Any]:
        """Raises ProviderUnavailable when it is no JSON object."""
        data = self.json()
        if not isinstance(data, dict):
            raise ProviderUnavailable("the service sent no JSON object")
        return data

    def problem(self) -> dict[str, Any]:
        """What a failing answer tells about itself; nothing for a success, or when it tells it in another way."""
        if self.status < 400 or not self.body.startswith(b"{"):
            return {}
        try:
            return self.object()
        except ProviderUnavailable:
            return {}


def status_of(value: object) -> int:
    """The shop's status as a service tells it; one that tells none has a page to show."""
    return value if isinstance(value, int) and 100 <= value < 1000 else 200


def basic(user: str, password: str = "") -> str:
    """The value of an Authorization header."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def ask(
    method: str,
    url: str,
    *,
    timeout_s: float,
    limit_bytes: int,
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    data: Mapping[str, Any] | None = None,
) -> ServiceAnswer:
    """The answer of any status; ``data`` goes as JSON. Raises ProviderUnavailable, PageTooLarge.

    Messages name no address: some services want their key in it.
    """
    ends = monotonic() + timeout_s
    try:
        with requests.Session() as session:
            session.trust_env = False
            request = session.prepare_request(
                requests.Request(method, url, headers=dict(headers or {}), params=query, json=data)
            )
            answer = session.send(
                request, stream=True, timeout=(CONNECT_TIMEOUT_S, timeout_s), allow_redirects=False, verify=True
            )
            with answer:
                body = _read(answer.raw, ends, limit_bytes * _OVERHEAD)
                return ServiceAnswer(answer.status_code, answer.headers, body, answer.raw.tell())
    except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
        raise ProviderTimeout(f"the service did not answer within {timeout_s:g} s") from error
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise ProviderUnavailable(f"the service could not be reached: {type(error).__name__}") from error


def _read(raw: urllib3.HTTPResponse, ends: float, limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while chunk := raw.read1(CHUNK_BYTES, decode_content=True):
        chunks.append(chunk)
        size += len(chunk)
        if size > limit:
            raise PageTooLarge(f"the service sent more than {limit} bytes")
        if monotonic() > ends:
            raise ProviderTimeout("the service did not finish its answer in time")
    return b"".join(chunks)


REFUSALS = frozenset({400, 401, 402, 403, 422, 451})
BUSY = frozenset({429, 503})


def check_service(
    provider: str, answer: ServiceAnswer, *, blocked: frozenset[int] = frozenset(), why: str = ""
) -> None:
    """Return for success. Raises ProviderRefused, ProviderBusy, ProviderUnavailable, and BlockedByShop for ``blocked``.

    ``blocked`` are the statuses by which this service says that the shop let it not through.
    """
    if 200 <= answer.status < 300:
        return
    said = f"{provider} answered {answer.status}{': ' + why[:200] if why else ''}"
    if answer.status in blocked:
        raise BlockedByShop(f"{provider} did not get past the shop's guard either")
    if answer.status in BUSY:
        raise ProviderBusy(said, retry_after_s=retry_after_s(answer.headers))
    if answer.status in REFUSALS:
        log.error("%s. Check its key, plan and credit.", said)  # what staff must mend; merchants cannot
        raise ProviderRefused(said)
    raise ProviderUnavailable(said)
