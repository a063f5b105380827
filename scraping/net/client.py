"""Fetch any address for a stranger, safely. Everything that fetches an address not of our own goes through ``get``."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin

import requests
import urllib3
from requests.cookies import RequestsCookieJar

from scraping.errors import (
    AddressRefused,
    BadLink,
    EmptyPage,
    InvalidLink,
    NotHtml,
    PageTooLarge,
    PageTooSlow,
    ScrapeError,
    ShopUnreachable,
    TooManyRedirects,
)
from scraping.net.addresses import DEFAULT_PORTS, Target, check_characters, check_url
from scraping.net.deadline import Deadline
from scraping.net.guard import UNREACHABLE, Guard
from scraping.net.kinds import ACCEPT, Expect, check_body, check_type
from scraping.net.session import GuardedSession
from scraping.policy import ScrapePolicy

log = logging.getLogger(__name__)

CHUNK_BYTES = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOLLOWED = frozenset({"GET", "HEAD"})
_DECODED = frozenset({"", "identity", "none", "gzip", "x-gzip", "deflate"}) | frozenset(
    urllib3.util.request.ACCEPT_ENCODING.split(",")
)
_HARMLESS_HEADERS = frozenset({"accept", "accept-language", "user-agent"})


@dataclass(frozen=True, slots=True)
class Response:
    """The last answer, whatever its status. ``url`` is the address after ``redirects``, which are in order.

    ``body`` is decompressed; ``bytes_read`` counts what came over the wire as bodies. ``headers`` ignores case.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    content_type: str
    body: bytes
    redirects: tuple[str, ...]
    duration_ms: int
    bytes_read: int


def get(
    url: str,
    policy: ScrapePolicy,
    *,
    headers: Mapping[str, str] | None = None,
    expect: Expect = "page",
    method: str = "GET",
    body: bytes | None = None,
    cut: bool = False,
) -> Response:
    """Fetch ``url`` within the limits of ``policy``; every address on the way is checked.

    An answer of any status is returned (``scraping.net.status.check_status`` turns bad ones into errors); one that
    is not a success is not judged by its content and cut at the limit, and with ``cut`` so is every one. Only GET and
    HEAD follow redirects.

    Raises InvalidLink, AddressRefused, ShopUnreachable, PageTooSlow, PageTooLarge, TooManyRedirects, NotHtml,
    NotAnImage, EmptyPage (not when ``expect`` is ``any``); each with ``bytes_read``.
    """
    target = check_url(url, ports=policy.ports, allow_private=policy.allow_private)
    fetch = _Fetch(policy, method.upper(), body, expect, cut=cut)
    try:
        return fetch.run(target, dict(headers or {}))
    except ScrapeError as error:
        error.bytes_read = fetch.bytes_read
        raise


