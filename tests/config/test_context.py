"""The demo shop's links are offered only where the shop is open."""

from collections.abc import Iterator

import pytest
from django.test import RequestFactory

from config import context
from config.demo_shop.catalogue import DEMO_LINKS


@pytest.fixture(autouse=True)
def _closed_again() -> Iterator[None]:
    yield
    context.offer_demo_links(False)


def test_a_closed_demo_shop_offers_no_links(rf: RequestFactory) -> None:
    assert context.demo_links(rf.get("/import")) == {"demo_links": ()}


def test_an_open_demo_shop_offers_all_its_links(rf: RequestFactory) -> None:
    context.offer_demo_links(True)

    assert context.demo_links(rf.get("/import")) == {"demo_links": DEMO_LINKS}
