"""Small copies of pictures: over real HTTP from a shop on loopback, made small, kept, and never of anything else."""

import io
import struct
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.core.cache import caches
from PIL import Image

from products.pictures import making
from products.pictures.addresses import address_of
from tests.support.http import Site, open_site


def picture(kind: str = "JPEG", size: tuple[int, int] = (1200, 900), mode: str = "RGB") -> bytes:
    made = io.BytesIO()
    Image.new(mode, size, "teal").save(made, kind)
    return made.getvalue()


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.CACHES = settings.CACHES | {"pictures": settings.CACHES["pictures"] | {"LOCATION": str(tmp_path)}}


@pytest.fixture
def shop(settings) -> Iterator[Site]:
    with open_site() as site:
        settings.SCRAPE_POLICY = replace(settings.SCRAPE_POLICY, allow_private=frozenset({site.pair}))
        yield site


@pytest.fixture
def shows(shop: Site) -> Callable[..., str]:
    """Put a picture into the shop and give the address of its small copy."""

    def show(body: bytes, size: str = "") -> str:
        return address_of(shop.page("/pot.jpg", body, Content_Type="image/jpeg"), size)

    return show


def opened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body))


FORMS = [
    ("JPEG", "RGB"),
    ("JPEG", "CMYK"),
    ("PNG", "RGBA"),
    ("PNG", "P"),
    ("GIF", "P"),
    ("WEBP", "RGB"),
    ("AVIF", "RGB"),
]


@pytest.mark.parametrize(("kind", "mode"), FORMS)
def test_every_common_form_becomes_a_small_webp(client_of, user, shows, kind: str, mode: str):
    answer = client_of(user).get(shows(picture(kind, mode=mode)))

    small = opened(answer.content)
    assert (answer.status_code, answer["Content-Type"], small.format, small.size) == (
        200,
        "image/webp",
        "WEBP",
        (96, 72),
    )
    assert "immutable" in answer["Cache-Control"]


def test_a_picture_is_fetched_once(client_of, user, shop, shows):
    client, address = client_of(user), shows(picture())

    first, second = client.get(address), client.get(address)

    assert first.content == second.content
    assert len(shop.asked) == 1


def test_a_picture_that_is_small_already_is_not_made_larger(client_of, user, shows):
    answer = client_of(user).get(shows(picture(size=(40, 30)), size="wide"))

    assert opened(answer.content).size == (40, 30)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html>login</html>",
        picture()[:300],
        b"\x89PNG\r\n\x1a\n" + b"x" * 99,
    ],
    ids=["nothing", "a program", "a page", "half a picture", "nonsense"],
)
def test_what_is_no_picture_gives_a_drawing_and_is_not_asked_for_again(client_of, user, shop, shows, body: bytes):
    client, address = client_of(user), shows(body)

    answers = [client.get(address) for _ in range(2)]

    assert [(answer.status_code, answer["Content-Type"]) for answer in answers] == [(200, "image/svg+xml")] * 2
    assert len(shop.asked) == 1


def test_a_picture_bomb_is_never_decoded(client_of, user, shows, monkeypatch):
    monkeypatch.setattr(Image.Image, "thumbnail", lambda *_: pytest.fail("decoded"))

    answer = client_of(user).get(shows(picture("PNG", (12_000, 6_000), "1")))

    assert answer["Content-Type"] == "image/svg+xml"


def test_a_large_photograph_is_decoded_small_at_once(client_of, user, shows):
    answer = client_of(user).get(shows(picture("JPEG", (6_000, 4_000))))

    assert opened(answer.content).size == (96, 64)


def test_a_private_address_is_never_asked(client_of, user, shop, shows, settings):
    address = shows(picture())
    settings.SCRAPE_POLICY = replace(settings.SCRAPE_POLICY, allow_private=frozenset())

    answer = client_of(user).get(address)

    assert (answer["Content-Type"], shop.asked) == ("image/svg+xml", [])


@pytest.mark.parametrize("address", ["/pictures/96/nonsense", "/pictures/96/:", "/pictures/0/x:y"])
def test_only_addresses_of_our_own_pages_are_known(client_of, user, address: str):
    assert client_of(user).get(address).status_code == 404


def test_other_widths_than_the_pages_have_are_not_known(client_of, user, shows):
    address = shows(picture()).replace("/96/", "/5000/")

    assert client_of(user).get(address).status_code == 404


def test_who_is_not_signed_in_is_led_to_the_login(client, shows, db):
    answer = client.get(shows(picture()))

    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/")


def test_with_too_many_under_way_the_browser_asks_the_shop_itself(client_of, user, shop, shows, monkeypatch):
    monkeypatch.setattr("products.pictures.views._free_threaded", _Taken())

    answer = client_of(user).get(shows(picture()))

    assert (answer.status_code, answer.url) == (302, shop.url("/pot.jpg"))


class _Taken:
    def acquire(self, *, blocking: bool) -> bool:
        assert not blocking
        return False


def test_pages_show_small_copies(client_of, user, merchant, product_of):
    product = product_of(merchant)

    page = client_of(user).get(product.get_absolute_url()).content.decode()

    assert address_of(product.image, "wide") in page
    assert f'src="{product.image}"' not in page


def test_a_list_shows_thumbs(client_of, user, merchant, product_of):
    product = product_of(merchant)

    page = client_of(user).get("/products/").content.decode()

    assert address_of(product.image) in page


def test_a_picture_inside_its_own_address_is_shown_as_it_is():
    assert address_of("data:image/gif;base64,R0lGODlhAQABAAAAACw=") == "data:image/gif;base64,R0lGODlhAQABAAAAACw="


def test_the_cache_of_pictures_is_bounded(settings):
    assert caches["pictures"]._max_entries == settings.CACHES["pictures"]["OPTIONS"]["MAX_ENTRIES"]


def test_damaged_details_of_a_photograph_give_the_drawing(monkeypatch):
    def damaged(image: Image.Image) -> Image.Image:
        raise struct.error("unpack requires a buffer of 4 bytes")

    monkeypatch.setattr(making.ImageOps, "exif_transpose", damaged)

    with pytest.raises(making.NoPicture):
        making.smaller(picture(), 160)
