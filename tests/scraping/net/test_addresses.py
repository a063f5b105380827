"""No trick reaches a private address, and no public one is refused by mistake."""

from ipaddress import IPv4Network, IPv6Network, ip_address

import pytest
import requests

from scraping.errors import AddressRefused, InvalidLink, ShopUnreachable
from scraping.links import parse_link
from scraping.net import client
from scraping.net.addresses import check_url, is_public
from scraping.net.check import check_links
from scraping.policy import ScrapePolicy
from tests.scraping.net import tricks

POLICY = ScrapePolicy(resolve_timeout_s=5)


@pytest.fixture(autouse=True)
def known_names(names):
    for name, addresses in (tricks.PUBLIC_NAMES | tricks.INSIDE_NAMES).items():
        names.add(name, addresses)


def test_there_are_several_hundred_tricks():
    assert (len(set(tricks.REFUSED)) > 450, len(set(tricks.ALLOWED)) > 80) == (True, True)


def test_no_trick_is_allowed():
    assert [link for verdict, link, _ in check_links(tricks.REFUSED) if verdict != "refuse"] == []


def test_no_public_link_is_refused():
    assert [(link, why) for verdict, link, why in check_links(tricks.ALLOWED) if verdict != "allow"] == []


def test_no_trick_reaches_anything(dialled):
    errors = set()
    for link in tricks.REFUSED:
        with pytest.raises((InvalidLink, AddressRefused, ShopUnreachable)) as caught:
            client.get(link, POLICY)
        errors.add(caught.type)

    assert dialled == []
    assert errors == {InvalidLink, AddressRefused, ShopUnreachable}


def test_every_public_link_reaches_a_public_address(dialled):
    for link in tricks.ALLOWED:
        already = len(dialled)
        with pytest.raises(ShopUnreachable):
            client.get(parse_link(link).url, POLICY)
        assert len(dialled) > already, link

    assert all(is_public(ip_address(pair.rpartition(":")[0].strip("[]"))) for pair in dialled)


@pytest.mark.parametrize("block", tricks.PRIVATE_V4_BLOCKS)
def test_a_special_block_is_refused_from_end_to_end(block):
    network = IPv4Network(block)
    step = max(network.num_addresses // 50, 1)

    assert not any(is_public(network[n]) for n in (*range(0, network.num_addresses, step), -1))


@pytest.mark.parametrize("block", tricks.PRIVATE_V6_BLOCKS)
def test_a_special_ipv6_block_is_refused_from_end_to_end(block):
    network = IPv6Network(block)

    assert not any(is_public(network[network.num_addresses * n // 50]) for n in range(50))
    assert not is_public(network[-1])


@pytest.mark.parametrize("text", [*tricks.PUBLIC_V4, *tricks.PUBLIC_V6])
def test_public_addresses_beside_special_blocks_stay_public(text):
    assert is_public(ip_address(text))


def test_half_of_all_ipv4_first_bytes_are_public_and_none_is_forgotten():
    """Of the 256 blocks /8, these are wholly refused: 0, 10, 127, and 224 to 255."""
    refused = [first for first in range(256) if not is_public(ip_address(f"{first}.1.2.3"))]

    assert refused == [0, 10, 127, *range(224, 256)]


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("http://127.0.0.1.nip.example:80", "http://127.0.0.1.nip.example/"),
        ("HTTPS://ⓢⓗⓞⓟ.Example:443/%7e/../a b?x=ü#ö", "https://shop.example/a%20b?x=%C3%BC#%C3%B6"),
        ("http://0x5db8d822/", "http://93.184.216.34/"),
        ("http://[2606:4700:0:0::1111]:80/", "http://[2606:4700::1111]/"),
    ],
)
def test_only_the_normalised_form_is_used(given, used):
    assert check_url(given).full == used
    assert check_url(used) == check_url(given)


def test_what_is_checked_is_what_requests_would_send():
    """Two parsers that disagree are how tricks work: for every link that passes, ours and theirs agree."""
    for link in tricks.ALLOWED:
        target = check_url(parse_link(link).url)
        assert requests.Request("GET", target.url).prepare().url == target.url
