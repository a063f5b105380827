"""Every address on the way is checked like the first; nothing secret goes along to another shop."""

from dataclasses import replace

import pytest

from scraping.errors import PageTooSlow, ShopUnreachable, TooManyRedirects
from scraping.net import client
from scraping.net.guard import UNREACHABLE


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(site, policy, status):
    link = site.redirect("/old", "/new?a=1", status=status)
    site.page("/new", "<title>Here</title>")

    answer = client.get(link, policy)

    assert (answer.url, answer.body) == (site.url("/new?a=1"), b"<title>Here</title>")
    assert answer.redirects == (link,)


@pytest.mark.parametrize("status", [300, 304, 305, 306])
def test_other_statuses_with_a_location_are_answers(site, policy, status):
    answer = client.get(site.redirect("/old", "/new", status=status), policy)

    assert (answer.status, site.paths()) == (status, ["/old"])


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:169.254.169.254]/",
        "http://[::1]/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://①②⑦.⓪.⓪.①/",
        "//10.0.0.1/",
        "https://192.168.0.1/",
        "http://93.184.216.34:22/",
        "http://93.184.216.34:6379/",
        "http://user:password@93.184.216.34/",
        "file:///etc/passwd",
        "ftp://93.184.216.34/",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "data:text/html,<title>A lamp</title>",
        "javascript:alert(1)",
        "http://a..b/",
        "http://[x",
        "http://[::1",
        "/\\127.0.0.1/",
        "/new\tline",
    ],
)
def test_a_redirect_to_a_refused_address_is_not_followed(site, policy, dialled_after_first, location):
    link = site.redirect("/old", location.encode("utf-8").decode("latin-1"))

    with pytest.raises(ShopUnreachable) as caught:
        client.get(link, policy)

    assert caught.value.detail == UNREACHABLE
    assert dialled_after_first == []


def test_a_name_on_the_way_is_resolved_and_judged(site, policy, names, dialled_after_first):
    names.add("inside.example", ["10.0.0.7"])

    with pytest.raises(ShopUnreachable):
        client.get(site.redirect("/old", "http://inside.example/"), policy)

    assert (names.asked, dialled_after_first) == (["inside.example"], [])


def test_a_chain_up_to_the_limit_arrives(site, policy):
    for step in range(policy.redirect_limit):
        site.redirect(f"/{step}", f"/{step + 1}")
    site.page(f"/{policy.redirect_limit}", "<title>Here</title>")

    answer = client.get(site.url("/0"), policy)

    assert (answer.body, len(answer.redirects)) == (b"<title>Here</title>", policy.redirect_limit)


def test_a_chain_over_the_limit_ends(site, policy):
    for step in range(policy.redirect_limit + 1):
        site.redirect(f"/{step}", f"/{step + 1}")
    site.page(f"/{policy.redirect_limit + 1}")

    with pytest.raises(TooManyRedirects):
        client.get(site.url("/0"), policy)

    assert len(site.asked) == policy.redirect_limit + 1


def test_a_loop_ends(site, policy):
    site.redirect("/there", "/back")

    with pytest.raises(TooManyRedirects):
        client.get(site.redirect("/back", "/there"), policy)


def test_the_body_of_a_redirect_is_not_read(site, policy):
    def bomb(answer):
        answer.head(302, Location="/new", Content_Length=str(300 * 1024 * 1024))
        answer.forever(b"x" * 1_000_000, 0)

    site.page("/new", "<title>Here</title>")

    answer = client.get(site.route("/old", bomb), policy)

    assert (answer.body, answer.bytes_read) == (b"<title>Here</title>", 19)
    assert site.sent < 30_000_000  # what fits into the sockets' buffers


def test_a_redirect_that_drips_its_body_costs_no_time(site, policy):
    def drip(answer):
        answer.head(302, Location="/new", Transfer_Encoding="chunked")
        answer.forever(b"1\r\nx\r\n", 0.01)

    site.page("/new")

    assert client.get(site.route("/old", drip), policy).duration_ms < 500


def test_the_deadline_counts_all_redirects_together(site, policy):
    def slow(answer):
        site.closed.wait(0.2)
        answer.write(b"", status=302, Location="/slow")

    with pytest.raises(PageTooSlow):
        client.get(site.route("/slow", slow), replace(policy, fetch_deadline_s=0.6))

    assert len(site.asked) <= 4


def test_a_cookie_goes_along_within_the_shop(site, policy):
    site.page("/cart", b"", status=302, Location="/lamp", Set_Cookie="seen=1; Path=/")
    site.page("/lamp")

    client.get(site.url("/cart"), policy)

    assert site.asked[1].headers["cookie"] == "seen=1"


def test_neither_cookie_nor_secret_goes_to_another_shop(site, other_site, allow):
    site.page("/old", b"", status=302, Location=other_site.page("/new"), Set_Cookie="seen=1; Path=/")
    secrets = {"Authorization": "Bearer x", "X-Shopify-Access-Token": "y", "Cookie": "mine=2", "Accept": "text/html"}

    client.get(site.url("/old"), allow(other_site.pair), headers=secrets)

    here, there = site.asked[0].headers, other_site.asked[0].headers
    assert (here["authorization"], here["x-shopify-access-token"], here["cookie"]) == ("Bearer x", "y", "mine=2")
    assert {"authorization", "x-shopify-access-token", "cookie"}.isdisjoint(there)
    assert there["accept"] == "text/html"


def test_a_cookie_is_still_there_after_a_look_elsewhere(site, other_site, allow):
    site.page("/cart", b"", status=302, Location=other_site.url("/choose"), Set_Cookie="seen=1; Path=/")
    other_site.redirect("/choose", site.page("/lamp"))

    client.get(site.url("/cart"), allow(other_site.pair))

    assert site.asked[1].headers["cookie"] == "seen=1"
    assert "cookie" not in other_site.asked[0].headers


def test_spaces_and_other_scripts_in_a_location_are_encoded(site, policy):
    site.page("/%D9%85%D8%B5%D8%A8%D8%A7%D8%AD%20a", "<title>Here</title>")

    answer = client.get(site.redirect("/old", "/مصباح a".encode().decode("latin-1")), policy)

    assert answer.body == b"<title>Here</title>"
