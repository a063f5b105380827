"""Bombs, drips and endless bodies: each ends, by the clock and by the byte."""

import gzip
import resource
import tracemalloc
import zlib
from contextlib import contextmanager
from dataclasses import replace
from time import monotonic

import pytest

from scraping.errors import EmptyPage, PageTooLarge, PageTooSlow, ShopUnreachable
from scraping.net import client

MIB = 1024 * 1024
PATIENCE_S = 15.0  # beyond the deadline; the machine is shared


@pytest.fixture
def policy(policy):
    """Limits that make bad shops fail within the second."""
    return replace(policy, connect_timeout_s=0.5, read_timeout_s=0.5, fetch_deadline_s=0.9)


@contextmanager
def ends_at_the_deadline(policy):
    started = monotonic()
    with pytest.raises(PageTooSlow):
        yield
    assert policy.fetch_deadline_s - 0.1 <= monotonic() - started < policy.fetch_deadline_s + PATIENCE_S


def packed_zeros(megabytes: int, wbits: int) -> bytes:
    packer = zlib.compressobj(9, wbits=wbits)
    return b"".join(packer.compress(bytes(MIB)) for _ in range(megabytes)) + packer.flush()


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """1 GiB in 1 MB, as 64 gzip members after each other."""
    return packed_zeros(16, 31) * 64


@pytest.fixture
def peak_bytes():
    """Memory taken at most since the call before, by Python's own count."""
    tracemalloc.start()

    def peak() -> int:
        return tracemalloc.get_traced_memory()[1]

    yield peak
    tracemalloc.stop()


def test_a_body_of_the_limit_is_taken_and_one_byte_more_is_not(site, policy):
    limit = policy.page_limit_bytes

    assert len(client.get(site.page("/all", b"x" * limit), policy).body) == limit
    with pytest.raises(PageTooLarge):
        client.get(site.page("/more", b"x" * (limit + 1)), policy)


def test_a_body_that_is_announced_too_large_is_not_read(site, policy):
    def large(answer):
        answer.head(Content_Type="text/html", Content_Length=str(300 * MIB))
        answer.forever(b"x" * MIB, 0)

    with pytest.raises(PageTooLarge) as caught:
        client.get(site.route("/large", large), policy)

    assert caught.value.bytes_read == 0


def test_a_body_without_length_is_counted(site, policy):
    def endless(answer):
        answer.head(Content_Type="text/html", Connection="close")
        answer.forever(b"x" * 10_000, 0)

    with pytest.raises(PageTooLarge) as caught:
        client.get(site.route("/endless", endless), policy)

    assert policy.page_limit_bytes < caught.value.bytes_read < policy.page_limit_bytes + 2 * client.CHUNK_BYTES


def test_endless_chunks_are_counted(site, policy):
    def endless(answer):
        answer.head(Content_Type="text/html", Transfer_Encoding="chunked")
        answer.forever(b"1000\r\n" + b"x" * 0x1000 + b"\r\n", 0)

    with pytest.raises(PageTooLarge):
        client.get(site.route("/endless", endless), policy)


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "GZIP"])
def test_a_page_may_be_packed(site, policy, coding):
    body = gzip.compress(b"<title>A lamp</title>" * 100)

    answer = client.get(site.page("/lamp", body, Content_Encoding=coding), policy)

    assert (len(answer.body), answer.bytes_read) == (2100, len(body))


@pytest.mark.parametrize("wbits", [15, -15])
def test_a_page_may_be_deflated_with_and_without_header(site, policy, wbits):
    packer = zlib.compressobj(wbits=wbits)
    body = packer.compress(b"<title>A lamp</title>") + packer.flush()

    answer = client.get(site.page("/lamp", body, Content_Encoding="deflate"), policy)

    assert answer.body == b"<title>A lamp</title>"


def test_a_bomb_of_a_gigabyte_costs_a_few_megabytes(site, policy, bomb, peak_bytes):
    policy = replace(policy, page_limit_bytes=10 * MIB, fetch_deadline_s=20)
    link = site.page("/bomb", bomb, Content_Encoding="gzip")

    with pytest.raises(PageTooLarge):
        client.get(link, policy)

    assert peak_bytes() < 30 * MIB


def test_a_deflate_bomb_costs_no_more(site, policy, peak_bytes):
    policy = replace(policy, page_limit_bytes=10 * MIB, fetch_deadline_s=20)
    link = site.page("/bomb", packed_zeros(64, 15), Content_Encoding="deflate")

    with pytest.raises(PageTooLarge):
        client.get(link, policy)

    assert peak_bytes() < 30 * MIB


def test_a_bomb_packed_twice_more_costs_no_more(site, policy, bomb, peak_bytes):
    policy = replace(policy, page_limit_bytes=10 * MIB, fetch_deadline_s=20)
    link = site.page("/bomb", gzip.compress(gzip.compress(bomb)), Content_Encoding="gzip, gzip, gzip")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(PageTooLarge):
        client.get(link, policy)

    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert (peak_bytes() < 30 * MIB, grown_kib < 64 * 1024) == (True, True)


