"""Names stand where the page's writing begins, also those of the other direction."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.conf import settings
from django.utils import timezone

from products.watch.models import WatchAlert

pytestmark = pytest.mark.django_db(transaction=True)
GAPS = """names => names.map((one) => {
  const [box, text] = [one.getBoundingClientRect(), one.querySelector("bdi").getBoundingClientRect()];
  return { left: text.left - box.left, right: box.right - text.right };
})"""


@pytest.mark.parametrize(("language", "side"), [("ar", "right"), ("en", "left")])
def test_names_stand_where_the_writing_begins(
    signed_in_page, merchant, product_of, context, live_server, language, side
):
    for name in ("Copper pot", "دلة نحاسية"):
        product = product_of(merchant, name=name)
        WatchAlert.objects.create(merchant=merchant, product=product, kind="gone", at=timezone.now())
    context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}])
    page = signed_in_page(merchant)

    for address in ("/products/", "/alerts"):
        page.goto(address)
        gaps = page.locator(".product-title").evaluate_all(GAPS)
        assert len(gaps) == 2
        assert all(gap[side] < 1 for gap in gaps), (address, gaps)


@pytest.mark.parametrize("availability", ["in_stock", "out_of_stock"])
def test_on_a_phone_state_stock_and_time_of_a_product_are_whole_and_do_not_touch(
    signed_in_page, merchant, product_of, availability
):
    read_at = timezone.now() - timedelta(minutes=25)
    product_of(merchant, read_at=read_at, availability=availability, incomplete=["price"], is_complete=False)
    page = signed_in_page(merchant)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/products/")

    parts = [page.locator(f".products {one}") for one in (".state .badge", ".there", ".seen time")]
    boxes = [part.bounding_box() for part in parts]
    for before, after in pairwise(boxes):
        assert after["x"] - (before["x"] + before["width"]) >= 4 or after["y"] >= before["y"] + before["height"]
    assert all(part.evaluate("it => it.scrollWidth <= it.clientWidth || it.clientWidth === 0") for part in parts)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
