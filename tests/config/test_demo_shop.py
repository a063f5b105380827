"""The demo shop over real HTTP, each page as a visitor meets it."""

import time
from collections.abc import Iterator

import lxml.html
import pytest
import requests

from config.demo_shop import server
from config.demo_shop.catalogue import DEMO_LINKS, DemoLink, demo_link
from config.demo_shop.server import DemoShop

LINK_IDS = [link.slug for link in DEMO_LINKS]
ENDLESS = "huge"


@pytest.fixture
def shop() -> Iterator[DemoShop]:
    with server.serve(slow_s=0.3) as shop:
        yield shop


def visit(shop: DemoShop, slug: str) -> requests.Response:
    return requests.get(shop.url(slug), timeout=5, allow_redirects=False)


def pictures_of(html: str) -> list[str]:
    tree = lxml.html.fromstring(html)
    return [*tree.xpath("//img/@src"), *tree.xpath("//meta[@property='og:image']/@content")]


@pytest.mark.parametrize("link", DEMO_LINKS, ids=LINK_IDS)
def test_every_link_of_the_catalogue_is_answered(shop: DemoShop, link: DemoLink) -> None:
    with requests.get(shop.url(link.slug), timeout=5, stream=True) as answer:
        expected = {"not-found": 404, "challenge": 403, "flaky": 503}.get(link.slug, 200)
        assert (answer.status_code, answer.headers["Server"].strip()) == (expected, server.NAME)


def test_every_slug_and_every_address_stands_once() -> None:
    assert len(set(LINK_IDS)) == len({link.path for link in DEMO_LINKS}) == len(DEMO_LINKS)


@pytest.mark.parametrize(
    "slug", [link.slug for link in DEMO_LINKS if link.expect == "IMPORTED" and link.slug != "flaky"]
)
def test_a_product_has_several_pictures_and_all_of_them_load(shop: DemoShop, slug: str) -> None:
    page = requests.get(shop.url(slug), timeout=5)
    pictures = {requests.compat.urljoin(page.url, src) for src in pictures_of(page.text)}

    assert len(pictures) >= 3
    for picture in pictures:
        answer = requests.get(picture, timeout=5)
        assert (answer.headers["Content-Type"], answer.content[:3]) == ("image/jpeg", b"\xff\xd8\xff"), picture


def test_no_mark_of_the_templates_is_left_on_a_page(shop: DemoShop) -> None:
    for link in DEMO_LINKS:
        if link.slug != ENDLESS:
            assert "{{" not in visit(shop, link.slug).text, link.slug


def test_markup_names_the_shop_by_its_own_address(shop: DemoShop) -> None:
    assert f'"{shop.origin}/pictures/dallah.jpg"' in visit(shop, "json-ld").text


def test_the_front_page_lists_every_link(shop: DemoShop) -> None:
    front = lxml.html.fromstring(requests.get(shop.origin, timeout=5).text)

    assert set(front.xpath("//main//a/@href")) == {link.path for link in DEMO_LINKS}


def test_the_flaky_page_fails_twice_and_works_in_every_round(shop: DemoShop) -> None:
    statuses = [visit(shop, "flaky").status_code for _ in range(6)]

    assert statuses == [503, 503, 200, 503, 503, 200]


def test_the_flaky_page_says_when_to_come_back(shop: DemoShop) -> None:
    assert visit(shop, "flaky").headers["Retry-After"] == str(server.RETRY_AFTER_S)


def test_the_moved_page_is_three_redirects_away(shop: DemoShop) -> None:
    answer = requests.get(shop.url("moved"), timeout=5)

    assert [step.status_code for step in answer.history] == [302, 301, 301]
    assert "<h1>Rattan Market Basket</h1>" in answer.text


def test_the_huge_page_is_larger_than_any_page_may_be(shop: DemoShop) -> None:
    limit = 10 * 1024 * 1024
    with requests.get(shop.url(ENDLESS), timeout=5, stream=True) as answer:
        read = 0
        for piece in answer.iter_content(1024 * 1024):
            read += len(piece)
            if read > limit:
                break

    assert read > limit
    assert "Content-Length" not in answer.headers


def test_a_slow_page_holds_up_nobody_else() -> None:
    with server.serve(slow_s=30) as shop:
        slow = requests.Session()
        with pytest.raises(requests.Timeout):
            slow.get(shop.url("slow"), timeout=0.2)
        started = time.monotonic()
        assert visit(shop, "json-ld").status_code == 200
        assert time.monotonic() - started < 20


def test_the_shop_closes_at_once_while_a_visitor_waits_for_the_slow_page() -> None:
    started = time.monotonic()
    with server.serve(slow_s=30) as shop, pytest.raises(requests.Timeout):
        requests.get(shop.url("slow"), timeout=0.2)

    assert time.monotonic() - started < 20


def test_a_taken_port_is_said_by_name(shop: DemoShop) -> None:
    with pytest.raises(server.PortTaken, match=f"127.0.0.1:{shop.server_port}"), server.serve(shop.server_port):
        pytest.fail("two shops on one port")


def test_an_open_shop_is_recognised_and_a_closed_one_is_not() -> None:
    with server.serve() as shop:
        assert server.is_open("127.0.0.1", shop.server_port)

    assert not server.is_open("127.0.0.1", shop.server_port)


@pytest.mark.parametrize(
    "path", ["/pictures/../server.py", "/pictures/%2e%2e/server.py", "/../answers.py", "/_top.html"]
)
def test_nothing_but_pages_and_pictures_is_given_out(shop: DemoShop, path: str) -> None:
    request = requests.Request("GET", shop.origin).prepare()
    request.url = shop.origin + path  # past the library's own tidying
    with requests.Session() as session:
        assert session.send(request, timeout=5).status_code == 404


def test_a_link_is_at_the_fixed_address_by_default(settings) -> None:
    settings.DEMO_SHOP_HOST = "127.0.0.1:8765"

    assert demo_link("arabic").url == "http://127.0.0.1:8765/products/sukkari-dates"
