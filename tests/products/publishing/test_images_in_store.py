"""Order and texts of pictures that are in the store already follow what is here."""

import pytest

from products.models import ProductText
from products.publishing import service
from products.publishing.models import Listing
from tests.products.publishing.test_edited_in_store import kept
from tests.products.publishing.test_every_store import there  # noqa: F401 - a fixture
from tests.products.publishing.test_publish import only

pytestmark = pytest.mark.django_db(transaction=True)


def write_alts(product, *alts: str) -> None:
    for language in ("ar", "en"):
        ProductText.objects.update_or_create(product=product, language=language, defaults={"image_alts": list(alts)})


def reverse(product) -> None:
    """Positions are unique, so by way of numbers that nobody has."""
    images = list(product.images.order_by("-position"))
    for shift in (100, 0):
        for place, image in enumerate(images):
            product.images.filter(pk=image.pk).update(position=shift + place)


def in_store(server, listing) -> list[tuple[str, str]]:
    """Ids and texts in the store's order, by what the store itself has."""
    product = server.products.get(listing.remote_id) or server.products[int(listing.remote_id)]
    images = product.get("images") or product.get("media")
    return [(str(each["id"]), each.get("alt", each.get("alt_text")) or "") for each in images]


def test_a_new_order_and_new_texts_reach_every_store(there, lamp, publish, work_all):  # noqa: F811
    server, connection = there
    listing = publish(lamp, connection)
    (first, _), (second, _) = in_store(server, listing)
    reverse(lamp)
    write_alts(lamp, "The lamp from behind", "The lamp")

    for _time in range(2):
        listing = publish(lamp, connection)
        assert (listing.status, listing.error_detail, kept(listing)) == ("LIVE", "", [])

    assert in_store(server, listing) == [(second, "The lamp from behind"), (first, "The lamp")]


def test_at_salla_too_and_nothing_is_sent_twice(salla, store, lamp, publish):
    listing = publish(lamp, store)
    ids = [pk for pk, _alt in in_store(salla, listing)]
    reverse(lamp)
    write_alts(lamp, "Behind", "Front")

    listing = publish(lamp, store)

    assert in_store(salla, listing) == [(ids[1], "Behind"), (ids[0], "Front")]
    assert [each["sort"] for each in only(salla)["images"]] == [1, 2]
    assert [each["main"] for each in only(salla)["images"]] == [True, False]
    assert len(salla.made("POST", r"/products/images/\d+")) == 2
    assert publish(lamp, store).notes == [{"code": "nothing_to_do"}]
    assert len(salla.made("POST", r"/products/images/\d+")) == 2


def test_one_that_is_put_between_two_stands_there(salla, store, lamp, pictures, publish):
    listing = publish(lamp, store)
    (first, _), (second, _) = in_store(salla, listing)
    lamp.images.filter(position=1).update(position=2)
    lamp.images.create(position=1, url=pictures.url("/3.png"))

    listing = publish(lamp, store)

    now = [pk for pk, _alt in in_store(salla, listing)]
    assert (now[0], now[2], len(now)) == (first, second, 3)


def test_a_text_that_was_changed_in_the_store_stays_until_ours_is_sent_over_it(salla, store, lamp, publish, work_all):
    write_alts(lamp, "Front", "Behind")
    publish(lamp, store)
    only(salla)["images"][0]["alt"] = "My own text"
    write_alts(lamp, "From the front", "From behind")

    for _time in range(2):  # it is not forgotten by the first update
        listing = publish(lamp, store)
        assert kept(listing) == ["image_alts"] or listing.notes == [{"code": "nothing_to_do"}]
        assert [each["alt"] for each in only(salla)["images"]] == ["My own text", "From behind"]

    service.publish(lamp, store, overwrite=True)
    work_all()

    listing = Listing.objects.get()
    assert (listing.status, kept(listing)) == ("LIVE", [])
    assert [each["alt"] for each in only(salla)["images"]] == ["From the front", "From behind"]


@pytest.mark.parametrize("fault", ["error_after", "cut_after", "error"])
def test_a_lost_answer_in_the_middle_of_it_changes_nothing_in_the_end(salla, store, lamp, publish, fault):
    listing = publish(lamp, store)
    ids = [pk for pk, _alt in in_store(salla, listing)]
    reverse(lamp)
    salla.order(fault, "POST", r"/products/images/\d+")

    listing = publish(lamp, store)

    assert (listing.status, [pk for pk, _alt in in_store(salla, listing)]) == ("LIVE", ids[::-1])
