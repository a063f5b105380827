"""Names: every address of every answer is judged, at each connect, and nobody learns from us what is inside."""

import logging
import threading
from time import monotonic

import pytest

from scraping.errors import AddressRefused, PageTooSlow, ShopUnreachable
from scraping.net import client, guard
from scraping.net.guard import UNREACHABLE


def refusal(link, policy) -> ShopUnreachable:
    with pytest.raises(ShopUnreachable) as caught:
        client.get(link, policy)
    return caught.value


def test_a_name_is_dialled_at_the_checked_address(policy, names, dialled):
    names.add("shop.example", ["93.184.216.34"])

    refusal("http://shop.example/", policy)

    assert (names.asked, dialled) == (["shop.example"], ["93.184.216.34:80"])


@pytest.mark.parametrize(
    "answer",
    [
        ["127.0.0.1"],
        ["169.254.169.254"],
        ["93.184.216.34", "10.0.0.1"],
        ["10.0.0.1", "93.184.216.34"],
        ["2606:4700::1111", "::1"],
        ["93.184.216.34", "::ffff:127.0.0.1"],
        ["93.184.216.34", "64:ff9b::7f00:1"],
        ["fe80::1%1"],
    ],
)
def test_one_bad_address_refuses_the_name(policy, names, dialled, answer):
    names.add("shop.example", answer)

    refusal("http://shop.example/", policy)

    assert dialled == []


def test_a_name_that_changes_its_answer_is_dialled_at_the_checked_one(site, allow, names, dialled_after_first):
    """The classic: a good answer for the check, a bad one for the connection."""
    names.add("flip.example", ["93.184.216.34"], ["127.0.0.1"])

    refusal(site.redirect("/", "http://flip.example/"), allow())

    assert (names.asked, dialled_after_first) == (["flip.example"], ["93.184.216.34:80"])


def test_a_name_is_judged_again_at_the_next_redirect(site, allow, names, dialled_after_first):
    """The name leads to the shop first, then inside; the second look finds it out."""
    names.add("flip.example", ["10.0.0.1"])

    refusal(site.redirect("/", "http://flip.example/admin"), allow())

    assert dialled_after_first == []


def test_a_bad_name_reads_like_an_unknown_one_and_like_a_closed_port(policy, names, dialled):
    names.add("inside.example", ["10.0.0.1"])
    names.add("closed.example", ["93.184.216.34"])

    errors = [refusal(f"http://{name}.example/", policy) for name in ("inside", "unknown", "closed")]

    assert {(error.code, str(error), error.status_code) for error in errors} == {
        ("shop_unreachable", UNREACHABLE, None)
    }


def test_the_log_has_the_truth(policy, names, caplog):
    names.add("inside.example", ["93.184.216.34", "10.0.0.1"])

    with caplog.at_level(logging.INFO, logger="scraping.net"):
        refusal("http://inside.example/", policy)
        refusal("http://unknown.example/", policy)

    assert "inside.example:80: it resolves to 10.0.0.1" in caplog.text
    assert "unknown.example: does not resolve" in caplog.text


def test_an_address_in_the_link_itself_is_refused_openly(policy, names):
    with pytest.raises(AddressRefused) as caught:
        client.get("http://127.1/", policy)

    assert (caught.value.reason, names.asked) == ("private_address", [])


def test_a_slow_name_server_is_not_waited_for(policy, names):
    names.silent.add("slow.example")
    started = monotonic()

    refusal("http://slow.example/", policy)

    assert policy.resolve_timeout_s - 0.05 <= monotonic() - started < policy.fetch_deadline_s


def test_a_slow_name_server_ends_at_the_deadline_at_the_latest(allow, names):
    names.silent.add("slow.example")

    with pytest.raises(PageTooSlow):
        client.get("http://slow.example/", allow(resolve_timeout_s=5, fetch_deadline_s=0.2))


def test_lookups_that_hang_do_not_pile_up(policy, names, monkeypatch):
    names.silent.update(f"slow{n}.example" for n in range(4))
    monkeypatch.setattr("scraping.net.resolver._slots", threading.BoundedSemaphore(2))

    for n in range(4):
        refusal(f"http://slow{n}.example/", policy)

    assert names.asked == ["slow0.example", "slow1.example"]


def test_the_next_address_is_tried_when_one_does_not_answer(policy, names, monkeypatch, site, allow):
    names.add("shop.example", ["2606:4700::1111", "93.184.216.34"])
    connect, tried = guard._connect, []

    def second_answers(address, port, timeout_s):
        tried.append((str(address), timeout_s))
        if address.version == 6:
            raise TimeoutError
        return connect("127.0.0.1", site.port, timeout_s)

    monkeypatch.setattr(guard, "_connect", second_answers)
    site.page("/lamp")

    answer = client.get("http://shop.example/lamp", policy)

    assert (answer.status, site.asked[0].headers["host"]) == (200, "shop.example")
    assert [address for address, _ in tried] == ["2606:4700::1111", "93.184.216.34"]
    assert tried[0][1] == pytest.approx(policy.connect_timeout_s / 2, abs=0.05)


def test_a_listed_pair_passes_whatever_it_resolves_to(site, allow, names):
    names.add("demo.example", ["127.0.0.1"])
    site.page("/lamp")

    answer = client.get(site.url("/lamp", host="demo.example"), allow(f"demo.example:{site.port}"))

    assert (answer.status, site.asked[0].headers["host"]) == (200, f"demo.example:{site.port}")


@pytest.mark.parametrize("link", ["http://127.0.0.1:{}/", "http://localhost:{}/", "http://demo.example:{}/"])
def test_a_listed_pair_lets_no_other_through(site, other_site, policy, names, link):
    names.add("localhost", ["127.0.0.1"])
    names.add("demo.example", ["127.0.0.1"])
    other_site.page("/")

    with pytest.raises((AddressRefused, ShopUnreachable)):
        client.get(link.format(other_site.port), policy)

    assert other_site.asked == []


def test_listed_pairs_may_be_written_with_spaces_and_capitals(site, policy):
    assert type(policy)(allow_private=frozenset({" LocalHost:8000 "})).allow_private == {"localhost:8000"}
