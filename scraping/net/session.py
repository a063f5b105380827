"""One hardened ``requests`` session for one request: no environment, no redirects, only checked connections."""

import socket
from functools import cache
from ssl import SSLContext
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util.ssl_ import create_urllib3_context

from scraping.net.guard import Guard


@cache
def tls_context() -> SSLContext:
    """The one TLS context of the process: reading the authorities' certificates takes 20 ms."""
    context = create_urllib3_context()
    context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)
    return context


class GuardedSession(requests.Session):
    """Sends one request through ``guard``."""

    def __init__(self, guard: Guard) -> None:
        super().__init__()
        self.trust_env = False  # a proxy or netrc variable would switch the check off
        self.adapters.clear()
        self.mount(guard.target.origin, _GuardedAdapter(guard))

    def ask(self, request: requests.PreparedRequest, *, read_timeout_s: float) -> requests.Response:
        """The answer's head; its body is not read yet. The guard times the connecting."""
        return self.send(request, stream=True, timeout=read_timeout_s, allow_redirects=False, verify=True)

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Nothing: requests reads the whole body of a redirect, even when it is told not to follow any."""


class _GuardedAdapter(HTTPAdapter):
    """Hands out the guarded pool instead of looking one up by address."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        host, port = self._guard.target.host, self._guard.target.port
        if self._guard.target.scheme == "http":
            self._pool: HTTPConnectionPool = _HttpPool(host, port, guard=self._guard)
        else:
            self._pool = _HttpsPool(host, port, guard=self._guard, ssl_context=tls_context())

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> HTTPConnectionPool:
        return self._pool

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Nothing: certificates are always verified, by ``tls_context``; the original reads them all again."""

    def close(self) -> None:
        self._guard.release()
        self._pool.close()


class _Http(HTTPConnection):
    """Connects through the guard. ``Host`` and TLS keep the name, since only the socket's making is replaced."""

    def __init__(self, *args: Any, guard: Guard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guard = guard

    def _new_conn(self) -> socket.socket:
        return self._guard.connect()


class _Https(_Http, HTTPSConnection):
    """The same under TLS."""


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https
