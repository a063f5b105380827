"""Real HTTP servers on loopback that behave as well or as badly as a test needs."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it. ``headers`` by lower-case name."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Answering(BaseHTTPRequestHandler):
    """What a route is handed: the request's ``body``, ``write`` and ``head`` to answer, ``wfile`` for misbehaviour."""

    protocol_version = "HTTP/1.1"
    site: "Site"
    body: bytes

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except OSError:  # the client hung up, which is what many tests are about
            self.close_connection = True

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.body = self.rfile.read(length)
        self.site.asked.append(Asked(self.command, self.path, headers, self.body))
        route = self.site.routes.get(self.path) or self.site.routes.get(urlsplit(self.path).path)
        if route is None:
            self.write(b"<title>404 Not Found</title>", status=404)
        else:
            route(self)

    do_POST = do_PUT = do_PATCH = do_HEAD = do_DELETE = do_GET

    def head(self, status: int = 200, **headers: str) -> None:
        """Send status and headers; underscores in names stand for dashes."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def write(self, body: bytes, *, status: int = 200, **headers: str) -> None:
        """Send a whole answer."""
        headers = {"Content_Type": "text/html; charset=utf-8", "Content_Length": str(len(body))} | headers
        self.head(status, **{name: value for name, value in headers.items() if value})
        if self.command != "HEAD":
            self.wfile.write(body)

    def forever(self, piece: bytes, every_s: float) -> None:
        """Send ``piece`` again and again until the client hangs up or the test ends."""
        while not self.site.closed.wait(every_s):
            self.wfile.write(piece)
            self.site.sent += len(piece)

    def log_message(self, *args: object) -> None:
        pass


type Route = Callable[[Answering], None]


class Site:
    """A shop on loopback. ``asked`` lists its requests; ``sent`` counts what ``forever`` sent, in bytes."""

    def __init__(self, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self.routes: dict[str, Route] = {}
        self.asked: list[Asked] = []
        self.sent = 0
        self.closed = threading.Event()
        self._scheme = "https" if tls else "http"
        self._server = ThreadingHTTPServer((host, 0), type("Handler", (Answering,), {"site": self}))
        self._server.block_on_close = False
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def pair(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self._scheme}://{host}:{self.port}{path}"

    def page(self, path: str, body: bytes | str = "<title>A lamp</title>", *, status: int = 200, **headers: str) -> str:
        """Answer ``path`` with ``body``; gives the address. An empty header value leaves that header out."""
        data = body.encode() if isinstance(body, str) else body
        return self.route(path, lambda answer: answer.write(data, status=status, **headers))

    def redirect(self, path: str, to: str, *, status: int = 302) -> str:
        return self.page(path, b"", status=status, Location=to)

    def route(self, path: str, answer: Route) -> str:
        self.routes[path] = answer
        return self.url(path)

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def close(self) -> None:
        self.closed.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def open_site(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    site = Site(tls)
    try:
        yield site
    finally:
        site.close()