@pytest.mark.parametrize("coding", [",".join(["gzip"] * 20), ",".join(["deflate"] * 6)])
def test_a_tower_of_codings_is_not_climbed(site, policy, coding):
    with pytest.raises(ShopUnreachable):
        client.get(site.page("/tower", b"x", Content_Encoding=coding), policy)


def test_a_bomb_behind_an_error_status_is_cut(site, policy, bomb):
    answer = client.get(site.page("/bomb", bomb, status=403, Content_Encoding="gzip"), policy)

    assert (answer.status, len(answer.body)) == (403, policy.page_limit_bytes)


def test_a_broken_packing_is_the_shops_fault(site, policy):
    with pytest.raises(ShopUnreachable, match="damaged"):
        client.get(site.page("/lamp", b"<title>A lamp</title>", Content_Encoding="gzip"), policy)


def test_a_packing_that_unpacks_to_nothing_ends_at_the_deadline(site, policy):
    nothing = gzip.compress(b"")

    def endless(answer):
        answer.head(Content_Type="text/html", Content_Encoding="gzip", Connection="close")
        answer.forever(nothing * 100, 0.001)

    with ends_at_the_deadline(policy):
        client.get(site.route("/nothing", endless), policy)


@pytest.mark.parametrize(
    "headers",
    [
        {"Transfer_Encoding": "chunked"},
        {"Content_Length": "100000"},
        {"Connection": "close"},
    ],
    ids=["chunked", "with length", "without length"],
)
def test_a_drip_ends_at_the_deadline(site, policy, headers):
    def drip(answer):
        answer.head(Content_Type="text/html", **headers)
        answer.forever(b"1\r\nx\r\n", 0.02)

    with ends_at_the_deadline(policy):
        client.get(site.route("/drip", drip), policy)


def test_dripping_headers_end_at_the_deadline(site, policy):
    def drip(answer):
        answer.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
        answer.forever(b"x", 0.02)

    with ends_at_the_deadline(policy):
        client.get(site.route("/drip", drip), policy)


def test_promises_to_continue_end_at_the_deadline(site, policy):
    def promise(answer):
        answer.forever(b"HTTP/1.1 100 Continue\r\n\r\n", 0.02)

    with ends_at_the_deadline(policy):
        client.get(site.route("/promise", promise), policy)


def test_dripping_trailers_end_at_the_deadline(site, policy):
    def drip(answer):
        answer.head(Content_Type="text/html", Transfer_Encoding="chunked")
        answer.wfile.write(b"1\r\nx\r\n0\r\n")
        answer.forever(b"X-Trailer: x\r\n", 0.02)

    with ends_at_the_deadline(policy):
        client.get(site.route("/drip", drip), policy)


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\nx"])
def test_silence_ends_at_the_read_timeout(site, policy, start):
    policy = replace(policy, fetch_deadline_s=60)

    def stall(answer):
        answer.wfile.write(start)
        site.closed.wait(60)

    started = monotonic()
    with pytest.raises(PageTooSlow):
        client.get(site.route("/stall", stall), policy)

    assert policy.read_timeout_s - 0.05 <= monotonic() - started < policy.read_timeout_s + PATIENCE_S


@pytest.mark.parametrize("limit", ["lines", "length"])
def test_headers_are_bounded(site, policy, limit):
    def endless(answer):
        answer.wfile.write(b"HTTP/1.1 200 OK\r\n")
        answer.forever(b"X-More: x\r\n" if limit == "lines" else b"x" * 1000, 0)

    with pytest.raises(ShopUnreachable):
        client.get(site.route("/headers", endless), policy)


@pytest.mark.parametrize("body", [b"", b"1\r\n"], ids=["length", "chunks"])
def test_a_body_that_breaks_off_is_no_page(site, policy, body):
    def broken(answer):
        if body:
            answer.head(Content_Type="text/html", Transfer_Encoding="chunked")
            answer.wfile.write(b"5\r\nhello\r\n" + body)
        else:
            answer.head(Content_Type="text/html", Content_Length="100")
            answer.wfile.write(b"hello")
        answer.close_connection = True

    with pytest.raises(ShopUnreachable, match="broke off"):
        client.get(site.route("/broken", broken), policy)


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n", b"\x16\x03\x01\x02", b"HTTP/1.1 abc OK\r\n\r\n"])
def test_what_is_not_http_is_unreachable(site, policy, answer):
    def nonsense(handler):
        handler.wfile.write(answer)
        handler.close_connection = True

    with pytest.raises(ShopUnreachable):
        client.get(site.route("/nonsense", nonsense), policy)


def test_an_empty_page_is_no_page(site, policy):
    with pytest.raises(EmptyPage):
        client.get(site.page("/empty", b""), policy)


def test_a_success_without_content_is_an_answer_where_nothing_is_expected(site, policy):
    assert client.get(site.page("/empty", b""), policy, expect="any").body == b""
