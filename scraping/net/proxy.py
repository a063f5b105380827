"""A filtering proxy on loopback through which a browser reaches the web: every connection passes the address guard.

The browser resolves no names: it asks for ``host:port`` and the guard resolves, judges and connects, so that neither a
redirect, a script, a websocket nor a name that changes its address gets around it. One proxy serves one fetch.
"""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from selectors import EVENT_READ, DefaultSelector
from urllib.parse import urlsplit

from scraping.errors import BadLink, ScrapeError
from scraping.net.addresses import Target, check_url
from scraping.net.deadline import Deadline
from scraping.net.guard import Guard
from scraping.policy import ScrapePolicy

log = logging.getLogger(__name__)

_NO_TUNNEL = b"HTTP/1.1 502 Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_CHUNK_BYTES = 64 * 1024
_HEAD_LIMIT_BYTES = 64 * 1024
_CONNECTIONS_AT_ONCE = 64
_LOOK_S = 0.5  # how often a quiet connection looks whether the proxy has closed
_HOP_BY_HOP = frozenset({"connection", "proxy-connection", "keep-alive", "proxy-authorization", "te", "trailer"})


class GuardedProxy:
    """Listens on an own port of 127.0.0.1 until closed. ``bytes_read`` counts what came from the web.

    ``failures`` tells what happened to a ``host:port`` that could not be reached. Past ``limit_bytes`` all connections
    end and ``is_over`` is True.
    """

    def __init__(self, policy: ScrapePolicy, deadline: Deadline, limit_bytes: int) -> None:
        self.failures: dict[str, ScrapeError] = {}
        self.bytes_read = 0
        self._policy = policy
        self._deadline = deadline
        self._limit_bytes = limit_bytes
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._slots = threading.BoundedSemaphore(_CONNECTIONS_AT_ONCE)
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, name="guarded proxy", daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def is_over(self) -> bool:
        return self.bytes_read > self._limit_bytes

    def close(self) -> None:
        """End all connections and take no more."""
        self._closed.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._shut_all()

    def _shut_all(self) -> None:
        with self._lock:
            for sock in self._open:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:  # closed
                return
            threading.Thread(target=self._serve, args=(client,), name="guarded proxy", daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with self._slots, self._tracked(client), suppress(OSError):
            client.settimeout(self._policy.read_timeout_s)
            head, rest = _read_head(client)
            method, target_text, _, headers = _parse_head(head)
            try:
                target = self._checked(method, target_text)
                guard = Guard(target, self._policy, self._deadline)
                upstream = guard.connect()
            except ScrapeError as error:
                self._refuse(client, method, target_text, error)
                return
            try:
                with self._tracked(upstream):
                    if method == "CONNECT":
                        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                        self._tunnel(client, upstream, rest)
                    else:
                        self._forward(client, upstream, _onward_head(method, target, headers), rest, headers)
            finally:
                guard.release()

    @contextmanager
    def _tracked(self, sock: socket.socket) -> Iterator[None]:
        with sock:
            with self._lock:
                self._open.add(sock)
            try:
                yield
            finally:
                with self._lock:
                    self._open.discard(sock)

    def _checked(self, method: str, target: str) -> Target:
        """A CONNECT names only host and port; it is judged like an https address. Raises BadLink."""
        url = f"https://{target}/" if method == "CONNECT" else target
        return check_url(url, ports=self._policy.ports, allow_private=self._policy.allow_private)

    def _refuse(self, client: socket.socket, method: str, target: str, error: ScrapeError) -> None:
        """A plain request gets no answer at all, which nobody can take for the shop's."""
        self.failures[_pair(target)] = error
        if isinstance(error, BadLink):
            log.warning("the page wanted %s: %s", target[:200], error)
        if method == "CONNECT":
            client.sendall(_NO_TUNNEL)

    def _tunnel(self, client: socket.socket, upstream: socket.socket, rest: bytes) -> None:
        """Both ways, until either side ends."""
        upstream.sendall(rest)
        with DefaultSelector() as both:
            both.register(client, EVENT_READ, upstream)
            both.register(upstream, EVENT_READ, client)
            while self._goes_on():
                for key, _ in both.select(_LOOK_S):
                    data = key.fileobj.recv(_CHUNK_BYTES)  # type: ignore[union-attr]  # both are sockets
                    if not data:
                        return
                    if key.fileobj is upstream:
                        self._count(len(data))
                    key.data.sendall(data)

    def _forward(
        self, client: socket.socket, upstream: socket.socket, head: bytes, rest: bytes, headers: list[tuple[str, str]]
    ) -> None:
        """One plain request and its answer. Its end is the connection's end, so that no second one slips through."""
        upstream.settimeout(self._policy.read_timeout_s)
        upstream.sendall(head)
        self._send_body(client, upstream, rest, headers)
        answer, rest = _read_head(upstream)
        status_line, *lines = answer.decode("latin-1").split("\r\n")
        kept = [line for line in lines if line.split(":", 1)[0].strip().lower() not in _HOP_BY_HOP]
        client.sendall("\r\n".join([status_line, *kept, "Connection: close", "", ""]).encode("latin-1") + rest)
        self._count(len(answer) + len(rest))
        while self._goes_on() and (data := upstream.recv(_CHUNK_BYTES)):
            self._count(len(data))
            client.sendall(data)

    def _send_body(
        self, client: socket.socket, upstream: socket.socket, rest: bytes, headers: list[tuple[str, str]]
    ) -> None:
        """As many bytes as the request announces, and nothing that comes after them."""
        left = next((int(value) for name, value in headers if name.lower() == "content-length" and value.isdigit()), 0)
        while left > 0:
            data = rest[:left] or client.recv(min(left, _CHUNK_BYTES))
            rest = b""
            if not data:
                return
            upstream.sendall(data)
            left -= len(data)

    def _goes_on(self) -> bool:
        return not (self._closed.is_set() or self._deadline.is_over or self.is_over)

    def _count(self, size: int) -> None:
        with self._lock:
            self.bytes_read += size
        if self.is_over:
            self._shut_all()


def _read_head(sock: socket.socket) -> tuple[bytes, bytes]:
    """The head of a message without its blank line, and what came behind it. Raises OSError."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = sock.recv(_CHUNK_BYTES)
        if not piece or len(data) > _HEAD_LIMIT_BYTES:
            raise OSError("no head of a message")
        data += piece
    head, _, rest = data.partition(b"\r\n\r\n")
    return head, rest


def _parse_head(head: bytes) -> tuple[str, str, str, list[tuple[str, str]]]:
    """Method, target, version and headers. Raises OSError."""
    first, *lines = head.decode("latin-1").split("\r\n")
    words = first.split(" ")
    if len(words) != 3:
        raise OSError("no request")
    headers = [(name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    return words[0], words[1], words[2], headers


def _onward_head(method: str, target: Target, headers: list[tuple[str, str]]) -> bytes:
    """The request as the shop wants it: its path alone, its own host, and the end of the connection after it."""
    kept = [(name, value) for name, value in headers if name.lower() not in _HOP_BY_HOP | {"host", "upgrade"}]
    host = target.origin.partition("://")[2]
    lines = [f"{method} {target.path} HTTP/1.1", f"Host: {host}", *(f"{n}: {v}" for n, v in kept), "Connection: close"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _pair(target: str) -> str:
    """``host:port`` of what was asked for, as far as it can be told."""
    with suppress(ValueError):
        parts = urlsplit(target if "://" in target else f"https://{target}")
        return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
    return target[:200]
