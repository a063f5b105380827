"""Getting a product's pictures for a store: through the guarded client, judged by their bytes."""

from functools import partial

from django.conf import settings

from jobs.context import StepContext
from jobs.errors import StepError
from merchants.stores.clients.base import Capabilities, StoreClient
from merchants.stores.clients.errors import ImageRefused
from merchants.stores.product import ImageFile, PlacedImage, RemoteImage, StoreImage, StoreProduct
from products.publishing.errors import NoImageTaken
from products.publishing.models import Listing, ListingImage
from products.publishing.payloads import PublishRequested
from products.publishing.texts import one_line
from scraping.errors import ScrapeError
from scraping.net import client as net
from scraping.net.kinds import image_type
from scraping.net.status import check_status

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "image/avif": "avif"}
TRIES = 3  # of a picture's own host; after that the product goes without this picture


class ImageUnfit(StepError):
    """The picture is of a kind or a size that the store does not take."""

    code = "image_refused"


def send(listing: Listing, product: StoreProduct, store: StoreClient, context: StepContext[PublishRequested]) -> bool:
    """Make the store's pictures of ours the wanted ones, in order and with their texts. What is there already stays.

    Whether a text that was changed in the store was left as it is there. Raises NoImageTaken when none is left and the
    store hides products without one, and what the store raises.
    """
    there = {image.id: image for image in store.images(listing.remote_id)}
    rows = _wanted(listing, product, store, there)
    for image in product.images:
        context.check()
        row = rows.setdefault(image.key, ListingImage(listing=listing, key=image.key))
        if not row.remote_id:
            _put(row, image, store, context, there)
    placed = [(image, rows[image.key]) for image in product.images if rows[image.key].remote_id]
    if product.images and not placed and store.capabilities.hidden_without_image:
        raise NoImageTaken
    return _arrange(listing, placed, store, there, is_forced=context.payload.overwrite)


def _wanted(
    listing: Listing, product: StoreProduct, store: StoreClient, there: dict[str, RemoteImage]
) -> dict[str, ListingImage]:
    """The rows of wanted pictures that the store has; others of ours are taken away, and sent anew if wanted.

    One that was tried, and nobody heard whether it got there, is kept as such. What is not ours stays where it is.
    """
    wanted = {image.key for image in product.images}
    kept: dict[str, ListingImage] = {}
    for row in listing.images.all():
        if row.key in wanted and (row.is_tried or row.remote_id in there):
            kept[row.key] = row
            continue
        if row.remote_id in there:
            store.remove_image(listing.remote_id, row.remote_id)
            del there[row.remote_id]
        row.delete()
    return kept


def _put(
    row: ListingImage,
    image: StoreImage,
    store: StoreClient,
    context: StepContext[PublishRequested],
    there: dict[str, RemoteImage],
) -> None:
    """Send one picture, behind all that are there, and note its id at once, or why it was left out.

    That it is tried, and at which place, is noted before. Only then may a picture that we do not know, at that place,
    be this one, whose answer was lost; else it is the merchant's own (``there``: all that the store had before).
    """
    listing = row.listing
    try:
        file = fetch(image.url, store.capabilities, row.key)
        if row.is_tried:
            known = set(listing.images.exclude(remote_id="").values_list("remote_id", flat=True))
        else:
            known = set(there)
            row.position = max([0, *(each.position for each in there.values())]) + 1
            row.alt = image.alt_in(_language(listing))
            row.save()
        sent = file if store.capabilities.takes_image_files else None  # else the store fetches it, checked as it is now
        remote = store.add_image(listing.remote_id, image, position=row.position, file=sent, known=known)
        row.remote_id, row.error_code = remote.id, ""
        there[remote.id] = remote
    except (ScrapeError, ImageUnfit, ImageRefused) as error:
        if error.retryable and context.attempt < TRIES:
            raise
        row.remote_id, row.error_code = "", error.code
    row.save()


def _arrange(
    listing: Listing,
    placed: list[tuple[StoreImage, ListingImage]],
    store: StoreClient,
    there: dict[str, RemoteImage],
    *,
    is_forced: bool,
) -> bool:
    """Send order and texts where they changed here since they were sent last, or are to be sent whatever is there.

    Whether a text was kept that the merchant changed in the store.
    """
    language = _language(listing)
    texts = {row.key: image.alt_in(language) for image, row in placed}
    changed = {row.key for _image, row in placed if is_forced or row.alt != texts[row.key]}
    kept = {row.key for _image, row in placed if not is_forced and _is_theirs(row, there, texts)} & changed
    places = [row.position for _image, row in placed]
    if is_forced or changed - kept or places != sorted(set(places)):
        store.arrange_images(
            listing.remote_id,
            [
                PlacedImage(
                    id=row.remote_id,
                    alt=texts[row.key] if row.key in changed - kept else None,
                    load=partial(fetch, image.url, store.capabilities, row.key),
                )
                for image, row in placed
            ],
        )
        for place, (_image, row) in enumerate(placed, 1):
            row.position = place
            row.alt = row.alt if row.key in kept else texts[row.key]
            row.save()
    return bool(kept)


def _is_theirs(row: ListingImage, there: dict[str, RemoteImage], texts: dict[str, str]) -> bool:
    """Whether the store shows neither the text that we sent last nor the one that is wanted."""
    now = one_line(there[row.remote_id].alt)
    return now not in {one_line(row.alt), one_line(texts[row.key])}


def _language(listing: Listing) -> str:
    return listing.connection.language or "ar"


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
