"""The proxy between a browser and the web: every connection judged, one plain request each, limits kept."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from scraping.net.deadline import Deadline
from scraping.net.proxy import GuardedProxy


@pytest.fixture
def proxy(policy) -> Iterator[GuardedProxy]:
    proxy = GuardedProxy(policy, Deadline(20), limit_bytes=100_000)
    yield proxy
    proxy.close()


def connected(proxy: GuardedProxy) -> socket.socket:
    host, port = proxy.address.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=10)


def ask(proxy: GuardedProxy, request: str) -> bytes:
    """Everything that comes back until the proxy ends the connection."""
    with connected(proxy) as sock:
        sock.sendall(request.encode())
        answer = b""
        while piece := sock.recv(65536):
            answer += piece
        return answer


def get(url: str, *headers: str) -> str:
    return "\r\n".join([f"GET {url} HTTP/1.1", "Host: whatever.example", *headers, "", ""])


def test_a_plain_request_arrives_with_its_own_host_and_path(proxy, site):
    site.page("/lamp", "<h1>A lamp</h1>")

    answer = ask(proxy, get(site.url("/lamp?a=1"), "Accept: */*", "Proxy-Authorization: Basic x"))

    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"\r\n\r\n<h1>A lamp</h1>")
    [asked] = site.asked
    assert (asked.path, asked.headers["host"], asked.headers["connection"]) == ("/lamp?a=1", site.pair, "close")
    assert "proxy-authorization" not in asked.headers
    assert proxy.bytes_read > len("<h1>A lamp</h1>")


def test_the_connection_ends_with_the_first_request(proxy, site, other_site):
    site.page("/lamp")

    answer = ask(proxy, get(site.url("/lamp")) + get(other_site.url("/secret")))

    assert answer.count(b"HTTP/1.1 ") == 1
    assert (site.paths(), other_site.paths()) == (["/lamp"], [])


def test_a_body_passes_as_far_as_it_was_announced(proxy, site):
    site.route("/echo", lambda answer: answer.write(site.asked[-1].body))
    head = f"POST {site.url('/echo')} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"

    assert ask(proxy, head + "helloGET /more HTTP/1.1\r\n\r\n").endswith(b"\r\n\r\nhello")
    assert site.paths() == ["/echo"]


def test_a_tunnel_passes_both_ways(proxy, site):
    site.page("/lamp", "<h1>A lamp</h1>")
    with connected(proxy) as sock:
        sock.sendall(f"CONNECT {site.pair} HTTP/1.1\r\nHost: {site.pair}\r\n\r\n".encode())
        assert sock.recv(100) == b"HTTP/1.1 200 Connection established\r\n\r\n"
        sock.sendall(b"GET /lamp HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = b""
        while piece := sock.recv(65536):
            answer += piece

    assert answer.endswith(b"<h1>A lamp</h1>")


@pytest.mark.parametrize(
    "target",
    [
        "169.254.169.254:80",
        "127.0.0.1:22",
        "[::1]:80",
        "localhost:{other}",
        "127.1:{other}",
        "2130706433:{other}",
        "x",
        "",
    ],
)
def test_a_tunnel_into_a_private_place_is_refused(proxy, other_site, target):
    answer = ask(proxy, f"CONNECT {target.format(other=other_site.port)} HTTP/1.1\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 502") or not answer
    assert other_site.asked == []


@pytest.mark.parametrize(
    "url",
    ["http://169.254.169.254/", "http://127.0.0.1:{other}/", "http://0x7f.1:{other}/", "ftp://example.com/", "/", "x"],
)
def test_a_plain_request_into_a_private_place_gets_no_answer(proxy, other_site, url):
    assert ask(proxy, get(url.format(other=other_site.port))) == b""
    assert other_site.asked == []


def test_a_name_is_judged_by_what_it_resolves_to_each_time(allow, names, dialled, other_site):
    """Rebinding: the second connection resolves anew and is refused."""
    policy = allow(ports=frozenset({other_site.port}))
    names.add("rebind.test", ["93.184.216.34"], ["127.0.0.1"])
    proxy = GuardedProxy(policy, Deadline(5), limit_bytes=1000)
    try:
        ask(proxy, get(f"http://rebind.test:{other_site.port}/"))
        assert ask(proxy, get(f"http://rebind.test:{other_site.port}/")) == b""
    finally:
        proxy.close()
    assert names.asked == ["rebind.test", "rebind.test"]
    assert dialled == [f"93.184.216.34:{other_site.port}"]
    assert list(proxy.failures) == [f"rebind.test:{other_site.port}"]


def test_all_connections_end_past_the_limit(proxy, site):
    def flood(answer):
        answer.head(Content_Type="text/html")
        answer.forever(b"x" * 10_000, 0.001)

    assert len(ask(proxy, get(site.route("/flood", flood)))) < 400_000
    assert proxy.is_over


def test_all_connections_end_at_the_deadline(policy, site):
    def drip(answer):
        answer.head(Content_Type="text/html")
        answer.forever(b"x", 0.05)

    proxy = GuardedProxy(policy, Deadline(0.5), limit_bytes=1000)
    began = time.monotonic()
    ask(proxy, get(site.route("/drip", drip)))
    proxy.close()

    assert time.monotonic() - began < 5


def test_a_closed_proxy_takes_nobody(policy):
    proxy = GuardedProxy(policy, Deadline(5), limit_bytes=1000)
    with connected(proxy) as waiting:
        proxy.close()
        with suppress(ConnectionResetError):  # whether it had been accepted decides how the end looks
            assert waiting.recv(1) == b""
    with pytest.raises(OSError):
        connected(proxy).recv(1)


@pytest.mark.parametrize("nonsense", ["\r\n\r\n", "GET\r\n\r\n", "x" * 70_000, "GET http://[ HTTP/1.1\r\n\r\n"])
def test_nonsense_ends_the_connection(proxy, nonsense):
    with connected(proxy) as sock:
        try:
            sock.sendall(nonsense.encode())
            sock.shutdown(socket.SHUT_WR)
            assert sock.recv(100) == b""
        except ConnectionError:
            pass  # it did not even listen to the end
