"""Our own addresses where no request tells them: in e-mails that the program sends by itself."""

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from merchants.models import Merchant

MARK_LENGTH = 20  # of 64 hexadecimal digits: 80 bits


def absolute(path: str) -> str:
    """The whole address of our page at ``path``; empty where PUBLIC_URL does not say under what address we are."""
    root: str = settings.PUBLIC_URL
    return root + path if root else ""


def in_shop(merchant: Merchant, path: str) -> str:
    """As ``absolute``, and whoever works for several shops sees the page as one of ``merchant``."""
    page = path.partition("#")[0].partition("?")[0]
    way = reverse("merchants:go", args=[merchant.pk, mark_of(merchant.pk), page.removeprefix("/")])
    return absolute(way + path.removeprefix(page))


def mark_of(merchant_id: object) -> str:
    """What only our own e-mails know: an address that somebody else made up changes nobody's shop."""
    return salted_hmac("merchants.addresses", str(merchant_id), algorithm="sha256").hexdigest()[:MARK_LENGTH]


def is_marked(merchant_id: object, mark: str) -> bool:
    return constant_time_compare(mark, mark_of(merchant_id))
