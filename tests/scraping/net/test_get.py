"""What an honest shop answers, and what it gets to see."""

from pathlib import Path

import pytest

from scraping.errors import ShopUnreachable
from scraping.net import client


def test_a_page_comes_with_what_it_took(site, policy):
    link = site.page("/lamp", "<title>A lamp</title>", ETag='"7"')

    answer = client.get(link, policy)

    assert (answer.url, answer.status, answer.body) == (link, 200, b"<title>A lamp</title>")
    assert (answer.content_type, answer.headers["etag"]) == ("text/html; charset=utf-8", '"7"')
    assert (answer.redirects, answer.bytes_read) == ((), 21)
    assert 0 <= answer.duration_ms < 1000


def test_the_shop_sees_an_honest_name_and_the_wanted_language(site, policy):
    client.get(site.page("/lamp"), policy)

    headers = site.asked[0].headers
    assert headers["user-agent"] == policy.user_agent
    assert headers["accept-language"] == policy.accept_language
    assert "text/html" in headers["accept"]
    assert headers["host"] == site.pair


def test_the_fragment_stays_at_home(site, policy):
    client.get(site.page("/lamp") + "?size=2#reviews", policy)

    assert site.paths() == ["/lamp?size=2"]


def test_no_proxy_and_no_password_is_taken_from_the_environment(site, policy, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password secret")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:1")

    client.get(site.page("/lamp"), policy)

    assert "authorization" not in site.asked[0].headers


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 500, 503])
def test_a_bad_status_is_an_answer_too(site, policy, status):
    answer = client.get(site.page("/lamp", "<title>Just a moment</title>", status=status, Retry_After="7"), policy)

    assert (answer.status, answer.body) == (status, b"<title>Just a moment</title>")
    assert answer.headers["retry-after"] == "7"


def test_a_webhook_is_posted_with_its_headers(site, policy):
    link = site.page("/hook", b"", status=204)

    answer = client.get(
        link, policy, method="POST", body=b'{"a": 1}', headers={"Content-Type": "application/json"}, expect="any"
    )

    asked = site.asked[0]
    assert (answer.status, asked.method, asked.body) == (204, "POST", b'{"a": 1}')
    assert asked.headers["content-type"] == "application/json"


def test_what_is_sent_is_never_sent_on(site, policy):
    link = site.redirect("/hook", site.page("/elsewhere"), status=307)

    answer = client.get(link, policy, method="POST", body=b"x", expect="any")

    assert (answer.status, site.paths()) == (307, ["/hook"])


def test_head_reads_no_body(site, policy):
    answer = client.get(site.page("/lamp", "x" * 1000), policy, method="HEAD")

    assert (answer.status, answer.body, answer.headers["content-length"]) == (200, b"", "1000")


def test_the_callers_header_wins(site, policy):
    client.get(site.page("/lamp"), policy, headers={"accept": "text/x-lamp", "X-Token": "abc"})

    headers = site.asked[0].headers
    assert (headers["accept"], headers["x-token"]) == ("text/x-lamp", "abc")


def test_an_ipv6_shop_is_dialled(policy, names, dialled):
    names.add("six.example", ["2606:4700::1111"])

    with pytest.raises(ShopUnreachable):
        client.get("http://six.example/", policy)

    assert dialled == ["[2606:4700::1111]:80"]


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs Linux's /proc")
def test_nothing_is_left_open(site, policy):
    site.page("/lamp")
    before = open_files()

    for path in ("/lamp", "/missing", "/lamp", "/missing") * 5:
        client.get(site.url(path), policy)

    assert open_files() <= before + 5  # the server's ends close in their own time
