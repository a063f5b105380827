"""A page without text but with a picture: a model that sees proposes a text, flagged as such, and never a price."""

from dataclasses import replace
from uuid import uuid4

import pytest

from jobs import service as jobs
from jobs.models import Run, Status
from products.ai.models import AICall
from products.content import ProductText
from products.enhancement import service
from products.enhancement.models import Proposal
from products.imports import service as imports
from products.models import Product, ProductImage
from scraping.links import parse_link
from tests.products.enhancement.conftest import ARABIC, ENGLISH, field_of, in_language
from tests.support.http import open_site
from tests.support.model import model_endpoint
from tests.support.stores.common import PNG

pytestmark = pytest.mark.django_db(transaction=True)

SEEN = {
    "name_ar": "دلة",
    "name_en": "A coffee pot",
    "description_ar": "دلة لامعة ذات مقبض أسود.",
    "description_en": "A shining pot with a black handle, for 5 SAR.",
}


@pytest.fixture
def shop(settings):
    with open_site() as site:
        settings.SCRAPE_POLICY = replace(settings.SCRAPE_POLICY, allow_private=frozenset({site.pair}))
        site.page("/pot.png", PNG, Content_Type="image/png")
        site.page(
            "/pot",
            f"""<html><head><title>Pot</title><script type="application/ld+json">{{"@context": "https://schema.org",
            "@type": "Product", "name": "Pot", "image": "{site.url("/pot.png")}",
            "offers": {{"@type": "Offer", "price": "129.50", "priceCurrency": "SAR"}}}}</script></head>
            <body><h1>Pot</h1><img src="/pot.png"><span class="price">129.50 SAR</span>
            <button>Add to cart</button></body></html>""",
        )
        yield site


def answer(asked):
    if "picture" in str(asked["messages"][1]["content"]) and asked["model"] == "eye":
        return SEEN
    return ARABIC if in_language(asked) == "ar" else ENGLISH | {"title": "Coffee pot with a black handle"}


def test_an_import_without_text_gets_one_proposed_from_its_picture(settings, merchant, shop, work_all):
    with model_endpoint() as model:
        settings.AI = model.endpoint()
        model.obey(answer)

        started = imports.start(
            merchant=merchant,
            link=parse_link(shop.url("/pot"), ports=frozenset({shop.port}), allow_private=frozenset({shop.pair})),
        )
        work_all()
        work_all()  # the reading's end has started it

        picture = model.asked[0]["messages"][1]["content"][1]["image_url"]["url"]
    product = Product.objects.get(pk=started.product.pk)
    proposal = Proposal.objects.get(product=product)
    assert picture.startswith("data:image/png;base64,")
    assert (product.status, str(product.price)) == ("IMPORTED", "129.5000")
    assert proposal.maker == "picture"
    assert "picture" in str(proposal.get_maker_display())
    assert "black" in [claim["text"] for claim in field_of(proposal, "en", "name").claims if not claim["found"]]
    assert AICall.objects.filter(purpose="look look.1", model="eye").count() == 1


def test_a_text_from_the_picture_is_flagged_in_the_list_and_on_the_products_page(owner, merchant, product_of):
    plain, waits, stands = (product_of(merchant, name=name) for name in ("Plain", "Waits", "Stands"))
    proposal = Proposal.objects.create(product=waits, run_id=uuid4(), maker="picture", model="eye")
    proposal.fields.create(language="en", field="name", value="A pot")
    ProductText.objects.create(product=stands, language="en", name="A pot", made_by={"name": "picture"})

    page = owner.get("/products/").content.decode()

    assert page.count("Text by AI from the picture") == 2
    for product, is_flagged in ((plain, False), (waits, True), (stands, True)):
        shown = owner.get(product.get_absolute_url()).content.decode()
        assert ("This was written from the picture" in shown) is is_flagged


def test_a_picture_that_could_not_be_looked_at_is_not_paid_for_at_each_reading(settings, merchant, product_of):
    product = product_of(merchant, snapshot={"description": None})
    ProductImage.objects.create(product=product, position=0, url="https://shop.test/pot.png")
    read = Run(status=Status.SUCCEEDED, payload={"productId": str(product.pk)})
    with model_endpoint() as model:
        settings.AI = model.endpoint()
        service.reading_ended(read)
        jobs.cancel(Run.objects.get(flow=service.FLOW))

        service.reading_ended(read)

    assert Run.objects.filter(flow=service.FLOW).count() == 1


def test_without_a_writing_model_the_rules_take_what_was_seen(settings, merchant, shop, product_of, work_all):
    product = product_of(merchant, snapshot={"description": None, "images": [shop.url("/pot.png")]})
    with model_endpoint() as model:
        settings.AI = model.endpoint(model="")
        model.obey(answer)

        service.enhance(product)
        work_all()

    proposal = Proposal.objects.get()
    assert proposal.maker == "picture"
    assert field_of(proposal, "ar", "description_html").value.startswith("<p>دلة لامعة")
    assert "SAR" not in str(list(proposal.fields.values_list("value", flat=True)))


def test_a_page_with_text_is_not_looked_at(settings, merchant, product_of, shop, work_all):
    product = product_of(merchant, snapshot={"description": "A pot.", "images": [shop.url("/pot.png")]})
    with model_endpoint() as model:
        settings.AI = model.endpoint()
        model.obey(answer)

        service.enhance(product)
        work_all()

        assert {asked["model"] for asked in model.asked} == {"scribe"}


def test_a_picture_at_a_private_address_is_not_fetched(settings, merchant, product_of, work_all):
    product = product_of(merchant, snapshot={"description": None, "images": ["http://127.0.0.1:9/pot.png"]})
    with model_endpoint() as model:
        settings.AI = model.endpoint()

        run = service.enhance(product)
        work_all()

        assert model.asked == []
    run.refresh_from_db()
    assert run.status == "FAILED"
    assert run.error_code in {"address_refused", "shop_unreachable"}
