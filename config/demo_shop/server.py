"""The demo shop's own listener: a shop on loopback, so that the main job can be tried without internet."""

import errno
import http.client
import logging
import socketserver
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import cast
from urllib.parse import urlsplit

from config.demo_shop.answers import ANSWERS, NOT_FOUND, PAGES, Answer, page, picture
from config.demo_shop.catalogue import demo_link

logger = logging.getLogger(__name__)
NAME = "RimalDemoShop"
SLOW_S = 8.0
RETRY_AFTER_S = 2  # what the flaky page asks for: long enough to be seen, short enough to be waited for
ENDLESS_BYTES = 64 * 1024 * 1024  # for a reader without a limit


class PortTaken(Exception):
    """Another program listens on the demo shop's address."""


class DemoShop(ThreadingHTTPServer):
    """One open shop. A thread for each visitor, so that a slow page holds up nobody else."""

    daemon_threads = True
    block_on_close = False  # a visitor of the endless page must not hold up the end
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], slow_s: float) -> None:
        super().__init__(address, Visit)
        self.slow_s = slow_s
        self.closing = Event()
        self.visits: Counter[str] = Counter()  # by path, counted when they begin
        self._lock = Lock()

    def server_bind(self) -> None:
        """Bind without asking the name service who we are, as HTTPServer does: that can take seconds."""
        socketserver.TCPServer.server_bind(self)
        host, port = self.server_address[:2]
        self.server_name, self.server_port = str(host), port

    @property
    def origin(self) -> str:
        return f"http://{self.server_name}:{self.server_port}"

    def url(self, slug: str) -> str:
        """Where this shop shows the catalogue's ``slug``. Raises KeyError."""
        return self.origin + demo_link(slug).path

    def begin_visit(self, path: str) -> int:
        """Which visit of ``path`` this is, from 1."""
        with self._lock:
            self.visits[path] += 1
            return self.visits[path]


class Visit(BaseHTTPRequestHandler):
    """One request."""

    server_version, sys_version = NAME, ""

    @property
    def shop(self) -> DemoShop:
        return cast(DemoShop, self.server)

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        jpeg = picture(path)
        if jpeg:
            self.send(200, "image/jpeg", jpeg)
        elif path == "/shop.css":
            self.send(200, "text/css; charset=utf-8", (PAGES / "shop.css").read_bytes())
        else:
            self.show(path, ANSWERS.get(path, NOT_FOUND))

    do_HEAD = do_POST = do_GET

    def show(self, path: str, answer: Answer) -> None:
        number = self.shop.begin_visit(path)
        if answer.is_slow:
            self.shop.closing.wait(self.shop.slow_s)
        if number % (answer.fails_first + 1):  # a round ends with the visit that works
            self.send(
                503, "text/plain", b"Too many visitors, come back in a moment.", {"Retry-After": str(RETRY_AFTER_S)}
            )
        elif answer.location:
            self.send(answer.status, "text/plain", b"Moved.", {"Location": answer.location})
        elif answer.is_endless:
            self.send_without_end(page(answer.file, self.shop.origin))
        else:
            self.send(answer.status, "text/html; charset=utf-8", page(answer.file, self.shop.origin))

    def send(self, status: int, kind: str, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_without_end(self, start: bytes) -> None:
        """No length, and more and more cards until the visitor has enough."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        card = b'<li><img src="/pictures/cushion.jpg" alt="">Cushion <span class="cost">SAR 135.50</span></li>\n' * 600
        self.wfile.write(start)
        for _ in range(ENDLESS_BYTES // len(card)):
            if self.shop.closing.is_set():
                return
            self.wfile.write(card)

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:  # the visitor left: nobody to tell
            logger.debug("A visitor of the demo shop left early.")

    def log_message(self, format: str, *args: object) -> None:
        logger.debug(format, *args)


@contextmanager
def serve(port: int = 0, host: str = "127.0.0.1", slow_s: float = SLOW_S) -> Iterator[DemoShop]:
    """Open the shop for the time of the ``with``; port 0 takes a free one. Raises PortTaken.

    ``slow_s`` is how long the slow page takes, in seconds.
    """
    try:
        shop = DemoShop((host, port), slow_s)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise PortTaken(
            f"The demo shop is closed: {host}:{port} is used by another program. "
            f"DEMO_SHOP_HOST={host}:{port + 1} opens it elsewhere."
        ) from error
    thread = Thread(target=shop.serve_forever, kwargs={"poll_interval": 0.05}, name="demo-shop", daemon=True)
    thread.start()
    try:
        yield shop
    finally:
        shop.closing.set()
        shop.shutdown()
        shop.server_close()
        thread.join()


@contextmanager
def serve_or_find(host_port: str) -> Iterator[None]:
    """Open the shop at its fixed address, or use the one that another of our processes has open there.

    Raises PortTaken when a stranger's program listens there.
    """
    host, _, port = host_port.rpartition(":")
    with ExitStack() as stack:
        try:
            stack.enter_context(serve(int(port), host))
        except PortTaken:
            if not is_open(host, int(port)):
                raise
        yield


def is_open(host: str, port: int) -> bool:
    """Whether a demo shop, ours or another process's, answers there."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("HEAD", "/")
        return connection.getresponse().getheader("Server", "").startswith(NAME)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
