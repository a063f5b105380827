"""Which texts and prices are in a file: a store's own, accepted ones, and none that nobody bears out."""

import csv
import io
import json
from html import unescape

import pytest

from products.files import service
from products.models import Product
from products.publishing.models import Listing
from tests.merchants.stores.conftest import store_of  # noqa: F401 - a fixture
from tests.products.files import rules

pytestmark = pytest.mark.django_db


def test_what_was_written_for_a_store_is_in_its_file(exported, product_of, merchant, other_merchant, store_of):  # noqa: F811
    pot = product_of(merchant)
    store, theirs = store_of(merchant), store_of(other_merchant, external_id="9")
    written = {"name": "قدر نحاس", "description_html": "<p>مصنوع يدويًا.</p>", "seo_title": "قدر"}
    listing = Listing.objects.create(
        product=pot, connection=store, sku="MINE-1", category="Kitchen > Pots", own_price="99", tags=["handmade"]
    )
    listing.texts.create(language="ar", **written)

    _run, content = exported("shopify", sold_in=f"{store.pk}:ar")
    (row,) = [one for one in csv.DictReader(io.StringIO(content.decode("utf-8-sig"))) if one["Title"]]
    assert (row["Title"], row["Body (HTML)"], row["SEO Title"]) == (
        written["name"],
        written["description_html"],
        written["seo_title"],
    )
    assert (row["Variant SKU"], row["Variant Price"], row["Tags"]) == ("MINE-1", "99.00", "handmade")

    _run, content = exported("shopify", sold_in=f"{store.pk}:en")
    assert "Copper pot" in content.decode() and "MINE-1" in content.decode()
    with pytest.raises(AssertionError):
        exported("shopify", sold_in=f"{theirs.pk}:ar")


ARABIC = {
    "name": "قدر نحاس، ٢ لتر",
    "description_html": "<p>قدر من النحاس.</p>",
    "highlights": ["من النحاس", "مطلي بالقصدير"],
    "seo_title": "قدر نحاس",
    "seo_description": "قدر من النحاس للمطبخ.",
    "tags": ["نحاس", "مطبخ"],
    "image_alts": ["قدر نحاس", "", "غطاء القدر"],
}


@pytest.fixture
def enhanced(product_of, merchant) -> Product:
    """A pot with accepted Arabic texts, its description written by a model and its title by rules."""
    said = {"description": "A pot of copper, tinned.", "properties": {"Capacity": "2 l"}}
    pictures = {"images": [f"https://shop.test/{number}.jpg" for number in range(3)]}
    product = product_of(merchant, snapshot=said | pictures)
    makers = dict.fromkeys(ARABIC, "ai") | {"name": "rules"}
    product.texts.create(language="ar", made_by=makers, **ARABIC)
    return product


def test_accepted_texts_are_in_every_file(exported, enhanced):
    """In the language that the merchant sells in: Arabic, where no store says otherwise."""
    (rows,) = rules.check_shopify(exported("shopify")[1]).values()
    listed = "<ul><li>من النحاس</li><li>مطلي بالقصدير</li></ul><p>قدر من النحاس.</p>"
    assert (rows[0]["Title"], rows[0]["Body (HTML)"], rows[0]["Tags"]) == (ARABIC["name"], listed, "نحاس, مطبخ")
    assert (rows[0]["SEO Title"], rows[0]["SEO Description"]) == (ARABIC["seo_title"], ARABIC["seo_description"])
    assert [row["Image Alt Text"] for row in rows] == ["قدر نحاس", ARABIC["name"], "غطاء القدر"]

    (woo,) = rules.check_woo(exported("woocommerce")[1])
    assert (woo["Name"], woo["Description"], woo["Tags"]) == (ARABIC["name"], listed, "نحاس, مطبخ")

    (salla,) = rules.check_salla(exported("salla")[1])
    assert (salla["أسم المنتج"], salla["الوصف"], salla["وصف صورة المنتج"]) == (ARABIC["name"], listed, "قدر نحاس")

    told = json.loads(exported("jsonl")[1])
    assert told["name"] == "Copper pot"
    assert told["texts"]["ar"] == ARABIC | {"made_by": enhanced.texts.get().made_by, "untraced": {}}


@pytest.mark.parametrize(
    ("kind", "check"), [("google_xml", rules.check_google_xml), ("google_tsv", rules.check_google_tsv)]
)
def test_google_is_told_what_a_model_wrote(exported, enhanced, kind, check):
    (item,) = check(exported(kind)[1])
    assert item["title"] == [ARABIC["name"]]
    assert item["structured_description"] == ["trained_algorithmic_media:قدر من النحاس."]
    assert ",".join(item["product_highlight"]) == ",".join(ARABIC["highlights"])

    enhanced.texts.update(made_by={"name": "picture", "description_html": "rules"})
    (item,) = check(exported(kind)[1])
    assert item["structured_title"] == [f"trained_algorithmic_media:{ARABIC['name']}"]
    assert item["description"] == ["قدر من النحاس."]


def test_the_language_of_a_file_is_the_stores_unless_chosen(exported, enhanced, merchant, store_of, client):  # noqa: F811
    def name(**given: object) -> str:
        return rules.check_woo(exported("woocommerce", **given)[1])[0]["Name"]

    assert name(sold_in=":en") == "Copper pot"
    store = store_of(merchant)
    type(store).objects.filter(pk=store.pk).update(language="en")
    assert name() == "Copper pot"
    page = unescape(client.get("/products/export").content.decode())
    assert page.index("The products' own, in English") < page.index("The products' own, in Arabic")
    assert name(sold_in=":ar") == name(sold_in=f"{store.pk}:ar") == ARABIC["name"]


def test_words_for_a_store_stand_before_accepted_ones_and_are_the_merchants(exported, enhanced, merchant, store_of):  # noqa: F811
    store = store_of(merchant)
    listing = Listing.objects.create(product=enhanced, connection=store, sku="MINE-1")
    listing.texts.create(language="ar", name="قدري", description_html="<p>مصنوع بحب.</p>")

    (item,) = rules.check_google_xml(exported("google_xml", sold_in=f"{store.pk}:ar")[1])

    assert (item["title"], item["description"]) == (["قدري"], ["مصنوع بحب."])
    assert "product_highlight" not in item  # they belong to the description that is not used
    (rows,) = rules.check_shopify(exported("shopify", sold_in=f"{store.pk}:ar")[1]).values()
    assert (rows[0]["SEO Title"], rows[0]["SEO Description"]) == ("قدري", "مصنوع بحب.")


def test_what_nobody_bears_out_leaves_in_no_file(client, exported, enhanced):
    """It was borne out when it was accepted; the facts have changed since."""
    text = enhanced.texts.get()
    text.description_html = "<p>قدر من النحاس بضمان سنتين.</p>"
    text.save()

    run, content = exported("woocommerce")
    assert rules.check_woo(content) == []
    assert list(service.file_of(run).left_out) == ["claim_untraced"]
    assert "does not bear out" in client.get(f"/products/exports/{run.pk}").content.decode()
    assert json.loads(exported("jsonl")[1])["texts"]["ar"]["untraced"] == {"description_html": ["ضمان", "سنتين"]}

    text.confirmed = [["warranty", "ضمان"], ["warranty", "سنتين"]]
    text.save()
    assert len(rules.check_woo(exported("woocommerce")[1])) == 1
