"""Addresses of small copies. They are signed: only pictures that our own pages show can be asked for."""

from django.core.signing import BadSignature, Signer
from django.urls import reverse

WIDTHS = {"": 96, "medium": 160, "wide": 960}
"""Pixels, by the size of the thumb: twice what it takes on the page, for dense screens."""

_signer = Signer(salt="products.pictures")


class NotOurs(Exception):
    """No page of ours made this address."""


def address_of(picture: str, size: str = "") -> str:
    """Where the small copy of ``picture`` is. What is no web address (``data:``) stands for itself."""
    if not picture.startswith(("http://", "https://")):
        return picture
    return reverse("products:picture", args=[WIDTHS[size], _signer.sign_object(picture, compress=True)])


def picture_at(width: int, signed: str) -> str:
    """The shop's own address of the picture. Raises NotOurs."""
    if width not in WIDTHS.values():
        raise NotOurs(f"width {width}")
    try:
        return str(_signer.unsign_object(signed))
    except (BadSignature, ValueError) as error:  # a damaged payload is no JSON; its signature is checked first
        raise NotOurs(str(error)) from error