class _Fetch:
    """One fetch with its redirects."""

    def __init__(self, policy: ScrapePolicy, method: str, body: bytes | None, expect: Expect, *, cut: bool) -> None:
        self._policy = policy
        self._method = method
        self._body = body
        self._expect = expect
        self._cut = cut
        self._deadline = Deadline(policy.fetch_deadline_s)
        self._cookies: dict[str, RequestsCookieJar] = {}  # by origin: a redirect to another takes none along
        self._redirects: list[str] = []
        self.bytes_read = 0

    def run(self, target: Target, headers: dict[str, str]) -> Response:
        while True:
            with self._asked(target, headers) as answer:
                onward = self._onward(answer, target)
                if onward is None:
                    return self._response(answer, target)
            self._redirects.append(target.url)
            if len(self._redirects) > self._policy.redirect_limit:
                raise TooManyRedirects(f"more than {self._policy.redirect_limit} redirects")
            if onward.origin != target.origin:
                headers = {name: value for name, value in headers.items() if name.lower() in _HARMLESS_HEADERS}
            target = onward

    @contextmanager
    def _asked(self, target: Target, headers: dict[str, str]) -> Iterator[requests.Response]:
        """The answer's head; the body can be read until the end of the block. Errors get our names."""
        with GuardedSession(Guard(target, self._policy, self._deadline)) as session:
            session.cookies = self._cookies.setdefault(target.origin, RequestsCookieJar())
            request = session.prepare_request(
                requests.Request(self._method, target.url, headers=self._headers() | headers, data=self._body)
            )
            with self._named_errors(target):
                answer = session.ask(request, read_timeout_s=self._read_timeout_s())
                with answer:
                    yield answer

    def _headers(self) -> dict[str, str]:
        return {
            "User-Agent": self._policy.user_agent,
            "Accept": ACCEPT[self._expect],
            "Accept-Language": self._policy.accept_language,
        }

    def _read_timeout_s(self) -> float:
        return min(self._policy.read_timeout_s, self._deadline.remaining_s())

    @contextmanager
    def _named_errors(self, target: Target) -> Iterator[None]:
        try:
            yield
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            log.info("%s: %r", target.origin, error)
            if self._deadline.is_over:
                raise self._deadline.too_slow() from error
            if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError):
                raise PageTooSlow(f"nothing came for {self._policy.read_timeout_s:g} s") from error
            raise ShopUnreachable(_what_failed(error)) from error

    def _onward(self, answer: requests.Response, target: Target) -> Target | None:
        """Where the answer sends us, checked like any address; None when it is an answer to keep."""
        location = answer.headers.get("Location")
        if location is None or answer.status_code not in _REDIRECTS or self._method not in _FOLLOWED:
            return None
        try:
            return self._checked(location.encode("latin-1").decode("utf-8", "replace").strip(), target)
        except BadLink as error:
            log.warning("%s redirects to %r: %s", target.origin, location[:200], error)
            raise ShopUnreachable(UNREACHABLE) from error

    def _checked(self, location: str, target: Target) -> Target:
        """Raises BadLink. From https a redirect to http is taken to the same place by https, or not at all."""
        check_characters(location)  # before urljoin, which drops line breaks silently
        try:
            address = urljoin(target.url, location)
        except ValueError as error:
            raise InvalidLink("bad_host", str(error)) from error
        onward = self._check_url(address)
        if (target.scheme, onward.scheme) == ("https", "http"):
            if onward.port != DEFAULT_PORTS["http"]:
                raise AddressRefused("scheme", "from https to http")
            return self._check_url(f"https{onward.url.removeprefix('http')}")
        return onward

    def _check_url(self, url: str) -> Target:
        return check_url(url, ports=self._policy.ports, allow_private=self._policy.allow_private)

    def _response(self, answer: requests.Response, target: Target) -> Response:
        content_type = answer.headers.get("Content-Type", "")
        is_success = 200 <= answer.status_code < 300
        is_judged = is_success and self._expect != "any" and self._method != "HEAD"
        if is_judged:
            check_type(self._expect, content_type)
            _check_encoding(answer.headers.get("Content-Encoding", ""))
        body = self._read(answer.raw, is_whole=is_success and not self._cut)
        if is_judged:
            if not body:
                raise EmptyPage(status_code=answer.status_code)
            check_body(self._expect, content_type, body)
        return Response(
            url=target.url,
            status=answer.status_code,
            headers=answer.headers,
            content_type=content_type,
            body=body,
            redirects=tuple(self._redirects),
            duration_ms=self._deadline.elapsed_ms,
            bytes_read=self.bytes_read,
        )

    def _read(self, raw: urllib3.HTTPResponse, *, is_whole: bool) -> bytes:
        """The body, decompressed and counted as it comes; cut at the limit unless it must be whole."""
        limit = self._policy.page_limit_bytes
        if is_whole and (raw.length_remaining or 0) > limit and self._method != "HEAD":
            raise PageTooLarge(f"{raw.length_remaining} bytes announced")
        chunks: list[bytes] = []
        size = 0
        try:
            while size <= limit and (chunk := raw.read1(CHUNK_BYTES, decode_content=True)):
                chunks.append(chunk)
                size += len(chunk)
        finally:
            self.bytes_read += raw.tell()
        self._deadline.remaining_s()  # a connection that the watchdog shut looks like the end of the body
        if size > limit and is_whole:
            raise PageTooLarge(f"more than {limit} bytes")
        return b"".join(chunks)[:limit]


def _check_encoding(content_encoding: str) -> None:
    unknown = {coding.strip().lower() for coding in content_encoding.split(",")} - _DECODED
    if unknown:
        raise NotHtml(f"content encoding {content_encoding[:100]}")


def _what_failed(error: Exception) -> str:
    if isinstance(error, requests.exceptions.SSLError | urllib3.exceptions.SSLError):
        return "the server's encryption or certificate is broken"
    if isinstance(error, urllib3.exceptions.HTTPError):
        return "the answer broke off or was damaged"
    return UNREACHABLE
