"""How a small copy is made: fetched through the address guard, made smaller, kept in a cache of its own on disk."""

import hashlib
import io
import logging
import struct
import warnings
from dataclasses import replace

from django.conf import settings
from django.core.cache import caches
from PIL import Image, ImageOps

from scraping.errors import ScrapeError
from scraping.net.client import get
from scraping.net.status import check_status
from scraping.policy import ScrapePolicy

log = logging.getLogger(__name__)

QUALITY = 82  # of 100, WebP
TALLEST = 2  # times its width: long strips of text are cut off by nobody's page, but shown this tall at the most
MOST_PIXELS = 16_000_000  # decoded at once, 64 MB; JPEGs are decoded smaller than they are, so theirs may be larger
KEEP_S = 30 * 24 * 3600
KEEP_FAILURE_S = 600
_NONE = b""  # kept for a picture that cannot be shown, so that its shop is not asked at each view


class NoPicture(Exception):
    """The shop gives no picture there, or one that cannot be read."""


def kept(picture: str, width: int) -> bytes | None:
    """The small copy as WebP if it has been made, else None. Raises NoPicture where making it failed lately."""
    found: bytes | None = caches["pictures"].get(_key(picture, width))
    if found == _NONE:
        raise NoPicture(picture)
    return found


def make(picture: str, width: int) -> bytes:
    """Make the small copy and keep it. Raises NoPicture."""
    try:
        small = smaller(_fetched(picture), width)
    except NoPicture as error:
        log.info("No picture at %s: %s", picture[:200], error)
        caches["pictures"].set(_key(picture, width), _NONE, KEEP_FAILURE_S)
        raise
    caches["pictures"].set(_key(picture, width), small, KEEP_S)
    return small


def smaller(body: bytes, width: int) -> bytes:
    """``body``, a picture in any common form, as WebP at most ``width`` pixels wide. Raises NoPicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            image: Image.Image = Image.open(io.BytesIO(body))
        image.draft("RGB", (width, width * TALLEST))  # JPEGs are decoded at an eighth where that is enough
        if image.width * image.height > MOST_PIXELS:
            raise NoPicture(f"{image.width} × {image.height} pixels")
        image = ImageOps.exif_transpose(image)
        image.thumbnail((width, width * TALLEST))
        made = io.BytesIO()
        image.convert("RGBA" if image.has_transparency_data else "RGB").save(made, "WEBP", quality=QUALITY)
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, Image.DecompressionBombError) as error:
        raise NoPicture(f"not readable: {error!r}") from error
    return made.getvalue()


def _fetched(picture: str) -> bytes:
    try:
        answer = get(picture, _policy(), expect="image")
        check_status(answer.status, answer.headers)
    except ScrapeError as error:
        raise NoPicture(f"{error.code}: {error}") from error
    return answer.body


def _policy() -> ScrapePolicy:
    """A person is looking: a shop that takes longer gets a drawing in place of its picture."""
    return replace(settings.SCRAPE_POLICY, fetch_deadline_s=settings.PICTURE_DEADLINE_S)


def _key(picture: str, width: int) -> str:
    return f"{width}-{hashlib.sha256(picture.encode()).hexdigest()}"
