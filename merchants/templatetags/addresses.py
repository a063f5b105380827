"""Whole addresses for e-mails that the program sends by itself."""

from django import template

from merchants import addresses
from merchants.models import Merchant

register = template.Library()


@register.filter
def absolute(path: str, section: str = "") -> str:
    """The whole address of our page at ``path``; empty where nobody set under what address we are."""
    return addresses.absolute(f"{path}#{section}" if section else path)


@register.filter
def page_of(merchant: Merchant, path: str) -> str:
    """The whole address of our page at ``path``, as one of ``merchant``; empty as above."""
    return addresses.in_shop(merchant, path)
