"""A page that scripts draw, imported by a real worker with a real browser."""

import pytest
from django.db import connection

from products.models import Product
from scraping.policy import ScrapePolicy
from scraping.providers.browser import program
from tests.support import worker
from tests.support.http import open_site

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not program.find(""), reason="no Chromium, or no Playwright, on this machine"),
]
DRAWN = """<!doctype html><title>Shop</title><div id=app></div><script>
setTimeout(async () => {
  const lamp = await (await fetch("/lamp.json")).json();
  document.getElementById("app").innerHTML = `<h1>${lamp.name}</h1><p>${lamp.price} SAR</p><img src="/lamp.jpg">
    <button>Add to cart</button>`;
}, 300);
</script>"""


def test_a_drawn_page_becomes_a_product_with_a_picture_of_it(tmp_path, settings, merchant, user, client_of):
    with open_site() as site:
        site.page("/lamp", DRAWN)
        site.page("/lamp.json", '{"name": "Brass lamp", "price": "129.50"}', Content_Type="application/json")
        settings.SCRAPE_POLICY = ScrapePolicy(allow_private=frozenset({site.pair}))
        env = {
            "SCRAPE_ALLOW_PRIVATE": site.pair,
            "SCRAPE_PROVIDERS": "direct,platform_json,browser",
            "BROWSER_DEADLINE_S": "60",
        }
        client_of(user).post("/import", {"links": site.url("/lamp")})

        with worker.Crew(
            tmp_path, worker.address_of(connection), "memory://", imports=(), env=env
        ) as crew:  # fmt: skip
            crew.until(lambda: Product.objects.exclude(status="IMPORTING").exists(), seconds=120)

    product = merchant.products.get()
    assert (product.status, product.name, str(product.price)) == ("IMPORTED", "Brass lamp", "129.5000")
    assert [(a.provider, a.error_code) for a in product.attempts.all()] == [("direct", ""), ("browser", "")]
    assert bytes(product.stored_pages.get().screenshot).startswith(b"\xff\xd8\xff")
