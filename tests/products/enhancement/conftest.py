"""A model on loopback, and a product to write about."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from merchants.models import Merchant
from products.enhancement import service
from products.enhancement.models import Proposal
from products.models import Product, ProductImage
from tests.support.model import Model, model_endpoint

DALLAH = {
    "name": "Copper dallah coffee pot",
    "brand": "Nahhas",
    "price": "129.50",
    "language": "en",
    "material": "Copper",
    "description": "A coffee pot of copper. Holds 1.2 L.",
    "description_html": "<p>A coffee pot of copper. Holds 1.2 L.</p>",
    "properties": {"Height": "28 cm", "Warranty": "2 years"},
}
ENGLISH = {
    "title": "Copper coffee pot, 1.2 L",
    "description_html": "<p>A copper pot, 28 cm high.</p>",
    "highlights": ["Made of copper", "Holds 1.2 L"],
    "seo_title": "Copper coffee pot",
    "seo_description": "A copper coffee pot that holds 1.2 L.",
    "tags": ["coffee", "copper"],
    "image_alts": [],
}
ARABIC = {
    "title": "دلة قهوة من النحاس، ١٫٢ لتر",
    "description_html": "<p>دلة من النحاس بارتفاع ٢٨ سم، مع ضمان سنتين.</p>",
    "highlights": ["من النحاس", "سعة ١٫٢ لتر"],
    "seo_title": "دلة قهوة من النحاس",
    "seo_description": "دلة قهوة من النحاس سعتها ١٫٢ لتر.",
    "tags": ["قهوة"],
    "image_alts": [],
}


@pytest.fixture
def model(settings) -> Iterator[Model]:
    with model_endpoint() as endpoint:
        settings.AI = endpoint.endpoint(vision_model="")
        yield endpoint


@pytest.fixture
def owner(client_of, user) -> Client:
    return client_of(user)


@pytest.fixture
def dallah(merchant, product_of) -> Product:
    product = product_of(merchant, snapshot=DALLAH)
    ProductImage.objects.create(product=product, position=0, url="https://shop.test/pot.jpg")
    return product


@pytest.fixture
def written(work_all) -> Callable[[Product], Proposal]:
    """Have texts written by a real worker's code, and give what is proposed."""

    def write(product: Product) -> Proposal:
        service.enhance(product)
        work_all()
        return Proposal.objects.get(product=product, is_open=True)

    return write


def in_language(asked: dict[str, Any]) -> str:
    return "ar" if "shop in Arabic" in asked["messages"][0]["content"] else "en"


def obedient(**changes: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A model that writes what the facts say, with ``changes`` to its English."""
    return lambda asked: ARABIC if in_language(asked) == "ar" else ENGLISH | changes


def field_of(proposal: Proposal, language: str, field: str) -> Any:
    return proposal.fields.get(language=language, field=field)


def shop_of(merchant: Merchant) -> str:
    return merchant.slug
