"""Getting a product's pictures for a store: through the guarded client, judged by their bytes."""

from typing import Any

from django.conf import settings

from jobs.context import StepContext
from jobs.errors import StepError
from merchants.stores.clients.base import Capabilities, StoreClient
from merchants.stores.clients.errors import ImageRefused
from merchants.stores.product import ImageFile, StoreImage, StoreProduct
from products.publishing.errors import NoImageTaken
from products.publishing.models import Listing, ListingImage
from scraping.errors import ScrapeError
from scraping.net import client as net
from scraping.net.kinds import image_type
from scraping.net.status import check_status

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "image/avif": "avif"}
TRIES = 3  # of a picture's own host; after that the product goes without this picture


class ImageUnfit(StepError):
    """The picture is of a kind or a size that the store does not take."""

    code = "image_refused"


def send(listing: Listing, product: StoreProduct, store: StoreClient, context: StepContext[Any]) -> None:
    """Make the store's pictures of ours the wanted ones, in order. What is there already stays.

    Raises NoImageTaken when none is left and the store hides products without one, and what the store raises.
    """
    there = {image.id for image in store.get(listing.remote_id).images}
    rows = _in_order(listing, product, store, there)
    position = 0
    for image in product.images:
        context.check()
        row = rows.get(image.key) or ListingImage(listing=listing, key=image.key)
        if row.remote_id or _put(row, image, position + 1, store, context, there):
            position += 1
            there.add(row.remote_id)
    if product.images and not position and store.capabilities.hidden_without_image:
        raise NoImageTaken


def _in_order(listing: Listing, product: StoreProduct, store: StoreClient, there: set[str]) -> dict[str, ListingImage]:
    """The rows of pictures that stand where they should; others of ours are taken away, and sent anew if wanted.

    One that was tried, and nobody heard whether it got there, is kept as such. What is not ours stays where it is.
    """
    rows = {row.key: row for row in listing.images.all()}
    kept: dict[str, ListingImage] = {}
    place = 0
    for image in product.images:
        row = rows.get(image.key)
        if row is not None and row.is_tried:
            kept[image.key] = row
        elif row is not None and row.remote_id in there and row.position == place + 1:
            kept[image.key], place = row, place + 1
    for row in rows.values():
        if row.key not in kept:
            if row.remote_id in there:
                store.remove_image(listing.remote_id, row.remote_id)
            row.delete()
    return kept


def _put(
    row: ListingImage,
    image: StoreImage,
    position: int,
    store: StoreClient,
    context: StepContext[Any],
    there: set[str],
) -> bool:
    """Send one picture and note its id at once, or why it was left out. Whether the store has it.

    That it is tried is noted before. Only then may a picture that we do not know be this one, whose answer was lost;
    else it is the merchant's own (``there``: all that the store had before).
    """
    listing = row.listing
    try:
        file = fetch(image.url, store.capabilities, row.key)
        known = there
        if row.is_tried:
            known = set(listing.images.exclude(remote_id="").values_list("remote_id", flat=True))
        else:
            row.position = position
            row.save()
        sent = file if store.capabilities.takes_image_files else None  # else the store fetches it, checked as it is now
        remote = store.add_image(listing.remote_id, image, position=position, file=sent, known=known)
        row.remote_id, row.error_code = remote.id, ""
    except (ScrapeError, ImageUnfit, ImageRefused) as error:
        if error.retryable and context.attempt < TRIES:
            raise
        row.remote_id, row.error_code = "", error.code
    row.position = position
    row.save()
    return bool(row.remote_id)


def fetch(address: str, can: Capabilities, name: str) -> ImageFile:
    """Raises ScrapeError when it cannot be had, ImageUnfit when the store would not take it."""
    answer = net.get(address, settings.SCRAPE_POLICY, expect="image")
    check_status(answer.status, answer.headers)
    kind = image_type(answer.body) or ""
    if kind not in can.image_types:
        raise ImageUnfit(f"{kind or 'no picture'}: {address}")
    if can.image_bytes_limit and len(answer.body) > can.image_bytes_limit:
        raise ImageUnfit(f"{len(answer.body)} bytes: {address}")
    return ImageFile(name=f"{name}.{ENDINGS[kind]}", media_type=kind, content=answer.body)
