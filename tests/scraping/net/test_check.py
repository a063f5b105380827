"""``python -m scraping --check``: a verdict a line, from names alone."""

import io

from scraping.net import check
from scraping.net.check import check_links
from scraping.policy import ScrapePolicy


def test_each_link_has_a_verdict_and_a_reason(names, dialled):
    names.add("shop.example", ["93.184.216.34"])
    names.add("inside.example", ["93.184.216.34", "10.0.0.1", "::1"])
    links = [
        "https://shop.example/lamp",
        "inside.example",
        "https://unknown.example/",
        "http://8.8.8.8/",
        "http://127.1/",
    ]

    assert list(check_links(links)) == [
        ("allow", links[0], "public addresses only"),
        ("refuse", links[1], "resolves to 10.0.0.1, ::1"),
        ("refuse", links[2], "does not resolve"),
        ("allow", links[3], "public address"),
        ("refuse", links[4], "127.0.0.1 is not a public address"),
    ]
    assert dialled == []


def test_a_file_becomes_three_columns(names, tmp_path):
    names.add("shop.example", ["93.184.216.34"])
    links = tmp_path / "links.txt"
    links.write_bytes(
        b"https://shop.example/\r\n\n  http://a\tb/ \nhttp://shop.example/\rx\nhttp://\xff/\njavascript:x\n"
    )
    out = io.StringIO()

    assert check.main(links, out) == 0

    rows = [line.split("\t") for line in out.getvalue().splitlines()]
    assert [(row[0], row[1]) for row in rows] == [
        ("allow", "https://shop.example/"),
        ("refuse", "http://a\\tb/"),
        ("refuse", "http://shop.example/\\rx"),
        ("refuse", "http://\\xff/"),
        ("refuse", "javascript:x"),
    ]
    assert all(len(row) == 3 and row[2] for row in rows)


def test_listed_pairs_are_allowed(names):
    policy = ScrapePolicy(allow_private=frozenset({"127.0.0.1:8800"}))

    assert list(check_links(["http://127.0.0.1:8800/lamp"], policy)) == [
        ("allow", "http://127.0.0.1:8800/lamp", "listed")
    ]


def test_a_silent_name_server_delays_a_list_by_one_time_out_not_by_many(names):
    names.silent.update(f"slow{n}.example" for n in range(16))

    verdicts = list(check_links([f"http://slow{n}.example/" for n in range(16)], ScrapePolicy(resolve_timeout_s=0.2)))

    assert {(verdict, reason) for verdict, _, reason in verdicts} == {
        ("refuse", "no answer from the name server in time")
    }
